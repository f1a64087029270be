"""The local stage of the search: which references share many small details with the subject?

Each feature of the subject looks for stored features with nearly the same signature and votes
for their references; votes count when they agree on one scale and one rotation. Nothing is
decided here: registration against the reference's picture does that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from provcheck.model import LocalFeatures

# 29 of 128 bits keep 0.80 of the true pairs and let 2 false ones in 100,000 through (measured as
# told in signatures.py).
MAX_DISTANCE = 29

_DISTANCE_SCALE = 14.0
_POSITION_CELL = 0.08
_FAR = 1e6
# Cells of scale and rotation: half an octave by 30 degrees.
_PER_OCTAVE, _DEGREES = 2, 30
_MOST_CELLS = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Feature pairs that look alike: int64 arrays and one uint8 array of equal length.

    ``query``: row in the subject's features; ``reference``: position in what was searched;
    ``row``: where the stored feature is found there; ``distance``: Hamming distance in bits.
    At most one pair, the closest, per query feature and reference.
    """

    query: NDArray[np.int64]
    reference: NDArray[np.int64]
    row: NDArray[np.int64]
    distance: NDArray[np.uint8]


class Searched(Protocol):
    """Stored features that can be searched: all of a small set one by one, or an index."""

    @property
    def count(self) -> int:
        """How many positions there are."""
        ...

    def id(self, position: int) -> str:
        """The id of the reference at a position."""
        ...

    def pairs(self, query: LocalFeatures) -> Pairs:
        """Stored features that look like the subject's."""
        ...

    def shortlist(
        self, pairs: Pairs, weights: NDArray[np.float64], query: LocalFeatures
    ) -> NDArray[np.intp]:
        """The positions that are worth a look at how their pairs lie."""
        ...

    def keypoints(
        self, position: int, pairs: Pairs, mine: NDArray[np.intp]
    ) -> NDArray[np.float64] | None:
        """Stored keypoints (n, 4: x, y, diameter, angle) of the pairs ``mine``, which are all of
        one reference; None where they are not kept."""
        ...


