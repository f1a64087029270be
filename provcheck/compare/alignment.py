"""Laying the reference on the subject, pixel on pixel, at a resolution that both really have.

Steps: both pictures are brought to the coarser one's pixel density, the homography is refined by
maximising the enhanced correlation coefficient (ECC, Evangelidis and Psarakis 2008), what is left
(lens, paper, screen curvature) is taken out by a smooth shift field, and the sharper side is
blurred to the other's sharpness.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provcheck.compare.planes import grey
from provcheck.compare.registration import plausible

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Long side at which ECC runs; its cost grows with the area, its gain ends here (0.05 px).
_ECC_SIDE = 640
_ECC_STEPS = 40
# Pixels next to the border of either picture mix with what lies outside; they are not compared.
BORDER = 4
# The shift field only repairs what a homography cannot express; larger shifts are content.
_MAX_SHIFT = 3.0
_TILE = 48
# Sharpness is the same all over a picture; a window of this side is enough to measure it.
_SHARPNESS_SIDE = 512
_BLURS = (0.0, 0.5, 0.8, 1.2, 1.8, 2.6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """Two pictures on one pixel grid: the subject's, reduced.

    ``subject``, ``reference``: (h, w, 3) float32, 0 to 255. ``valid``: (h, w) bool, where both
    show something. ``matrix``: grid pixels -> reference pixels.
    """

    subject: NDArray[np.float32]
    reference: NDArray[np.float32]
    valid: NDArray[np.bool_]
    matrix: NDArray[np.float64]


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
    polish: bool = True,
    refine: bool = True,
) -> Aligned | None:
    """Align two (h, w, 3) RGB pictures given ``matrix``: subject pixels -> reference pixels.

    ``side``: long side of the grid, for a rough look. Without ``polish`` the pictures are only
    laid on each other, as a cheap first test. Without ``refine`` the homography is taken as it is:
    ECC looks at the whole overlap and is led astray when much of it was painted over. Returns None
    when hardly anything overlaps.
    """
    import numpy as np

    density = _density(matrix, subject.shape[1], subject.shape[0])
    longest = max(subject.shape[:2])
    scale = min(1.0, max(density, 64 / longest), (side or longest) / longest)
    small = _resized(subject, scale)
    scale_x, scale_y = small.shape[1] / subject.shape[1], small.shape[0] / subject.shape[0]
    model = _resized(reference, min(1.0, scale / max(density, 1e-6)))
    model_x = model.shape[1] / reference.shape[1]
    model_y = model.shape[0] / reference.shape[0]
    to_model = scaling(model_x, model_y) @ matrix @ np.linalg.inv(scaling(scale_x, scale_y))
    if not plausible(to_model, small.shape[1], small.shape[0]):
        return None
    if polish and refine:
        to_model = _refine(small, model, to_model)
    warped, valid = _warp(model, to_model, small.shape[1], small.shape[0])
    if int(valid.sum()) < 32 * 32:
        return None
    first = small.astype(np.float32)
    if polish:
        warped = _straighten(small, warped, valid)
        first, warped = _match_sharpness(first, warped, valid)
    return Aligned(
        subject=first,
        reference=warped,
        valid=valid,
        matrix=np.asarray(np.linalg.inv(scaling(model_x, model_y)) @ to_model, np.float64),
    )


def _density(matrix: NDArray[np.float64], width: int, height: int) -> float:
    """Reference pixels per subject pixel (one dimension) at the subject's centre."""
    import numpy as np

    x, y = width / 2, height / 2
    a = matrix
    depth = a[2, 0] * x + a[2, 1] * y + a[2, 2]
    determinant = float(np.linalg.det(a)) / float(depth) ** 3
    return float(np.sqrt(max(abs(determinant), 1e-12)))


