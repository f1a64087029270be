"""Whether the picture really repeats itself at a shift: pixel by pixel, noise and all.

Repeated structure (windows, tiles, grass) may look alike, but its grain differs, its light differs,
or it repeats at other shifts as well. A copied part has the same colours, its residual correlates
all over it, and it does so at one shift only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provcheck.forensics.copy_move_shifts import (
    NEAREST,
    Shift,
    correlation_map,
    evened_residual,
    spectrum_of,
    whitened,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Side in pixels of the window in which the residual is correlated: by chance about 0.1 in it.
_WINDOW = 25
# A place may belong to a copy from this correlation on; of the copies in benchmarks/forensics
# (tuning split) one in twenty places of the weakest (quality 75) has 0.2.
_JOINED = 0.2
# The outline of an area lies where the correlation falls to this share of the area's median: a
# window half outside has half of it.
_OUTLINE = 0.5
# Colours are compared after a blur of this width in pixels, in grey levels of the channel that
# differs most. Copies in the tuning split: 99 % of their places stay under 3.8 at quality 75.
_COLOUR_BLUR, _SAME_COLOUR = 3.0, 5.0
# Luminance beyond is burnt out or black: no grain.
_DARK, _BRIGHT = 4, 250
# Power of the evened residual, squared, below which a window has none: plain ground.
_SILENT = 1e-4
# An area is drawn out to where the blurred colours differ more than they usually (at this quantile)
# do inside, but for so many grey levels; openings and closings of this width in pixels smooth it.
_LEAST_DIFFERENCE, _USUAL, _SPECK = 1.0, 0.98, 7
# An area is at least so wide in pixels: one window.
_NARROWEST = 17
# Share of the picture an area has to cover, and the least number of pixels.
_SMALLEST, _FEWEST = 0.002, 900
# More of an area, or of its surroundings, than this at one grey level is a ground with something
# drawn on it: of the copies in the tuning split at most 0.14 is, of lines of text 0.4 and more.
_ONE_LEVEL = 0.25
# What is copied does not cover its source: of texture that repeats on and on, more than this share
# of an area lies in its twin as well.
_COVERED = 0.1
# The surroundings of an area: a rim of half this width in pixels.
_SURROUNDINGS = 49


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """``first`` and its twin ``second``: (h, w) bool. ``correlation``: median of the residual's
    over the area. ``peak``: of the correlation of the area with the whole picture,
    in its standard deviations; ``rival``: the highest elsewhere, as a share of that."""

    first: NDArray[np.bool_]
    second: NDArray[np.bool_]
    correlation: float
    peak: float
    rival: float

    @property
    def strength(self) -> float:
        """How far the peak rises over its rival, in standard deviations."""
        return self.peak * (1 - self.rival)


@dataclass(frozen=True, slots=True)
class Planes:
    """Of one picture: ``luma`` (h, w), ``colours`` (h, w, 3) blurred, ``residual`` and ``white``
    (h, w), and ``spectrum`` of the latter."""

    luma: NDArray[np.float32]
    colours: NDArray[np.float32]
    residual: NDArray[np.float32]
    white: NDArray[np.float32]
    spectrum: NDArray[np.float32]


def planes_of(pixels: NDArray[np.uint8]) -> Planes:
    """``pixels``: (h, w, 3) RGB."""
    import cv2
    import numpy as np

    luma = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.float32)
    blurred = cv2.GaussianBlur(pixels.astype(np.float32), (0, 0), _COLOUR_BLUR)
    colours = np.asarray(blurred, np.float32)
    residual = evened_residual(luma)
    white = whitened(residual)
    return Planes(luma, colours, residual, white, spectrum_of(white))


def repeat_at(planes: Planes, shift: Shift) -> Repeat | None:
    """The area of the picture that occurs again at the shift, in one part or several."""
    import numpy as np

    height, width = planes.luma.shape
    here, there = _overlap((height, width), shift)
    likeness, differ = _compared(planes, here, there)
    fewest = max(_FEWEST, _SMALLEST * height * width)
    core = _large_parts(likeness > _JOINED, fewest)
    if not core.any():
        return None
    middle = float(np.median(likeness[core]))
    core = _large_parts(core & (likeness > _OUTLINE * middle), fewest)
    first, second = np.zeros((2, height, width), dtype=bool)
    first[here] = core
    second[there] = core
    if not core.any() or (first & second).sum() > _COVERED * first.sum():
        return None
    if _drawn(planes.luma, first) or _drawn(planes.luma, second):
        return None
    peak, rival = _alone(planes, first, shift)
    first[here] = second[there] = _grown(core, differ)
    return Repeat(first=first, second=second, correlation=middle, peak=peak, rival=rival)


def _overlap(
    shape: tuple[int, int], shift: Shift
) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """Rows and columns of the points that have a twin in the picture, and of the twins."""
    height, width = shape
    top, left = max(0, -shift.y), max(0, -shift.x)
    foot, right = min(height, height - shift.y), min(width, width - shift.x)
    here = slice(top, foot), slice(left, right)
    return here, (
        slice(top + shift.y, foot + shift.y),
        slice(left + shift.x, right + shift.x),
    )


def _compared(
    planes: Planes, here: tuple[slice, slice], there: tuple[slice, slice]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The local correlation of the residual with its shifted self, 0 where colours differ or are
    burnt out; and the difference of the colours, in grey levels."""
    import cv2
    import numpy as np

    window = (_WINDOW, _WINDOW)
    one, other = planes.residual[here], planes.residual[there]
    joint = np.asarray(cv2.blur(one * other, window))
    power = np.asarray(cv2.blur(one * one, window)) * np.asarray(cv2.blur(other * other, window))
    likeness = joint / np.sqrt(power + _SILENT)
    # NumPy reduces slowly over an axis of three.
    red, green, blue = cv2.split(cv2.absdiff(planes.colours[here], planes.colours[there]))
    differ = np.maximum(np.maximum(red, green), blue)
    luma = np.asarray(cv2.transform(planes.colours[here], np.full((1, 3), 1 / 3, np.float32)))
    likeness[(differ > _SAME_COLOUR) | (luma < _DARK) | (luma > _BRIGHT)] = 0
    return np.asarray(likeness, np.float32), differ


