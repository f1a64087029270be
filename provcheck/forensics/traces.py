"""What a subject's own pixels say about edits, worked out once per subject and when asked for."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from provcheck.forensics.blocks import middle
from provcheck.forensics.copy_move import CopiedArea, find_copied_areas
from provcheck.forensics.double_quantisation import double_quantisation
from provcheck.forensics.earlier_saving import Evidence
from provcheck.forensics.foreign_grid import block_grids
from provcheck.forensics.lattice import lattice
from provcheck.forensics.missing_trace import Silence, find_missing, mask_of
from provcheck.forensics.usable import burnt_shares, clipped_shares
from provcheck.image import Subject
from provcheck.model import Region

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Method = Literal["double-quantisation", "jpeg-lattice"]

# Beyond so many pixels only the middle of the picture is looked at: a block more or less does not
# change what the rest says, and the time stays bounded.
MAX_PIXELS = 24_000_000
# A second and a quarter per million: the middle of larger pictures has to do.
GRID_PIXELS = 2_000_000
SMALLEST = 64
"""Pictures with a shorter side than this, in pixels, are not looked at."""
# Formats whose pixels come out as they went in.
_LOSSLESS = frozenset(("PNG", "BMP", "TIFF"))
_PLAIN_MODES = frozenset(("RGB", "RGBA", "L", "LA"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Compression:
    """The trace of an earlier JPEG saving, and where it is missing.

    ``method``: how it was looked for; None where the format keeps no trace. ``silence``: why
    nothing can be said. ``mask``: (h, w) bool as displayed, where it is missing; ``regions`` the
    same as rectangles, strongest first, ``measure`` in standard deviations. ``judged``: share of
    the picture's blocks that can be judged. ``earlier``: the earlier saving's first steps.
    """

    method: Method | None = None
    silence: Silence | None = None
    mask: NDArray[np.bool_] | None = None
    regions: tuple[Region, ...] = ()
    judged: float = 0.0
    earlier: tuple[int, ...] = ()

    @property
    def silent(self) -> bool:
        """True when nothing can be said either way."""
        return self.method is None or self.silence is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class GridTraces:
    """``main``: where the grid of most of the picture as stored begins (down, across), 0 to 7.
    ``mask``: (h, w) bool as displayed, what follows another; ``regions`` the same as rectangles,
    ``measure`` -log10 of the number of false alarms. ``layout``: a picture in a page."""

    main: tuple[int, int]
    layout: bool
    mask: NDArray[np.bool_]
    regions: tuple[Region, ...]


class Traces:
    """The traces of one subject."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject

    @functools.cached_property
    def compression(self) -> Compression:
        subject = self._subject
        luminance = subject.luminance
        rows, columns = middle(luminance.shape, MAX_PIXELS)
        top, left, bottom, right = rows.start, columns.start, rows.stop, columns.stop
        part = luminance[rows, columns]
        table = _table(subject)
        if table is None and not self.lossless:
            return Compression()
        method: Method = "jpeg-lattice" if table is None else "double-quantisation"
        if min(part.shape) < SMALLEST:
            return Compression(method=method, silence="too-small")
        if table is not None:
            evidence = double_quantisation(part, table)
            if evidence is None:
                return Compression(method=method, silence="too-small")
            return self._judged(method, evidence, (top, left, bottom, right))
        found = lattice(part)
        if found is None:
            return Compression(method=method, silence="no-earlier-saving")
        box = (top + found.down, left + found.across, bottom, right)
        return self._judged(method, found.evidence, box)

    @property
    def lossless(self) -> bool:
        """Whether the pixels come out of the file as they went in."""
        return _is_lossless(self._subject)

    @functools.cached_property
    def grids(self) -> GridTraces | None:
        """The block grids of earlier savings in a lossless file; None where none shows, or in a
        picture too small."""
        import numpy as np

        if not self.lossless:
            return None
        luminance = self._subject.luminance
        window = middle(luminance.shape, GRID_PIXELS)
        part = luminance[window]
        seen = block_grids(part) if min(part.shape) >= SMALLEST else None
        if seen is None:
            return None
        mask = np.zeros(luminance.shape, dtype=bool)
        regions = []
        for area in seen.areas:
            own = np.zeros_like(mask)
            own[window] = area.mask
            mask |= own
            regions.append(region_of(self._subject.as_displayed(own), area.evidence))
        return GridTraces(
            main=seen.main,
            layout=seen.layout,
            mask=self._subject.as_displayed(mask),
            regions=tuple(regions),
        )

    @functools.cached_property
    def copied_areas(self) -> tuple[CopiedArea, ...] | None:
        """Parts that occur twice, as displayed, strongest first; None in a picture too small."""
        return find_copied_areas(self._subject.rgb())

    def _judged(
        self, method: Method, evidence: Evidence, box: tuple[int, int, int, int]
    ) -> Compression:
        """``box``: top, left, bottom, right of what was weighed, as stored."""
        import numpy as np

        top, left, bottom, right = box
        stored = self._subject.as_stored(self._subject.rgb())
        part = stored[top:bottom, left:right]
        shares = burnt_shares if method == "double-quantisation" else clipped_shares
        found = find_missing(evidence, shares(part))
        judged = float(evidence.usable.mean())
        if isinstance(found, str):
            return Compression(method=method, silence=found, judged=judged)
        mask = np.zeros(stored.shape[:2], dtype=bool)
        regions = []
        for area in found:
            own = np.zeros_like(mask)
            own[top:bottom, left:right] = mask_of((area,), *part.shape[:2])
            mask |= own
            regions.append(region_of(self._subject.as_displayed(own), area.evidence))
        return Compression(
            method=method,
            mask=self._subject.as_displayed(mask) if found else None,
            regions=tuple(regions),
            judged=judged,
            earlier=evidence.earlier,
        )


def region_of(mask: NDArray[np.bool_], evidence: float) -> Region:
    """The rectangle around what a (h, w) mask marks; ``evidence`` is its measure."""
    import numpy as np

    rows, columns = np.nonzero(mask)
    return Region(
        x=int(columns.min()),
        y=int(rows.min()),
        width=int(np.ptp(columns)) + 1,
        height=int(np.ptp(rows)) + 1,
        area_fraction=round(float(mask.mean()), 5),
        measure=round(evidence, 1),
    )


def _table(subject: Subject) -> tuple[int, ...] | None:
    """The luminance table of a JPEG whose coefficients its decoded luminance gives back."""
    coding = subject.blocks.jpeg
    if subject.format != "JPEG" or coding is None or subject.mode not in ("L", "RGB"):
        return None
    if coding.bits != 8 or not coding.components:
        return None
    table = coding.tables.get(coding.components[0][3])
    return table if table is not None and min(table) > 0 else None


def _is_lossless(subject: Subject) -> bool:
    if subject.mode not in _PLAIN_MODES:
        return False
    return subject.format in _LOSSLESS or (subject.format == "WEBP" and subject.blocks.has("VP8L"))
