"""Which blocks of an aligned pair differ more than their peers do.

The null is the pair itself: most of a copy is unchanged, so what blocks with edges of a given
strength usually show, and how far they spread, is what saving, resizing and toning did to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from provcheck.compare.planes import grey, largest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from provcheck.compare.alignment import Aligned

BLOCK = 8
STEP = 4
"""Block edge and step in grid pixels: blocks overlap by half, so edges are found to 4 px."""

_BINS = 12
# Smallest robust spread of a block's residual, in grey levels: below it lies rounding.
_FLOOR = 0.6
# Fine detail below this deviation, in grey levels, is noise and rounding.
_DETAIL_FLOOR = 1.5
# Detail is compared in squares of these sides: the larger sees a faint blur, the smaller where.
_DETAIL_WINDOWS = (16, 40)
# Smallest robust spread of the logarithm of detail.
_LOG_FLOOR = 0.12


def standing_out(
    aligned: Aligned, residual: NDArray[np.float32], predicted: NDArray[np.float32]
) -> NDArray[np.float32]:
    """z per block (rows, columns): the largest of what three measures say.

    Mean |residual|, |mean residual|, and how much detail the subject has lost or gained. Expected
    value and spread depend on the block's gradient, in quantile bins over the pair.
    """
    import numpy as np

    plane = grey(predicted)
    usable = blocks(aligned.valid.astype(np.float32)) > 0.99
    calibrating = _calibrating(aligned, usable)
    z = np.zeros(usable.shape, dtype=np.float32)
    if calibrating.sum() < 4 * _BINS:
        return z
    edges = blocks(_slope(plane))
    magnitude = blocks(largest(residual))
    drift = np.stack([np.abs(blocks(residual[..., k])) for k in range(3)]).max(axis=0)
    for measure in (magnitude, drift):
        z = np.maximum(z, _against_peers(measure, edges, usable, calibrating, _FLOOR))
    return np.maximum(z, _detail_z(aligned, plane, edges, usable, calibrating))


def blocks(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Means over blocks of 8 x 8 at steps of 4."""
    import cv2
    import numpy as np

    mean = np.asarray(cv2.blur(values, (BLOCK, BLOCK), anchor=(0, 0)), dtype=np.float32)
    height, width = values.shape[0] - BLOCK + 1, values.shape[1] - BLOCK + 1
    return mean[: max(height, 0) : STEP, : max(width, 0) : STEP]


def _calibrating(aligned: Aligned, usable: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The blocks that say what is usual. Clipped shadows and lights cannot show a residual."""
    import numpy as np

    middle_grey = grey(aligned.subject)
    open_range = (middle_grey > 4) & (middle_grey < 250)
    calibrating = usable & (blocks(np.asarray(open_range, dtype=np.float32)) > 0.5)
    if calibrating.sum() < 4 * _BINS:  # black on white: a page of text has nothing in between
        calibrating = usable
    return calibrating


def _slope(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    import cv2
    import numpy as np

    across = np.asarray(cv2.Sobel(plane, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8), np.float32)
    down = np.asarray(cv2.Sobel(plane, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8), np.float32)
    return np.hypot(across, down).astype(np.float32)


def _detail_z(
    aligned: Aligned,
    plane: NDArray[np.float32],
    edges: NDArray[np.float32],
    usable: NDArray[np.bool_],
    calibrating: NDArray[np.bool_],
) -> NDArray[np.float32]:
    """|z| of how much stronger or weaker the subject's fine detail is, the larger of two scales."""
    import cv2
    import numpy as np

    fine = [
        np.square(side - np.asarray(cv2.GaussianBlur(side, (0, 0), 2.0), np.float32))
        for side in (grey(aligned.subject), plane)
    ]
    z = np.zeros(usable.shape, dtype=np.float32)
    for window in _DETAIL_WINDOWS:
        ours, theirs = (
            blocks(np.asarray(cv2.blur(power, (window, window)), np.float32)) + _DETAIL_FLOOR**2
            for power in fine
        )
        ratio = np.asarray(0.5 * np.log(ours / theirs), dtype=np.float32)
        z = np.maximum(z, np.abs(_against_peers(ratio, edges, usable, calibrating, _LOG_FLOOR)))
    return z


def _against_peers(
    measure: NDArray[np.float32],
    edges: NDArray[np.float32],
    usable: NDArray[np.bool_],
    calibrating: NDArray[np.bool_],
    floor: float,
) -> NDArray[np.float32]:
    """Robust z of each usable block among the calibrating ones with edges as strong."""
    import numpy as np

    z = np.zeros(usable.shape, dtype=np.float32)
    limits = np.quantile(edges[calibrating], np.linspace(0, 1, _BINS + 1)[1:-1])
    level = np.digitize(edges, limits)
    for number in range(_BINS):
        peers = measure[calibrating & (level == number)]
        if len(peers) < 8:
            continue
        middle = float(np.median(peers))
        spread = 1.4826 * float(np.median(np.abs(peers - middle))) + floor
        here = usable & (level == number)
        z[here] = (measure[here] - middle) / spread
    return z
