"""Which part of an aligned pair is the picture, and which is the layout around it.

A screenshot, a caption bar or a collage covers parts of the reference's frame with something that
was never part of the photograph. Such parts lie at the sides and run straight across. They are
cut off before changes are looked for: they belong to "what lies outside", not to "what differs".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from provcheck.compare.agreement import AGREES, correlation_map
from provcheck.compare.planes import largest
from provcheck.compare.tone import toned_like

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
# More than this share of a band is not the reference's, or it is a part of the picture.
_STRANGE = 0.5
# Colours are compared at a quarter of the size; this many levels off are another colour.
_THIN_OUT, _OTHER_COLOUR = 4, 16.0
_TO_LEARN_FROM = 200  # pixels
# Half the correlation window: agreement starts that far inside the picture.
MARGIN = 8


def without_layout(aligned: Aligned) -> Aligned:
    """Return the pair with ``valid`` restricted to the rectangle in which the pictures agree."""
    correlation, textured = correlation_map(aligned)
    agrees = (correlation >= AGREES) & textured
    strange = _other_colours(aligned, agrees) | (textured & ~agrees)
    valid = aligned.valid.copy()
    for _ in range(2):  # columns are judged on the rows that are left, and the other way round
        for axis in (0, 1):
            seen = _Lines.counted(valid, axis, textured, agrees, strange)
            first, last = _kept(seen)
            if axis == 0:
                valid[:first] = valid[last:] = False
            else:
                valid[:, :first] = valid[:, last:] = False
    return replace(aligned, valid=valid) if valid.any() else aligned


@dataclass(frozen=True, slots=True)
class _Lines:
    """Per line across the picture, how many pixels are ``present``, ``known`` by their texture,
    ``good`` in their agreement, and ``strange``: not the reference's, by texture or colour."""

    present: NDArray[np.intp]
    known: NDArray[np.intp]
    good: NDArray[np.intp]
    strange: NDArray[np.intp]

    @classmethod
    def counted(
        cls,
        valid: NDArray[np.bool_],
        axis: int,
        textured: NDArray[np.bool_],
        agrees: NDArray[np.bool_],
        strange: NDArray[np.bool_],
    ) -> _Lines:
        parts = (valid, textured & valid, agrees & valid, strange & valid)
        return cls(*(part.sum(axis=1 - axis) for part in parts))

    def backwards(self) -> _Lines:
        return _Lines(self.present[::-1], self.known[::-1], self.good[::-1], self.strange[::-1])


def _other_colours(aligned: Aligned, agrees: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where (h, w) the subject has other colours than the reference's tones predict.

    The tones are learned where the drawing ``agrees``, so that a layout has no say in them.
    """
    import cv2
    import numpy as np

    height, width = aligned.valid.shape
    size = (max(1, width // _THIN_OUT), max(1, height // _THIN_OUT))
    ours, theirs = (
        np.asarray(cv2.resize(side, size, interpolation=cv2.INTER_AREA), np.float32)
        for side in (aligned.subject, aligned.reference)
    )
    seen = np.asarray(cv2.resize((agrees & aligned.valid).astype(np.uint8), size)) > 0
    if seen.sum() < _TO_LEARN_FROM:
        return np.ones(aligned.valid.shape, dtype=bool)
    off = largest(ours - toned_like(ours, theirs, seen)) > _OTHER_COLOUR
    return np.asarray(cv2.resize(off.astype(np.uint8), (width, height), interpolation=0)) > 0


def _kept(lines: _Lines) -> tuple[int, int]:
    """The half-open range of lines (rows for axis 0, columns for axis 1) to keep."""
    length = len(lines.present)
    start, end = _band(lines), _band(lines.backwards())
    if start + end >= length - 32:
        return 0, length
    return start, length - end


def _band(lines: _Lines) -> int:
    """How many lines from the start on are layout; 0 when there is no such band."""
    import numpy as np

    good, known, present = lines.good, lines.known, lines.present
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
    # What was set into a plain sky is all the texture there, but the sky is still the reference's.
    return edge if lines.strange[band].sum() > _STRANGE * present[band].sum() else 0
