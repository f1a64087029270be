"""Laying the reference on the subject, pixel on pixel, at a resolution that both really have.

Steps: both pictures are brought to the coarser one's pixel density; from coarse to fine, tiles of
the subject are looked up in the reference and the homography is corrected by what most of them
say, so that painted areas do not lead it astray; what is left (lens, paper, screen curvature) is
taken out by a low polynomial; and the sharper side is blurred to the other's sharpness.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provcheck.compare.fitting import as_homography, fit, homography_terms
from provcheck.compare.planes import grey
from provcheck.compare.registration import plausible, project
from provcheck.compare.straightening import straighten
from provcheck.compare.tiles import look_up

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# From coarse to fine: long side of the grid, side of a tile, step, radius of the search in pixels.
# A registration by features is right to 1 % of the side or better, which the first level covers.
_LEVELS = ((160, 16, 8, 5), (400, 24, 16, 4), (1024, 32, 32, 3))
_TURNS = 2
# The part of the subject that is looked at: what shows the model, with a margin on each side.
_MARGIN, _SMALLEST = 0.03, 24
# A correction whose largest parameter is below so many pixels ends a level.
_SETTLED = 0.05
# Pixels next to the border of either picture mix with what lies outside; they are not compared.
BORDER = 4
# A map that is at most so many pixels off a shift by whole pixels, at the corners, is one.
_WHOLE = 0.3
# Sharpness is the same all over a picture; a window of this side is enough to measure it.
_SHARPNESS_SIDE = 512
_BLURS = (0.0, 0.5, 0.8, 1.2, 1.8, 2.6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """Two pictures on one pixel grid: the subject's, reduced.

    ``subject``, ``reference``: (h, w, 3) float32, 0 to 255. ``valid``: (h, w) bool, where both
    show something. ``matrix``: grid pixels -> reference pixels. ``untouched``: the subject's own
    pixels stand in the grid, neither reduced nor blurred.
    """

    subject: NDArray[np.float32]
    reference: NDArray[np.float32]
    valid: NDArray[np.bool_]
    matrix: NDArray[np.float64]
    untouched: bool = False


def scaling(factor_x: float, factor_y: float | None = None) -> NDArray[np.float64]:
    """The 3x3 matrix of a resize whose pixel areas (not pixel centres) map onto each other."""
    import numpy as np

    factor_y = factor_x if factor_y is None else factor_y
    return np.array(
        [
            [factor_x, 0, (factor_x - 1) / 2],
            [0, factor_y, (factor_y - 1) / 2],
            [0, 0, 1],
        ]
    )


def align(
    subject: NDArray[np.uint8],
    reference: NDArray[np.uint8],
    matrix: NDArray[np.float64],
    *,
    side: int | None = None,
) -> Aligned | None:
    """Align two (h, w, 3) RGB pictures given ``matrix``: subject pixels -> reference pixels.

    ``side``: long side of the common part, for a rough look; by default all that both have.
    Returns None when hardly anything overlaps.
    """
    import numpy as np

    if not plausible(matrix, subject.shape[1], subject.shape[0]):
        return None
    box = _overlap(subject, reference, matrix)
    if box is None:
        return None
    density = _density(matrix, subject.shape[1], subject.shape[0])
    common = max(box[2] - box[0], box[3] - box[1])
    scale = min(1.0, max(density, 64 / max(subject.shape[:2])), (side or common) / common)
    small = resized(subject, scale)
    scale_x, scale_y = small.shape[1] / subject.shape[1], small.shape[0] / subject.shape[0]
    model = resized(reference, min(1.0, scale / max(density, 1e-6)))
    model_x = model.shape[1] / reference.shape[1]
    model_y = model.shape[0] / reference.shape[0]
    to_model = scaling(model_x, model_y) @ matrix @ np.linalg.inv(scaling(scale_x, scale_y))
    if not plausible(to_model, small.shape[1], small.shape[0]):
        return None
    to_model = _refine(small, model, to_model)
    whole = _whole_steps(to_model, small.shape[1], small.shape[0])
    if whole is not None:
        to_model = whole
    warped, valid = _warp(model, to_model, small.shape[1], small.shape[0])
    if int(valid.sum()) < 32 * 32:
        return None
    first = small.astype(np.float32)
    if whole is None:
        warped = straighten(small, warped, valid)
        first, warped = _match_sharpness(first, warped, valid)
    return Aligned(
        subject=first,
        reference=warped,
        valid=valid,
        matrix=np.asarray(np.linalg.inv(scaling(model_x, model_y)) @ to_model, np.float64),
        untouched=scale == 1 and (whole is not None or bool((first == small).all())),
    )


def _whole_steps(
    matrix: NDArray[np.float64], width: int, height: int
) -> NDArray[np.float64] | None:
    """The shift by whole pixels that ``matrix`` is but for errors of measurement, or None.

    A picture that was only cut or saved again shows the reference's very pixels: interpolating
    between them would blur what is to be compared.
    """
    import numpy as np

    corners = np.array([[0.0, 0], [width, 0], [width, height], [0, height]])
    shift = project(matrix, corners) - corners
    step = np.rint(shift.mean(axis=0))
    if float(np.abs(shift - step).max()) > _WHOLE:
        return None
    return np.array([[1.0, 0, step[0]], [0, 1, step[1]], [0, 0, 1]])


def _density(matrix: NDArray[np.float64], width: int, height: int) -> float:
    """Reference pixels per subject pixel (one dimension) at the subject's centre."""
    import numpy as np

    x, y = width / 2, height / 2
    a = matrix
    depth = a[2, 0] * x + a[2, 1] * y + a[2, 2]
    determinant = float(np.linalg.det(a)) / float(depth) ** 3
    return float(np.sqrt(max(abs(determinant), 1e-12)))


