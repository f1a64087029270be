"""What a reference set offers, whatever it is stored in: a reader and a writer.

Checking only ever opens a reader. A reader sees the set as it was at the moment of opening, so
that a report names exactly one state of the set (``info().snapshot``), and never changes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Protocol, Self

from provcheck.model import Fingerprint, LocalFeatures, Reference, ReferenceSetInfo, Source
from provcheck.references.local_scan import Signatures
from provcheck.references.local_votes import Searched

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

AddResult = Literal["added", "updated", "unchanged"]
Exactness = Literal["identical", "same-pixels"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReference:
    """A reference on its way into a set.

    ``proxy``: a JPEG of at most 1024 pixels on the long side, kept so that a later comparison
    does not need the original file.
    """

    reference: Reference
    fingerprints: tuple[Fingerprint, ...] = ()
    features: LocalFeatures | None = None
    proxy: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """All fingerprints of one kind and version. ``values``: uint8, shape (n, bits / 8).

    Row ``i`` belongs to reference ``ids[i]``. ``dead``: sorted rows that are not in the set any
    more, where the values come from a file that only grows.
    """

    kind: str
    version: str
    bits: int
    ids: Sequence[str]
    values: NDArray[np.uint8]
    dead: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many references of a set carry a fingerprint or local features of this version."""

    kind: str
    version: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A reference of which a code differs from the subject's in ``distance`` bits.

    ``query``: the key of the subject's code that is nearest (the first among equals).
    """

    reference_id: str
    distance: int
    query: int


class ReferenceReader(Protocol):
    """Read access to one state of a reference set. Every method may raise SetCorrupt."""

    def info(self) -> ReferenceSetInfo:
        """Name, number of references, snapshot digest, time of the last change."""
        ...

    def coverage(self) -> tuple[Coverage, ...]:
        """Which fingerprint and feature versions the references carry, sorted by name."""
        ...

    def get(self, id: str) -> Reference:
        """The reference with this full id. Raises ReferenceMissing."""
        ...

    def resolve(self, prefix: str) -> str:
        """The one id that begins with ``prefix`` (or whose sha256 does).

        Raises ReferenceMissing, ReferenceAmbiguous.
        """
        ...

    def list(self, *, limit: int | None = None, offset: int = 0) -> Iterator[Reference]:
        """The references in the order they were added (then by id)."""
        ...

    def proxy(self, id: str) -> bytes | None:
        """The stored JPEG of a reference, if there is one. Raises ReferenceMissing."""
        ...

    def features(self, id: str) -> LocalFeatures | None:
        """The local features of a reference, if stored. Raises ReferenceMissing."""
        ...

    def fingerprints(self, id: str) -> tuple[Fingerprint, ...]:
        """The fingerprints of a reference, sorted by kind. Raises ReferenceMissing."""
        ...

    def codes(self, kind: str, version: str) -> Codes:
        """All fingerprints of one kind and version, ready for an exact scan."""
        ...

    def near(
        self, kind: str, version: str, queries: Mapping[int, bytes], *, allowed: int, limit: int
    ) -> tuple[Neighbour, ...]:
        """The at most ``limit`` references of which at most ``allowed`` bits of a fingerprint
        differ from one of the queries: nearest first, among equals the one added first."""
        ...

    def with_features(self, kind: str, version: str) -> NDArray[np.uint64]:
        """Ids, as numbers, of the references that carry local features of one kind and version."""
        ...

    def signatures(self, kind: str, version: str) -> Signatures:
        """All local feature signatures of one kind and version."""
        ...

    def searched(self, kind: str, version: str) -> tuple[Searched, ...]:
        """The local features of one kind and version, ready to be searched: an index, where one
        was made, and the rest one by one."""
        ...

    def exact(self, sha256: str, pixel_sha256: str) -> tuple[tuple[str, Exactness], ...]:
        """Ids of references with the same bytes (first) or the same pixels."""
        ...

    def has(self, sha256: str) -> bool:
        """True when a file with these bytes is in the set."""
        ...

    def close(self) -> None:
        """Release the set. A closed reader must not be used again."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class ReferenceWriter(Protocol):
    """Write access to a reference set; each call is one transaction: all of it or nothing."""

    def add(self, new: NewReference) -> AddResult:
        """Store a reference, or bring the stored one with the same bytes up to date.

        What the new record leaves out (no source, features, fingerprints or proxy) stays as it
        was. A given source replaces the stored one as a whole. Name and time of the first
        addition stay.
        """
        ...

    def remove(self, id: str) -> None:
        """Take a reference and everything stored with it out. Raises ReferenceMissing."""
        ...

    def update_source(self, id: str, source: Source) -> None:
        """Replace the source record of a reference. Raises ReferenceMissing, InvalidValue."""
        ...

    def close(self) -> None:
        """Release the set. A closed writer must not be used again."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
