"""Changed regions: where two aligned pictures differ beyond what the rest of them explains.

The pictures calibrate themselves: over all blocks, the residual expected for a given strength of
edges and its spread are taken from the same pair (most of a copy is unchanged), and a block
counts only when it stands out from its peers. Regions are scored by their evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provcheck.compare.agreement import correlation_map
from provcheck.compare.planes import grey, largest
from provcheck.compare.tone import toned_like
from provcheck.model import Region

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from provcheck.compare.alignment import Aligned

# Block edge and step in grid pixels: blocks of 8 overlap by half, so edges are found to 4 px.
_BLOCK = 8
_STEP = 4
_BINS = 12
# A block stands out from this many robust standard deviations on.
_Z = 5.0
# Evidence of a region: sqrt(blocks) x median z. benchmarks/changes prints how many unedited and
# edited copies reach it.
MIN_EVIDENCE = 45.0
# Smallest robust spread of a block's residual, in grey levels: below it lies rounding.
_FLOOR = 0.6
# A region in which more than this share of the pixels follows the reference's structure (by this
# correlation) was toned, not changed; benchmarks/changes includes such copies.
_FOLLOWS = 0.85
_SAME_STRUCTURE = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMap:
    """``mask``: (h, w) bool on the aligned grid. ``regions``: in grid pixels, strongest first.

    ``fraction``: changed share of the compared area.
    """

    mask: NDArray[np.bool_]
    regions: tuple[Region, ...]
    fraction: float


def find_changes(aligned: Aligned) -> ChangeMap:
    """Find the regions in which the aligned pictures differ."""
    import numpy as np

    predicted = toned_like(aligned.subject, aligned.reference, aligned.valid)
    residual = aligned.subject - predicted
    z = _standing_out(aligned, residual, predicted)
    hot = _cleaned(z > _Z)
    mask = np.zeros(aligned.valid.shape, dtype=bool)
    found: list[Region] = []
    compared = max(int(aligned.valid.sum()), 1)
    same_structure = _same_structure(aligned)
    for blocks in _components(hot):
        strong = blocks & (z > _Z)
        evidence = float(np.sqrt(strong.sum()) * np.median(z[strong])) if strong.any() else 0.0
        # Overlapping blocks are not independent: four of them cover one block's pixels.
        evidence /= _BLOCK / _STEP
        if evidence < MIN_EVIDENCE:
            continue
        area = _pixels_of(blocks, residual, aligned.valid)
        rows, columns = np.nonzero(area)
        if not len(rows) or float(same_structure[area].mean()) > _SAME_STRUCTURE:
            continue
        mask |= area
        found.append(
            Region(
                x=int(columns.min()),
                y=int(rows.min()),
                width=int(np.ptp(columns)) + 1,
                height=int(np.ptp(rows)) + 1,
                area_fraction=float(area.sum() / compared),
                measure=round(evidence, 1),
            )
        )
    found.sort(key=lambda region: -region.measure)
    return ChangeMap(mask=mask, regions=tuple(found), fraction=float(mask.sum() / compared))


def _same_structure(aligned: Aligned) -> NDArray[np.bool_]:
    """Where both pictures have the same structure (h, w), whatever their tones.

    A tone curve with clipping, a palette or a filter can carry colours where no smooth model
    follows, most of all saturated ones that occur in one place only. The drawing stays.
    """
    correlation, textured = correlation_map(aligned)
    return textured & (correlation > _FOLLOWS)


def _standing_out(
    aligned: Aligned, residual: NDArray[np.float32], predicted: NDArray[np.float32]
) -> NDArray[np.float32]:
    """z per block (rows, columns): the larger of the z of mean |residual| and of |mean residual|.

    Expected value and spread depend on the block's gradient, in quantile bins over the pair.
    """
    import cv2
    import numpy as np

    plane = grey(predicted)
    across = np.asarray(cv2.Sobel(plane, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8), np.float32)
    down = np.asarray(cv2.Sobel(plane, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8), np.float32)
    slope: NDArray[np.float32] = np.hypot(across, down).astype(np.float32)
    inside = _blocks(aligned.valid.astype(np.float32))
    usable = inside > 0.99
    # Clipped shadows and lights cannot show a residual; they must not calibrate the others.
    middle_grey = grey(aligned.subject)
    open_range = (middle_grey > 4) & (middle_grey < 250)
    calibrating = usable & (_blocks(np.asarray(open_range, dtype=np.float32)) > 0.5)
    if calibrating.sum() < 4 * _BINS:  # black on white: a page of text has nothing in between
        calibrating = usable
    edges = _blocks(np.asarray(slope, dtype=np.float32))
    magnitude = _blocks(largest(residual))
    drift = np.stack([np.abs(_blocks(residual[..., k])) for k in range(3)]).max(axis=0)
    z = np.zeros(usable.shape, dtype=np.float32)
    if calibrating.sum() < 4 * _BINS:
        return z
    limits = np.quantile(edges[calibrating], np.linspace(0, 1, _BINS + 1)[1:-1])
    level = np.digitize(edges, limits)
    for measure in (magnitude, drift):
        for number in range(_BINS):
            peers = measure[calibrating & (level == number)]
            if len(peers) < 8:
                continue
            middle = float(np.median(peers))
            spread = 1.4826 * float(np.median(np.abs(peers - middle))) + _FLOOR
            here = usable & (level == number)
            z[here] = np.maximum(z[here], (measure[here] - middle) / spread)
    return z


def _blocks(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Means over blocks of 8 x 8 at steps of 4."""
    import cv2
    import numpy as np

    mean = np.asarray(cv2.blur(values, (_BLOCK, _BLOCK), anchor=(0, 0)), dtype=np.float32)
    height, width = values.shape[0] - _BLOCK + 1, values.shape[1] - _BLOCK + 1
    return mean[: max(height, 0) : _STEP, : max(width, 0) : _STEP]


def _cleaned(hot: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Drop specks, then close gaps: stripes of a flag may equal what they cover."""
    import cv2
    import numpy as np

    opened = cv2.morphologyEx(hot.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    closed = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    return np.asarray(closed).astype(bool)


def _components(hot: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    import cv2
    import numpy as np

    count, labels = cv2.connectedComponents(hot.astype(np.uint8), connectivity=8)
    grid = np.asarray(labels)
    sizes = np.bincount(grid.ravel(), minlength=count)
    largest = [n for n in np.argsort(-sizes) if n != 0][:50]
    return [grid == number for number in largest]


def _pixels_of(
    blocks: NDArray[np.bool_], residual: NDArray[np.float32], valid: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """The pixels of a region: inside its blocks, where the residual exceeds the calm level."""
    import cv2
    import numpy as np

    height, width = valid.shape
    area = np.zeros((height, width), np.uint8)
    for row, column in zip(*np.nonzero(blocks), strict=True):
        top, left = row * _STEP, column * _STEP
        area[top : top + _BLOCK, left : left + _BLOCK] = 1
    inside = area.astype(bool) & valid
    size = np.asarray(cv2.GaussianBlur(largest(residual), (0, 0), 1.2))
    calm = size[valid & ~inside]
    level = float(np.quantile(calm, 0.95)) if len(calm) > 100 else 0.0
    level = max(level, 0.35 * float(np.quantile(size[inside], 0.9))) if inside.any() else level
    exact = (inside & (size > level)).astype(np.uint8)
    exact = np.asarray(cv2.morphologyEx(exact, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)))
    exact = np.asarray(cv2.morphologyEx(exact, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)))
    return exact.astype(bool) & inside
