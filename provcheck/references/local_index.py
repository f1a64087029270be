"""The index of local features of a set, opened for searching.

It lies in a folder of the user's cache and says nothing that the set does not say. Features follow
from the bytes of a reference alone, so entries go by the reference's id: what is no longer in the
set is passed over, what is not in the index yet is compared one by one, and an index of a copy or
an older state of the set is as good.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from provcheck.model import LocalFeatures
from provcheck.references.local_votes import (
    MAX_DISTANCE,
    Pairs,
    closest,
    consistent,
    keypoints_of,
)
from provcheck.references.segments import (
    SUFFIX,
    Segment,
    keypoints,
)
from provcheck.references.signatures import SIGNATURE_BYTES, components, pack
from provcheck.references.words import VERSION, load_faiss, words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Words that are looked at for each feature of the subject.
_PROBES = 4

# References that are looked at for agreement, and those among them that are looked at closely.
_FIRST, _SHORTLIST = 1024, 48


class LocalIndex:
    """The segments of one kind and version of features, searched together.

    ``known``: the ids (as numbers) of the references in the set: all others are passed over.
    """

    def __init__(self, segments: Sequence[Segment], known: NDArray[np.uint64]) -> None:
        import numpy as np

        self._segments = segments
        self._living_in: list[NDArray[np.bool_]] = []
        seen = np.zeros(0, dtype=np.uint64)
        for segment in segments:
            ids = segment.table["id"]
            # A reference in two segments counts once: a merge may have been interrupted.
            self._living_in.append(np.isin(ids, known) & ~np.isin(ids, seen))
            seen = np.concatenate([seen, ids])
        tables = [segment.table for segment in segments]
        self._table = np.concatenate(tables)
        self._starts = np.cumsum([0, *(len(table) for table in tables)])

    @property
    def covered(self) -> NDArray[np.uint64]:
        """The ids, as numbers, of the references in the set that the index holds."""
        import numpy as np

        parts = [living for _, living, _ in self.segments]
        return np.concatenate([np.empty(0, dtype=np.uint64), *parts])

    @property
    def segments(self) -> tuple[tuple[Path, NDArray[np.uint64], int], ...]:
        """Of each segment: its file, the ids (as numbers) that are still in the set and in no
        segment before it, and how many references it holds with all others."""
        pairs = zip(self._segments, self._living_in, strict=True)
        return tuple(
            (segment.path, segment.table["id"][living], len(living)) for segment, living in pairs
        )

    @property
    def count(self) -> int:
        """References in the index, those no longer in the set included."""
        return len(self._table)

    def id(self, position: int) -> str:
        return f"{int(self._table['id'][position]):016x}"

    def pairs(self, query: LocalFeatures) -> Pairs:
        """Stored features within MAX_DISTANCE of the query's under the words looked at; the
        ``row`` of a pair is its packed geometry."""
        import numpy as np

        values = components(query)
        codes = np.frombuffer(pack(values), dtype=np.uint8).reshape(-1, SIGNATURE_BYTES)
        words = words_of(values, _PROBES)
        found = []
        for number, segment in enumerate(self._segments):
            hits = segment.near(codes, words, MAX_DISTANCE)
            kept = self._living_in[number][hits.reference]
            start = self._starts[number]
            found.append(
                (
                    hits.query[kept],
                    hits.reference[kept] + start,
                    hits.geometry[kept],
                    hits.distance[kept],
                )
            )
        return closest(*(np.concatenate(part) for part in zip(*found, strict=True)))

    def shortlist(
        self, pairs: Pairs, weights: NDArray[np.float64], query: LocalFeatures
    ) -> NDArray[np.intp]:
        """The references with the most weight that agrees on one scale and rotation."""
        import numpy as np

        totals = np.bincount(pairs.reference, weights=weights, minlength=self.count)
        first = np.argsort(-totals, kind="stable")[:_FIRST]
        first = first[totals[first] > 0]
        rank = np.full(self.count, -1)
        rank[first] = np.arange(len(first))
        kept = np.flatnonzero(rank[pairs.reference] >= 0)
        before = self._keypoints(pairs, kept)
        after = keypoints_of(query)[pairs.query[kept]]
        agreeing = consistent(rank[pairs.reference[kept]], before, after, weights[kept], len(first))
        return first[np.argsort(-agreeing, kind="stable")[:_SHORTLIST]]

    def keypoints(
        self, position: int, pairs: Pairs, mine: NDArray[np.intp]
    ) -> NDArray[np.float64] | None:
        """Stored keypoints of some pairs, all of the reference at ``position``."""
        return self._keypoints(pairs, mine)

    def _keypoints(self, pairs: Pairs, chosen: NDArray[np.intp]) -> NDArray[np.float64]:
        import numpy as np

        table = self._table[pairs.reference[chosen]]
        sides = np.maximum(table["width"], table["height"]).astype(np.int64)
        return keypoints(pairs.row[chosen], sides)


def open_index(
    folder: Path, kind: str, version: str, known: NDArray[np.uint64]
) -> LocalIndex | None:
    """The index of one kind and version of features, if there is one that can be read.

    ``known``: ids, as numbers, of the references in the set. A damaged segment is left out: what
    it held is then compared one by one.
    """
    home = home_of(folder, kind, version)
    paths = sorted(home.glob(f"*{SUFFIX}")) if home.is_dir() else []
    if not paths or load_faiss() is None:
        return None
    segments = []
    for path in paths:
        try:
            segments.append(Segment(path))
        except (OSError, ValueError):
            continue
    # Large ones first: of a merge that was interrupted, the whole before its parts.
    segments.sort(key=lambda segment: -len(segment.table))
    return LocalIndex(segments, known) if segments else None


def home_of(folder: Path, kind: str, version: str) -> Path:
    """Where the segments of one kind and version of features lie."""
    return folder / f"{kind}-{version}-{VERSION}"
