"""Geometric registration of two pictures by their local features.

Descriptors are matched with the ratio test and mutual choice, a homography is estimated with
MAGSAC++ (Barath et al. 2020), degenerate ones are refused, and a second, guided matching with
the found homography collects the rest of the inliers. The result only proposes how the two lie
on each other; pixel agreement decides (see :mod:`provcheck.compare.agreement`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from provcheck.model import LocalFeatures

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Lowe's ratio (IJCV 2004 uses 0.8 as the point that drops 90 % of the false matches).
_RATIO = 0.80
# Relaxed ratio of the guided pass: position already vouches for the pair.
_GUIDED_RATIO = 0.95
# Between the two, where a placement leaves a tenth of the picture to choose from.
_RATIO_NEAR = 0.85
# A homography has 8 degrees of freedom; 8 point pairs leave 8 equations to contradict it.
MIN_INLIERS = 8
# Tolerance in pixels of the detector's working size (keypoints localise to about 1 px).
_TOLERANCE = 3.0
_DETECTOR_SIDE = 800
# Reductions beyond this leave too few pixels to compare; it also refuses collapsed planes.
_MAX_SCALE = 16.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """``matrix``: 3x3 float64, subject pixels -> reference pixels (of the feature pictures).

    ``inliers``: point pairs that agree with it. ``chance``: decimal logarithm of how many maps
    with as many agreeing pairs one would expect had the pairs been chance.
    """

    matrix: NDArray[np.float64]
    inliers: int
    chance: float = 0.0


def register(subject: LocalFeatures, reference: LocalFeatures) -> Registration | None:
    """Find the homography that lays the subject on the reference, or None.

    Both must be extracted the same way (equal kind and version) and lie the same way round:
    a mirrored subject is registered through features of the mirrored picture.
    """
    if (subject.kind, subject.version) != (reference.kind, reference.version):
        return None
    points_s, directions_s = _unpack(subject)
    points_r, directions_r = _unpack(reference)
    tolerance = max(_TOLERANCE * max(reference.width, reference.height) / _DETECTOR_SIDE, 1.0)
    best = register_points(
        points_s,
        directions_s,
        points_r,
        directions_r,
        tolerance=tolerance,
        area=float(reference.width * reference.height),
    )
    if best is None or not plausible(best.matrix, subject.width, subject.height):
        return None
    return best


def register_points(
    points_s: NDArray[np.float64],
    directions_s: NDArray[np.float32],
    points_r: NDArray[np.float64],
    directions_r: NDArray[np.float32],
    *,
    tolerance: float,
    area: float,
    near: NDArray[np.float64] | None = None,
    radius: float = 0.0,
) -> Registration | None:
    """Register by points (n, 2) and unit-length descriptors (n, 128); ``tolerance`` in pixels.

    With ``near`` (a 3x3 map that is roughly right) only pairs within ``radius`` pixels of it are
    taken. ``area`` in square pixels: where a chance partner of a point may lie.
    """
    if min(len(points_s), len(points_r)) < MIN_INLIERS:
        return None
    cosine = directions_s @ directions_r.T
    if near is None:
        pairs = _ratio_pairs(cosine, _RATIO)
    else:
        pairs = _guided_pairs(cosine, points_s, points_r, near, radius, _RATIO_NEAR)
    best = _fit(points_s[pairs[:, 0]], points_r[pairs[:, 1]], tolerance)
    # Only the first pairs were chosen without knowing the map: chance is judged by them.
    chance = 0.0 if best is None else _chance(len(pairs), best.inliers, tolerance, area)
    for _ in range(2):
        if best is None:
            return None
        pairs = _guided_pairs(cosine, points_s, points_r, best.matrix, 2 * tolerance, _GUIDED_RATIO)
        guided = _fit(points_s[pairs[:, 0]], points_r[pairs[:, 1]], tolerance)
        if guided is None or guided.inliers <= best.inliers:
            break
        best = guided
    return None if best is None else replace(best, chance=chance)


def _chance(pairs: int, inliers: int, tolerance: float, area: float) -> float:
    """The number of false alarms of a map through ``inliers`` of ``pairs``, as log10, at most 0.

    A contrario model of Moisan and Stival (IJCV 2004): chance pairs fall uniformly, four of them
    make a map, the others agree when they lie within the tolerance.
    """
    from math import log10, pi

    single = log10(min(1.0, pi * tolerance**2 / max(area, 1.0)))
    ways = _log_choose(pairs, inliers) + _log_choose(inliers, 4)
    return min(0.0, log10(max(pairs - 4, 1)) + ways + (inliers - 4) * single)


def _log_choose(n: int, k: int) -> float:
    from math import lgamma, log

    return 0.0 if k > n else (lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)) / log(10)


def plausible(matrix: NDArray[np.float64], width: int, height: int) -> bool:
    """Refuse homographies that fold, collapse or blow up the (width, height) subject.

    Its corners must stay in front of the camera, keep their turning sense on a convex outline,
    and neither side may shrink or grow beyond ``_MAX_SCALE``.
    """
    import numpy as np

    corners = np.array(
        [[0, 0, 1], [width, 0, 1], [width, height, 1], [0, height, 1]], dtype=np.float64
    )
    mapped = corners @ matrix.T
    if not np.isfinite(mapped).all() or (mapped[:, 2] * np.sign(mapped[0, 2]) <= 1e-9).any():
        return False
    # The strength of the perspective: depths of the corners further apart than 1 : 3 mean a
    # picture seen at a grazing angle, which no copy of use to anybody shows.
    depth = np.abs(mapped[:, 2])
    if depth.max() > 3 * depth.min():
        return False
    outline = mapped[:, :2] / mapped[:, 2:]
    edges = np.roll(outline, -1, axis=0) - outline
    following = np.roll(edges, -1, axis=0)
    turns = edges[:, 0] * following[:, 1] - edges[:, 1] * following[:, 0]
    if not (turns > 0).all():
        return False
    scales = np.linalg.norm(edges, axis=1) / np.array([width, height, width, height])
    return bool(scales.min() > 1 / _MAX_SCALE and scales.max() < _MAX_SCALE)


def pairs_of(
    subject: LocalFeatures, reference: LocalFeatures
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Keypoints (n, 4: x, y, diameter, angle in degrees) of features that are plainly equal."""
    import numpy as np

    ours, theirs = _unpack(subject)[1], _unpack(reference)[1]
    if min(len(ours), len(theirs)) < MIN_INLIERS:
        return np.zeros((0, 4)), np.zeros((0, 4))
    pairs = _ratio_pairs(ours @ theirs.T, _RATIO)
    rows = [np.frombuffer(f.keypoints, dtype="<f4").reshape(-1, 4) for f in (subject, reference)]
    first, second = (
        keypoints[pairs[:, side]].astype(np.float64) for side, keypoints in enumerate(rows)
    )
    first[:, 2], second[:, 2] = np.maximum(first[:, 2], 1e-3), np.maximum(second[:, 2], 1e-3)
    return first, second


