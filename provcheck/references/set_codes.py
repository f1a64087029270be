"""The codes of a set: read from its database, or from the file that is kept of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from provcheck.errors import SetCorrupt
from provcheck.references.code_file import WORTH_A_FILE, CodeFile, CodeState, open_codes
from provcheck.references.overview import DIGESTS_KIND, Tally
from provcheck.references.records import blob
from provcheck.references.sql import Database, Executor, rows_among

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Rows fetched at a time.
_TOGETHER = 65_536

_ID = re.compile("[0-9a-f]{16}")

Stored = Literal["fingerprints", "features", "digests"]
"""Whose codes: of fingerprints their values, of features the ids of their references (8 bytes), and
of digests the beginnings of a reference's two (16 bytes)."""

DIGESTS = DIGESTS_KIND, "1"

_SELECT: dict[Stored, str] = {
    "fingerprints": (
        "SELECT reference, value FROM fingerprint WHERE kind = ? AND version = ?"
        " AND reference {which}"
    ),
    "features": (
        "SELECT reference, id AS value FROM signature JOIN reference ON number = reference"
        " WHERE kind = ? AND version = ? AND reference {which}"
    ),
    "digests": (
        "SELECT number AS reference, sha256, pixel_sha256 FROM reference"
        f" WHERE ? = '{DIGESTS[0]}' AND ? = '{DIGESTS[1]}' AND number {{which}}"
    ),
}
_BYTES = {"features": 8, "digests": 16}


class SetCodes:
    """A :class:`~provcheck.references.code_file.CodeSource` in a reader's transaction.

    ``state``: what the set says there is. Every method may raise what the database
    raises, and ValueError for unusable rows.
    """

    def __init__(
        self, database: Executor, kind: str, version: str, state: CodeState, of: Stored
    ) -> None:
        self._database = database
        self._key = kind, version
        self._state = state
        self._of = of

    def state(self) -> CodeState:
        """What there is."""
        return self._state

    def revised(self, since: int) -> tuple[int, ...]:
        """Numbers of the references whose rows were revised after revision ``since``."""
        if since == self._state.revision:
            return ()
        rows = self._database.execute(
            "SELECT DISTINCT reference FROM revision WHERE number > ? AND kind = ? AND version = ?",
            (since, *self._key),
        ).fetchall()
        return tuple(row["reference"] for row in rows)

    def rows(self, after: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.uint8]]]:
        """The rows of references with a higher number, by number, in parts."""
        return stored_rows(self._database, *self._key, self._of, after=after)

    def some(self, numbers: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """The rows of these references, as far as there are any."""
        text = _SELECT[self._of].format(which="IN")
        rows = list(rows_among(self._database, text, self._key, numbers))
        return _as_arrays(rows, self._of)


def stored_rows(
    database: Executor, kind: str, version: str, of: Stored, *, after: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.uint8]]]:
    """Codes of references with a higher number than ``after``, by number, in parts."""
    text = _SELECT[of].format(which="> ? ORDER BY reference")
    while True:
        rows = database.execute(f"{text} LIMIT ?", (kind, version, after, _TOGETHER)).fetchall()
        if rows:
            yield _as_arrays(rows, of)
            after = rows[-1]["reference"]
        if len(rows) < _TOGETHER:
            return


class HeldCodes:
    """The codes of a set in memory: mapped from files in ``home``, else read from the set.

    ``worth_a_file``: fewer codes are read. Every method may raise as :class:`SetCodes`.
    """

    def __init__(self, database: Executor, home: Path | None, worth_a_file: int | None) -> None:
        self._database = database
        self._home = home
        self._worth_a_file = WORTH_A_FILE if worth_a_file is None else worth_a_file
        self._known: dict[tuple[str, str, Stored], CodeFile] = {}

    def held(self, kind: str, version: str, tally: Tally, of: Stored = "fingerprints") -> CodeFile:
        """All codes of one kind and version."""
        held = self.mapped(kind, version, tally, of)
        if held is None:
            codes = SetCodes(self._database, kind, version, tally.state, of)
            held = _read(codes, _size(tally, of))
            self._known[kind, version, of] = held
        return held

    def mapped(
        self, kind: str, version: str, tally: Tally, of: Stored = "fingerprints"
    ) -> CodeFile | None:
        """The same, where they are in memory already or there can be a file of them."""
        key = kind, version, of
        count, sum_ = tally.state.count, tally.state.sum
        if key not in self._known and self._home and count >= self._worth_a_file and sum_:
            codes = SetCodes(self._database, kind, version, tally.state, of)
            home = self._home / f"{kind}-{version}"
            if (file := open_codes(home, _size(tally, of), codes)) is not None:
                self._known[key] = file
        return self._known.get(key)


def _size(tally: Tally, of: Stored) -> int:
    return _BYTES.get(of) or (tally.bits or 8) // 8


def digest_code(sha256: str, pixel_sha256: str) -> bytes:
    """The beginnings of both digests; zeros for one that is not known."""
    return bytes.fromhex((sha256[:16] or "0" * 16) + (pixel_sha256[:16] or "0" * 16))


def _read(codes: SetCodes, size: int) -> CodeFile:
    import numpy as np

    none = np.empty(0, dtype=np.int64)
    parts = [(none, np.empty((0, size), dtype=np.uint8)), *codes.rows(after=0)]
    if any(values.shape[1] != size for _, values in parts):
        raise ValueError("values of one kind of unequal or wrong length")
    numbers, values = (np.concatenate(part) for part in zip(*parts, strict=True))
    return CodeFile(numbers=numbers, values=values, dead=none)


class Ids(Sequence[str]):
    """The ids of references by their numbers in the set, looked up one at a time."""

    def __init__(self, database: Database, numbers: NDArray[np.int64]) -> None:
        self._database = database
        self._numbers = numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, row: int) -> str: ...

    @overload
    def __getitem__(self, row: slice) -> Sequence[str]: ...

    def __getitem__(self, row: int | slice) -> str | Sequence[str]:
        if isinstance(row, slice):
            return Ids(self._database, self._numbers[row])
        with self._database.named_errors():
            number = int(self._numbers[row])
            return ids_of(self._database, [number])[number]


def ids_of(database: Database, numbers: Sequence[int]) -> dict[int, str]:
    """The ids of references by their numbers. Raises SetCorrupt where one is missing."""
    text = "SELECT number, id FROM reference WHERE number IN"
    found = {row["number"]: str(row["id"]) for row in rows_among(database, text, (), numbers)}
    if any(not _ID.fullmatch(found.get(number, "")) for number in numbers):
        raise SetCorrupt(name=database.name, reason="an id in it is not one")
    return found


def _bytes_of(row: Any, of: Stored) -> bytes:
    if of == "digests":
        return digest_code(row["sha256"], row["pixel_sha256"])
    return bytes.fromhex(row["value"]) if of == "features" else blob(row["value"])


def _as_arrays(rows: Sequence[Any], of: Stored) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    import numpy as np

    values = [_bytes_of(row, of) for row in rows]
    size = len(values[0]) if values else 0
    if any(len(value) != size for value in values):
        raise ValueError("values of unequal or wrong length")
    numbers = np.fromiter((row["reference"] for row in rows), dtype=np.int64, count=len(rows))
    return numbers, np.frombuffer(b"".join(values), dtype=np.uint8).reshape(len(rows), size)
