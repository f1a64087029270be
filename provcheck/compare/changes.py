"""Changed regions: where two aligned pictures differ beyond what the rest of them explains.

The pictures calibrate themselves: over all blocks, the residual expected for a given strength of
edges and its spread are taken from the same pair (most of a copy is unchanged), and a block
counts only when it stands out from its peers. Regions are scored by their evidence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from provcheck.compare.agreement import correlation_map
from provcheck.compare.chance import log10_tail
from provcheck.compare.colour_mates import colour_mates
from provcheck.compare.overlays import laid_over
from provcheck.compare.planes import largest, turned
from provcheck.compare.standing_out import BLOCK, STEP, standing_out
from provcheck.compare.tone import toned_like
from provcheck.image import JpegCoding, recode
from provcheck.model import Region

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from provcheck.compare.alignment import Aligned

# A block stands out from this many robust standard deviations on.
_Z = 5.0
# Evidence of a region: sqrt(blocks) x median z. benchmarks/changes prints how many unedited and
# edited copies reach it.
MIN_EVIDENCE = 45.0
# A region in which more than this share of the pixels follows the reference's structure (by this
# correlation) was toned, not changed; benchmarks/changes includes such copies.
_FOLLOWS = 0.85
_SAME_STRUCTURE = 0.6
# An outline lies where the difference falls to this share of the strongest within this many pixels;
# set on the tune split by python -m benchmarks.forensics reference.
_OUTLINE_SHARE = 0.35
_OUTLINE_REACH = 15
# A region whose strong pixels stay below this many times the calm level has no outline of its own:
# it is its blocks, less this rim in pixels; set by the same command.
_FAINT = 3.0
_FAINT_RIM = 9
# A strip along a side counts as a rim from this share of the side on.
_RIM = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMap:
    """``mask``: (h, w) bool on the aligned grid. ``regions``: in grid pixels, strongest first.

    ``fraction``: changed share of the compared area.
    """

    mask: NDArray[np.bool_]
    regions: tuple[Region, ...]
    fraction: float


def find_changes(
    aligned: Aligned, coding: JpegCoding | None = None, flipped: bool = False
) -> ChangeMap:
    """Find the regions in which the aligned pictures differ.

    ``coding``: how the subject was saved; ``flipped``: the aligned subject is its mirror image.
    """
    import numpy as np

    predicted = toned_like(aligned.subject, aligned.reference, aligned.valid)
    if coding is not None and aligned.untouched:
        predicted = _saved_like(predicted, coding, flipped)
    residual = aligned.subject - predicted
    z = standing_out(aligned, residual, predicted)
    hot = _cleaned(z > _Z)
    mask = np.zeros(aligned.valid.shape, dtype=bool)
    found: list[Region] = []
    compared = max(int(aligned.valid.sum()), 1)
    same_structure = _same_structure(aligned)
    calm = aligned.valid & ~_covered(hot, aligned.valid.shape)
    mates = colour_mates(aligned.reference, residual, calm)
    for blocks in _components(hot):
        strong = blocks & (z > _Z)
        evidence = float(np.sqrt(strong.sum()) * np.median(z[strong])) if strong.any() else 0.0
        # Overlapping blocks are not independent: four of them cover one block's pixels.
        evidence /= BLOCK / STEP
        if evidence < MIN_EVIDENCE:
            continue
        area = _pixels_of(blocks, residual, aligned.valid)
        if not area.any() or _is_border(area, aligned.valid):
            continue
        if float(same_structure[area].mean()) > _SAME_STRUCTURE and not mates.apart(area):
            continue
        mask |= area
        found.append(
            replace(
                _box_of(area),
                area_fraction=float(area.sum() / compared),
                measure=round(evidence, 1),
                log10_nfa=round(_log10_nfa(blocks, z, hot), 1),
                laid_over=laid_over(area, aligned),
            )
        )
    found.sort(key=lambda region: -region.measure)
    return ChangeMap(mask=mask, regions=tuple(found), fraction=float(mask.sum() / compared))


def _box_of(area: NDArray[np.bool_]) -> Region:
    import numpy as np

    rows, columns = np.nonzero(area)
    return Region(
        x=int(columns.min()),
        y=int(rows.min()),
        width=int(np.ptp(columns)) + 1,
        height=int(np.ptp(rows)) + 1,
    )


def _log10_nfa(blocks: NDArray[np.bool_], z: NDArray[np.float32], hot: NDArray[np.bool_]) -> float:
    """The number of false alarms of a region, a contrario (Desolneux, Moisan, Morel 2000).

    How often a block stands out by chance is what the blocks outside all regions do; every
    rectangle of blocks could have been the region. Four overlapping blocks count as one.
    """
    import numpy as np

    rows, columns = np.nonzero(blocks)
    box = z[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    outside = z[~hot & (z != 0)]  # 0: not compared
    single = (float((outside > _Z).sum()) + 1) / (outside.size + 2)
    together = (BLOCK // STEP) ** 2
    strong = int((blocks & (z > _Z)).sum())
    high, wide = (side / (BLOCK // STEP) for side in z.shape)
    rectangles = high * (high + 1) / 2 * wide * (wide + 1) / 2
    tail = log10_tail(max(1, box.size // together), strong // together, single)
    return float(np.log10(rectangles)) + tail


def _is_border(area: NDArray[np.bool_], valid: NDArray[np.bool_]) -> bool:
    """True for a thin strip along a side of what is compared: a rim, a frame, a page's ground."""
    import numpy as np

    for axis in (0, 1):
        along, across = (np.nonzero(area.any(axis=way))[0] for way in (axis, 1 - axis))
        inside = np.nonzero(valid.any(axis=1 - axis))[0]
        length = np.count_nonzero(valid.any(axis=axis))
        thick = int(across[-1] - across[0]) + 1
        near = min(across[0] - inside[0], inside[-1] - across[-1])
        if near <= BLOCK and thick <= 2 * BLOCK and along[-1] - along[0] >= _RIM * length:
            return True
    return False


