"""Which version of a report a person goes on from, and where the next one is written."""

from pathlib import Path
from typing import TYPE_CHECKING

from provcheck.cli.outputs import next_version_of, protect, require_new
from provcheck.cli.report import read_saved
from provcheck.cli.streams import note
from provcheck.errors import ReportError, SubjectError

if TYPE_CHECKING:
    from provcheck.model import Report


def version_to_go_on_from(saved: Path, output: Path | None, language: str) -> "tuple[Report, Path]":
    """The report to add to, and the file for its next version.

    Where the file's later versions lie beside it and each follows from the one before, the
    newest is taken and named; ``output`` says that exactly this file is meant. Raises
    ReportError, SubjectError, OutputIsInput and OutputThere.
    """
    path, report = saved, read_saved(saved)
    while output is None and (later := _later(path, report)) is not None:
        path, report = later
    if path != saved:
        from provcheck.messages import catalogue

        names = {"report": saved.name, "newest": path.name}
        note(catalogue(language).text("report.newer-version", names))
    target = output or next_version_of(path)
    protect([saved, path], target)
    require_new(target)
    return report, target


def tell_of_newer(saved: Path, report: "Report", language: str) -> None:
    """Where a later version lies beside a report that goes out as it is, say so."""
    path, newest = saved, report
    while (later := _later(path, newest)) is not None:
        path, newest = later
    if path != saved:
        from provcheck.messages import catalogue

        names = {"report": saved.name, "newest": path.name}
        note(catalogue(language).text("report.newer-not-taken", names))


def _later(path: Path, report: "Report") -> "tuple[Path, Report] | None":
    """The next version of this report, if it lies beside it and follows from it."""
    beside = next_version_of(path)
    if not beside.is_file():
        return None
    try:
        later = read_saved(beside)
    except (ReportError, SubjectError):
        return None  # something else under this name, which is not written over
    follows = any(step.report_id == report.report_id for step in later.history)
    return (beside, later) if follows else None
