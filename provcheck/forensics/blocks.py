"""Blocks of 8 x 8 and their frequencies, as JPEG sees a picture (ITU-T T.81, A.3.3)."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIDE = 8
"""Side of a block in pixels."""

# The low frequencies in zigzag order (T.81, figure 5) as (down, across), without the mean: higher
# ones are quantised to nothing in most pictures.
FREQUENCIES = (
    *((0, 1), (1, 0), (2, 0), (1, 1), (0, 2), (0, 3), (1, 2), (2, 1), (3, 0), (4, 0)),
    *((3, 1), (2, 2), (1, 3), (0, 4), (0, 5), (1, 4), (2, 3), (3, 2), (4, 1), (5, 0)),
)
# The highest frequency among them, plus one.
_KEPT = 6


def whole_blocks(plane: NDArray[np.float32], down: int = 0, across: int = 0) -> tuple[int, int]:
    """How many rows and columns of blocks lie in a (h, w) plane from this offset on."""
    return max(plane.shape[0] - down, 0) // SIDE, max(plane.shape[1] - across, 0) // SIDE


def low_frequencies(
    plane: NDArray[np.float32], down: int = 0, across: int = 0
) -> NDArray[np.float32]:
    """Coefficients (rows, columns, 20) of the blocks of a (h, w) plane, unrounded.

    ``down``, ``across``: where the grid of blocks begins, in pixels.
    """
    import numpy as np

    rows, columns = whole_blocks(plane, down, across)
    cut = plane[down : down + rows * SIDE, across : across + columns * SIDE]
    blocks = cut.reshape(rows, SIDE, columns, SIDE).swapaxes(1, 2)
    basis = _basis()[:_KEPT]
    square = basis @ blocks @ basis.T
    return np.stack([square[:, :, u, v] for u, v in FREQUENCIES], axis=-1)


def all_frequencies(
    plane: NDArray[np.float32], down: int, across: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The blocks of a (h, w) plane and all their coefficients, both (rows, columns, 8, 8)."""
    import numpy as np

    rows, columns = whole_blocks(plane, down, across)
    cut = plane[down : down + rows * SIDE, across : across + columns * SIDE]
    blocks = np.ascontiguousarray(cut.reshape(rows, SIDE, columns, SIDE).swapaxes(1, 2))
    return blocks, np.asarray(_basis() @ blocks @ _basis().T, np.float32)


def middle(shape: tuple[int, ...], most: int) -> tuple[slice, slice]:
    """Rows and columns of the middle of a picture, of at most so many pixels; it begins on a block
    of the grid that begins with the picture."""
    height, width = shape[:2]
    scale = min(1.0, (most / max(height * width, 1)) ** 0.5)
    tall, wide = int(height * scale), int(width * scale)
    top, left = (height - tall) // (2 * SIDE) * SIDE, (width - wide) // (2 * SIDE) * SIDE
    return slice(top, top + tall), slice(left, left + wide)


def block_shares(mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The share of each block (rows, columns) that a (h, w) mask covers."""
    import cv2
    import numpy as np

    rows, columns = mask.shape[0] // SIDE, mask.shape[1] // SIDE
    cut = mask[: rows * SIDE, : columns * SIDE].astype(np.float32)
    return np.asarray(cv2.resize(cut, (columns, rows), interpolation=cv2.INTER_AREA), np.float32)


@functools.cache
def _basis() -> NDArray[np.float32]:
    """The 8 x 8 matrix of the discrete cosine transform, orthonormal."""
    import numpy as np

    frequency, place = np.arange(SIDE)[:, None], np.arange(SIDE)[None]
    basis = np.cos((2 * place + 1) * frequency * np.pi / (2 * SIDE)) / 2
    basis[0] /= np.sqrt(2)
    return basis.astype(np.float32)
