"""The local stage of the search: which references share many small details with the subject?

Each feature of the subject looks for stored features with nearly the same signature and votes
for their references; votes count when they agree on one scale and one rotation. Nothing is
decided here: registration against the reference's picture does that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

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
    from provcheck.references.store import Signatures

# 29 of 128 bits keep 0.80 of the true pairs and let 2 false ones in 100,000 through (measured as
# told in signatures.py).
MAX_DISTANCE = 29

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
_DISTANCE_SCALE = 14.0
_POSITION_CELL = 0.08
_FAR = 1e6


@dataclass(frozen=True, slots=True)
class Pairs:
    """Feature pairs that look alike: three int64 arrays and one uint8 array of equal length.

    ``query``: row in the subject's features; ``row``: row in ``Signatures.values``;
    ``reference``: position in ``Signatures.ids``; ``distance``: Hamming distance in bits.
    At most one pair, the closest, per query feature and reference.
    """

    query: NDArray[np.int64]
    reference: NDArray[np.int64]
    row: NDArray[np.int64]
    distance: NDArray[np.uint8]


def find_pairs(query: LocalFeatures, stored: Signatures) -> Pairs:
    """All pairs of query and stored features within MAX_DISTANCE that share a probed key."""
    import numpy as np

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
    order = np.lexsort((rows, distances, reference, owners))
    same = owners[order] * len(stored.ids) + reference[order]
    first = order[np.concatenate([[True], same[1:] != same[:-1]])] if len(order) else order
    return Pairs(owners[first], reference[first], rows[first], distances[first])


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


def count_votes(
    query: LocalFeatures,
    stored: Signatures,
    load: Callable[[str], LocalFeatures | None],
) -> tuple[Vote, ...]:
    """The references with the most agreeing votes, unordered; none when nothing was found.

    ``load`` fetches the features of a reference; it is called for at most ``_SHORTLIST`` of them.
    """
    import numpy as np

    pairs = find_pairs(query, stored)
    weights = _weights(pairs, query.count)
    totals = np.bincount(pairs.reference, weights=weights, minlength=len(stored.ids))
    shortlist = np.argsort(-totals, kind="stable")[:_SHORTLIST]
    votes = []
    for position in shortlist[totals[shortlist] > 0]:
        features = load(stored.ids[position])
        mine = np.flatnonzero(pairs.reference == position)
        rows = pairs.row[mine] - stored.starts[position]
        if features is None or rows.max() >= features.count:
            continue
        before = _keypoints(features)[rows]
        after = _keypoints(query)[pairs.query[mine]]
        agreeing, turn, matrix = _agreement(
            before, after, weights[mine], max(query.width, query.height)
        )
        vote = Vote(
            reference_id=stored.ids[position],
            count=len(agreeing),
            weight=float(weights[mine][agreeing].sum()),
            turn=turn,
            matrix=matrix,
        )
        votes.append(vote)
    return tuple(votes)


def _weights(pairs: Pairs, features: int) -> NDArray[np.float64]:
    """What each pair's vote counts: close pairs more, features found in many references less.

    The Gaussian in the distance and the square root against bursts are those of Jégou, Douze,
    Schmid, "On the burstiness of visual elements" (CVPR 2009).
    """
    import numpy as np

    spread = np.bincount(pairs.query, minlength=features)[pairs.query]
    closeness = np.exp(-((pairs.distance / _DISTANCE_SCALE) ** 2))
    return np.asarray(closeness / np.sqrt(spread), dtype=np.float64)


def _keypoints(features: LocalFeatures) -> NDArray[np.float64]:
    """Shape (count, 4): x, y, diameter, angle. Values that are no numbers become harmless ones."""
    import numpy as np

    stored = np.frombuffer(features.keypoints, dtype="<f4").reshape(-1, 4)
    rows: NDArray[np.float64] = np.clip(np.nan_to_num(stored), -_FAR, _FAR).astype(np.float64)
    rows[:, 2] = np.maximum(rows[:, 2], 1e-3)
    return rows


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

    scale = np.log2(after[:, 2] / before[:, 2])
    angle = (after[:, 3] - before[:, 3]) % 360
    cells = np.stack([np.floor(scale * 2), np.floor(angle / 30)], axis=1).astype(np.int64)
    alike = _fullest_block(cells, weights, wrap=12)
    factor = 2.0 ** np.median(scale[alike])
    radians = np.radians(angle[alike])
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

    blocks = np.concatenate([cells - (down, right) for down in (0, 1) for right in (0, 1)])
    if wrap is not None:
        blocks[:, 1] %= wrap
    _, names = np.unique(blocks, axis=0, return_inverse=True)
    names = names.reshape(4, -1)
    fullest = np.argmax(np.bincount(names.ravel(), weights=np.tile(weights, 4)))
    return np.flatnonzero((names == fullest).any(axis=0))
