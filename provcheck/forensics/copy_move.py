"""Exact copy-move: a part of a picture that was set in elsewhere in it, pixel by pixel.

The ways in the literature (Fridrich et al., "Detection of copy-move forgery in digital images",
2003; Cozzolino et al., "Efficient dense-field copy-move forgery detection", 2015) match blocks by
what they look like; repeated structure then has to be told from copies. Here the shifts come from
the fine residual alone, which repeats in copies only, and each is verified by pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provcheck.forensics.copy_move_shifts import likely_shifts
from provcheck.forensics.copy_move_verify import planes_of, repeat_at

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# The highest of pictures without a copy in benchmarks/forensics (tuning split, and its controls):
# 21, of one enlarged threefold without smoothing and saved at quality 50.
MIN_STRENGTH = 22.0
# More pixels than this are reduced: about two seconds.
_MOST_PIXELS = 2_000_000
# So many shifts are verified; in the tuning split the copy's is the first of them.
_SHIFTS = 4
# Shorter sides in pixels hold no area beside its twin.
_SHORTEST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedArea:
    """An area and its twin; pixels do not tell which of them is the original.

    ``first``, ``second``: (h, w) bool on the pixels given. ``shift``: from the first to the
    second, x and y in pixels. ``correlation``: median of the fine residual's over the area.
    ``strength``: evidence, at least ``MIN_STRENGTH``: the peak of the area's correlation with the
    picture over its highest rival, in standard deviations.
    """

    first: NDArray[np.bool_]
    second: NDArray[np.bool_]
    shift: tuple[int, int]
    correlation: float
    strength: float

    @property
    def both(self) -> NDArray[np.bool_]:
        """(h, w) bool: either twin."""
        return self.first | self.second


def find_copied_areas(pixels: NDArray[np.uint8]) -> tuple[CopiedArea, ...] | None:
    """Find what occurs twice in (h, w, 3) RGB pixels, strongest first; None in too small ones.

    Pictures of more than two megapixels are reduced first. A copy whose shift is no multiple of
    the reduction is then no longer exact: much of its residual is lost, and small or smooth ones
    with it.
    """
    height, width = pixels.shape[:2]
    if min(height, width) < _SHORTEST:
        return None
    small = _bounded(pixels)
    if min(small.shape[:2]) < _SHORTEST:
        return None
    planes = planes_of(small)
    found: list[CopiedArea] = []
    for shift in likely_shifts(planes.white, _SHIFTS):
        repeat = repeat_at(planes, shift)
        if repeat is None or repeat.strength < MIN_STRENGTH:
            continue
        factors = width / small.shape[1], height / small.shape[0]
        found.append(
            CopiedArea(
                first=_enlarged(repeat.first, (height, width)),
                second=_enlarged(repeat.second, (height, width)),
                shift=(round(shift.x * factors[0]), round(shift.y * factors[1])),
                correlation=repeat.correlation,
                strength=repeat.strength,
            )
        )
    return tuple(sorted(found, key=lambda area: -area.strength))


def _bounded(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    import cv2
    import numpy as np

    height, width = pixels.shape[:2]
    factor = (_MOST_PIXELS / (height * width)) ** 0.5
    if factor >= 1:
        return pixels
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))


def _enlarged(mask: NDArray[np.bool_], shape: tuple[int, int]) -> NDArray[np.bool_]:
    import cv2
    import numpy as np

    if mask.shape == shape:
        return mask
    size = (shape[1], shape[0])
    grown = cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    return np.asarray(grown).astype(bool)