def _resized(pixels: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    import cv2
    import numpy as np

    if scale >= 1:
        return pixels
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _refine(
    subject: NDArray[np.uint8], model: NDArray[np.uint8], matrix: NDArray[np.float64]
) -> NDArray[np.float64]:
    """ECC at a bounded size; the given matrix comes back when it does not converge nearby."""
    import cv2
    import numpy as np

    scale = min(1.0, _ECC_SIDE / max(subject.shape[:2]))
    near = _resized(subject, scale)
    shrunk = _resized(model, scale)
    to_near = scaling(near.shape[1] / subject.shape[1], near.shape[0] / subject.shape[0])
    to_shrunk = scaling(shrunk.shape[1] / model.shape[1], shrunk.shape[0] / model.shape[0])
    start = to_shrunk @ matrix @ np.linalg.inv(to_near)
    template = cv2.cvtColor(near, cv2.COLOR_RGB2GRAY)
    moving = cv2.cvtColor(shrunk, cv2.COLOR_RGB2GRAY)
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, _ECC_STEPS, 1e-5)
    try:
        _, found = cv2.findTransformECC(
            template,
            moving,
            (start / start[2, 2]).astype(np.float32),
            cv2.MOTION_HOMOGRAPHY,
            criteria,
            np.full(moving.shape, 255, np.uint8),
            5,
        )
    except cv2.error:
        return matrix
    corners = np.array(
        [[[0, 0]], [[near.shape[1], 0]], [[near.shape[1], near.shape[0]]], [[0, near.shape[0]]]],
        dtype=np.float64,
    )
    moved = cv2.perspectiveTransform(corners, np.asarray(found, dtype=np.float64))
    before = cv2.perspectiveTransform(corners, start)
    # ECC polishes; when it wanders off it has found something else.
    if np.abs(moved - before).max() > 0.03 * max(near.shape[:2]) + 2:
        return matrix
    return np.asarray(np.linalg.inv(to_shrunk) @ found @ to_near)


def _warp(
    model: NDArray[np.uint8], matrix: NDArray[np.float64], width: int, height: int
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
    inside[BORDER:-BORDER, BORDER:-BORDER] = 1
    cover = cv2.warpPerspective(
        inside, matrix, (width, height), flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
    )
    valid = np.asarray(cover).astype(bool)
    valid[:BORDER] = valid[-BORDER:] = False
    valid[:, :BORDER] = valid[:, -BORDER:] = False
    return np.clip(np.asarray(warped, dtype=np.float32), 0, 255), valid


def _straighten(
    subject: NDArray[np.uint8], warped: NDArray[np.float32], valid: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Take out a smooth residual shift field: optical flow, median per tile, bounded, smoothed."""
    import cv2
    import numpy as np

    height, width = valid.shape
    rows, columns = height // _TILE, width // _TILE
    if min(rows, columns) < 3:
        return warped
    flow_engine = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
    first = cv2.cvtColor(subject, cv2.COLOR_RGB2GRAY)
    second = cv2.cvtColor(np.rint(warped).astype(np.uint8), cv2.COLOR_RGB2GRAY)
    flow = np.asarray(
        flow_engine.calc(first, second, np.zeros((height, width, 2), np.float32)), dtype=np.float32
    )
    flow[~valid] = 0
    tiles = flow[: rows * _TILE, : columns * _TILE].reshape(rows, _TILE, columns, _TILE, 2)
    field = np.median(tiles.transpose(0, 2, 1, 3, 4).reshape(rows, columns, -1, 2), axis=2)
    # One more median over neighbouring tiles: a changed object spans few tiles, a lens all.
    smooth = np.stack(
        [cv2.medianBlur(np.ascontiguousarray(field[..., k], np.float32), 3) for k in (0, 1)],
        axis=-1,
    )
    smooth = np.clip(smooth, -_MAX_SHIFT, _MAX_SHIFT)
    shift = cv2.resize(smooth, (width, height), interpolation=cv2.INTER_LINEAR)
    grid_x, grid_y = np.meshgrid(
        np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    )
    moved = cv2.remap(
        warped,
        grid_x + shift[..., 0],
        grid_y + shift[..., 1],
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    goal = first.astype(np.float32)
    before = np.abs(goal - grey(warped))[valid].mean()
    after = np.abs(goal - grey(np.asarray(moved, dtype=np.float32)))[valid].mean()
    return np.clip(np.asarray(moved, dtype=np.float32), 0, 255) if after < before else warped


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
