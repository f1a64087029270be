"""A lossless file whose pixels were a JPEG before: where have they left its lattice?

Decoded JPEG pixels have coefficients near multiples of the table's steps, on one grid of blocks
(Fan and de Queiroz 2003; Neelamani et al. 2006). A picture cut after its saving has the grid
elsewhere: the place is looked for among all 64.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provcheck.forensics.blocks import FREQUENCIES, SIDE, low_frequencies
from provcheck.forensics.earlier_saving import Evidence, Observed, weigh
from provcheck.forensics.usable import usable_blocks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Coefficients are seen in steps of this, up to forty times two of them.
_STEP, _LARGEST = 0.5, 80
# What rounding to RGB adds to a coefficient of luminance: a twelfth a channel, weighted, is 0.19;
# colour conversion and integer transforms add to it.
_NOISE = 0.35
# A coefficient this small was quantised to nothing, if there was a lattice.
_NOTHING = 0.6
# Patches of twice a block's side from which the grid's place is found, at most.
_PATCHES = 1500
# A patch has detail when its deviation is above this, in grey levels.
_DETAIL = 3.0
# How far the best place must stand out from the other 63, in standard deviations.
# ``python -m benchmarks.forensics blind --split tune``
_STANDS_OUT = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lattice:
    """``evidence`` of the blocks of the grid that begins ``down`` and ``across`` pixels from the
    corner."""

    evidence: Evidence
    down: int
    across: int


def lattice(luminance: NDArray[np.float32]) -> Lattice | None:
    """Weigh the blocks of an unrounded luminance (h, w); None when it has no lattice, or too
    little detail to show one."""
    import numpy as np

    place = _grid_place(luminance)
    if place is None:
        return None
    down, across = place
    level = luminance[down:, across:] - 128
    low = low_frequencies(level)
    bins = np.clip(np.rint(low / _STEP), -_LARGEST, _LARGEST).astype(np.int32)
    lively = np.count_nonzero(np.abs(low) > 2 * _NOTHING, axis=-1) >= 2
    evidence = weigh(
        Observed(
            bins=bins,
            unsaved=low_frequencies(level, 4, 4),
            steps=np.full(len(FREQUENCIES), _STEP),
            usable=usable_blocks(luminance[down:, across:]) & lively,
            largest=_LARGEST,
            noise=_NOISE,
        )
    )
    return None if evidence is None else Lattice(evidence=evidence, down=down, across=across)


def _grid_place(luminance: NDArray[np.float32]) -> tuple[int, int] | None:
    """Where the grid begins: the offset (down, across) with most coefficients of nothing."""
    import numpy as np

    patches = _patches(luminance)
    if len(patches) < _PATCHES // 20:
        return None
    counts = np.zeros((SIDE, SIDE))
    for down in range(SIDE):
        for across in range(SIDE):
            part = patches[:, down : down + SIDE, across : across + SIDE]
            stacked = np.ascontiguousarray(part).reshape(-1, SIDE)
            counts[down, across] = np.count_nonzero(np.abs(low_frequencies(stacked)) < _NOTHING)
    best = int(counts.argmax())
    others = np.delete(counts.ravel(), best)
    if counts.ravel()[best] - others.mean() < _STANDS_OUT * others.std():
        return None
    return divmod(best, SIDE)


def _patches(luminance: NDArray[np.float32]) -> NDArray[np.float32]:
    """Patches (n, 16, 16) with detail, on the corners of the first grid, spread evenly."""
    import numpy as np

    side = 2 * SIDE
    height, width = luminance.shape[0] // side * side, luminance.shape[1] // side * side
    cut = luminance[:height, :width].reshape(height // side, side, width // side, side)
    patches = cut.swapaxes(1, 2).reshape(-1, side, side)
    lively = patches[patches.std(axis=(1, 2)) > _DETAIL]
    return np.ascontiguousarray(lively[:: max(1, len(lively) // _PATCHES)])
