"""Local features: RootSIFT spread over a grid.

Method: SIFT (Lowe 2004) with the Hellinger kernel mapping RootSIFT (Arandjelovic and Zisserman
2012), keypoints chosen best-per-cell over a grid so that text and other busy patches cannot use
up the budget. Descriptors are quantised to 8 bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from provcheck.model import LocalFeatures

if TYPE_CHECKING:
    import cv2
    import numpy as np
    from numpy.typing import NDArray

KIND = "rootsift"
VERSION = "1"

# Long side, keypoints kept, and cells per side: ``python -m benchmarks.search`` prints what is
# found again with them.
SIDE = 800
BUDGET = 500
_GRID = 10
# Below OpenCV's default (0.04), so that haze and sky keep a few keypoints of their own.
_CONTRAST = 0.02
# Pictures with a shorter long side are enlarged: SIFT finds next to nothing in thumbnails.
_MIN_SIDE = 480


def local_features(pixels: NDArray[np.uint8], *, mirrored: bool = False) -> LocalFeatures:
    """Extract features from (h, w, 3) RGB pixels.

    Coordinates refer to the picture as given (pixel centres at integers), whatever size the
    detector worked at. ``mirrored`` extracts them from the picture flipped left-right (SIFT
    descriptors do not survive mirroring); coordinates then refer to the flipped picture.
    """
    import cv2
    import numpy as np

    height, width = pixels.shape[:2]
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    if mirrored:
        grey = cv2.flip(grey, 1)
    side = min(SIDE, max(_MIN_SIDE, max(height, width)))
    scale = side / max(height, width)
    if scale != 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        shrinking = scale < 1
        grey = cv2.resize(
            grey, size, interpolation=cv2.INTER_AREA if shrinking else cv2.INTER_CUBIC
        )
    sift = cv2.SIFT.create(contrastThreshold=_CONTRAST)
    keypoints = _spread(sift.detect(grey), grey.shape[1], grey.shape[0])
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


def _spread(keypoints: Sequence[cv2.KeyPoint], width: int, height: int) -> list[cv2.KeyPoint]:
    """Take the strongest keypoint of each cell, then the second strongest, until the budget."""
    import numpy as np

    if len(keypoints) <= BUDGET:
        return list(keypoints)
    points = np.array([point.pt for point in keypoints])
    strength = np.array([point.response for point in keypoints])
    column = np.minimum((points[:, 0] * _GRID / width).astype(int), _GRID - 1)
    row = np.minimum((points[:, 1] * _GRID / height).astype(int), _GRID - 1)
    cell = row * _GRID + column
    order = np.lexsort((-strength, cell))
    ordered_cells = cell[order]
    first = np.searchsorted(ordered_cells, ordered_cells, side="left")
    rank_in_cell = np.arange(len(order)) - first
    best = np.lexsort((-strength[order], rank_in_cell))[:BUDGET]
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
