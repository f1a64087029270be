"""What does the file's own edit history say?

Adobe's programs and some others keep a list of steps in XMP (xmpMM:History) and name the files that
a picture was made from. The list can be cut, copied or left out by any program.
"""

from __future__ import annotations

from provcheck.checks.base import Card, Examination, clear, found, not_applicable
from provcheck.model import CheckRun, Finding, Metadata

CARD = Card(id="edit-trail", version="1")

_DERIVED = ("derived_from_document_id", "derived_from_original_document_id", "derived_from")


def edit_trail(examination: Examination) -> CheckRun:
    """Information about the steps; information about the document it was made from."""
    metadata = examination.metadata
    findings = [each for each in (_steps(metadata), _derived(metadata)) if each is not None]
    if findings:
        return found(CARD, findings)
    if metadata.first("trail", "document_id") is not None:
        return clear(CARD, CARD.message("no-steps"))
    return not_applicable(CARD, CARD.message("no-trail"))


def _steps(metadata: Metadata) -> Finding | None:
    steps = metadata.values("trail", "history")
    if not steps:
        return None
    dates = sorted((d for d in metadata.dates if d.type == "history"), key=lambda d: d.span())
    count = len(steps)
    if not dates:
        return Finding(message=CARD.message("steps", count=count), severity="info")
    message = CARD.message("steps-dated", count=count, first=dates[0].value, last=dates[-1].value)
    return Finding(message=message, severity="info", measures={"steps": count})


def _derived(metadata: Metadata) -> Finding | None:
    own = {metadata.first("trail", "document_id"), metadata.first("trail", "original_document_id")}
    for field in _DERIVED:
        document = metadata.first("trail", field)
        if document is not None and document not in own:
            message = CARD.message("derived", document=document)
            return Finding(message=message, severity="info")
    return None
