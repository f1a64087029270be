"""Reading a reference set, whatever database holds it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from provcheck.errors import ReferenceAmbiguous, ReferenceMissing
from provcheck.model import (
    Fingerprint,
    LocalFeatures,
    Reference,
    ReferenceSetInfo,
    ReferenceSetKind,
)
from provcheck.references.calibration_file import read_calibration
from provcheck.references.code_file import CodeFile
from provcheck.references.hash_scan import Hit, nearest
from provcheck.references.local_index import home_of, open_index
from provcheck.references.local_scan import LocalScan, Signatures, as_signatures
from provcheck.references.local_votes import Searched
from provcheck.references.overview import Overview, read_overview
from provcheck.references.records import (
    blob,
    decode_features,
    decode_fingerprint,
    decode_reference,
)
from provcheck.references.set_codes import HeldCodes, Ids, Stored, ids_of
from provcheck.references.sql import Database, rows_among, unusable_is_corrupt
from provcheck.references.store import Codes, Coverage, Exactness, Neighbour
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


# References fetched together.
_PAGE = 1000

_SIGNATURES = (
    "SELECT id, value FROM signature JOIN reference ON number = reference"
    " WHERE kind = ? AND version = ?"
)


class SetReader:
    """A :class:`~provcheck.references.store.ReferenceReader` over a database opened for reading.

    All reads share the database's one transaction: whatever a writer adds meanwhile is not seen,
    and values that cover the whole set (codes, signatures, overview) are loaded once and kept.
    ``index``: the folder for what is kept of the set outside it, if anything may be;
    ``worth_a_file``: so many codes are kept there.
    """

    def __init__(
        self,
        database: Database,
        *,
        kind: ReferenceSetKind | None = None,
        index: Path | None = None,
        overview: Overview | None = None,
        worth_a_file: int | None = None,
    ) -> None:
        self.name = database.name
        self._database = database
        self._kind = kind
        self._index = index
        self._known = overview
        self._info: ReferenceSetInfo | None = None
        self._codes = HeldCodes(database, index / "codes" if index else None, worth_a_file)
        self._searched: dict[tuple[str, str], tuple[Searched, ...]] = {}

    def info(self) -> ReferenceSetInfo:
        """Name, number of references, snapshot digest, time of the last change."""
        if self._info is None:  # asked for with each image, and the calibration lies in a file
            info = self._overview().info(self.name)
            measured = read_calibration(self._index, info.snapshot) if self._index else None
            self._info = replace(info, kind=self._kind, calibration=measured)
        return self._info

    def coverage(self) -> tuple[Coverage, ...]:
        """Which fingerprint and feature versions the references carry, sorted by name."""
        return self._overview().coverage()

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
        # The id is the beginning of the sha256, so one comparison serves both; g follows f.
        text = "SELECT id FROM reference WHERE sha256 >= ? AND sha256 < ?"
        found = self._rows(text, digits, f"{digits}g")
        if not found:
            raise self._missing(prefix)
        if len(found) > 1:
            raise ReferenceAmbiguous(name=self.name, id=digits, count=len(found))
        return str(found[0]["id"])

    def list(self, *, limit: int | None = None, offset: int = 0) -> Iterator[Reference]:
        """The references in the order they were added (then by id)."""
        order = "ORDER BY added_at, id LIMIT ?"
        first = _PAGE if limit is None else min(limit, _PAGE)
        rows = self._rows(f"{_REFERENCE} {order} OFFSET ?", first, offset)
        given = 0
        while rows:
            for row in rows:
                with self._reading():
                    reference = decode_reference(dict(row))
                yield reference
            given += len(rows)
            last = rows[-1]["added_at"], rows[-1]["id"]
            more = _PAGE if limit is None else min(limit - given, _PAGE)
            rows = self._rows(f"{_REFERENCE} WHERE (added_at, id) > (?, ?) {order}", *last, more)

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
        held = self._held(kind, version)
        return Codes(
            kind=kind,
            version=version,
            bits=held.values.shape[1] * 8,
            ids=Ids(self._database, held.numbers),
            values=held.values,
            dead=held.dead,
        )

    def near(
        self, kind: str, version: str, queries: Mapping[int, bytes], *, allowed: int, limit: int
    ) -> tuple[Neighbour, ...]:
        """The at most ``limit`` references of which at most ``allowed`` bits of a fingerprint
        differ from one of the queries: nearest first, among equals the one added first."""
        tally = self._overview().tally(kind, version)
        if not tally.state.count or {len(v) * 8 for v in queries.values()} != {tally.bits}:
            return ()
        found = self._nearest(kind, version, queries, allowed, limit)
        with self._reading():
            ids = ids_of(self._database, [hit.number for hit in found])
        return tuple(
            Neighbour(reference_id=ids[hit.number], distance=hit.distance, query=hit.query)
            for hit in found
        )

    def with_features(self, kind: str, version: str) -> NDArray[np.uint64]:
        """Ids, as numbers, of the references that carry local features of one kind and version."""
        import numpy as np

        held = self._held(kind, version, "features")
        return np.delete(held.values.view(">u8")[:, 0], held.dead).astype(np.uint64)

    def signatures(self, kind: str, version: str) -> Signatures:
        """All local feature signatures of one kind and version."""
        with self._reading():
            return as_signatures(kind, version, self._signatures(kind, version, None))

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
        self._database.close()

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
        with self._database.named_errors(), unusable_is_corrupt(self.name):
            yield

    def _rows(self, text: str, *values: Any) -> Sequence[Any]:
        with self._database.named_errors():
            return self._database.execute(text, values).fetchall()

    def _require(self, id: str) -> None:
        if not self._rows("SELECT 1 FROM reference WHERE id = ?", id):
            raise self._missing(id)

    def _missing(self, id: str) -> ReferenceMissing:
        return ReferenceMissing(name=self.name, id=safe_text(id, limit=70))

    def _overview(self) -> Overview:
        if self._known is None:
            with self._reading():
                self._known = read_overview(self._database)
        return self._known

    def _nearest(
        self, kind: str, version: str, queries: Mapping[int, bytes], allowed: int, limit: int
    ) -> Sequence[Hit]:
        return nearest(self._held(kind, version), queries, allowed, limit)

    def _held(self, kind: str, version: str, of: Stored = "fingerprints") -> CodeFile:
        tally = self._overview().tally(kind, version)
        with self._reading():
            return self._codes.held(kind, version, tally, of)

    def _open_searched(self, kind: str, version: str) -> tuple[Searched, ...]:
        import numpy as np

        index, rest = None, None
        if self._index is not None and home_of(self._index, kind, version).is_dir():
            ids = self.with_features(kind, version)
            index = open_index(self._index, kind, version, ids)
            if index is not None and len(covered := index.covered):
                rest = [f"{id:016x}" for id in np.setdiff1d(ids, covered).tolist()]
        with self._reading():
            stored = as_signatures(kind, version, self._signatures(kind, version, rest))
        scan = (LocalScan(stored, self.features),) if len(stored.values) else ()
        return (*scan, index) if index is not None else scan

    def _signatures(
        self, kind: str, version: str, only: Sequence[str] | None
    ) -> Sequence[tuple[str, bytes]]:
        """Ids and signatures of all references that have any, or only of some."""
        if only is None:
            text = f"{_SIGNATURES} ORDER BY number"
            rows: Iterable[Any] = self._database.execute(text, (kind, version)).fetchall()
        else:
            rows = rows_among(self._database, f"{_SIGNATURES} AND id IN", (kind, version), only)
        return [(row["id"], blob(row["value"])) for row in rows]