Matrix = tuple[float, float, float, float, float, float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """A reference that the subject's features point to.

    ``count``: features that agree on one scale, rotation and position. ``turn``: clockwise
    rotation from reference to query picture, to the nearest right angle, in degrees. ``matrix``:
    query -> reference pixels, row by row.
    """

    reference_id: str
    count: int
    weight: float
    turn: int
    matrix: Matrix


def count_votes(query: LocalFeatures, stored: Searched) -> tuple[Vote, ...]:
    """The references with the most agreeing votes, unordered; none when nothing was found."""
    import numpy as np

    pairs = stored.pairs(query)
    if not len(pairs.query):
        return ()
    weights = _weights(pairs, query.count)
    order = np.argsort(pairs.reference, kind="stable")
    sorted_references = pairs.reference[order]
    known = keypoints_of(query)
    votes = []
    for position in stored.shortlist(pairs, weights, query).tolist():
        start, end = np.searchsorted(sorted_references, (position, position + 1))
        mine = order[start:end]
        before = stored.keypoints(position, pairs, mine)
        if before is None or not len(mine):
            continue
        after = known[pairs.query[mine]]
        agreeing, turn, matrix = _agreement(
            before, after, weights[mine], max(query.width, query.height)
        )
        vote = Vote(
            reference_id=stored.id(position),
            count=len(agreeing),
            weight=float(weights[mine][agreeing].sum()),
            turn=turn,
            matrix=matrix,
        )
        votes.append(vote)
    return tuple(votes)


def closest(
    query: NDArray[np.int64],
    reference: NDArray[np.int64],
    row: NDArray[np.int64],
    distance: NDArray[np.uint8],
) -> Pairs:
    """Keep the closest pair of each query feature and reference."""
    import numpy as np

    most = int(reference.max(initial=0)) + 1
    both = (query * most + reference) << 8 | distance
    order = np.argsort(both, kind="stable")
    same = both[order] >> 8
    first = order[np.concatenate([[True], same[1:] != same[:-1]])] if len(order) else order
    return Pairs(
        query=query[first], reference=reference[first], row=row[first], distance=distance[first]
    )


def _weights(pairs: Pairs, features: int) -> NDArray[np.float64]:
    """What each pair's vote counts: close pairs more, features found in many references less.

    The Gaussian in the distance and the square root against bursts are those of Jégou, Douze,
    Schmid, "On the burstiness of visual elements" (CVPR 2009).
    """
    import numpy as np

    spread = np.bincount(pairs.query, minlength=features)[pairs.query]
    closeness = np.exp(-((pairs.distance / _DISTANCE_SCALE) ** 2))
    return np.asarray(closeness / np.sqrt(spread), dtype=np.float64)


def keypoints_of(features: LocalFeatures) -> NDArray[np.float64]:
    """Shape (count, 4): x, y, diameter, angle. Values that are no numbers become harmless ones."""
    import numpy as np

    stored = np.frombuffer(features.keypoints, dtype="<f4").reshape(-1, 4)
    rows: NDArray[np.float64] = np.clip(np.nan_to_num(stored), -_FAR, _FAR).astype(np.float64)
    rows[:, 2] = np.maximum(rows[:, 2], 1e-3)
    return rows


def consistent(
    reference: NDArray[np.int64],
    before: NDArray[np.float64],
    after: NDArray[np.float64],
    weights: NDArray[np.float64],
    count: int,
) -> NDArray[np.float64]:
    """For each of ``count`` references the weight of its pairs in the fullest block of 2 x 2 cells
    of scale and rotation, all references at once.

    ``reference``, ``weights`` (n,); ``before``, ``after`` (n, 4): keypoints of the pairs.
    """
    import numpy as np

    scale, angle = _cells(before, after)
    turns = 360 // _DEGREES
    best = np.zeros(count)
    names = reference * (1 << 16)
    for down in (0, 1):
        for right in (0, 1):
            block = names + (scale - down + 128) * turns + (angle - right) % turns
            present, place = np.unique(block, return_inverse=True)
            sums = np.bincount(place, weights=weights)
            np.maximum.at(best, present >> 16, sums)
    return best


def _cells(
    before: NDArray[np.float64], after: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cells of the differences in scale and rotation of each pair."""
    import numpy as np

    octaves = np.log2(after[:, 2] / before[:, 2])
    turn = (after[:, 3] - before[:, 3]) % 360
    scale = np.floor(octaves * _PER_OCTAVE).astype(np.int64)
    return scale, np.floor(turn / _DEGREES).astype(np.int64)


def _agreement(
    before: NDArray[np.float64],
    after: NDArray[np.float64],
    weights: NDArray[np.float64],
    side: int,
) -> tuple[NDArray[np.int64], int, Matrix]:
    """Which pairs agree with each other, on which turn, and the similarity after -> before.

    Weak geometric consistency (Jégou et al., ECCV 2008): the pairs' differences in scale and
    rotation are sorted into cells of half an octave by 30 degrees; then, with the scale and
    rotation of the fullest block of cells, their shifts into cells of 8 % of the picture.
    """
    import numpy as np

    cells = np.stack(_cells(before, after), axis=1)
    alike = _fullest_block(cells, weights, wrap=360 // _DEGREES)
    scale = np.log2(after[alike, 2] / before[alike, 2])
    factor = 2.0 ** np.median(scale)
    radians = np.radians((after[alike, 3] - before[alike, 3]) % 360)
    turn = np.arctan2(np.sin(radians).sum(), np.cos(radians).sum())
    rotation = factor * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    shift = after[alike, :2] - before[alike, :2] @ rotation.T
    places = np.floor(shift / (_POSITION_CELL * side)).astype(np.int64)
    agreeing = alike[_fullest_block(places, weights[alike])]
    back = np.linalg.inv(rotation)
    place = np.median(after[agreeing, :2] - before[agreeing, :2] @ rotation.T, axis=0)
    (a, b), (c, d) = back.tolist()
    across, down = (-back @ place).tolist()
    matrix = (a, b, across, c, d, down, 0.0, 0.0, 1.0)
    return agreeing, round(np.degrees(turn) / 90) % 4 * 90, matrix


def _fullest_block(
    cells: NDArray[np.int64], weights: NDArray[np.float64], wrap: int | None = None
) -> NDArray[np.int64]:
    """Rows that lie in the 2 x 2 block of cells with the greatest weight.

    ``cells``: shape (n, 2), integer. With ``wrap`` the second coordinate is cyclic. Blocks
    overlap, so that a group of neighbours is never cut by the border of a cell.
    """
    import numpy as np

    # One number a cell: a few thousand across are more than shifts and scales ever span.
    cells = np.clip(cells, -_MOST_CELLS, _MOST_CELLS)
    across = np.stack([cells[:, 1], cells[:, 1] - 1])
    if wrap is not None:
        across %= wrap
    names = np.concatenate([(cells[:, 0] - down) * (4 * _MOST_CELLS) + across for down in (0, 1)])
    present, place = np.unique(names, return_inverse=True)
    place = place.reshape(4, -1)
    sums = np.bincount(place.ravel(), weights=np.tile(weights, 4), minlength=len(present))
    return np.flatnonzero((place == sums.argmax()).any(axis=0))
