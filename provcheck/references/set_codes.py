"""The codes of a set: read from its database, or from the file that is kept of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from provcheck.errors import SetCorrupt
from provcheck.references.code_file import WORTH_A_FILE, CodeFile, CodeState, open_codes
from provcheck.references.overview import Tally
from provcheck.references.records import blob
from provcheck.references.sql import Database, Executor, rows_among

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Rows fetched at a time.
_TOGETHER = 65_536

_ID = re.compile("[0-9a-f]{16}")

_FINGERPRINTS = "SELECT reference, value FROM fingerprint WHERE kind = ? AND version = ?"
# Of features the code is the id of their reference.
_FEATURES = (
    "SELECT reference, id AS value FROM signature JOIN reference ON number = reference"
    " WHERE kind = ? AND version = ?"
)
_ID_BYTES = 8


class SetCodes:
    """A :class:`~provcheck.references.code_file.CodeSource` in a reader's transaction.

    ``features``: of local features, whose codes are the ids of their references, instead of
    fingerprints. ``state``: what the set says there is. Every method may raise what the database
    raises, and ValueError for unusable rows.
    """

    def __init__(
        self, database: Executor, kind: str, version: str, state: CodeState, *, features: bool
    ) -> None:
        self._database = database
        self._key = kind, version
        self._state = state
        self._features = features

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
        return stored_rows(self._database, *self._key, after=after, features=self._features)

    def some(self, numbers: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """The rows of these references, as far as there are any."""
        text = f"{_FEATURES if self._features else _FINGERPRINTS} AND reference IN"
        return _as_arrays(list(rows_among(self._database, text, self._key, numbers)))


def stored_rows(
    database: Executor, kind: str, version: str, *, after: int, features: bool
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.uint8]]]:
    """Codes of references with a higher number than ``after``, by number, in parts."""
    text = f"{_FEATURES if features else _FINGERPRINTS} AND reference > ? ORDER BY reference"
    while True:
        rows = database.execute(f"{text} LIMIT ?", (kind, version, after, _TOGETHER)).fetchall()
        if rows:
            yield _as_arrays(rows)
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
        self._known: dict[tuple[str, str, bool], CodeFile] = {}

    def held(self, kind: str, version: str, tally: Tally, *, features: bool = False) -> CodeFile:
        """All codes of one kind and version."""
        held = self.mapped(kind, version, tally, features=features)
        if held is None:
            codes = SetCodes(self._database, kind, version, tally.state, features=features)
            held = _read(codes, _size(tally, features))
            self._known[kind, version, features] = held
        return held

    def mapped(
        self, kind: str, version: str, tally: Tally, *, features: bool = False
    ) -> CodeFile | None:
        """The same, where they are in memory already or there can be a file of them."""
        key = kind, version, features
        count, sum_ = tally.state.count, tally.state.sum
        if key not in self._known and self._home and count >= self._worth_a_file and sum_:
            codes = SetCodes(self._database, kind, version, tally.state, features=features)
            home = self._home / f"{kind}-{version}"
            if (file := open_codes(home, _size(tally, features), codes)) is not None:
                self._known[key] = file
        return self._known.get(key)


def _size(tally: Tally, features: bool) -> int:
    return _ID_BYTES if features else (tally.bits or 8) // 8


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


def _bytes_of(value: object) -> bytes:
    """A fingerprint's own bytes, or those of an id (hex digits)."""
    return bytes.fromhex(value) if isinstance(value, str) else blob(value)


def _as_arrays(rows: Sequence[Any]) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    import numpy as np

    values = [_bytes_of(row["value"]) for row in rows]
    size = len(values[0]) if values else 0
    if any(len(value) != size for value in values):
        raise ValueError("values of unequal or wrong length")
    numbers = np.fromiter((row["reference"] for row in rows), dtype=np.int64, count=len(rows))
    return numbers, np.frombuffer(b"".join(values), dtype=np.uint8).reshape(len(rows), size)
