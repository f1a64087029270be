"""The two sides of a comparison, and what comparing them found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provcheck.model import LocalFeatures, Modification, Orientation, Region, Relation

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One side of a comparison.

    ``pixels``: (h, w, 3) RGB uint8 at working size; None for a reference whose picture is not
    kept. ``width``, ``height``: full size in pixels. ``features``: of the picture; ``mirrored``:
    makes those of the picture flipped left-right (only asked of the subject, only when needed).
    """

    pixels: NDArray[np.uint8] | None
    width: int
    height: int
    features: LocalFeatures | None
    mirrored: Callable[[], LocalFeatures] | None = None


Transform = tuple[float, float, float, float, float, float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What comparing found.

    ``relation`` is ``candidate`` when nothing was confirmed; the other fields are then what was
    measured on the way. ``transform``: subject pixels -> reference pixels, both full size, row by
    row. ``working``: the same between the two working pictures. ``mask``: (h, w) bool at the
    subject's working size, where it changed.
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
