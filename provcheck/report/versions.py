"""New versions of a report: what a person added, with a chained line that says so."""

from dataclasses import replace

from provcheck.model import HistoryEntry, Report
from provcheck.report.chain import linked
from provcheck.report.identity import identify


def next_version(report: Report, step: HistoryEntry) -> Report:
    """The report with ``step`` at the end of its history, and the id that this gives."""
    return identify(replace(report, history=linked([*report.history, step])))
