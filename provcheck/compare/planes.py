"""Small steps on whole pictures: three channels to one, left to right.

NumPy is slowest at reducing over an axis of length three; these are the fast ways round.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def grey(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Luma (ITU-R BT.601) of (h, w, 3) RGB: (h, w)."""
    import cv2
    import numpy as np

    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.float32)


def largest(residual: NDArray[np.float32]) -> NDArray[np.float32]:
    """The largest absolute value over the channels of (h, w, 3): (h, w)."""
    import numpy as np

    size = np.abs(residual)
    return np.maximum(np.maximum(size[..., 0], size[..., 1]), size[..., 2])


def turned(pixels: NDArray[np.uint8], flipped: bool) -> NDArray[np.uint8]:
    """The picture (or mask), mirrored left-right when ``flipped``."""
    import numpy as np

    return np.ascontiguousarray(pixels[:, ::-1]) if flipped else pixels
