"""Robust photometric models: what the reference would look like with the subject's tones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provcheck.compare.planes import largest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Pixels further than this many robust standard deviations from the model are content, not tone.
_CUT = 2.5
_ROUNDS = 6
_SAMPLES = 40_000
# A tone change has shifted mid grey by this many levels, or contrast by this share.
_TONED_LEVELS = 4.0
_TONED_GAIN = 0.06


def toned_like(
    subject: NDArray[np.float32], reference: NDArray[np.float32], valid: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Return the (h, w, 3) reference in the subject's tones.

    Each channel of the subject is fitted by a quadratic in all three channels of the reference
    (so saturation, white balance, greyscale and curves are covered), by least squares with
    outliers dropped at 2.5 robust standard deviations, six rounds. What varies slowly over the
    picture (vignettes, local contrast) is then added as a masked local mean of the residual.
    """
    import numpy as np

    rows, columns = np.nonzero(valid)
    step = max(1, len(rows) // _SAMPLES)
    rows, columns = rows[::step], columns[::step]
    terms = _terms(reference[rows, columns]).astype(np.float64)
    goal = subject[rows, columns].astype(np.float64)
    kept = np.ones(len(rows), dtype=bool)
    weights: NDArray[np.float64] = np.zeros((terms.shape[1], 3))
    for _ in range(_ROUNDS):
        weights = np.asarray(np.linalg.lstsq(terms[kept], goal[kept], rcond=1e-6)[0], np.float64)
        size = largest((goal - terms @ weights).astype(np.float32)[None])[0]
        spread = 1.4826 * float(np.median(size[kept])) + 0.5
        following = size < _CUT * spread
        if following.sum() < 100 or (following == kept).all():
            break
        kept = following
    flat = _terms(reference.reshape(-1, 3)) @ weights.astype(np.float32)
    fitted = np.clip(flat, 0, 255).reshape(reference.shape)
    return _with_local_mean(subject, fitted, valid)


def is_toned(
    subject: NDArray[np.float32], reference: NDArray[np.float32], same: NDArray[np.bool_]
) -> bool:
    """True when brightness, contrast or colour differ where the content is the ``same``."""
    import numpy as np

    if same.sum() < 1000:
        return False
    thin = (slice(None, None, 3), slice(None, None, 3))
    ours, theirs = subject[thin][same[thin]], reference[thin][same[thin]]
    shift = np.abs(np.median(ours, axis=0) - np.median(theirs, axis=0)).max()
    spread = [np.subtract(*np.percentile(p, [90, 10], axis=0)) for p in (ours, theirs)]
    gain = np.abs(spread[0] / np.maximum(spread[1], 1.0) - 1).max()
    return bool(shift > _TONED_LEVELS or gain > _TONED_GAIN)


def _terms(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows (n, 7): 1, r, g, b and their squares, of pixels (n, 3)."""
    import numpy as np

    terms = np.empty((len(pixels), 7), dtype=np.float32)
    terms[:, 0] = 1
    np.multiply(pixels, 1 / 255, out=terms[:, 1:4])
    np.square(terms[:, 1:4], out=terms[:, 4:])
    return terms


def _with_local_mean(
    subject: NDArray[np.float32], fitted: NDArray[np.float32], valid: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Add the residual's mean over a sixth of the side, outliers masked."""
    import cv2
    import numpy as np

    residual = subject - fitted
    size = largest(residual)
    spread = 1.4826 * float(np.median(size[valid][::4])) + 0.5
    calm = (valid & (size < _CUT * spread)).astype(np.float32)
    # What varies over a sixth of the side is as well seen at a quarter of the resolution.
    height, width = valid.shape
    coarse = (max(1, width // 4), max(1, height // 4))
    weighted = cv2.resize(residual * calm[..., None], coarse, interpolation=cv2.INTER_AREA)
    weights = cv2.resize(calm, coarse, interpolation=cv2.INTER_AREA)
    window = max(5, max(coarse) // 6)
    weight = np.asarray(cv2.boxFilter(weights, cv2.CV_32F, (window, window)))
    total = np.asarray(cv2.boxFilter(weighted, cv2.CV_32F, (window, window)))
    # Where too little calm surface lies around, there is nothing to take a mean of.
    mean = np.where((weight > 0.1)[..., None], total / np.maximum(weight, 0.1)[..., None], 0)
    fine = np.asarray(cv2.resize(mean.astype(np.float32), (width, height)), dtype=np.float32)
    return np.asarray(np.clip(fitted + fine, 0, 255), dtype=np.float32)
