"""Registration of a part that few of the stored features show, with a rough idea where it lies.

The search votes for a placement with a handful of features. Here the two pictures are cut to what
they have in common by that placement, brought to one size, and looked at again with as many
features as they have.
"""

from __future__ import annotations

from dataclasses import replace
from math import pi
from typing import TYPE_CHECKING

from provcheck.compare.alignment import resized, scaling
from provcheck.compare.registration import Registration, plausible, project, register_points

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# The common part is looked at with its long side between these, in pixels.
_LEAST, _MOST = 400, 800
_FEATURES = 1500
_CONTRAST = 0.01
# How far the placement may be wrong, as a share of the common part's long side; the parts are
# cut so much larger.
_SLACK = 0.12
# Keypoints localise to about 1 px.
_TOLERANCE = 3.0


def look_closely(
    subject: NDArray[np.uint8], reference: NDArray[np.uint8], placement: NDArray[np.float64]
) -> Registration | None:
    """Register two (h, w, 3) pictures near ``placement``: subject pixels -> reference pixels."""
    import numpy as np

    if not plausible(placement, subject.shape[1], subject.shape[0]):
        return None
    ours = _common(subject, reference, placement)
    if ours is None:
        return None
    corners = np.array(
        [[ours[0], ours[1]], [ours[2], ours[1]], [ours[2], ours[3]], [ours[0], ours[3]]]
    )
    theirs = _box(project(placement, corners.astype(np.float64)), reference, 0.0)
    if theirs is None:
        return None
    first, to_first = _cut(subject, ours)
    second, to_second = _cut(reference, theirs)
    near = to_second @ placement @ np.linalg.inv(to_first)
    radius = 2 * _SLACK * max(second.shape[:2])
    points_1, directions_1 = _features(first)
    points_2, directions_2 = _features(second)
    found = register_points(
        points_1,
        directions_1,
        points_2,
        directions_2,
        near=near,
        radius=radius,
        tolerance=_TOLERANCE,
        area=pi * radius**2,
    )
    if found is None:
        return None
    matrix = np.linalg.inv(to_second) @ found.matrix @ to_first
    if not plausible(matrix, subject.shape[1], subject.shape[0]):
        return None
    return replace(found, matrix=np.asarray(matrix / matrix[2, 2], np.float64))


Box = tuple[int, int, int, int]


def _common(
    subject: NDArray[np.uint8], reference: NDArray[np.uint8], placement: NDArray[np.float64]
) -> Box | None:
    """Where the subject may show the reference: left, top, right, bottom in whole pixels."""
    import numpy as np

    tall, wide = reference.shape[:2]
    corners = np.array([[0.0, 0], [wide, 0], [wide, tall], [0, tall]])
    return _box(project(np.asarray(np.linalg.inv(placement)), corners), subject, _SLACK)


def _box(outline: NDArray[np.float64], picture: NDArray[np.uint8], slack: float) -> Box | None:
    import numpy as np

    height, width = picture.shape[:2]
    low, high = outline.min(axis=0), outline.max(axis=0)
    margin = slack * float((high - low).max())
    left, top = np.maximum(np.floor(low - margin), 0).astype(int)
    right, bottom = np.minimum(np.ceil(high + margin), (width, height)).astype(int)
    if min(right - left, bottom - top) < 24:
        return None
    return int(left), int(top), int(right), int(bottom)


def _cut(picture: NDArray[np.uint8], box: Box) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """The part of a picture at a size worth looking at, and the map from picture to part."""
    import numpy as np

    left, top, right, bottom = box
    part = picture[top:bottom, left:right]
    longest = max(part.shape[:2])
    scaled = resized(part, min(max(longest, _LEAST), _MOST) / longest)
    shift = np.array([[1.0, 0, -left], [0, 1, -top], [0, 0, 1]])
    scale = scaling(scaled.shape[1] / part.shape[1], scaled.shape[0] / part.shape[0])
    return scaled, np.asarray(scale @ shift, dtype=np.float64)


def _features(picture: NDArray[np.uint8]) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Points (n, 2) and unit-length RootSIFT descriptors (n, 128)."""
    import cv2
    import numpy as np

    sift = cv2.SIFT.create(
        nfeatures=_FEATURES, contrastThreshold=_CONTRAST, enable_precise_upscale=True
    )
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    points, raw = sift.detectAndCompute(grey, np.full(grey.shape, 255, np.uint8))
    if raw is None or not len(points):
        return np.zeros((0, 2)), np.zeros((0, 128), np.float32)
    rows = np.asarray(raw, dtype=np.float32)
    rows = np.sqrt(rows / np.maximum(rows.sum(axis=1, keepdims=True), 1e-12))
    return np.array([point.pt for point in points]), rows