def _saved_like(
    predicted: NDArray[np.float32], coding: JpegCoding, flipped: bool
) -> NDArray[np.float32]:
    """The prediction after the subject's own last saving: what that does is no change."""
    import numpy as np

    levels = turned(np.clip(predicted + 0.5, 0, 255).astype(np.uint8), flipped)
    return turned(recode(levels, coding), flipped).astype(np.float32)


def _same_structure(aligned: Aligned) -> NDArray[np.bool_]:
    """Where both pictures have the same structure (h, w), whatever their tones.

    A tone curve with clipping, a palette or a filter can carry colours where no smooth model
    follows, most of all saturated ones that occur in one place only. The drawing stays.
    """
    correlation, textured = correlation_map(aligned)
    return textured & (correlation > _FOLLOWS)


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


def _covered(blocks: NDArray[np.bool_], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """The pixels (h, w) that lie in any of the blocks."""
    import numpy as np

    area = np.zeros(shape, dtype=bool)
    for row, column in zip(*np.nonzero(blocks), strict=True):
        top, left = row * STEP, column * STEP
        area[top : top + BLOCK, left : left + BLOCK] = True
    return area


def _pixels_of(
    blocks: NDArray[np.bool_], residual: NDArray[np.float32], valid: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """The pixels of a region: inside its blocks, as far as the residual draws an outline."""
    import cv2
    import numpy as np

    inside = _covered(blocks, valid.shape) & valid
    if not inside.any():
        return inside
    size = np.asarray(cv2.GaussianBlur(largest(residual), (0, 0), 1.2))
    calm = size[valid & ~inside]
    level = float(np.quantile(calm, 0.95)) if len(calm) > 100 else 0.0
    # Saving and resizing smear an outline: what is strong nearby says where it ends.
    reach = np.ones((_OUTLINE_REACH, _OUTLINE_REACH), np.uint8)
    nearby = np.asarray(cv2.dilate(np.where(inside, size, 0), reach))
    exact = (inside & (size > level) & (size > _OUTLINE_SHARE * nearby)).astype(np.uint8)
    exact = np.asarray(cv2.morphologyEx(exact, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)))
    exact = np.asarray(cv2.morphologyEx(exact, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)))
    # What a changed outline encloses was changed with it, where its colours happen to be equal.
    outlines, _ = cv2.findContours(exact, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = np.asarray(cv2.drawContours(exact.copy(), outlines, -1, 1, cv2.FILLED)).astype(bool)
    if np.quantile(size[inside], 0.9) < _FAINT * level:
        rim = np.ones((_FAINT_RIM, _FAINT_RIM), np.uint8)
        filled |= np.asarray(cv2.erode(inside.astype(np.uint8), rim)).astype(bool)
    return np.asarray(filled & valid)
