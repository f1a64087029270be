"""Searching the local features of a set without an index: every stored signature is looked at.

Exact, without anything to prepare, and fast enough for some thousands of references. Its cost
grows with the set: larger ones have an index (see ``local_index.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from provcheck.references.local_votes import MAX_DISTANCE, Pairs, closest, keypoints_of
from provcheck.references.signatures import (
    KEY_BITS,
    KEYS,
    SIGNATURE_BYTES,
    components,
    pack,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from provcheck.model import LocalFeatures

# A key is also looked up with its least certain bits flipped: each of the six alone, and the six
# likeliest pairs (multi-probe hashing: Lv et al., VLDB 2007). 52 look-ups find 0.93 of the true
# pairs within MAX_DISTANCE; without flips it is 0.6.
_UNSURE = 6
_FLIPS = ((), *((bit,) for bit in range(_UNSURE)), (0, 1), (0, 2), (0, 3), (1, 2), (0, 4), (1, 3))

# Features that share one key, as on brick walls and printed text, say little; taking so many of
# them bounds time and memory whatever the picture shows.
_OWNERS = 32
_CHUNK = 1 << 16

# The votes of so many references are checked for agreement; in a set of 1,000 with parts of 5 %
# of the picture the right reference was always among the first 32 by weight alone.
_SHORTLIST = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures:
    """All local feature signatures of one kind and version (see ``signatures.py``).

    ``starts``: int64, shape (n + 1,); the features of reference ``ids[i]`` are the rows
    ``starts[i]:starts[i + 1]`` of ``values``, which is uint8 of shape (features, 16).
    """

    kind: str
    version: str
    ids: tuple[str, ...]
    starts: NDArray[np.int64]
    values: NDArray[np.uint8]


def as_signatures(kind: str, version: str, stored: Sequence[tuple[str, bytes]]) -> Signatures:
    """Signatures from pairs of an id and a stored value. Raises ValueError for a cut one."""
    import numpy as np

    values = [value for _, value in stored]
    if any(len(value) % SIGNATURE_BYTES for value in values):
        raise ValueError("feature signatures are cut off")
    starts = accumulate((len(value) // SIGNATURE_BYTES for value in values), initial=0)
    return Signatures(
        kind=kind,
        version=version,
        ids=tuple(id for id, _ in stored),
        starts=np.fromiter(starts, dtype=np.int64, count=len(values) + 1),
        values=np.frombuffer(b"".join(values), dtype=np.uint8).reshape(-1, SIGNATURE_BYTES),
    )


class LocalScan:
    """Stored signatures, searched one by one. ``load`` fetches the features of a reference; a
    search calls it for at most ``_SHORTLIST`` of them."""

    def __init__(self, stored: Signatures, load: Callable[[str], LocalFeatures | None]) -> None:
        self._stored = stored
        self._load = load

    @property
    def count(self) -> int:
        return len(self._stored.ids)

    def id(self, position: int) -> str:
        return self._stored.ids[position]

    def pairs(self, query: LocalFeatures) -> Pairs:
        """All pairs of query and stored features within MAX_DISTANCE that share a probed key; the
        ``row`` of a pair is that in the stored signatures."""
        import numpy as np

        stored = self._stored
        values = components(query)
        codes = np.frombuffer(pack(values), dtype=np.uint8).reshape(-1, SIGNATURE_BYTES)
        tables = [_Table(values, codes, number) for number in range(KEYS)]
        found = [
            table.pairs(codes, stored.values[start : start + _CHUNK], start)
            for start in range(0, len(stored.values), _CHUNK)
            for table in tables
        ]
        owners, rows, distances = (np.concatenate(part) for part in zip(*found, strict=True))
        reference = np.searchsorted(stored.starts, rows, side="right") - 1
        return closest(owners, reference, rows, distances)

    def shortlist(
        self, pairs: Pairs, weights: NDArray[np.float64], query: LocalFeatures
    ) -> NDArray[np.intp]:
        """The references with the most weight, whether it agrees or not."""
        import numpy as np

        totals = np.bincount(pairs.reference, weights=weights, minlength=self.count)
        first = np.argsort(-totals, kind="stable")[:_SHORTLIST]
        return first[totals[first] > 0]

    def keypoints(
        self, position: int, pairs: Pairs, mine: NDArray[np.intp]
    ) -> NDArray[np.float64] | None:
        features = self._load(self.id(position))
        rows = pairs.row[mine] - self._stored.starts[position]
        if features is None or rows.max(initial=0) >= features.count:
            return None
        known: NDArray[np.float64] = keypoints_of(features)[rows]
        return known


class _Table:
    """The query's features under one of the keys, looked up from the stored side."""

    def __init__(self, values: NDArray[np.float32], codes: NDArray[np.uint8], number: int) -> None:
        import numpy as np

        self.number = number
        keys = codes.view("<u2")[:, number].astype(np.int64)
        margins = np.abs(values[:, number * KEY_BITS : (number + 1) * KEY_BITS])
        unsure = 1 << np.argsort(margins, axis=1, kind="stable")[:, :_UNSURE].astype(np.int64)
        probes = [keys ^ unsure[:, list(flips)].sum(axis=1) for flips in _FLIPS]
        probed = np.concatenate(probes)
        owners = np.tile(np.arange(len(keys)), len(_FLIPS))
        order = np.argsort(probed, kind="stable")  # stable: fewest flips first within a key
        counts = np.bincount(probed, minlength=1 << KEY_BITS)
        self.owners = owners[order]
        self.first = np.cumsum(counts) - counts
        self.probed = counts > 0
        self.counts = np.minimum(counts, _OWNERS).astype(np.uint8)

    def pairs(
        self, codes: NDArray[np.uint8], stored: NDArray[np.uint8], offset: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]:
        """Query rows, stored rows and distances of the pairs in one chunk of the set."""
        import numpy as np

        keys = stored.view("<u2")[:, self.number]
        rows = np.flatnonzero(self.probed[keys])
        keys = keys[rows]
        repeat = self.counts[keys].astype(np.int64)
        rows = np.repeat(rows, repeat)
        within = np.arange(len(rows)) - np.repeat(np.cumsum(repeat) - repeat, repeat)
        owners = self.owners[np.repeat(self.first[keys], repeat) + within]
        different = codes.view("<u8").take(owners, axis=0) ^ stored.view("<u8").take(rows, axis=0)
        bits = np.bitwise_count(different)
        # Two words differ in up to 128 bits together, which a uint8 still holds.
        distance = bits[:, 0] + bits[:, 1]
        near = distance <= MAX_DISTANCE
        return owners[near], rows[near] + offset, distance[near]