def _large_parts(mask: NDArray[np.bool_], fewest: float) -> NDArray[np.bool_]:
    """The connected parts of at least so many pixels, without what is too narrow."""
    import cv2
    import numpy as np

    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_NARROWEST, _NARROWEST))
    opened = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, disc)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(opened)
    large = np.asarray(stats)[:, cv2.CC_STAT_AREA] >= fewest
    large[0] = False
    return np.asarray(large[np.asarray(labels)])


def _grown(core: NDArray[np.bool_], differ: NDArray[np.float32]) -> NDArray[np.bool_]:
    """The area out to where the colours begin to differ: the window of the correlation and the
    narrowest width have rounded it off."""
    import cv2
    import numpy as np

    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_WINDOW, _WINDOW))
    near = np.asarray(cv2.dilate(core.astype(np.uint8), disc)) > 0
    limit = max(_LEAST_DIFFERENCE, float(np.quantile(differ[core], _USUAL)))
    small = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_SPECK, _SPECK))
    same = cv2.morphologyEx((near & (differ <= limit)).astype(np.uint8), cv2.MORPH_OPEN, small)
    same = cv2.morphologyEx(np.maximum(same, core), cv2.MORPH_CLOSE, small)
    return np.asarray(same).astype(bool)


def _drawn(luma: NDArray[np.float32], area: NDArray[np.bool_]) -> bool:
    """Whether most of the area, or of what surrounds it, is one grey level: text or a picture on
    a page's ground."""
    import cv2
    import numpy as np

    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_SURROUNDINGS, _SURROUNDINGS))
    around = (np.asarray(cv2.dilate(area.astype(np.uint8), disc)) > 0) & ~area
    for part in (luma[area], luma[around]):
        counts = np.bincount(np.asarray(part + 0.5, np.uint8), minlength=256)
        if counts.max() > _ONE_LEVEL * len(part):
            return True
    return False


def _alone(planes: Planes, first: NDArray[np.bool_], shift: Shift) -> tuple[float, float]:
    """How high the area's correlation with the picture rises at its shift, and elsewhere."""
    import numpy as np

    found = correlation_map(planes.spectrum, np.where(first, planes.white, np.float32(0)))
    tall, wide = found.shape
    reach = np.arange(-NEAREST // 4, NEAREST // 4 + 1)
    around = np.ix_((shift.y + reach) % tall, (shift.x + reach) % wide)
    peak = float(found[shift.y % tall, shift.x % wide])
    found[around] = 0
    return peak, float(found.max()) / max(peak, 1e-9)
