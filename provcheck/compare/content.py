"""Which part of an aligned pair is the picture, and which is the layout around it.

A screenshot, a caption bar or a collage covers parts of the reference's frame with something that
was never part of the photograph. Such parts lie at the sides and run straight across. They are
cut off before changes are looked for: they belong to "what lies outside", not to "what differs".
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from provcheck.compare.agreement import AGREES, correlation_map

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from provcheck.compare.alignment import Aligned

# A line across the picture belongs to it when at least this share of its windows agrees.
_PICTURE = 0.5
# A band is layout when hardly anything in it agrees. Benign copies, even at JPEG quality 30,
# stay far above; chance agreement of unrelated content lies near 0.05.
_LAYOUT = 0.2
# Bands thinner than this share of the side are borders and resampling, not layout.
_THIN = 0.02
# Lines with fewer textured pixels than this share say nothing themselves.
_KNOWN = 0.05
# Half the correlation window: agreement starts that far inside the picture.
MARGIN = 8


def without_layout(aligned: Aligned) -> Aligned:
    """Return the pair with ``valid`` restricted to the rectangle in which the pictures agree."""
    correlation, textured = correlation_map(aligned)
    agrees = (correlation >= AGREES) & textured
    valid = aligned.valid.copy()
    for _ in range(2):  # columns are judged on the rows that are left, and the other way round
        for axis in (0, 1):
            first, last = _kept(agrees & valid, textured & valid, valid, axis)
            if axis == 0:
                valid[:first] = valid[last:] = False
            else:
                valid[:, :first] = valid[:, last:] = False
    return replace(aligned, valid=valid) if valid.any() else aligned


def _kept(
    agrees: NDArray[np.bool_], textured: NDArray[np.bool_], valid: NDArray[np.bool_], axis: int
) -> tuple[int, int]:
    """The half-open range of lines (rows for axis 0, columns for axis 1) to keep."""
    across = 1 - axis
    present = valid.sum(axis=across)
    known = textured.sum(axis=across)
    good = agrees.sum(axis=across)
    length = len(present)
    start = _band(good, known, present)
    end = _band(good[::-1], known[::-1], present[::-1])
    if start + end >= length - 32:
        return 0, length
    return start, length - end


def _band(good: NDArray[np.intp], known: NDArray[np.intp], present: NDArray[np.intp]) -> int:
    """How many lines from the start on are layout; 0 when there is no such band."""
    import numpy as np

    inside = np.nonzero(present)[0]
    if not len(inside):
        return 0
    window = np.ones(9)
    share = np.convolve(good, window, "same") / np.maximum(np.convolve(known, window, "same"), 1)
    telling = known > _KNOWN * np.maximum(present, 1)
    picture = np.nonzero(telling & (share >= _PICTURE))[0]
    if not len(picture):
        return 0
    edge = int(picture[0])
    first = int(inside[0])
    band = slice(first, edge)
    if edge - first < max(2 * MARGIN, _THIN * len(present)):
        return 0
    if known[band].sum() < _KNOWN * present[band].sum():
        return 0
    if good[band].sum() > _LAYOUT * known[band].sum():
        return 0
    return edge
