"""A JPEG that was a coarser JPEG before, on the same grid: where is the earlier saving missing?

Aligned double quantisation (Lukas and Fridrich 2003, Lin et al. 2009, Bianchi and Piva 2012). The
coefficients are worked out from the decoded luminance: in blocks that are not clipped, its DCT
divided by the table and rounded is what stands in the file, for steps of 2 and more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from provcheck.forensics.blocks import FREQUENCIES, low_frequencies
from provcheck.forensics.earlier_saving import Evidence, Observed, weigh
from provcheck.forensics.usable import usable_blocks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Multiples of the last step beyond which coefficients are rare.
_LARGEST = 24
# What decoding, rounding to RGB and back and rounding again adds to a coefficient: RGB rounding
# (1/12 a channel, weighted: 0.19) and that of luminance (0.29), somewhat more with chroma.
_NOISE = 0.5


def double_quantisation(luminance: NDArray[np.float32], table: tuple[int, ...]) -> Evidence | None:
    """Weigh the blocks of a JPEG's luminance (h, w) by its table (64 steps, row by row).

    None when too few blocks have detail.
    """
    import numpy as np

    steps = np.array([max(1, table[8 * u + v]) for u, v in FREQUENCIES], np.float64)
    level = luminance - 128
    bins = np.rint(low_frequencies(level) / steps.astype(np.float32)).astype(np.int32)
    return weigh(
        Observed(
            bins=np.clip(bins, -_LARGEST, _LARGEST),
            unsaved=low_frequencies(level, 4, 4),
            steps=steps,
            usable=usable_blocks(luminance) & (np.count_nonzero(bins, axis=-1) >= 2),
            largest=_LARGEST,
            noise=_NOISE,
        )
    )