def _unpack(features: LocalFeatures) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Points (count, 2) and unit-length descriptors (count, 128)."""
    import numpy as np

    points = np.frombuffer(features.keypoints, dtype="<f4").reshape(-1, 4)[:, :2]
    raw = np.frombuffer(features.descriptors, dtype=np.uint8).reshape(-1, 128)
    directions = raw.astype(np.float32)
    directions /= np.maximum(np.linalg.norm(directions, axis=1, keepdims=True), 1e-6)
    return points.astype(np.float64), directions


def _ratio_pairs(cosine: NDArray[np.float32], ratio: float) -> NDArray[np.intp]:
    """Pairs (n, 2) that pass the ratio test and are each other's best match."""
    import numpy as np

    order = np.argpartition(-cosine, 1, axis=1)[:, :2]
    two = np.take_along_axis(cosine, order, axis=1)
    best = np.where(two[:, 0] >= two[:, 1], order[:, 0], order[:, 1])
    rows = np.arange(len(cosine))
    # Euclidean distances of unit vectors: |a - b|^2 = 2 - 2 cos.
    first = np.sqrt(np.maximum(2 - 2 * two.max(axis=1), 0))
    second = np.sqrt(np.maximum(2 - 2 * two.min(axis=1), 0))
    mutual = cosine.argmax(axis=0)[best] == rows
    keep = mutual & (first < ratio * np.maximum(second, 1e-6))
    return np.stack([rows[keep], best[keep]], axis=1)


def _guided_pairs(
    cosine: NDArray[np.float32],
    points_s: NDArray[np.float64],
    points_r: NDArray[np.float64],
    matrix: NDArray[np.float64],
    radius: float,
    ratio: float,
) -> NDArray[np.intp]:
    """Pairs (n, 2) whose positions the homography already explains within ``radius``."""
    import numpy as np

    away = np.linalg.norm(project(matrix, points_s)[:, None, :] - points_r[None], axis=2)
    return _ratio_pairs(np.where(away <= radius, cosine, np.float32(-1.0)), ratio)


def project(matrix: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Map points (n, 2) through a homography."""
    import numpy as np

    mapped = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    # A point on the horizon has no image; it is sent far away instead of dividing by zero.
    depth = np.where(np.abs(mapped[:, 2:]) < 1e-12, 1e-12, mapped[:, 2:])
    return np.asarray(mapped[:, :2] / depth)


def _fit(
    points_s: NDArray[np.float64], points_r: NDArray[np.float64], tolerance: float
) -> Registration | None:
    import cv2
    import numpy as np

    if len(points_s) < MIN_INLIERS:
        return None
    cv2.setRNGSeed(0)  # the same pictures give the same report
    matrix, inside = cv2.findHomography(
        points_s, points_r, cv2.USAC_MAGSAC, tolerance, maxIters=5000, confidence=0.9995
    )
    if matrix is None:
        return None
    kept = np.asarray(inside).ravel().astype(bool)
    inliers = _distinct(points_s[kept], points_r[kept])
    if inliers < MIN_INLIERS:
        return None
    return Registration(matrix=np.asarray(matrix, dtype=np.float64), inliers=inliers)


def _distinct(*sides: NDArray[np.float64]) -> int:
    """Count pairs once per place on either side: SIFT gives one corner several orientations."""
    import numpy as np

    return min(len(np.unique(np.rint(points / 2), axis=0)) for points in sides)
