"""The index of a scan's pages: one table that can be sorted, filtered and searched.

It says everything without its script, in the order of the files. The pictures are small files
beside it, which a browser only fetches for the rows it shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, get_args

from provcheck.model import FlagName, Status
from provcheck.report.html import environment
from provcheck.report.index_rows import FAILED, IndexRow
from provcheck.report.inline import content_policy, shipped, style
from provcheck.report.wording import Wording

if TYPE_CHECKING:
    from markupsafe import Markup

INDEX_MARK = b'<meta name="provcheck-index"'
"""Stands near the beginning of every index page, and by it we know our own."""

_STATUSES: tuple[str, ...] = (*get_args(Status), FAILED)
_FLAGS: tuple[str, ...] = get_args(FlagName)
# Opened from a folder, "self" is no origin that browsers agree on.
_PICTURES = "'self' file:"


def index_page(rows: Sequence[IndexRow], language: str) -> Iterator[bytes]:
    """The page in pieces, so that one of ten thousand rows is never whole in memory."""
    wording = Wording.of(language)
    stream = (
        environment()
        .get_template("index.html.j2")
        .stream(
            rows=rows,
            language=language,
            latest=max((row.checked for row in rows), default=""),
            words=wording,
            t=wording.label,
            status_word=lambda status: _status_word(status, wording),
            flag_word=lambda flag: wording.term("flag", flag),
            statuses=_present((row.status for row in rows), _STATUSES),
            flags=_present((flag for row in rows for flag in row.flags), _FLAGS),
            rank=_rank,
            style=style(),
            own_style=shipped("index.css"),
            script=_script(),
            policy=content_policy(_script(), _PICTURES),
        )
    )
    stream.enable_buffering(64)
    return (piece.encode("utf-8") for piece in stream)


def _script() -> Markup:
    return shipped("index.js")


def _status_word(status: str, wording: Wording) -> str:
    return wording.label("index-failed") if status == FAILED else wording.term("status", status)


def _present(found: Iterator[str], known: Sequence[str]) -> list[tuple[str, int]]:
    """The values that occur, in their order, with how often; unknown ones last."""
    counts = Counter(found)
    order = [*(each for each in known if each in counts), *sorted(set(counts) - set(known))]
    return [(each, counts[each]) for each in order]


def _rank(row: IndexRow) -> int:
    """A status as a number to sort by."""
    return _STATUSES.index(row.status) if row.status in _STATUSES else len(_STATUSES)
