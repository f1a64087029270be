"""What a picture should look like at its thumbnail's size, predicted from the thumbnail.

The thumbnail shows the state before whatever was done since, and tone, saturation and conversion
to grey are functions of its colours; the other way round they are not. So the picture is reduced
to the thumbnail's grid, and its colours are fitted from those of the thumbnail.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provcheck.forensics.thumbnail_placing import correlation, grey

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Plane = NDArray[np.float32]

_MAX_STRETCH = 0.06  # an alignment that needs more has locked on to something else
_EDITED = 0.15  # share of a picture that may be edited before it counts as another
_EDGE = 2  # outermost thumbnail pixels that do not teach the fit: the frame's rounding
# Grey levels beyond which a channel is clipped and teaches nothing, unless most pixels are.
_DARK, _BRIGHT, _MOST = 5, 250, 0.3
_RIM = 4  # outermost thumbnail pixels that do not take part in the alignment
_ROUNDS = 6
# Pixels off by more than so many medians, and some levels, are left out of the next round.
_OUTLIER, _LEVELS = 3.0, 0.5
# Colours that no pixel has are held near what an affine map of the colours makes of them, and that
# near what they are: the weight of all of them together, as a share of the pixels.
_HOLD, _HOLD_AFFINE = 1e-4, 2e-4
_RIDGE = 1e-3
_COLOURS = 13  # terms of the colour model; the first four are the affine ones


@dataclass(frozen=True, slots=True)
class Predicted:
    """On the thumbnail's grid: the picture as it is and as predicted, (h, w, 3) in grey levels.

    ``leverage``: (h, w), how far a pixel's colour lies from those that taught the fit: about 1
    for usual colours, hundreds for one that only few pixels have.
    """

    picture: Plane
    prediction: Plane
    leverage: Plane

    @property
    def error(self) -> float:
        """The median residual, relative to the contrast: a map onto a plain spot would fit best of
        all."""
        import numpy as np

        residual = float(np.median(np.abs(self.picture - self.prediction)))
        return residual / (float(self.picture.std()) + 1)

    @property
    def correlation(self) -> float:
        """Of both, in luminance, but for what differs most: an edit is no other picture."""
        import numpy as np

        error = np.abs(self.picture - self.prediction).max(axis=2)
        like = error <= np.quantile(error, 1 - _EDITED)
        return correlation(grey(self.picture)[like], grey(self.prediction)[like])


def predicted(picture: Pixels, frame: Pixels) -> Predicted:
    """``picture``: as displayed, any size; ``frame``: the thumbnail, turned the same way."""
    straight = _reduction(picture, frame)
    laid = [_reduced(picture, straight, frame)]
    moved = _alignment(laid[0], frame)
    if moved is not None:
        laid.append(_reduced(picture, straight @ moved, frame))
    pairs = [Predicted(own, *_fitted(own, frame)) for own in laid]
    return min(pairs, key=lambda pair: pair.error)


def _reduction(picture: Pixels, frame: Pixels) -> NDArray[np.float64]:
    """The 3x3 map from frame pixels to picture pixels whose pixel areas coincide."""
    import numpy as np

    across, down = picture.shape[1] / frame.shape[1], picture.shape[0] / frame.shape[0]
    return np.array([[across, 0, (across - 1) / 2], [0, down, (down - 1) / 2], [0, 0, 1]])


def _reduced(picture: Pixels, matrix: NDArray[np.float64], frame: Pixels) -> Plane:
    """The picture on the frame's grid, through a triangle two frame pixels wide: whatever filter
    made the thumbnail, the fit sharpens or softens the rest."""
    import cv2
    import numpy as np

    across, down = (_triangle(float(np.hypot(*matrix[:2, axis]))) for axis in (0, 1))
    border = cv2.BORDER_REPLICATE
    smooth = cv2.sepFilter2D(picture, cv2.CV_32F, across, down, borderType=border)
    size = (frame.shape[1], frame.shape[0])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    small = cv2.warpAffine(smooth, matrix[:2], size, flags=flags, borderMode=border)
    return np.asarray(small, np.float32)


def _triangle(step: float) -> NDArray[np.float32]:
    import numpy as np

    half = int(np.ceil(max(step, 1)))
    weights = np.clip(1 - np.abs(np.arange(-half, half + 1)) / max(step, 1), 0, None)
    return np.asarray(weights / weights.sum(), np.float32)


def _alignment(own: Plane, frame: Pixels) -> NDArray[np.float64] | None:
    """Shift and stretch by fractions of a pixel (ECC, Evangelidis and Psarakis 2008), 3x3; None
    where none is found."""
    import cv2
    import numpy as np

    start = np.eye(2, 3, dtype=np.float32)
    # A bar of one pixel, too narrow to be told from the picture, must not pull at it.
    inside = np.zeros(frame.shape[:2], dtype=np.uint8)
    inside[_RIM:-_RIM, _RIM:-_RIM] = 255
    stop = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 50, 1e-5)
    try:
        _, found = cv2.findTransformECC(
            grey(frame), grey(own), start, cv2.MOTION_AFFINE, stop, inside, 5
        )
    except cv2.error:  # does not converge where the pictures differ too much
        return None
    if float(np.abs(found - start)[:, :2].max()) > _MAX_STRETCH:
        return None
    return np.vstack([np.asarray(found, np.float64), [0, 0, 1]])


def _fitted(own: Plane, frame: Pixels) -> tuple[Plane, Plane]:
    """``own`` from the frame's colours and the luminance around each pixel; and the leverage."""
    import numpy as np

    shape = frame.shape[:2]
    terms = np.hstack(
        [_colour_terms(frame.reshape(-1, 3) / 255.0), _around(grey(frame)).reshape(-1, 8)]
    )
    wanted = own.reshape(-1, 3).astype(np.float64)
    teaching = _teaching(own).ravel()
    model, kept = _model(terms, wanted, teaching)
    fitted = np.clip(terms @ model, 0, 255).reshape(*shape, 3)
    colours = terms[:, :_COLOURS]
    moments = colours[kept].T @ colours[kept] + _RIDGE * np.eye(_COLOURS)
    leverage = np.einsum("ij,ij->i", colours @ np.linalg.inv(moments), colours)
    usual = _COLOURS / max(int(kept.sum()), 1)
    return fitted.astype(np.float32), (leverage.reshape(shape) / usual).astype(np.float32)


