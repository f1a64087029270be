"""The rows of a scan's index page, and their lines in the file that keeps them between scans."""

from __future__ import annotations

import re
from dataclasses import dataclass

from provcheck.messages import catalogue
from provcheck.model import Report
from provcheck.report.plain import harmless
from provcheck.report.texts import say
from provcheck.safe_text import safe_text

FAILED = "failed"
"""The status of a file that could not be examined."""

MAX_INDEX_LINE = 16_000
"""Bytes of a line. A row is a few sentences at most; a longer line is none of ours."""

_LIMIT = 500
# What the addresses of a row may look like, so that none leads out of the folder.
_PAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}\.html")
_PICTURE = re.compile(r"[a-z-]{1,40}/[A-Za-z0-9][A-Za-z0-9_-]{0,79}\.jpg")


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRow:
    """One image of the index. ``page``, ``picture``: addresses below the index, empty if none.

    ``checked``: ISO time, empty for a file that could not be examined.
    """

    name: str
    status: str
    summary: str
    flags: tuple[str, ...] = ()
    checked: str = ""
    page: str = ""
    picture: str = ""


def index_row(report: Report, name: str, page: str, picture: str, language: str) -> IndexRow:
    """One examined image; ``name``: its path as the index shows it."""
    concluded = report.conclusion
    reasons = concluded.reasons[:1]
    said = [say(catalogue(language), each.message, each.text) for each in reasons]
    return IndexRow(
        name=name,
        status=concluded.status,
        summary=safe_text("".join(said), limit=_LIMIT),
        flags=tuple(flag.flag for flag in concluded.flags),
        checked=report.created_at,
        page=page,
        picture=picture,
    )


def failed_index_row(name: str, error: str) -> IndexRow:
    """A file that could not be examined, with the sentence that says why."""
    return IndexRow(name=name, status=FAILED, summary=safe_text(error, limit=_LIMIT))


def index_line(row: IndexRow) -> bytes:
    """The row as a line of JSON."""
    import msgspec

    return msgspec.json.encode(row) + b"\n"


def read_index_line(line: bytes) -> IndexRow | None:
    """The row of a line; None for what is no row, or leads elsewhere than to a page beside it."""
    import msgspec

    try:
        row = msgspec.convert(harmless(msgspec.json.decode(line)), IndexRow)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    if _PAGE.fullmatch(row.page) is None:
        return None
    fine = row.picture == "" or _PICTURE.fullmatch(row.picture) is not None
    return row if fine else None
