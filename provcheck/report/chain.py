"""Lines that are chained: each carries its own digest and that of the line before.

The digest is SHA-256 over canonical JSON of the line (UTF-8, keys sorted, no spaces, entries that
are None or empty left out, ``digest`` itself not in it). A line changed by hand no longer fits its
digest; one taken out or put in no longer fits its neighbour. Whoever rewrites the whole chain
still changes the report's id, and cannot renew a signature.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from provcheck.model import CustodyEntry, HistoryEntry
from provcheck.report.plain import harmless, without_empty

Line = TypeVar("Line", CustodyEntry, HistoryEntry)


def linked(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines numbered from 1 and chained anew."""
    made: list[Line] = []
    for number, line in enumerate(lines, 1):
        prev = made[-1].digest if made else None
        bare = replace(line, seq=number, prev=prev, digest=None)
        made.append(replace(bare, digest=_digest(bare)))
    return tuple(made)


def is_chained(lines: Sequence[Line]) -> bool:
    """False for lines of a report from before there were chains."""
    return any(line.digest is not None for line in lines)


def first_break(lines: Sequence[Line]) -> int | None:
    """The number (from 1) of the first line that does not fit, or None where all do."""
    prev = None
    for number, line in enumerate(lines, 1):
        fits = line.digest == _digest(line) and line.prev == prev and line.seq == number
        if not fits:
            return number
        prev = line.digest
    return None


def _digest(line: CustodyEntry | HistoryEntry) -> str:
    import msgspec

    plain = without_empty(harmless(msgspec.to_builtins(replace(line, digest=None))))
    return hashlib.sha256(msgspec.json.encode(plain, order="sorted")).hexdigest()