def resized(pixels: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    """Reduced by area, enlarged by cubic interpolation; at least one pixel a side."""
    import cv2
    import numpy as np

    if scale == 1:
        return pixels
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, size, interpolation=way), dtype=np.uint8)


def _refine(
    subject: NDArray[np.uint8], model: NDArray[np.uint8], matrix: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Correct ``matrix`` (subject pixels -> model pixels) from coarse to fine."""
    import numpy as np

    box = _overlap(subject, model, matrix)
    if box is None:
        return matrix
    left, top, right, bottom = box
    shift = np.array([[1.0, 0, left], [0, 1, top], [0, 0, 1]])
    subject = subject[top:bottom, left:right]
    matrix = matrix @ shift
    height, width = subject.shape[:2]
    for side, size, step, radius in _LEVELS:
        scale = min(1.0, side / max(height, width))
        near = resized(subject, scale)
        shrunk = resized(model, min(1.0, scale / max(_density(matrix, width, height), 1e-6)))
        to_near = scaling(near.shape[1] / width, near.shape[0] / height)
        to_shrunk = scaling(shrunk.shape[1] / model.shape[1], shrunk.shape[0] / model.shape[0])
        start = to_shrunk @ matrix @ np.linalg.inv(to_near)
        tile = max(10, min(size, min(near.shape[:2]) // 5))
        found = _corrected(near, shrunk, start, (tile, min(step, tile), radius))
        matrix = np.asarray(np.linalg.inv(to_shrunk) @ found @ to_near, dtype=np.float64)
        if scale == 1.0:
            break
    return np.asarray(matrix @ np.linalg.inv(shift), dtype=np.float64)


def _overlap(
    subject: NDArray[np.uint8], model: NDArray[np.uint8], matrix: NDArray[np.float64]
) -> tuple[int, int, int, int] | None:
    """The box (left, top, right, bottom) of the subject that shows the model, with a margin."""
    import numpy as np

    tall, wide = model.shape[:2]
    height, width = subject.shape[:2]
    corners = np.array([[0.0, 0], [wide, 0], [wide, tall], [0, tall]])
    outline = project(np.asarray(np.linalg.inv(matrix)), corners)
    low, high = outline.min(axis=0), outline.max(axis=0)
    margin = _MARGIN * float((high - low).max())
    left, top = np.clip(np.floor(low - margin), 0, (width, height)).astype(int)
    right, bottom = np.clip(np.ceil(high + margin), 0, (width, height)).astype(int)
    if min(right - left, bottom - top) < _SMALLEST:
        return None
    return int(left), int(top), int(right), int(bottom)


def _corrected(
    subject: NDArray[np.uint8],
    model: NDArray[np.uint8],
    matrix: NDArray[np.float64],
    search: tuple[int, int, int],
) -> NDArray[np.float64]:
    """Correct ``matrix`` at one level; it comes back as it was where too little can be found."""
    import cv2
    import numpy as np

    size, step, radius = search
    height, width = subject.shape[:2]
    ours = np.asarray(cv2.cvtColor(subject, cv2.COLOR_RGB2GRAY), dtype=np.float32)
    theirs = np.asarray(cv2.cvtColor(model, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    for _ in range(_TURNS):
        warped, valid = _warp(theirs, matrix, width, height, border=1)
        tiles = look_up(ours, warped, valid, size=size, step=step, radius=radius)
        found = fit(homography_terms(tiles.centre, width, height), tiles)
        if found is None:
            break
        better = matrix @ as_homography(found.parameters, width, height)
        if not plausible(better, width, height):
            break
        matrix = better
        if np.abs(found.parameters).max() < _SETTLED:
            break
    return matrix


def _warp(
    model: NDArray[np.uint8],
    matrix: NDArray[np.float64],
    width: int,
    height: int,
    border: int = BORDER,
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Draw the model on the subject's grid, and say where it has pixels."""
    import cv2
    import numpy as np

    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    warped = cv2.warpPerspective(
        model.astype(np.float32),
        matrix,
        (width, height),
        flags=flags,
        borderMode=cv2.BORDER_REPLICATE,
    )
    inside = np.zeros(model.shape[:2], np.uint8)
    inside[border:-border, border:-border] = 1
    cover = cv2.warpPerspective(
        inside, matrix, (width, height), flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
    )
    valid = np.asarray(cover).astype(bool)
    valid[:border] = valid[-border:] = False
    valid[:, :border] = valid[:, -border:] = False
    return np.clip(np.asarray(warped, dtype=np.float32), 0, 255), valid


def _match_sharpness(
    subject: NDArray[np.float32], reference: NDArray[np.float32], valid: NDArray[np.bool_]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Blur the sharper of the two until their fine detail is equally strong."""
    import cv2
    import numpy as np

    middle = _middle(valid)
    greys = grey(subject[middle]), grey(reference[middle])
    seen = valid[middle]

    def detail(plane: NDArray[np.float32], sigma: float) -> float:
        soft = cv2.GaussianBlur(plane, (0, 0), sigma) if sigma else plane
        fine = np.asarray(soft - cv2.GaussianBlur(soft, (0, 0), 2.0))[seen]
        return float(np.median(np.abs(fine))) / (float(np.std(plane[seen])) + 1e-3)

    ours, theirs = (detail(plane, 0) for plane in greys)
    sharper, plane = (subject, greys[0]) if ours > theirs else (reference, greys[1])
    goal = min(ours, theirs)
    sigma = min(_BLURS, key=lambda blur: abs(detail(plane, blur) - goal))
    if sigma == 0:
        return subject, reference
    blurred = np.asarray(cv2.GaussianBlur(sharper, (0, 0), sigma), dtype=np.float32)
    return (blurred, reference) if ours > theirs else (subject, blurred)


def _middle(valid: NDArray[np.bool_]) -> tuple[slice, slice]:
    """A window of at most ``_SHARPNESS_SIDE`` around the centre of what is valid."""
    import numpy as np

    slices = []
    for axis in (1, 0):
        filled = np.nonzero(valid.any(axis=axis))[0]
        centre = int(filled[0] + filled[-1] + 1) // 2
        start = max(0, centre - _SHARPNESS_SIDE // 2)
        slices.append(slice(start, start + _SHARPNESS_SIDE))
    return slices[0], slices[1]