def _teaching(own: Plane) -> NDArray[np.bool_]:
    import numpy as np

    inner = np.zeros(own.shape[:2], dtype=bool)
    inner[_EDGE:-_EDGE, _EDGE:-_EDGE] = True
    whole = inner & (own.max(axis=2) < _BRIGHT) & (own.min(axis=2) > _DARK)
    return whole if whole.sum() > _MOST * inner.sum() else inner


def _colour_terms(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n, 13) terms of (n, 3) colours from 0 to 1: affine, quadratic, cubic by channel."""
    import numpy as np

    ones, (r, g, b) = np.ones(len(values)), values.T
    return np.stack([ones, r, g, b, r * r, g * g, b * b, r * g, g * b, r * b, r**3, g**3, b**3], 1)


def _around(luma: Plane) -> NDArray[np.float64]:
    """(h, w, 8): by how much each neighbour is brighter, from -1 to 1."""
    import numpy as np

    height, width = luma.shape
    wide = np.pad(luma, 1, mode="edge")
    neighbours = [
        wide[y : y + height, x : x + width] - luma
        for y in range(3)
        for x in range(3)
        if (y, x) != (1, 1)
    ]
    return np.stack(neighbours, axis=2).astype(np.float64) / 255


def _model(
    terms: NDArray[np.float64], wanted: NDArray[np.float64], teaching: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Robust least squares, first affine in the colours, then all terms; and who taught it."""
    import numpy as np

    steps = np.linspace(0, 1, 5)
    cube = np.stack(np.meshgrid(steps, steps, steps), -1).reshape(-1, 3)
    cube_terms = np.hstack([_colour_terms(cube), np.zeros((len(cube), 8))])
    is_affine = np.ones(terms.shape[1])
    is_affine[4:_COLOURS] = 0
    model = np.zeros((terms.shape[1], 3))
    model[1:4] = 255 * np.eye(3)
    kept = teaching
    for masked, hold in ((is_affine, _HOLD_AFFINE), (np.ones_like(is_affine), _HOLD)):
        held = cube_terms @ model
        stage_terms, stage_cube, start = terms * masked, cube_terms * masked, model
        for _ in range(_ROUNDS):
            weight = hold * kept.sum() / len(cube)
            known = stage_terms[kept]
            left = known.T @ known + weight * stage_cube.T @ stage_cube
            right = known.T @ wanted[kept] + weight * stage_cube.T @ held
            ridge = _RIDGE * np.eye(len(left))
            model = np.linalg.solve(left + ridge, right + ridge @ start)
            error = np.abs(np.clip(stage_terms @ model, 0, 255) - wanted).max(axis=1)
            kept = teaching & (error <= _OUTLIER * np.median(error[teaching]) + _LEVELS)
    return model, kept
