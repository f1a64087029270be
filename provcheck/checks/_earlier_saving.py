"""How the two checks for a missing earlier saving end: they differ in what they look at."""

from __future__ import annotations

from provcheck.checks.base import Card, Examination, clear, found, inconclusive, not_applicable
from provcheck.forensics import Silence
from provcheck.model import CheckRun, Finding

_SILENCES: dict[Silence, str] = {
    "too-small": "no-trace-too-small",
    "no-earlier-saving": "no-trace-no-earlier-saving",
    "no-background": "no-trace-no-background",
    "saturated": "no-trace-saturated",
    "layout": "no-trace-layout",
}


def run(card: Card, examination: Examination) -> CheckRun:
    """The check whose id is the method by which the subject's format is looked at."""
    seen = examination.traces.compression
    if seen.method != card.id:
        return not_applicable(card, card.message("other-format"))
    if seen.silence is not None:
        return inconclusive(card, card.message(_SILENCES[seen.silence]))
    if not seen.regions:
        return clear(card, card.message("runs-through", share=round(seen.judged, 4)))
    changed = sum(region.area_fraction for region in seen.regions)
    finding = Finding(
        message=card.message("areas", count=len(seen.regions), share=round(changed, 4)),
        severity="warning",
        regions=seen.regions,
        measures={
            "strongest_measure": seen.regions[0].measure,
            "area_fraction": round(changed, 5),
            "judged_fraction": round(seen.judged, 4),
            "earlier_steps": " ".join(str(step) for step in seen.earlier),
        },
        exhibits=(f"{card.id}-changes", f"{card.id}-mask"),
    )
    return found(card, [finding])
