"""Where does this image differ from a reference that shows the same?

The changed regions come from the registered comparison (``provcheck.compare``), which discounts
re-saving, resizing and changes of tone; here they become findings.
"""

from __future__ import annotations

from provcheck.checks.base import Card, Examination, clear, found, not_applicable
from provcheck.model import CheckRun, Finding, Match

CARD = Card(id="reference-differs", version="1")


def reference_differs(examination: Examination) -> CheckRun:
    """One warning per confirmed match in which areas changed."""
    if examination.reference_set is None:
        return not_applicable(CARD, CARD.message("no-set"))
    confirmed = examination.confirmed
    if not confirmed:
        return not_applicable(CARD, CARD.message("no-confirmed-match"))
    findings = [_finding(index, match) for index, match in confirmed if match.changed_regions]
    if findings:
        return found(CARD, findings)
    return clear(CARD, CARD.message("nothing-differs", count=len(confirmed)))


def _finding(index: int, match: Match) -> Finding:
    regions = match.changed_regions
    return Finding(
        message=CARD.message(
            "areas",
            count=len(regions),
            id=match.reference.id,
            name=match.reference.name,
            share=match.changed_fraction,
        ),
        severity="warning",
        regions=regions,
        measures={
            "match": index,
            "changed_fraction": match.changed_fraction,
            "regions": len(regions),
            "largest_area_fraction": max(region.area_fraction for region in regions),
            "strongest_measure": max(region.measure for region in regions),
        },
        exhibits=match.exhibits,
    )
