"""The two sides of a comparison, and what comparing them found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provcheck.image import JpegCoding
from provcheck.model import LocalFeatures, Modification, Orientation, Region, Relation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One side of a comparison.

    ``pixels``: (h, w, 3) RGB uint8 at working size; None for a reference whose picture is not
    kept. ``width``, ``height``: full size in pixels. ``features``: of the picture; ``flipped``:
    those of the picture flipped left-right (only asked of the subject). ``coding``: how the
    subject was saved, where ``pixels`` are the very ones that stand in a JPEG.
    """

    pixels: NDArray[np.uint8] | None
    width: int
    height: int
    features: LocalFeatures | None
    flipped: LocalFeatures | None = None
    coding: JpegCoding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """Whole-picture hashes are near in this orientation; ``log10``: of the chance that they are
    so near in unlike pictures."""

    orientation: Orientation
    log10: float


Transform = tuple[float, float, float, float, float, float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What comparing found.

    ``relation`` is ``candidate`` when nothing was confirmed; the other fields are then what was
    measured on the way. ``transform``: subject pixels -> reference pixels, both full size, row by
    row. ``working``: the same between the two working pictures. ``mask``: (h, w) bool at the
    subject's working size, where it changed. ``false_match_log10``: decimal logarithm of the
    expected false matches per compared pair. ``other_photograph``: both show one scene, but are
    not one photograph. ``shown``: (h, w) bool at the subject's working size, where it shows the
    reference unchanged.
    """

    relation: Relation
    orientation: Orientation = "normal"
    modifications: tuple[Modification, ...] = ()
    inliers: int = 0
    agreement: float | None = None
    subject_overlap: float | None = None
    reference_overlap: float | None = None
    transform: Transform | None = None
    working: NDArray[np.float64] | None = None
    changed_regions: tuple[Region, ...] = ()
    changed_fraction: float = 0.0
    mask: NDArray[np.bool_] | None = None
    false_match_log10: float | None = None
    other_photograph: bool = False
    shown: NDArray[np.bool_] | None = None
