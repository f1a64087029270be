"""Areas in which a picture and its thumbnail differ more than the rest of both explains.

The null is the pair itself: what places with edges of a given strength usually show, and how far
they spread. Two measures: the mean residual in luminance, and in the colour that differs most. How
much detail is lost was tried as a third: blurred faces show better in it, thumbnails made without
smoothing show as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provcheck.forensics.thumbnail_placing import grey

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from provcheck.forensics.thumbnail_prediction import Predicted

    Plane = NDArray[np.float32]

# Outermost thumbnail pixels that are not looked at: interpolation and rounding of the frame.
_EDGE = 3
_BINS = 10
_LEAST_SLOPE = 1.0  # grey levels per pixel
_FEWEST = 8  # places in a bin that say what is usual
# The residual of a pixel counts less the rarer its colour, by half at a leverage of three times it.
_RARE = 30.0
# Windows in pixels; smallest robust spread; and what a peak times a power of its area has to reach.
# Unchanged pictures reach 20 and 88 (``python -m benchmarks.forensics thumbnail --split tune``,
# seeds 1 to 3), the first in a picture of fine stripes, the second beside a bar one pixel wide.
_LUMA, _COLOUR = 5, 9
_LUMA_FLOOR, _COLOUR_FLOOR = 0.4, 0.6
_LUMA_LIMIT, _COLOUR_LIMIT = 22.0, 95.0
_GROWTH = 0.25
# In multiples of those limits.
MIN_STRENGTH = 1.0
# An area is what rises to this share of its peak, and to so many standard deviations.
_OUTLINE, _LOWEST = 0.35, 3.0


@dataclass(frozen=True, slots=True)
class Area:
    """``box``: left, top, right, bottom in fractions of the frame. ``strength``: how many times
    the limit of its measure it reaches, at least ``MIN_STRENGTH``."""

    box: tuple[float, float, float, float]
    strength: float


def differing_areas(pair: Predicted) -> tuple[tuple[Area, ...], float]:
    """The areas, strongest first, and the strength of the strongest place, area or not."""
    areas: list[Area] = []
    strongest = 0.0
    for z, limit, growth in _measures(pair):
        for box, strength in _peaks(z, limit, growth):
            strongest = max(strongest, strength)
            if strength >= MIN_STRENGTH:
                areas.append(Area(box, strength))
    areas.sort(key=lambda area: -area.strength)
    apart: list[Area] = []
    for area in areas:
        if not any(_meet(area.box, other.box) for other in apart):
            apart.append(area)
    return tuple(apart), strongest


def _measures(pair: Predicted) -> Iterator[tuple[Plane, float, float]]:
    """Per measure: z (h, w), its limit, and the power of the area that counts."""
    import cv2
    import numpy as np

    rare = np.sqrt(1 + pair.leverage / _RARE)[:, :, None]
    residual = ((pair.picture - pair.prediction) / rare).astype(np.float32)
    luma = grey(pair.prediction)
    slope = np.hypot(
        cv2.Sobel(luma, cv2.CV_32F, 1, 0, scale=1 / 8),
        cv2.Sobel(luma, cv2.CV_32F, 0, 1, scale=1 / 8),
    )
    drift = np.abs(_mean(grey(residual), _LUMA))
    yield _z(drift, _mean(slope, _LUMA), _LUMA_FLOOR), _LUMA_LIMIT, 0.0
    drift = np.abs(_mean(residual, _COLOUR)).max(axis=2)
    yield _z(drift, _mean(slope, _COLOUR), _COLOUR_FLOOR), _COLOUR_LIMIT, _GROWTH


def _mean(plane: Plane, side: int) -> Plane:
    import cv2
    import numpy as np

    return np.asarray(cv2.blur(plane.astype(np.float32), (side, side)), np.float32)


def _z(measure: Plane, level: Plane, floor: float) -> Plane:
    """In robust standard deviations of the places with the same ``level``."""
    import numpy as np

    inner = np.zeros(measure.shape, dtype=bool)
    inner[_EDGE:-_EDGE, _EDGE:-_EDGE] = True
    limits = np.quantile(level[inner], np.linspace(0, 1, _BINS + 1)[1:-1])
    number = np.digitize(level, limits)
    z = np.zeros(measure.shape, dtype=np.float32)
    for this in range(_BINS):
        here = inner & (number == this)
        if here.sum() < _FEWEST:
            continue
        middle = float(np.median(measure[here]))
        spread = 1.4826 * float(np.median(np.abs(measure[here] - middle))) + floor
        # The last bin reaches from edges to much stronger ones, at which more is usual.
        usual = max(float(np.median(level[here])), _LEAST_SLOPE)
        times = np.maximum(level[here] / usual, 1)
        z[here] = (measure[here] - middle * times) / (spread * times)
    return z


def _peaks(
    z: Plane, limit: float, growth: float
) -> Iterator[tuple[tuple[float, float, float, float], float]]:
    """What stands out, as boxes in fractions of the frame with their strength."""
    import cv2
    import numpy as np

    height, width = z.shape
    marks = (z > max(_LOWEST, _OUTLINE * float(z.max()))).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(marks)
    for label in range(1, count):
        x, y, wide, high, size = (int(value) for value in stats[label])
        peak = float(z[np.asarray(labels) == label].max())
        box = (x / width, y / height, (x + wide) / width, (y + high) / height)
        yield box, peak * float(size) ** growth / limit


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    left, top, right, bottom = one
    return left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
