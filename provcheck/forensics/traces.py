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
    from collections.abc import Sequence

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
            return self._judged(method, evidence, (rows, columns))
        found = lattice(part)
        if found is None:
            return Compression(method=method, silence="no-earlier-saving")
        lattice_rows = slice(rows.start + found.down, rows.stop)
        lattice_columns = slice(columns.start + found.across, columns.stop)
        return self._judged(method, found.evidence, (lattice_rows, lattice_columns))

    @property
    def lossless(self) -> bool:
        """Whether the pixels come out of the file as they went in."""
        subject = self._subject
        if subject.mode not in _PLAIN_MODES:
            return False
        is_lossless_webp = subject.format == "WEBP" and subject.blocks.has("VP8L")
        return subject.format in _LOSSLESS or is_lossless_webp

    @functools.cached_property
    def grids(self) -> GridTraces | None:
        """The block grids of earlier savings in a lossless file; None where none shows, or in a
        picture too small."""
        if not self.lossless:
            return None
        luminance = self._subject.luminance
        window = middle(luminance.shape, GRID_PIXELS)
        part = luminance[window]
        seen = block_grids(part) if min(part.shape) >= SMALLEST else None
        if seen is None:
            return None
        mask, regions = self._drawn([(area.mask, area.evidence) for area in seen.areas], window)
        return GridTraces(main=seen.main, layout=seen.layout, mask=mask, regions=regions)

    @functools.cached_property
    def copied_areas(self) -> tuple[CopiedArea, ...] | None:
        """Parts that occur twice, as displayed, strongest first; None in a picture too small."""
        return find_copied_areas(self._subject.rgb())

    def _judged(
        self, method: Method, evidence: Evidence, window: tuple[slice, slice]
    ) -> Compression:
        """``window``: rows and columns of what was weighed, as stored."""
        part = self._subject.as_stored(self._subject.rgb())[window]
        shares = burnt_shares if method == "double-quantisation" else clipped_shares
        found = find_missing(evidence, shares(part))
        judged = float(evidence.usable.mean())
        if isinstance(found, str):
            return Compression(method=method, silence=found, judged=judged)
        areas = [(mask_of(area, *part.shape[:2]), area.evidence) for area in found]
        mask, regions = self._drawn(areas, window)
        return Compression(
            method=method,
            mask=mask if found else None,
            regions=regions,
            judged=judged,
            earlier=evidence.earlier,
        )

    def _drawn(
        self, areas: Sequence[tuple[NDArray[np.bool_], float]], window: tuple[slice, slice]
    ) -> tuple[NDArray[np.bool_], tuple[Region, ...]]:
        """Masks on a window of the picture as stored, with their evidence: all of them together as
        displayed, and each as a rectangle."""
        import numpy as np

        together = np.zeros(self._subject.luminance.shape, dtype=bool)
        regions = []
        for mask, evidence in areas:
            own = np.zeros_like(together)
            own[window] = mask
            together |= own
            regions.append(region_of(self._subject.as_displayed(own), evidence))
        return self._subject.as_displayed(together), tuple(regions)


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
