"""The codes of a set in SQLite: read from it, or from the file that is kept of them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, overload

from provcheck.errors import SetCorrupt
from provcheck.references.code_file import WORTH_A_FILE, CodeFile, CodeState, open_codes
from provcheck.references.database import named_errors
from provcheck.references.records import blob
from provcheck.references.store import Codes
from provcheck.references.tallies import as_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Rows fetched at a time, and numbers asked for in one statement (SQLite allows 32,766).
_TOGETHER = 65_536
_ASKED = 10_000

_ID = re.compile("[0-9a-f]{16}")
_ID_BYTES = 8

_FINGERPRINTS = "SELECT reference, value FROM fingerprint WHERE kind = ? AND version = ?"
# Of features the code is the id of their reference.
_FEATURES = (
    "SELECT reference, id AS value FROM signature JOIN reference ON number = reference"
    " WHERE kind = ? AND version = ?"
)


class SqliteCodes:
    """A :class:`~provcheck.references.code_file.CodeSource` in a reader's transaction.

    ``features``: of local features, whose codes are the ids of their references, instead of
    fingerprints. Every method may raise sqlite3.Error, and ValueError for unusable rows.
    """

    def __init__(
        self, connection: sqlite3.Connection, kind: str, version: str, *, features: bool = False
    ) -> None:
        self._connection = connection
        self._key = kind, version
        self._table = "signature" if features else "fingerprint"
        self._select = _FEATURES if features else _FINGERPRINTS

    def state(self) -> CodeState:
        """What there is; of a set of an earlier form nothing is known."""
        kept = dict(
            self._connection.execute(
                "SELECT count, sum FROM tally WHERE kind = ? AND version = ?", self._key
            ).fetchone()
            or {"count": 0, "sum": as_text(0)}
        )
        text = f"SELECT max(reference) FROM {self._table} WHERE kind = ? AND version = ?"
        last = self._connection.execute(text, self._key).fetchone()[0]
        revision = self._connection.execute("SELECT max(number) FROM revision").fetchone()[0]
        return CodeState(
            count=kept["count"], sum=str(kept["sum"]), last=last or 0, revision=revision or 0
        )

    def revised(self, since: int) -> tuple[int, ...]:
        """Numbers of the references whose rows were revised after revision ``since``."""
        rows = self._connection.execute(
            "SELECT DISTINCT reference FROM revision WHERE number > ? AND kind = ? AND version = ?",
            (since, *self._key),
        )
        return tuple(row["reference"] for row in rows)

    def rows(self, after: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.uint8]]]:
        """The rows of references with a higher number, by number, in parts."""
        text = f"{self._select} AND reference > ? ORDER BY reference"
        cursor = self._connection.execute(text, (*self._key, after))
        while part := cursor.fetchmany(_TOGETHER):
            yield _as_arrays(part)

    def some(self, numbers: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """The rows of these references, as far as there are any."""
        found: list[sqlite3.Row] = []
        for start in range(0, len(numbers), _ASKED):
            part = numbers[start : start + _ASKED]
            marks = ", ".join("?" * len(part))
            text = f"{self._select} AND reference IN ({marks})"
            found += self._connection.execute(text, (*self._key, *part))
        return _as_arrays(found)


def load_codes(
    connection: sqlite3.Connection, name: str, kind: str, version: str, home: Path | None
) -> Codes:
    """All fingerprints of one kind and version of the set called ``name``.

    ``home``: the folder for files of codes, if there may be any. Raises as :class:`SqliteCodes`.
    """
    text = "SELECT bits FROM fingerprint WHERE kind = ? AND version = ? LIMIT 1"
    row = connection.execute(text, (kind, version)).fetchone()
    bits = row["bits"] if row else 8
    held = _held(SqliteCodes(connection, kind, version), home, kind, version, bits // 8)
    return Codes(
        kind=kind,
        version=version,
        bits=bits,
        ids=Ids(connection, held.numbers, name),
        values=held.values,
        dead=held.dead,
    )


def feature_ids(
    connection: sqlite3.Connection, kind: str, version: str, home: Path | None
) -> NDArray[np.uint64]:
    """Ids, as numbers, of the references with features of one kind and version.

    Raises as :class:`SqliteCodes`.
    """
    import numpy as np

    codes = SqliteCodes(connection, kind, version, features=True)
    held = _held(codes, home, kind, version, _ID_BYTES)
    return np.delete(held.values.view(">u8")[:, 0], held.dead).astype(np.uint64)


def _held(codes: SqliteCodes, home: Path | None, kind: str, version: str, size: int) -> CodeFile:
    """From the file, where the set is large enough for one and it can be kept; else the set."""
    import numpy as np

    if home is not None and codes.state().count >= WORTH_A_FILE:
        file = open_codes(home / f"{kind}-{version}", size, codes)
        if file is not None:
            return file
    none = np.empty(0, dtype=np.int64)
    parts = [(none, np.empty((0, size), dtype=np.uint8)), *codes.rows(after=0)]
    if any(values.shape[1] != size for _, values in parts):
        raise ValueError(f"{kind} values of unequal or wrong length")
    numbers, values = (np.concatenate(part) for part in zip(*parts, strict=True))
    return CodeFile(numbers=numbers, values=values, dead=none)


class Ids(Sequence[str]):
    """The ids of references by their numbers in the set, looked up one at a time."""

    def __init__(
        self, connection: sqlite3.Connection, numbers: NDArray[np.int64], name: str
    ) -> None:
        self._connection = connection
        self._numbers = numbers
        self._name = name

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, row: int) -> str: ...

    @overload
    def __getitem__(self, row: slice) -> Sequence[str]: ...

    def __getitem__(self, row: int | slice) -> str | Sequence[str]:
        if isinstance(row, slice):
            return Ids(self._connection, self._numbers[row], self._name)
        text = "SELECT id FROM reference WHERE number = ?"
        with named_errors(self._name):
            found = self._connection.execute(text, (int(self._numbers[row]),)).fetchone()
        if found is None or not _ID.fullmatch(found["id"]):
            raise SetCorrupt(name=self._name, reason="an id in it is not one")
        return str(found["id"])


def _bytes_of(value: object) -> bytes:
    """A fingerprint's own bytes, or those of an id (hex digits)."""
    return bytes.fromhex(value) if isinstance(value, str) else blob(value)


def _as_arrays(rows: Sequence[sqlite3.Row]) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    import numpy as np

    values = [_bytes_of(row["value"]) for row in rows]
    size = len(values[0]) if values else 0
    if any(len(value) != size for value in values):
        raise ValueError("values of unequal or wrong length")
    numbers = np.fromiter((row["reference"] for row in rows), dtype=np.int64, count=len(rows))
    return numbers, np.frombuffer(b"".join(values), dtype=np.uint8).reshape(len(rows), size)
