"""Where does this image differ from a reference that shows the same?

The changed regions come from the registered comparison (``provcheck.compare``), which discounts
re-saving, resizing and changes of tone; here they become findings.
"""

from __future__ import annotations

from collections.abc import Iterator

from provcheck.checks.base import Card, Examination, clear, found, not_applicable
from provcheck.compare.relation import WHOLE
from provcheck.model import CheckRun, Finding, Match

CARD = Card(id="reference-differs", version="3")


def reference_differs(examination: Examination) -> CheckRun:
    """One warning per confirmed match in which areas changed, and what puts it into proportion."""
    if examination.reference_set is None:
        return not_applicable(CARD, CARD.message("no-set"))
    confirmed = examination.confirmed
    if not confirmed:
        return not_applicable(CARD, CARD.message("no-confirmed-match"))
    findings = [
        finding
        for index, match in confirmed
        if match.changed_regions
        for finding in (_areas(index, match), *_laid_over(index, match), *_outside(index, match))
    ]
    if findings:
        return found(CARD, findings)
    return clear(CARD, CARD.message("nothing-differs", count=len(confirmed)))


def _areas(index: int, match: Match) -> Finding:
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
            **_chance(match),
        },
        exhibits=match.exhibits,
    )


def _chance(match: Match) -> dict[str, float]:
    known = [region.log10_nfa for region in match.changed_regions if region.log10_nfa is not None]
    return {"log10_nfa": min(known)} if known else {}


def _laid_over(index: int, match: Match) -> Iterator[Finding]:
    regions = tuple(region for region in match.changed_regions if region.laid_over)
    if regions:
        message = CARD.message("laid-over", count=len(regions), name=match.reference.name)
        measures = {"match": index, "regions": len(regions)}
        yield Finding(message=message, severity="info", regions=regions, measures=measures)


def _outside(index: int, match: Match) -> Iterator[Finding]:
    """What lies outside the overlap differs too, but was not compared.

    Of a picture that is in the other as a whole there is nothing to say.
    """
    ours, theirs = match.subject_overlap, match.reference_overlap
    if ours is None or theirs is None or min(ours, theirs) >= WHOLE:
        return
    left = {"ours": round(1 - ours, 4), "theirs": round(1 - theirs, 4)}
    message, params = "outside", left
    if theirs >= WHOLE:
        message, params = "outside-ours", {"ours": left["ours"]}
    elif ours >= WHOLE:
        message, params = "outside-theirs", {"theirs": left["theirs"]}
    yield Finding(
        message=CARD.message(message, **params, name=match.reference.name),
        severity="info",
        measures={
            "match": index,
            "subject_outside": left["ours"],
            "reference_outside": left["theirs"],
        },
    )
