"""Was an area toned with the whole picture, or changed by itself?

A tone curve with clipping, a palette or a filter can carry colours where no smooth model follows,
most of all saturated ones. It does so wherever the reference has that colour. An area whose
colours keep to the model everywhere else was changed by itself, even where its drawing stayed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Colours are alike within cells of 16 levels a channel; fewer mates than this say nothing.
_CELL_BITS = 4
_MATES = 40
# So much of an area needs mates before they speak for it.
_SHARE = 0.5
# An area changed by itself is off by so many times what its mates are, plus some levels.
_TIMES, _LEVELS = 2.5, 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourMates:
    """``cell`` (h, w): the reference's colour as a number; ``residual`` (h, w, 3): what the tone
    model leaves; ``count`` and ``mean`` (cells, 3): of the pixels that may vouch; ``spread``
    (cells,): their mean absolute residual."""

    cell: NDArray[np.intp]
    residual: NDArray[np.float32]
    count: NDArray[np.float64]
    mean: NDArray[np.float64]
    spread: NDArray[np.float64]

    def apart(self, area: NDArray[np.bool_]) -> bool:
        """True when ``area`` (h, w) is off where its colours elsewhere are not."""
        import numpy as np

        cells = self.cell[area]
        known = self.count[cells] >= _MATES
        if float(known.mean()) < _SHARE:
            return False
        own = self.residual[area][known] - self.mean[cells[known]]
        off = float(np.median(np.abs(own).max(axis=1)))
        return off > _TIMES * float(np.median(self.spread[cells[known]])) + _LEVELS


def colour_mates(
    reference: NDArray[np.float32], residual: NDArray[np.float32], vouching: NDArray[np.bool_]
) -> ColourMates:
    """``reference``, ``residual``: (h, w, 3); ``vouching``: (h, w), the pixels that are calm."""
    import numpy as np

    levels = reference.astype(np.intp) >> _CELL_BITS
    side = 256 >> _CELL_BITS
    cell = (levels[..., 0] * side + levels[..., 1]) * side + levels[..., 2]
    seen = cell[vouching]
    count = np.bincount(seen, minlength=side**3).astype(np.float64)
    least = np.maximum(count, 1)
    apart = residual[vouching]
    mean = np.stack([np.bincount(seen, apart[:, k], side**3) / least for k in range(3)], axis=1)
    size = np.abs(apart - mean[seen]).max(axis=1)
    return ColourMates(
        cell=cell,
        residual=residual,
        count=count,
        mean=mean,
        spread=np.bincount(seen, size, side**3) / least,
    )
