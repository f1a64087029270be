"""Do the two pictures, laid on each other, show the same photograph?

Asked of small tiles at several sizes of the picture. *Do they agree?* In a copy nearly every
textured tile does, apart from those that were changed. *Is it photograph at all?* Letters, frames
and logos agree wherever they are used; tiles that are mostly flat do not count. *Do they lie in
their places?* In a copy what is left after a smooth correction is rounding; another photograph of
the same scene has parallax (see :mod:`provcheck.compare.viewpoint`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from provcheck.compare.fitting import fit, polynomial_terms
from provcheck.compare.planes import grey
from provcheck.compare.tiles import Tiles, look_up

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from provcheck.compare.alignment import Aligned

# A tile agrees from this correlation on.
AGREES = 0.75
# Long sides of what is compared, in pixels. Noise and blur hide a copy's agreement at the large
# size and leave it at the small ones; parallax shows at the large size only.
_SIDES = (640, 240, 120)
# Tiles across the long side, their least and largest side in pixels, and steps across it.
_ACROSS, _LEAST, _MOST, _STEPS = 12, 10, 32, 24
# A pixel is flat when its 3 x 3 neighbourhood spans no more grey levels than this; a tile with
# more flat pixels than the share is drawn, not photographed.
_FLAT, _DRAWN = 2.5, 0.5
# Letters on a plain ground: so much of a tile lies near its darkest or its lightest value, within
# this share of a contrast of at least so many grey levels.
_TWO_TONES, _NEAR_TONE, _CONTRAST = 0.70, 0.15, 60.0
# With fewer photographic tiles than this share the whole picture is drawn (a map, a poster).
_PHOTOGRAPH = 0.1
# Fewest tiles that mean anything.
MIN_TILES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """The tiles of one size. ``counts`` (n,) bool: those that are photograph (all of a picture
    that is drawn); ``centre`` (n, 2): 0 to 1 within the compared box; ``displaced``: share of
    their disagreement with the other picture that moving each tile to its best place would take
    away, 0 to 1; ``sharp``: how well places are known (median curvature of the correlation)."""

    side: int
    tiles: Tiles
    counts: NDArray[np.bool_]
    drawn: bool
    centre: NDArray[np.float64]
    displaced: float
    sharp: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """``levels``: large to small. ``box``: top, bottom, left, right of what was compared on the
    aligned grid."""

    levels: tuple[Level, ...]
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """``share`` of ``tiles`` photographic tiles that agree, at the size where most do; ``typical``:
    the median correlation of agreeing tiles, at the size where it is best; ``drawn``: there was no
    photograph to look at, all tiles were taken."""

    share: float
    tiles: int
    typical: float
    drawn: bool


def gather(aligned: Aligned) -> Evidence:
    """Look up the tiles of an aligned pair; a little overlap gives no levels."""
    import cv2
    import numpy as np

    rows, columns = np.nonzero(aligned.valid)
    if not len(rows):
        return Evidence(levels=(), box=(0, 0, 0, 0))
    box = (int(rows.min()), int(rows.max()) + 1, int(columns.min()), int(columns.max()) + 1)
    window = np.s_[box[0] : box[1], box[2] : box[3]]
    ours, theirs = grey(aligned.subject[window]), grey(aligned.reference[window])
    valid = aligned.valid[window].astype(np.uint8)
    levels: list[Level] = []
    for side in _SIDES:
        scale = side / max(valid.shape)
        if scale < 1.0:
            size = (max(1, round(valid.shape[1] * scale)), max(1, round(valid.shape[0] * scale)))
            ours = np.asarray(cv2.resize(ours, size, interpolation=cv2.INTER_AREA))
            theirs = np.asarray(cv2.resize(theirs, size, interpolation=cv2.INTER_AREA))
            valid = np.asarray(cv2.resize(valid, size, interpolation=cv2.INTER_NEAREST))
        elif levels:
            continue
        levels.append(_level(ours, theirs, valid.astype(bool)))
    return Evidence(levels=tuple(levels), box=box)


def agreeing(evidence: Evidence, aligned: Aligned) -> Share:
    """How many tiles agree among those that lie in what is valid in ``aligned``."""
    import numpy as np

    top, bottom, left, right = evidence.box
    best = Share(share=0.0, tiles=0, typical=0.0, drawn=True)
    for level in evidence.levels:
        row = np.clip(top + level.centre[:, 1] * (bottom - top), 0, bottom - 1).astype(np.intp)
        column = np.clip(left + level.centre[:, 0] * (right - left), 0, right - 1).astype(np.intp)
        counts = level.counts & aligned.valid[row, column]
        count = int(counts.sum())
        if count < MIN_TILES:
            continue
        still = level.tiles.still[counts]
        good = still[still >= AGREES]
        share = len(good) / count
        # A size at which there is photograph goes before one at which there is none.
        typical = max(float(np.median(good)) if len(good) else 0.0, best.typical)
        if len(good) and (level.drawn, -share) < (best.drawn, -best.share):
            best = Share(share=share, tiles=count, typical=typical, drawn=level.drawn)
        best = replace(best, typical=typical)
    return best


def _level(
    ours: NDArray[np.float32], theirs: NDArray[np.float32], valid: NDArray[np.bool_]
) -> Level:
    import numpy as np

    height, width = valid.shape
    longest = max(height, width)
    size = min(max(longest // _ACROSS, _LEAST), _MOST, max(8, min(height, width) // 4))
    step = max(size // 2, longest // _STEPS)
    tiles = look_up(ours, theirs, valid, size=size, step=step, radius=4 if size >= 24 else 3)
    counts = (_flatness(theirs, tiles) < _DRAWN) & ~_two_toned(theirs, tiles)
    # Where only the subject has texture (noise on a plain sky), nothing is drawn.
    drawn = bool(counts.sum() < _PHOTOGRAPH * tiles.both.sum())
    displaced, sharp = _displaced(tiles, width, height)
    return Level(
        side=longest,
        tiles=tiles,
        counts=np.ones_like(counts) if drawn else counts,
        drawn=drawn,
        centre=(tiles.centre + 0.5) / (width, height),
        displaced=displaced,
        sharp=sharp,
    )


def _displaced(tiles: Tiles, width: int, height: int) -> tuple[float, float]:
    """What moving tiles to their best places would gain beyond a smooth shift, and how well
    these places are known; (0, 0) when too few are found."""
    import numpy as np

    terms = polynomial_terms(tiles.centre, width, height)
    smooth = fit(terms, tiles)
    if smooth is None:
        return 0.0, 0.0
    sharp = tiles.sharp[smooth.used]
    error = tiles.shift[smooth.used] - terms[smooth.used] @ smooth.parameters
    # The correlation lost by lying beside the peak, against what is lost at the peak anyway.
    lost = np.einsum("ni,nij,nj->n", error, sharp, error) / 2
    rest = 1 - tiles.peak[smooth.used] + 0.01
    strength = np.trace(sharp, axis1=1, axis2=2) / 2
    displaced = np.average(lost / (lost + rest), weights=np.minimum(strength, 0.05))
    return float(displaced), float(np.median(strength))


def _flatness(plane: NDArray[np.float32], tiles: Tiles) -> NDArray[np.float64]:
    """Share of each tile's pixels whose neighbours are all alike."""
    import cv2
    import numpy as np

    kernel = np.ones((3, 3), np.uint8)
    span = np.asarray(cv2.dilate(plane, kernel)) - np.asarray(cv2.erode(plane, kernel))
    whole = np.asarray(cv2.integral((span <= _FLAT).astype(np.uint8)))
    left, top = np.rint(tiles.centre - (tiles.size - 1) / 2).astype(np.intp).T
    right, bottom = left + tiles.size, top + tiles.size
    count = whole[bottom, right] - whole[top, right] - whole[bottom, left] + whole[top, left]
    return np.asarray(count / tiles.size**2, dtype=np.float64)


def _two_toned(plane: NDArray[np.float32], tiles: Tiles) -> NDArray[np.bool_]:
    """Which tiles are letters: high in contrast, with hardly anything between their two tones."""
    import numpy as np

    found = np.zeros(tiles.count, dtype=bool)
    corners = np.rint(tiles.centre - (tiles.size - 1) / 2).astype(np.intp).tolist()
    for number, (left, top) in enumerate(corners):
        tile = plane[top : top + tiles.size, left : left + tiles.size]
        low, high = float(tile.min()), float(tile.max())
        near = _NEAR_TONE * (high - low)
        if high - low >= _CONTRAST:
            ends = (tile < low + near) | (tile > high - near)
            found[number] = float(ends.mean()) >= _TWO_TONES
    return found
