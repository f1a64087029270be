"""Is this image, or a part of it, in the reference set, and since when?

Reports what the search and the geometric comparison found; it measures nothing itself. The
distances and inlier counts behind each match stand in the match.
"""

from __future__ import annotations

from provcheck.checks.base import Card, Examination, clear, found, inconclusive, not_applicable
from provcheck.model import CheckRun, Finding, Match, Measure, Message, ReferenceSetInfo

CARD = Card(id="reference-match", version="1")


def reference_match(examination: Examination) -> CheckRun:
    """One notice per match; unconfirmed candidates alone leave the check inconclusive."""
    if examination.reference_set is None:
        return not_applicable(CARD, CARD.message("no-set"))
    if examination.reference_set.count == 0:
        return not_applicable(CARD, CARD.message("empty-set", set=examination.reference_set.name))
    findings = [
        finding
        for index, match in enumerate(examination.matches)
        for finding in _findings(index, match)
    ]
    if examination.confirmed:
        return found(CARD, findings)
    if findings:
        return inconclusive(CARD, CARD.message("only-candidates"), findings)
    if examination.plain:
        return inconclusive(CARD, CARD.message("too-plain"))
    return clear(CARD, _no_match(examination.reference_set))


def _no_match(info: ReferenceSetInfo) -> Message:
    if info.kind == "file":
        return CARD.message("no-match-file", file=info.name)
    return CARD.message("no-match", set=info.name, count=info.count, as_of=info.as_of)


def _findings(index: int, match: Match) -> list[Finding]:
    measures = _measures(index, match)
    findings = [
        Finding(
            message=_message(match), severity="notice", measures=measures, exhibits=match.exhibits
        )
    ]
    if match.confirmed and match.orientation != "normal":
        name = match.reference.name
        message = CARD.message("orientation", name=name, orientation=match.orientation)
        findings.append(Finding(message=message, severity="info", measures={"match": index}))
    return findings


def _message(match: Match) -> Message:
    """The sentence for a relation; ``-dated`` where the reference says when it existed."""
    reference = match.reference
    date = reference.source.published_at
    named = {"id": reference.id, "name": reference.name}
    if match.relation == "candidate":
        return CARD.message("candidate", **named)
    name = "part" if match.relation == "partial" and _is_crop(match) else match.relation
    share: dict[str, float] = {}
    if name == "part":
        share = {"share": match.reference_overlap or 0.0}
    elif name == "partial":
        share = {"share": match.subject_overlap or 0.0}
    if date is None:
        return CARD.message(name, **named, **share)
    return CARD.message(f"{name}-dated", date=date.value, type=date.type, **named, **share)


def _is_crop(match: Match) -> bool:
    """True when the reference is larger than what is shown: the subject was cut out of it.

    Otherwise the reference is a part of the subject (collage, picture in picture).
    """
    shown, filled = match.reference_overlap, match.subject_overlap
    return shown is not None and (filled is None or filled >= shown)


def _measures(index: int, match: Match) -> dict[str, Measure]:
    measures: dict[str, Measure] = {"match": index}
    measures.update(match.distances)
    if match.inliers:
        measures["inliers"] = match.inliers
    for name in ("agreement", "subject_overlap", "reference_overlap"):
        value = getattr(match, name)
        if value is not None:
            measures[name] = value
    if match.modifications:
        measures["modifications"] = ", ".join(match.modifications)
    return measures
