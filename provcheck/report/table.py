"""A scan as a table for spreadsheets: one row per image, safe to open."""

import csv
import io
from collections.abc import Sequence

from provcheck.model import Report
from provcheck.safe_text import safe_text

COLUMNS = (
    "file",
    "status",
    "flags",
    "summary",
    "sha256",
    "media_type",
    "width",
    "height",
    "bytes",
    "match",
    "relation",
    "published",
    "publisher",
    "report_id",
    "error",
    "page",
)
"""The names of the columns, English in every language."""

_LIMIT = 500
# A spreadsheet takes a cell that begins so as a formula (OWASP, CSV injection); full-width forms
# are taken for them by some.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def table_head() -> bytes:
    """The first line, with the byte order mark by which spreadsheets know UTF-8."""
    return "\ufeff".encode() + _row(COLUMNS)


def table_row(report: Report, name: str, page: str = "") -> bytes:
    """One examined image; ``name``: its path as the table shows it. ``page``: its report's."""
    return _row(cells(report, name, page))


def cells(report: Report, name: str, page: str) -> tuple[str, ...]:
    """One examined image as a text for each column, made inert."""
    concluded, subject = report.conclusion, report.subject
    confirmed = [match for match in report.matches if match.confirmed]
    first = confirmed[0] if confirmed else None
    source = first.reference.source if first else None
    return _inert(
        (
            name,
            concluded.status,
            " ".join(flag.flag for flag in concluded.flags),
            concluded.reasons[0].text if concluded.reasons else "",
            subject.sha256,
            subject.media_type,
            str(subject.width),
            str(subject.height),
            str(subject.byte_size),
            first.reference.name if first else "",
            first.relation if first else "",
            source.published_at.value if source and source.published_at else "",
            (source.publisher or "") if source else "",
            report.report_id,
            "",
            page,
        )
    )


def failure_row(name: str, error: str) -> bytes:
    """A file that could not be examined, with the sentence that says why."""
    return _row(failure_cells(name, error))


def failure_cells(name: str, error: str) -> tuple[str, ...]:
    """The same as a text for each column, made inert."""
    return _inert((name, "failed", *[""] * (len(COLUMNS) - 4), error, ""))


def _inert(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(safe_text(text, limit=_LIMIT) for text in texts)


def _row(cells: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([_cell(cell) for cell in cells])
    return out.getvalue().encode("utf-8")


def _cell(inert: str) -> str:
    return f"'{inert}" if inert.lstrip().startswith(_FORMULA) else inert
