"""Which blocks can carry a trace, and which were burnt out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provcheck.forensics.blocks import block_shares

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Luminance at the very ends is clipped; a block may have so many samples there.
_DARK, _BRIGHT, _CLIPPED = 0, 255, 0.02
# A channel's values this near to its ends may have been clipped before the last saving moved them.
_NEAR = 6
# The ends of a channel: but for this share of the pixels.
_TAIL = 0.001


def usable_blocks(luminance: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Blocks (rows, columns) of a (h, w) luminance that are not clipped, nor beside one that is."""
    import cv2
    import numpy as np

    clipped = block_shares((luminance <= _DARK) | (luminance >= _BRIGHT)) > _CLIPPED
    near = cv2.dilate(clipped.astype(np.uint8), np.ones((3, 3), np.uint8))
    return np.asarray(np.asarray(near) == 0)


def burnt_shares(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """How much of each block is, or was before the last saving, burnt out: (rows, columns), the
    share of its samples, or of a neighbour's if that has more, near either end of a channel of
    (h, w, 3); of the channels and ends the one with most.

    A filter may have moved the ends: what was white is then the lightest grey there is.
    """
    import cv2
    import numpy as np

    kinds = []
    for channel in range(pixels.shape[2]):
        values = pixels[..., channel]
        low, high = np.quantile(values[::2, ::2], (_TAIL, 1 - _TAIL))
        kinds.append(block_shares(values <= max(_NEAR, low + _NEAR)))
        kinds.append(block_shares(values >= min(255 - _NEAR, high - _NEAR)))
    shares = np.max(kinds, axis=0)
    return np.asarray(cv2.dilate(shares, np.ones((3, 3), np.uint8)), np.float32)


def clipped_shares(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The same where decoding clipped and nothing was saved since: samples at the very ends."""
    import numpy as np

    ends = [(pixels[..., channel] == end) for channel in range(pixels.shape[2]) for end in (0, 255)]
    return np.asarray(np.max([block_shares(end) for end in ends], axis=0), np.float32)
