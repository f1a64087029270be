"""Telling another photograph of the same scene from a copy.

A copy shows every detail in the place that one smooth map gives it, or not at all. Seen from
another place or at another moment, near things have moved against far ones: tiles fit better
beside their places, and features that are plainly the same detail lie near where the map puts
them, but not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provcheck.compare.evidence import AGREES, MIN_TILES
from provcheck.compare.registration import pairs_of, project
from provcheck.model import LocalFeatures

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from provcheck.compare.evidence import Evidence, Level

# ``python -m benchmarks.copydetection --scenes`` prints what copies and other photographs of a
# scene reach. Blur and small size take places away in copies as well, so displacement is only
# believed where places are known (curvature of the correlation per square pixel), and more of it
# is asked of small pictures (long side of what is compared, in pixels).
_KNOWN = 0.015
_LARGE, _TINY = 200, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class _Limits:
    """Of a copy: most displacement, most features beside their places as a share of all, and so
    many of them that the share means something; most displacement where features in their places
    vouch for it (a curved screen, coarse pixels)."""

    displaced: float
    beside: float
    few: int
    vouched: float


_OF_LARGE = _Limits(displaced=0.10, beside=0.05, few=5, vouched=0.18)
_OF_SMALL = _Limits(displaced=0.20, beside=0.40, few=12, vouched=0.20)
# So many features in their places, and no more than this share beside them, vouch for a copy.
_MANY, _HARDLY_ANY = 40, 0.02
# As few as these tell in a large picture when no more lie in place.
_MORE_BESIDE = 5
_EVERYTHING = 0.95
# In a copy of which little is left to see, what is left agrees closely; on another day or from
# next door much agrees a little.
_LITTLE, _CLOSELY = 0.70, 0.91
# A feature is in place within the first share of the reference's long side, and beside it up to
# the second: further away equal details are chance.
_IN_PLACE, _BESIDE = 0.006, 0.15
# Tiles around a feature agree when this share of them does.
_MOSTLY = 0.5
# Alike in scale (octaves) and rotation (degrees) to what the map says.
_SCALE, _TURN = 0.5, 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewpoint:
    """``displaced``: 0 to 1, see :class:`provcheck.compare.evidence.Level`; ``in_place`` and
    ``beside``: features where the map puts them, and near there; ``vouched``: so many are in
    place and so few beside it that this is no chance; ``differs``: this is another photograph of
    the scene."""

    displaced: float
    in_place: int
    beside: int
    vouched: bool
    differs: bool


def viewpoint(
    evidence: Evidence,
    subject: LocalFeatures | None,
    reference: LocalFeatures | None,
    matrix: NDArray[np.float64],
    grid: tuple[int, int],
) -> Viewpoint:
    """``matrix``: pixels of the subject's features -> pixels of the reference's; ``grid``: width
    and height in pixels of the aligned pair, which shows the whole subject."""
    if not evidence.levels or evidence.levels[0].side < _TINY:
        return Viewpoint(displaced=0.0, in_place=0, beside=0, vouched=False, differs=False)
    largest = evidence.levels[0]
    limits = _OF_LARGE if largest.side >= _LARGE else _OF_SMALL
    displaced = largest.displaced if largest.sharp >= _KNOWN else 0.0
    in_place, beside = 0, 0
    if subject is not None and reference is not None:
        in_place, beside = _places(evidence, subject, reference, matrix, grid)
    vouched = in_place >= _MANY and beside <= _HARDLY_ANY * in_place
    most = limits.vouched if vouched else limits.displaced
    moved = beside >= limits.few and beside > limits.beside * (in_place + beside)
    moved |= limits is _OF_LARGE and beside >= max(_MORE_BESIDE, in_place)
    # Where everything agrees, features beside their places are repeated details (letters, tiles).
    moved &= _agreeing(largest) < _EVERYTHING
    return Viewpoint(
        displaced=displaced,
        in_place=in_place,
        beside=beside,
        vouched=vouched,
        differs=moved or displaced > most or _loose(evidence),
    )


def _agreeing(level: Level) -> float:
    still = level.tiles.still[level.counts]
    return float((still >= AGREES).mean()) if len(still) >= MIN_TILES else 0.0


def _loose(evidence: Evidence) -> bool:
    """True when few tiles agree, and those not closely, at whatever size."""
    import numpy as np

    if evidence.levels[0].side < _LARGE:
        return False
    shares, typical = [0.0], [0.0]
    for level in evidence.levels:
        still = level.tiles.still[level.counts]
        agreeing = still[still >= AGREES]
        if len(still) >= MIN_TILES and len(agreeing):
            shares.append(len(agreeing) / len(still))
            typical.append(float(np.median(agreeing)))
    return max(shares) < _LITTLE and max(typical) < _CLOSELY


def _places(
    evidence: Evidence,
    subject: LocalFeatures,
    reference: LocalFeatures,
    matrix: NDArray[np.float64],
    grid: tuple[int, int],
) -> tuple[int, int]:
    """How many plainly equal features lie in their place, and beside it.

    Where the pictures agree in place there is nothing beside it: an equal feature nearby is
    another window of the same front.
    """
    import numpy as np

    ours, theirs = pairs_of(subject, reference)
    if not len(ours):
        return 0, 0
    at = project(matrix, ours[:, :2])
    step = project(matrix, ours[:, :2] + (1.0, 0.0)) - at
    scale = np.log2(np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-6))
    turn = np.degrees(np.arctan2(step[:, 1], step[:, 0]))
    grown = np.log2(theirs[:, 2] / ours[:, 2]) - scale
    turned = (theirs[:, 3] - ours[:, 3] - turn + 180) % 360 - 180
    away = np.hypot(*(at - theirs[:, :2]).T) / max(reference.width, reference.height)
    alike = (np.abs(grown) < _SCALE) & (np.abs(turned) < _TURN)
    in_place = away < _IN_PLACE
    beside = np.flatnonzero(alike & ~in_place & (away < _BESIDE))
    on_grid = ours[beside, :2] * (grid[0] / subject.width, grid[1] / subject.height)
    beside = beside[~_agreed_around(evidence, on_grid)]
    return _distinct(theirs[in_place]), _distinct(theirs[beside])


def _agreed_around(evidence: Evidence, points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which points (n, 2) of the aligned grid lie in tiles most of which agree in place."""
    import numpy as np

    level = evidence.levels[0]
    top, bottom, left, right = evidence.box
    size = np.array([right - left, bottom - top])
    reach = level.tiles.size / 2 / (size * level.side / size.max())
    within = (points - (left, top)) / size
    found = np.zeros(len(points), dtype=bool)
    for number, point in enumerate(within):
        near = (np.abs(level.centre - point) < reach).all(axis=1)
        if near.any():
            found[number] = float((level.tiles.still[near] >= AGREES).mean()) >= _MOSTLY
    return found


def _distinct(points: NDArray[np.float64]) -> int:
    """SIFT gives one corner several orientations; it is counted once."""
    import numpy as np

    return len(np.unique(np.rint(points[:, :2] / 3), axis=0))
