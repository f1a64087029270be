"""Reading a reference set kept in one SQLite file."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from provcheck.errors import ReferenceAmbiguous, ReferenceMissing, SetCorrupt
from provcheck.model import Fingerprint, LocalFeatures, Reference, ReferenceSetInfo
from provcheck.references.calibration_file import read_calibration
from provcheck.references.database import BUSY_SECONDS, connect_to_read, named_errors
from provcheck.references.lattice import digest_of, state_of
from provcheck.references.local_index import home_of, open_index
from provcheck.references.local_scan import LocalScan, Signatures
from provcheck.references.local_votes import Searched
from provcheck.references.records import (
    blob,
    decode_features,
    decode_fingerprint,
    decode_reference,
)
from provcheck.references.signatures import SIGNATURE_BYTES
from provcheck.references.sqlite_codes import feature_ids, load_codes
from provcheck.references.store import Codes, Coverage, Exactness
from provcheck.safe_text import safe_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_HEX = re.compile("[0-9a-f]{1,64}")

_REFERENCE = """
    SELECT id, name, sha256, pixel_sha256, media_type, byte_size, width, height, added_at, source,
           EXISTS (SELECT 1 FROM proxy WHERE proxy.reference = reference.number) AS has_proxy
    FROM reference
"""


class SqliteReader:
    """A :class:`~provcheck.references.store.ReferenceReader` over one ``.db`` file.

    All reads share one transaction, begun on opening: whatever a writer adds meanwhile is not
    seen, and values that cover the whole set (codes, signatures, info) are loaded once and kept.
    A reader belongs to the thread and process that opened it.
    """

    def __init__(
        self,
        path: Path,
        *,
        name: str | None = None,
        index: Path | None = None,
        busy_seconds: float = BUSY_SECONDS,
    ) -> None:
        self.name = safe_text(name or path.name)
        self._connection = connect_to_read(path, busy_seconds=busy_seconds)
        self._info: ReferenceSetInfo | None = None
        self._codes: dict[tuple[str, str], Codes] = {}
        self._index = index
        self._searched: dict[tuple[str, str], tuple[Searched, ...]] = {}

    def info(self) -> ReferenceSetInfo:
        """Name, number of references, snapshot digest, time of the last change."""
        if self._info is None:
            with self._reading():
                info = read_info(self._connection, self.name)
            measured = None if self._index is None else read_calibration(self._index, info.snapshot)
            self._info = replace(info, calibration=measured)
        return self._info

    def coverage(self) -> tuple[Coverage, ...]:
        """Which fingerprint and feature versions the references carry, sorted by name."""
        kept = "SELECT kind, version, count AS n FROM tally WHERE n > 0 ORDER BY kind, version"
        counted = (  # of a set of an earlier form
            "SELECT kind, version, count(*) AS n FROM fingerprint GROUP BY kind, version UNION ALL"
            " SELECT kind, version, count(*) AS n FROM signature GROUP BY kind, version"
            " ORDER BY kind, version"
        )
        rows = self._rows(kept if self._has_totals() else counted)
        return tuple(
            Coverage(kind=safe_text(row["kind"]), version=safe_text(row["version"]), count=row["n"])
            for row in rows
        )

    def get(self, id: str) -> Reference:
        """The reference with this full id. Raises ReferenceMissing."""
        for row in self._rows(f"{_REFERENCE} WHERE id = ?", id):
            with self._reading():
                return decode_reference(dict(row))
        raise self._missing(id)

    def resolve(self, prefix: str) -> str:
        """The one id that begins with ``prefix`` (or whose sha256 does).

        Raises ReferenceMissing, ReferenceAmbiguous.
        """
        digits = prefix.strip().lower()
        if not _HEX.fullmatch(digits):
            raise self._missing(prefix)
        # The id is the beginning of the sha256, so one comparison serves both.
        found = self._rows("SELECT id FROM reference WHERE sha256 GLOB ? || '*'", digits)
        if not found:
            raise self._missing(prefix)
        if len(found) > 1:
            raise ReferenceAmbiguous(name=self.name, id=digits, count=len(found))
        return str(found[0]["id"])

    def list(self, *, limit: int | None = None, offset: int = 0) -> Iterator[Reference]:
        """The references in the order they were added (then by id)."""
        text = f"{_REFERENCE} ORDER BY added_at, id LIMIT ? OFFSET ?"
        with self._reading():
            rows = self._connection.execute(text, (-1 if limit is None else limit, offset))
            for row in rows:
                yield decode_reference(dict(row))

    def proxy(self, id: str) -> bytes | None:
        """The stored JPEG of a reference, if there is one. Raises ReferenceMissing."""
        text = "SELECT jpeg FROM proxy JOIN reference ON number = reference WHERE id = ?"
        for row in self._rows(text, id):
            with self._reading():
                return blob(row["jpeg"])
        self._require(id)
        return None

    def features(self, id: str) -> LocalFeatures | None:
        """The local features of a reference, if stored. Raises ReferenceMissing."""
        rows = self._rows(
            "SELECT features.* FROM features JOIN reference ON number = reference WHERE id = ?", id
        )
        for row in rows:
            with self._reading():
                return decode_features(dict(row))
        self._require(id)
        return None

    def fingerprints(self, id: str) -> tuple[Fingerprint, ...]:
        """The fingerprints of a reference, sorted by kind. Raises ReferenceMissing."""
        rows = self._rows(
            "SELECT fingerprint.* FROM fingerprint JOIN reference ON number = reference"
            " WHERE id = ? ORDER BY kind, version",
            id,
        )
        if not rows:
            self._require(id)
        with self._reading():
            return tuple(decode_fingerprint(dict(row)) for row in rows)

    def codes(self, kind: str, version: str) -> Codes:
        """All fingerprints of one kind and version, ready for an exact scan."""
        if (kind, version) not in self._codes:
            with self._reading():
                self._codes[kind, version] = load_codes(
                    self._connection, self.name, kind, version, self._code_home()
                )
        return self._codes[kind, version]

    def with_features(self, kind: str, version: str) -> NDArray[np.uint64]:
        """Ids, as numbers, of the references that carry local features of one kind and version."""
        with self._reading():
            return feature_ids(self._connection, kind, version, self._code_home())

    def signatures(self, kind: str, version: str) -> Signatures:
        """All local feature signatures of one kind and version."""
        with self._reading():
            return self._load_signatures(kind, version, None)

    def searched(self, kind: str, version: str) -> tuple[Searched, ...]:
        """The local features of one kind and version, ready to be searched: an index, where one
        was made, and the rest one by one."""
        if (kind, version) not in self._searched:
            self._searched[kind, version] = self._open_searched(kind, version)
        return self._searched[kind, version]

    def exact(self, sha256: str, pixel_sha256: str) -> tuple[tuple[str, Exactness], ...]:
        """Ids of references with the same bytes (first) or the same pixels.

        An empty digest is of nothing: there are references whose pixels were never seen.
        """
        rows = self._rows(
            "SELECT id, sha256 = ? AS identical FROM reference WHERE sha256 = ?"
            " UNION SELECT id, sha256 = ? AS identical FROM reference"
            " WHERE pixel_sha256 = ? AND pixel_sha256 != ''"
            " ORDER BY identical DESC, id",
            *(sha256, sha256, sha256, pixel_sha256),
        )
        return tuple(
            (str(row["id"]), "identical" if row["identical"] else "same-pixels") for row in rows
        )

    def has(self, sha256: str) -> bool:
        """True when a file with these bytes is in the set."""
        return bool(self._rows("SELECT 1 FROM reference WHERE sha256 = ?", sha256))

    def close(self) -> None:
        """Release the set."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with named_errors(self.name):
            try:
                yield
            except ValueError as error:
                reason = safe_text(str(error), limit=200)
                raise SetCorrupt(name=self.name, reason=reason) from error

    def _rows(self, text: str, *values: str) -> tuple[sqlite3.Row, ...]:
        with named_errors(self.name):
            return tuple(self._connection.execute(text, values))

    def _require(self, id: str) -> None:
        if not self._rows("SELECT 1 FROM reference WHERE id = ?", id):
            raise self._missing(id)

    def _missing(self, id: str) -> ReferenceMissing:
        return ReferenceMissing(name=self.name, id=safe_text(id, limit=70))

    def _code_home(self) -> Path | None:
        """The folder for files of codes; None for a set of which none are kept."""
        return self._index / "codes" if self._index is not None and self._has_totals() else None

    def _has_totals(self) -> bool:
        """False for a set of an earlier form that only readers opened since."""
        row = dict(self._rows("SELECT * FROM state")[0])
        return row.get("lattice") is not None

    def _open_searched(self, kind: str, version: str) -> tuple[Searched, ...]:
        import numpy as np

        index, rest = None, None
        if self._index is not None and home_of(self._index, kind, version).is_dir():
            ids = self.with_features(kind, version)
            index = open_index(self._index, kind, version, ids)
            if index is not None and len(covered := index.covered):
                rest = [f"{id:016x}" for id in np.setdiff1d(ids, covered).tolist()]
        with self._reading():
            stored = self._load_signatures(kind, version, rest)
        scan = (LocalScan(stored, self.features),) if len(stored.values) else ()
        return (*scan, index) if index is not None else scan

    def _load_signatures(self, kind: str, version: str, only: Sequence[str] | None) -> Signatures:
        """All signatures, or only those of some references."""
        import numpy as np

        text = (
            "SELECT id, value FROM signature JOIN reference ON number = reference"
            " WHERE kind = ? AND version = ?"
        )
        rows: list[sqlite3.Row] = []
        if only is None:
            rows = self._connection.execute(f"{text} ORDER BY number", (kind, version)).fetchall()
        for one in only or ():
            rows += self._connection.execute(f"{text} AND id = ?", (kind, version, one))
        values = [blob(row["value"]) for row in rows]
        if any(len(value) % SIGNATURE_BYTES for value in values):
            raise ValueError("feature signatures are cut off")
        starts = accumulate((len(value) // SIGNATURE_BYTES for value in values), initial=0)
        return Signatures(
            kind=kind,
            version=version,
            ids=tuple(row["id"] for row in rows),
            starts=np.fromiter(starts, dtype=np.int64, count=len(values) + 1),
            values=np.frombuffer(b"".join(values), dtype=np.uint8).reshape(-1, SIGNATURE_BYTES),
        )


def read_info(connection: sqlite3.Connection, name: str) -> ReferenceSetInfo:
    """Count, digest and time of the last change, in the connection's current transaction.

    Raises sqlite3.Error, and ValueError when the set lacks its state.
    """
    row = connection.execute("SELECT * FROM state").fetchone()
    if row is None:
        raise ValueError("the set lacks its state")
    state = dict(row)
    lattice, count = state.get("lattice"), state.get("total")
    if lattice is None or count is None:  # a set of an earlier form that only readers opened since
        records = connection.execute("SELECT id, source FROM reference")
        lattice = state_of((record["id"], record["source"]) for record in records)
        count = connection.execute("SELECT count(*) FROM reference").fetchone()[0]
    return ReferenceSetInfo(
        name=name,
        count=count,
        snapshot=digest_of(blob(lattice)),
        as_of=safe_text(state["changed_at"]),
    )
