"""Does a part of the picture occur in it twice, pixel by pixel?"""

from __future__ import annotations

from provcheck.checks.base import Card, Examination, clear, found, inconclusive
from provcheck.forensics import CopiedArea, region_of
from provcheck.model import CheckRun, Finding

CARD = Card(id="copied-areas", version="1", costly=True)


def copied_areas(examination: Examination) -> CheckRun:
    """A warning per area with a twin, both marked; which one is the original stays open."""
    areas = examination.traces.copied_areas
    if areas is None:
        return inconclusive(CARD, CARD.message("too-small"))
    if not areas:
        return clear(CARD, CARD.message("none"))
    return found(CARD, [_finding(area) for area in areas])


def _finding(area: CopiedArea) -> Finding:
    share = float(area.first.mean())
    return Finding(
        message=CARD.message("twice", share=round(share, 4)),
        severity="warning",
        regions=tuple(region_of(twin, area.strength) for twin in (area.first, area.second)),
        measures={
            "shift_x": area.shift[0],
            "shift_y": area.shift[1],
            "area_fraction": round(share, 5),
            "residual_correlation": round(area.correlation, 3),
            "peak_over_rival": round(area.strength, 1),
        },
        exhibits=("copied-areas-changes", "copied-areas-mask"),
    )
