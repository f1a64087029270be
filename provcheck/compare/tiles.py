"""Small tiles of two aligned pictures, each looked for in the other: how far is it from its place?

The workhorse of fine alignment and of telling copies from other photographs of the same scene. A
tile's place in the second picture is the peak of the zero-mean normalised cross-correlation
(ZNCC) within a few pixels, to a fraction of a pixel (parabola through the peak's neighbours). The
peak's curvature says how well the place is determined in which direction: an edge fixes it across
but not along, and counts accordingly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Tiles whose standard deviation is below this many grey levels in both pictures hold only noise.
TEXTURE = 2.5
# A tile that spans less than this in grey levels shows one value: rounding hides more.
_ONE_VALUE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiles:
    """``n`` textured tiles: ``centre`` (n, 2) x and y in pixels; ``shift`` (n, 2): where the
    second picture shows it, relative to its place, in pixels; ``still`` and ``peak`` (n,): ZNCC in
    place and at the best place; ``sharp`` (n, 2, 2): how fast it falls off around the peak, per
    pixel squared, zero where the peak lies on the border of the search; ``both`` (n,) bool: the
    second picture has texture in place as well."""

    centre: NDArray[np.float64]
    shift: NDArray[np.float64]
    still: NDArray[np.float64]
    peak: NDArray[np.float64]
    sharp: NDArray[np.float64]
    both: NDArray[np.bool_]
    size: int

    @property
    def count(self) -> int:
        return len(self.peak)


def look_up(
    first: NDArray[np.float32],
    second: NDArray[np.float32],
    valid: NDArray[np.bool_],
    *,
    size: int,
    step: int,
    radius: int,
) -> Tiles:
    """Look for tiles of ``first`` (h, w) in ``second`` (h, w) within ``radius`` pixels.

    ``size``: side of a tile, ``step``: from one tile to the next. Only tiles that lie in
    ``valid`` with all they are compared with are looked for.
    """
    import cv2
    import numpy as np

    rows, columns, both = _places(first, second, valid, size, step, radius)
    count = len(rows)
    still, peak = np.zeros(count), np.zeros(count)
    shift, sharp = np.zeros((count, 2)), np.zeros((count, 2, 2))
    for n, (y, x) in enumerate(zip(rows.tolist(), columns.tolist(), strict=True)):
        tile = first[y : y + size, x : x + size]
        if np.ptp(tile) < _ONE_VALUE:
            continue  # it agrees with nothing; OpenCV would say that it agrees with everything
        around = second[y - radius : y + size + radius, x - radius : x + size + radius]
        map = np.asarray(cv2.matchTemplate(around, tile, cv2.TM_CCOEFF_NORMED))
        best = int(map.argmax())
        down, across = divmod(best, 2 * radius + 1)
        still[n], peak[n] = map[radius, radius], map[down, across]
        shift[n] = across - radius, down - radius
        if 0 < across < 2 * radius and 0 < down < 2 * radius:
            near = map[down - 1 : down + 2, across - 1 : across + 2].astype(np.float64)
            shift[n] += _vertex(near, sharp[n])
    centre = np.stack([columns, rows], axis=1).astype(np.float64) + (size - 1) / 2
    return Tiles(
        centre=centre, shift=shift, still=still, peak=peak, sharp=sharp, both=both, size=size
    )


def _places(
    first: NDArray[np.float32],
    second: NDArray[np.float32],
    valid: NDArray[np.bool_],
    size: int,
    step: int,
    radius: int,
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_]]:
    """Rows and columns of the top left corners of the tiles that can be compared, and whether the
    second picture has texture there."""
    import cv2
    import numpy as np

    height, width = first.shape
    rows = np.arange(radius, height - size - radius + 1, step)
    columns = np.arange(radius, width - size - radius + 1, step)
    if not len(rows) or not len(columns):
        return np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0, bool)
    reach = size + 2 * radius
    whole = np.asarray(cv2.integral(valid.astype(np.uint8)), dtype=np.float64)
    inside = _sums(whole, rows - radius, columns - radius, reach) == reach * reach
    textured = []
    for plane in (first, second):
        total, squares = cv2.integral2(plane, sdepth=cv2.CV_64F, sqdepth=cv2.CV_64F)
        mean = _sums(np.asarray(total), rows, columns, size) / size**2
        power = _sums(np.asarray(squares), rows, columns, size) / size**2
        textured.append(power - mean**2 >= TEXTURE**2)
    chosen = np.nonzero(inside & (textured[0] | textured[1]))
    return rows[chosen[0]], columns[chosen[1]], textured[1][chosen]


def _sums(
    table: NDArray[np.float64], rows: NDArray[np.intp], columns: NDArray[np.intp], side: int
) -> NDArray[np.float64]:
    """Sums over squares of a side, (rows, columns), from an integral image."""
    import numpy as np

    top, left = np.ix_(rows, columns)
    ends = table[top + side, left + side] + table[top, left]
    return np.asarray(ends - table[top, left + side] - table[top + side, left])


def _vertex(near: NDArray[np.float64], sharp: NDArray[np.float64]) -> NDArray[np.float64]:
    """Peak of the paraboloid through the 3 x 3 values around a maximum, at most half a pixel off.

    Its negative second derivatives are written into ``sharp`` (2, 2).
    """
    import numpy as np

    across = 2 * near[1, 1] - near[1, 0] - near[1, 2]
    down = 2 * near[1, 1] - near[0, 1] - near[2, 1]
    mixed = (near[0, 2] + near[2, 0] - near[0, 0] - near[2, 2]) / 4
    limit = 0.95 * (max(across, 0.0) * max(down, 0.0)) ** 0.5
    mixed = min(max(mixed, -limit), limit)
    sharp[:] = (max(across, 0.0), mixed), (mixed, max(down, 0.0))
    slope = np.array([near[1, 2] - near[1, 0], near[2, 1] - near[0, 1]]) / 2
    own = sharp + 1e-6 * np.eye(2)
    return np.clip(np.linalg.solve(own, slope), -0.5, 0.5)
