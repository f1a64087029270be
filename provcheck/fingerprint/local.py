"""Local features: RootSIFT spread over a grid.

Method: SIFT (Lowe 2004) with the Hellinger kernel mapping RootSIFT (Arandjelovic and Zisserman
2012), keypoints chosen best-per-cell over a grid so that text and other busy patches cannot use
up the budget. A part of the budget is kept for coarse keypoints: they are what is left of a
picture that comes back small or blurred. Descriptors are quantised to 8 bits.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

from provcheck.model import LocalFeatures

if TYPE_CHECKING:
    import cv2
    import numpy as np
    from numpy.typing import NDArray

KIND = "rootsift"
VERSION = "2"

# Long side, keypoints kept, and cells per side: ``python -m benchmarks.search`` prints what is
# found again with them.
SIDE = 800
BUDGET = 500
_GRID = 10
# Least diameter in pixels, and the part of the budget kept for keypoints of at least that size.
_COARSE = ((10.0, 0.15), (5.0, 0.30))
# The closer look at a query, for a reference that is a small part of it.
_CLOSER_SIDE = 1600
_CLOSER_BUDGET = 2000
_CLOSER_GRID = 20
# Below OpenCV's default (0.04), so that haze and sky keep a few keypoints of their own.
_CONTRAST = 0.02
# Pictures with a shorter long side are enlarged: SIFT finds next to nothing in thumbnails.
_MIN_SIDE = 480


def local_features(pixels: NDArray[np.uint8], *, closer: bool = False) -> LocalFeatures:
    """Extract features from (h, w, 3) RGB pixels.

    Coordinates refer to the picture as given (pixel centres at integers), whatever size the
    detector worked at.
    ``closer`` looks at up to 1600 pixels for up to 2000 features.
    """
    import cv2
    import numpy as np

    height, width = pixels.shape[:2]
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    longest = _CLOSER_SIDE if closer else SIDE
    side = min(longest, max(_MIN_SIDE, max(height, width)))
    scale = side / max(height, width)
    if scale != 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        shrinking = scale < 1
        way = cv2.INTER_AREA if shrinking else cv2.INTER_CUBIC
        grey = np.asarray(cv2.resize(grey, size, interpolation=way), dtype=np.uint8)
    sift = cv2.SIFT.create(contrastThreshold=_CONTRAST, enable_precise_upscale=True)
    found = sift.detect(grey)
    if closer:
        keypoints = _spread(found, grey, _CLOSER_BUDGET, _CLOSER_GRID)
    else:
        keypoints = _chosen(found, grey)
    packed = np.zeros((0, 4), dtype="<f4")
    descriptors = np.zeros((0, 128), dtype=np.uint8)
    if keypoints:
        kept, raw = sift.compute(grey, keypoints)
        if raw is not None and len(kept):
            descriptors = _root(np.asarray(raw, dtype=np.float32))
            packed = _pack(kept, grey.shape[1] / width, grey.shape[0] / height)
    return LocalFeatures(
        kind=KIND,
        version=VERSION,
        width=width,
        height=height,
        count=len(packed),
        keypoints=packed.tobytes(),
        descriptors=descriptors.tobytes(),
    )


def mirrored_features(features: LocalFeatures) -> LocalFeatures:
    """The features that the picture flipped left-right has.

    A SIFT descriptor is 4 x 4 cells of 8 directions in a frame that lies along the keypoint's own
    direction: flipping swaps the cells across that direction and runs the directions backwards.
    A test holds the result equal to features extracted from the flipped picture.
    """
    import numpy as np

    row, column, direction = np.meshgrid(range(4), range(4), range(8), indexing="ij")
    order = (((3 - row) * 4 + column) * 8 + -direction % 8).ravel()
    rows = np.frombuffer(features.descriptors, dtype=np.uint8).reshape(-1, 128)
    points = np.frombuffer(features.keypoints, dtype="<f4").reshape(-1, 4).copy()
    points[:, 0] = features.width - 1 - points[:, 0]
    points[:, 3] = (180 - points[:, 3]) % 360
    return dataclasses.replace(
        features, keypoints=points.tobytes(), descriptors=rows[:, order].tobytes()
    )


def _chosen(keypoints: Sequence[cv2.KeyPoint], grey: NDArray[np.uint8]) -> list[cv2.KeyPoint]:
    """Spread the budget over the picture, once for each class of size, coarsest first."""
    left = list(keypoints)
    chosen: list[cv2.KeyPoint] = []
    for least, part in (*_COARSE, (0.0, 1.0)):
        budget = min(round(part * BUDGET), BUDGET - len(chosen))
        fitting = [point for point in left if point.size >= least]
        taken = _spread(fitting, grey, budget, _GRID)
        chosen += taken
        known = {id(point) for point in taken}
        left = [point for point in left if id(point) not in known]
    return chosen


def _spread(
    keypoints: Sequence[cv2.KeyPoint], grey: NDArray[np.uint8], budget: int, cells: int
) -> list[cv2.KeyPoint]:
    """Take the strongest keypoint of each cell, then the second strongest, until the budget."""
    import numpy as np

    if len(keypoints) <= budget:
        return list(keypoints)
    height, width = grey.shape
    points = np.array([point.pt for point in keypoints])
    strength = np.array([point.response for point in keypoints])
    column = np.minimum((points[:, 0] * cells / width).astype(int), cells - 1)
    row = np.minimum((points[:, 1] * cells / height).astype(int), cells - 1)
    cell = row * cells + column
    order = np.lexsort((-strength, cell))
    ordered_cells = cell[order]
    first = np.searchsorted(ordered_cells, ordered_cells, side="left")
    rank_in_cell = np.arange(len(order)) - first
    best = np.lexsort((-strength[order], rank_in_cell))[:budget]
    return [keypoints[index] for index in sorted(order[best])]


def _root(descriptors: NDArray[np.float32]) -> NDArray[np.uint8]:
    """SIFT -> RootSIFT (L1 normalise, square root), scaled by 512 and cut to 8 bits."""
    import numpy as np

    total = np.abs(descriptors).sum(axis=1, keepdims=True)
    root = np.sqrt(descriptors / np.maximum(total, 1e-12))
    quantised: NDArray[np.uint8] = np.minimum(np.rint(root * 512), 255).astype(np.uint8)
    return quantised


def _pack(keypoints: Sequence[cv2.KeyPoint], scale_x: float, scale_y: float) -> NDArray[np.float32]:
    """Rows of x, y, diameter, angle in the coordinates of the picture before scaling.

    Resizing maps pixel areas, so centres move by half a pixel: x = (x' + 0.5) / s - 0.5.
    """
    import numpy as np

    rows = np.array(
        [(p.pt[0], p.pt[1], p.size, p.angle) for p in keypoints],
        dtype=np.float64,
    )
    rows[:, 0] = (rows[:, 0] + 0.5) / scale_x - 0.5
    rows[:, 1] = (rows[:, 1] + 0.5) / scale_y - 0.5
    rows[:, 2] /= (scale_x + scale_y) / 2
    return rows.astype("<f4")
