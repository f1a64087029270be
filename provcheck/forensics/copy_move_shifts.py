"""Shifts by which a part of a picture may have been moved: peaks of its own correlation.

A picture's fine residual (noise, grain, texture) resembles itself at no other place. Where a part
was copied, the correlation of the picture with itself has a peak at the shift, however smooth the
part is. The picture is cut into tiles, and each of them is correlated with the whole by a
whitened product of spectra (Kuglin and Hines, "The phase correlation image alignment method",
1975; for copy-move: Myna et al., "Detection of region duplication forgery", 2007).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# The residual is what a Gaussian blur of this width (pixels) takes away: narrower ones lose what
# JPEG keeps at quality 75, wider ones keep the structure that repeats by itself.
_BLUR = 1.5
# Side in pixels of the window over which the residual's size is evened out.
EVENED = 17
# Added to that size in grey levels: what rounding leaves in a plain area stays small.
_FLOOR = 0.3
# Width of the smoothing of the power spectrum, in samples of it.
_SPECTRUM_BLUR = 6.0
# Frequencies of less than this share of the strongest one's power are raised no further.
_POWER = 1e-3
# Against division by the nought of a constant picture.
_NOTHING = 1e-9
# A copy lies at least so many pixels from its source, along one axis: nearer than this every
# texture resembles itself.
NEAREST = 20
# Tiles along each side: a tile is about as large as the copies that are looked for.
_TILES = 4
_PER_TILE = 3
# Peaks nearer to a higher one than so many pixels are its slopes: fine texture has some.
_APART = 5
# A peak rises so many standard deviations over a tile's correlation; among a million shifts of
# white noise one reaches five.
_PEAK = 6.0


@dataclass(frozen=True, slots=True)
class Shift:
    """``x``, ``y``: where the twin of a point lies from it, in pixels; ``peak``: in standard
    deviations of the correlation."""

    x: int
    y: int
    peak: float


def evened_residual(luma: NDArray[np.float32]) -> NDArray[np.float32]:
    """The fine residual of a (h, w) luminance in grey levels, of about unit size everywhere."""
    import cv2
    import numpy as np

    residual = luma - np.asarray(cv2.GaussianBlur(luma, (0, 0), _BLUR))
    power = np.asarray(cv2.blur(residual * residual, (EVENED, EVENED)))
    return np.asarray(residual / np.sqrt(power + _FLOOR**2), np.float32)


def whitened(residual: NDArray[np.float32]) -> NDArray[np.float32]:
    """The (h, w) residual with half of its colour taken out.

    All of it would raise the frequencies that JPEG has emptied; none of it would leave every
    edge resembling every other.
    """
    import cv2
    import numpy as np

    height, width = residual.shape
    spectrum = np.asarray(cv2.dft(_padded(residual), flags=cv2.DFT_COMPLEX_OUTPUT))
    power = np.asarray(cv2.GaussianBlur((spectrum**2).sum(axis=2), (0, 0), _SPECTRUM_BLUR))
    level = np.maximum(power, _POWER * float(power.max()) + _NOTHING)
    back = np.asarray(
        cv2.idft(spectrum / level[:, :, None] ** 0.25, flags=cv2.DFT_REAL_OUTPUT | cv2.DFT_SCALE)
    )
    plain = back[:height, :width]
    return np.asarray(plain / (float(plain.std()) + _NOTHING), np.float32)


def likely_shifts(white: NDArray[np.float32], most: int) -> list[Shift]:
    """At most so many shifts at which tiles of a ``whitened`` residual occur again, best first."""
    import numpy as np

    height, width = white.shape
    whole = spectrum_of(white)
    best: dict[tuple[int, int], float] = {}
    for down in range(_TILES):
        for across in range(_TILES):
            rows = slice(height * down // _TILES, height * (down + 1) // _TILES)
            columns = slice(width * across // _TILES, width * (across + 1) // _TILES)
            tile = np.zeros_like(white)
            tile[rows, columns] = white[rows, columns]
            found = correlation_map(whole, tile)
            for x, y, peak in _peaks(found):
                x, y = _unwrapped(white, (rows, columns), (x, y), found.shape)
                key = (x, y) if (y, x) > (0, 0) else (-x, -y)
                best[key] = max(best.get(key, 0.0), peak)
    chosen: list[Shift] = []
    for (x, y), peak in sorted(best.items(), key=lambda item: -item[1]):
        if all(max(abs(x - one.x), abs(y - one.y)) > _APART for one in chosen):
            chosen.append(Shift(x, y, peak))
    return chosen[:most]


def spectrum_of(white: NDArray[np.float32]) -> NDArray[np.float32]:
    import cv2
    import numpy as np

    return np.asarray(cv2.dft(_padded(white)))


def correlation_map(whole: NDArray[np.float32], part: NDArray[np.float32]) -> NDArray[np.float32]:
    """The circular correlation of the picture (its spectrum) with a (h, w) part of it, in standard
    deviations; near shifts are left out (0)."""
    import cv2
    import numpy as np

    product = cv2.mulSpectrums(whole, cv2.dft(_padded(part)), 0, conjB=True)
    found = np.asarray(cv2.idft(product, flags=cv2.DFT_SCALE))
    near = NEAREST
    for rows in (slice(0, near), slice(-near + 1, None)):
        for columns in (slice(0, near), slice(-near + 1, None)):
            found[rows, columns] = 0
    return np.asarray(found / (float(found.std()) + _NOTHING), np.float32)


def _padded(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    import cv2
    import numpy as np

    height, width = plane.shape
    down = cv2.getOptimalDFTSize(height) - height
    across = cv2.getOptimalDFTSize(width) - width
    return np.asarray(cv2.copyMakeBorder(plane, 0, down, 0, across, cv2.BORDER_CONSTANT))


def _peaks(found: NDArray[np.float32]) -> list[tuple[int, int, float]]:
    """The highest places of a correlation map, as x, y and height; the map is used up."""
    peaks = []
    for _ in range(_PER_TILE):
        place = int(found.argmax())
        y, x = divmod(place, found.shape[1])
        height = float(found[y, x])
        if height < _PEAK:
            break
        peaks.append((x, y, height))
        top, left = max(0, y - _APART), max(0, x - _APART)
        found[top : y + _APART + 1, left : x + _APART + 1] = 0
    return peaks


def _unwrapped(
    white: NDArray[np.float32],
    tile: tuple[slice, slice],
    at: tuple[int, int],
    period: tuple[int, ...],
) -> tuple[int, int]:
    """Which of the shifts that a circular correlation cannot tell apart joins the tile best."""
    import numpy as np

    height, width = white.shape
    rows, columns = tile
    best, found = -np.inf, at
    for y in (at[1], at[1] - period[0]):
        for x in (at[0], at[0] - period[1]):
            top, foot = max(rows.start, -y), min(rows.stop, height - y)
            left, right = max(columns.start, -x), min(columns.stop, width - x)
            if top >= foot or left >= right:
                continue
            here = white[top:foot, left:right]
            there = white[top + y : foot + y, left + x : right + x]
            joined = float(np.vdot(here, there))
            if joined > best:
                best, found = joined, (x, y)
    return found
