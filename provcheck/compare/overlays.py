"""Areas that look as if laid over a picture: captions, bars, logos, frames.

Publishers and platforms add these by the thousand, all alike: printed in a few flat colours, with
straight outlines, at the side of the picture. What was changed in the scene is seldom all three.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from provcheck.compare.alignment import Aligned

# All set on the tune split by python -m benchmarks.forensics overlays: the distance to a side of
# what is compared, as a share of that side; the share of the area in its two commonest colours,
# how far from them in grey levels a pixel may lie; and the share of its box that a bar fills, or
# how much longer than high a line of letters is.
_NEAR_SIDE = 0.06
_IN_TWO_COLOURS, _ONE_COLOUR = 0.7, 24.0
_BAR, _LINE = 0.85, 2.5


def laid_over(area: NDArray[np.bool_], aligned: Aligned) -> bool:
    """True where ``area`` (h, w) looks laid over one of the two pictures."""
    if not (_near_side(area, aligned.valid) and _straight(area)):
        return False
    return any(_two_coloured(side[area]) for side in (aligned.subject, aligned.reference))


def _near_side(area: NDArray[np.bool_], valid: NDArray[np.bool_]) -> bool:
    import numpy as np

    for axis in (0, 1):
        across = np.nonzero(area.any(axis=axis))[0]
        compared = np.nonzero(valid.any(axis=axis))[0]
        gap = min(across[0] - compared[0], compared[-1] - across[-1])
        if gap <= _NEAR_SIDE * len(compared):
            return True
    return False


def _straight(area: NDArray[np.bool_]) -> bool:
    """A box that is filled, or a line as letters make one."""
    import numpy as np

    height, width = (int(np.ptp(np.nonzero(area.any(axis=way))[0])) + 1 for way in (1, 0))
    return bool(area.sum() >= _BAR * height * width) or width >= _LINE * height


def _two_coloured(pixels: NDArray[np.float32]) -> bool:
    """Whether (n, 3) colours are nearly all one of two."""
    import numpy as np

    left = pixels
    for _ in range(2):
        if not len(left):
            break
        coarse = (left // 32).astype(np.int64) @ np.array([64, 8, 1])
        commonest = np.bincount(coarse).argmax()
        colour = np.median(left[coarse == commonest], axis=0)
        left = left[np.abs(left - colour).max(axis=1) > _ONE_COLOUR]
    return len(left) <= (1 - _IN_TWO_COLOURS) * len(pixels)
