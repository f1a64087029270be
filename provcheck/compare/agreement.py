"""Do the two pictures, laid on each other, really show the same pixels?

The verifier of the local stage: after registration, windows of both pictures are compared by
zero-mean normalised cross-correlation (ZNCC), which ignores brightness and contrast. In a copy
nearly every textured window agrees, apart from those that were changed; another photograph of
the same scene agrees in few (light, moved clouds, parallax).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from provcheck.compare.planes import grey

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from provcheck.compare.alignment import Aligned

# Window of the correlation in grid pixels.
_WINDOW = 17
# Windows whose standard deviation is below this many grey levels hold only noise.
_TEXTURE = 2.5
# Windows without texture beyond these grey levels are clipped.
_WHITE, _BLACK = 249.0, 6.0
# A window "agrees" from this correlation on.
AGREES = 0.75


def correlation_map(aligned: Aligned) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """ZNCC per pixel (h, w) over its window, and where there is texture enough to mean it."""
    import cv2
    import numpy as np

    first, second = grey(aligned.subject), grey(aligned.reference)
    inside = aligned.valid.astype(np.float32)

    def mean(values: NDArray[np.float32]) -> NDArray[np.float32]:
        size = (_WINDOW, _WINDOW)
        return np.asarray(cv2.boxFilter(values, cv2.CV_32F, size), dtype=np.float32)

    weight = np.maximum(mean(inside), 1e-6)
    mean_1, mean_2 = mean(first * inside) / weight, mean(second * inside) / weight
    var_1 = np.maximum(mean(first * first * inside) / weight - mean_1**2, 0)
    var_2 = np.maximum(mean(second * second * inside) / weight - mean_2**2, 0)
    covariance = mean(first * second * inside) / weight - mean_1 * mean_2
    correlation = covariance / np.sqrt(np.maximum(var_1 * var_2, 1e-3))
    textured = (np.maximum(var_1, var_2) >= _TEXTURE**2) & aligned.valid & (weight > 0.9)
    # Burnt out or drowned on one side: whatever structure there was, it cannot be compared.
    for average, variance in ((mean_1, var_1), (mean_2, var_2)):
        textured &= ~(((average > _WHITE) | (average < _BLACK)) & (variance < _TEXTURE**2))
    return np.asarray(correlation, dtype=np.float32), np.asarray(textured)
