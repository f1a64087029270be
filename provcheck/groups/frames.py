"""Was what two pictures share put into one of them, or does that picture simply go on around it?

A crop and a photograph in a collage look alike to geometry: one picture lies inside the other.
They differ where the shared part ends. Around a crop the larger picture goes on; where something
was put on a page, a screen or another photograph, a line runs along the border, in the picture
that was put together and not in the other one. So the steps of brightness across each border are
held against the steps a few pixels beside it. Borders of a picture itself say nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# What makes a line: the mean step across it in ratio to the typical one beside it, and the share
# of places in which it is among the steepest tenth. ``python -m benchmarks.groups`` prints both
# for crops and for pictures that were put together.
LINE_RATIO = 2.2
LINE_SHARE = 0.45
# How far beside a border steps are measured, in pixels of the working picture.
_REACH = 24
# How far off the line may lie: registration is off by a pixel or two at the rim, a border found
# by agreement by about half a window of the map.
_EXACT, _FOUND = 8, 16
# Borders with fewer places than this inside the picture say nothing; corners may be rounded.
_PLACES = 24
_CORNER = 0.08
# The map of agreement: long side, window, and the correlation from which pixels agree. It only
# has to find where agreement ends, so it asks less than what confirms a match.
_MAP_SIDE = 512
_WINDOW = 15
_AGREES = 0.5
_TEXTURE = 2.5
# Bands thinner than this share of a side are resampling and chance.
_THIN = 0.04


def put_together(
    inner: NDArray[np.uint8], outer: NDArray[np.uint8], matrix: NDArray[np.float64]
) -> tuple[bool, bool]:
    """Whether a line runs around what the two share: in the inner and in the outer picture.

    ``inner``, ``outer``: (h, w, 3) RGB; ``inner`` is the one that is shown to the larger share.
    ``matrix``: 3x3, inner pixels -> outer pixels, as confirmed.
    """
    import numpy as np

    height, width = inner.shape[:2]
    left, top, right, bottom = _agreeing(inner, outer, matrix)
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)
    found = (top > 0, right < width, bottom < height, left > 0)
    tolerances = [_FOUND if cut else _EXACT for cut in found]
    inside = [line for line in _lines(inner, corners, tolerances) if line is not None]
    mapped = np.column_stack([corners - 0.5, np.ones(4)]) @ matrix.T
    outline = mapped[:, :2] / mapped[:, 2:]
    outside = [line for line in _lines(outer, outline, tolerances) if line is not None]
    return _framed(inside), _framed(outside)


def _framed(lines: list[tuple[float, float]]) -> bool:
    """At least half of the borders that can be judged are lines."""
    clear = sum(ratio >= LINE_RATIO and share >= LINE_SHARE for ratio, share in lines)
    return bool(lines) and 2 * clear >= len(lines)


def _lines(
    pixels: NDArray[np.uint8], outline: NDArray[np.float64], tolerances: list[int]
) -> list[tuple[float, float] | None]:
    """For each side of ``outline`` (4, 2) how clear a line it is: (ratio, share).

    None where too little of it lies inside the picture.
    """
    import cv2
    import numpy as np

    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.float32)
    ends = np.roll(outline, -1, axis=0)
    return [
        _line(grey, start, end, tolerance)
        for start, end, tolerance in zip(outline, ends, tolerances, strict=True)
    ]


def _line(
    grey: NDArray[np.float32],
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    tolerance: int,
) -> tuple[float, float] | None:
    import cv2
    import numpy as np

    length = float(np.linalg.norm(end - start))
    if length < _PLACES:
        return None
    along = np.linspace(_CORNER, 1 - _CORNER, max(_PLACES, round(length)))[:, None]
    across = np.array([end[1] - start[1], start[0] - end[0]]) / length
    offsets = np.arange(-_REACH - 1, _REACH + 2)
    grid = (start + along * (end - start))[:, None, :] + offsets[None, :, None] * across
    height, width = grey.shape
    # The line and what lies around it must be inside.
    near = grid[:, np.abs(offsets) == tolerance + 1]
    inside = ((near >= 0) & (near <= [width - 1, height - 1])).all(axis=(1, 2))
    if inside.sum() < _PLACES:
        return None
    x, y = np.moveaxis(grid[inside].astype(np.float32), -1, 0)
    rows = cv2.remap(grey, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    steps = np.abs(rows[:, 2:] - rows[:, :-2])
    typical = steps.mean(axis=0)
    middle = np.flatnonzero(np.abs(offsets[1:-1]) <= tolerance)
    place = int(middle[np.argmax(typical[middle])])
    beside = np.delete(steps, slice(max(place - 2, 0), place + 3), axis=1)
    steepest = np.percentile(beside, 90, axis=1)
    # One grey level keeps skies and blank pages, where nothing steps at all, from dividing by 0.
    ratio = float(typical[place] / (np.median(typical) + 1.0))
    return ratio, float((steps[:, place] > steepest).mean())


def _agreeing(
    inner: NDArray[np.uint8], outer: NDArray[np.uint8], matrix: NDArray[np.float64]
) -> tuple[float, float, float, float]:
    """The rectangle of the inner picture (left, top, right, bottom) that the outer one shows.

    Sides where nothing is missing come back as the picture's own.
    """
    import cv2
    import numpy as np

    height, width = inner.shape[:2]
    density = float(np.sqrt(max(abs(float(np.linalg.det(matrix))), 1e-6)))
    scale = min(1.0, max(min(1.0, density), 0.125), _MAP_SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    first = cv2.resize(cv2.cvtColor(inner, cv2.COLOR_RGB2GRAY), size, interpolation=cv2.INTER_AREA)
    enlarge = np.diag([width / size[0], height / size[1], 1.0])
    other = cv2.cvtColor(outer, cv2.COLOR_RGB2GRAY)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    second = cv2.warpPerspective(other, matrix @ enlarge, size, flags=flags)
    shown = cv2.warpPerspective(np.full_like(other, 255), matrix @ enlarge, size, flags=flags)
    agrees, known = _agreement(first.astype(np.float32), second.astype(np.float32), shown > 254)
    left, right = _extent(agrees, known, axis=0)
    top, bottom = _extent(agrees, known, axis=1)
    across, down = width / size[0], height / size[1]
    return (left * across, top * down, right * across, bottom * down)


def _agreement(
    first: NDArray[np.float32], second: NDArray[np.float32], shown: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Where the two correlate, and where that can be said: (h, w) each."""
    import cv2
    import numpy as np

    def mean(values: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(cv2.blur(values, (_WINDOW, _WINDOW)), dtype=np.float32)

    mean_1, mean_2 = mean(first), mean(second)
    var_1 = np.maximum(mean(first * first) - mean_1**2, 0)
    var_2 = np.maximum(mean(second * second) - mean_2**2, 0)
    both = mean(first * second) - mean_1 * mean_2
    known = np.maximum(var_1, var_2) >= _TEXTURE**2
    agrees = both >= _AGREES * np.sqrt(np.maximum(var_1 * var_2, 1e-3))
    # What the outer picture does not show at all does not agree either.
    return agrees & known & shown, known | ~shown


def _extent(
    agrees: NDArray[np.bool_], known: NDArray[np.bool_], *, axis: int
) -> tuple[float, float]:
    """From where to where lines across (columns for axis 0) agree; the whole side if nearly."""
    import numpy as np

    good, all_known = agrees.sum(axis=axis), known.sum(axis=axis)
    length = len(good)
    telling = all_known > 0.05 * agrees.shape[axis]
    lines = np.flatnonzero(telling & (2 * good >= all_known))
    if not len(lines):
        return 0.0, float(length)
    thin = max(_WINDOW, _THIN * length)
    # Agreement fades out half a window before the border.
    half = _WINDOW // 2
    first = 0.0 if lines[0] <= thin else float(lines[0] - half)
    last = float(length) if length - 1 - lines[-1] <= thin else float(lines[-1] + 1 + half)
    return first, last
