"""What else was written about the picture, beside what is claimed?

Whether two sentences say the same is for a person to judge. Captions of the file and of matched
references are set beside the claim, and only the same wording is called consistent.
"""

from __future__ import annotations

from provcheck.checks.base import (
    Card,
    Examination,
    found,
    inconclusive,
    not_applicable,
    stated_texts,
)
from provcheck.model import CheckRun, EvidenceRow, Finding
from provcheck.safe_text import safe_text

CARD = Card(id="claim-caption", version="1")

_FIELDS = ("description", "headline", "title")
_SHOWN = 300


def claim_caption(examination: Examination) -> CheckRun:
    """Set the claim beside every caption; information when there is one to read."""
    claimed = examination.case.claim if examination.case is not None else None
    if claimed is None:
        return not_applicable(CARD, CARD.message("no-claim"))
    rows = [
        _row(claimed, text, source)
        for text, source in stated_texts(examination, _FIELDS, lambda source: source.caption)
    ]
    if not rows:
        return inconclusive(CARD, CARD.message("nothing-to-compare"))
    message = CARD.message("captions", count=len(rows))
    return found(CARD, [Finding(message=message, severity="info")], rows)


def _row(claimed: str, text: str, source: str) -> EvidenceRow:
    same = _bare(claimed) == _bare(text)
    return EvidenceRow(
        aspect="caption",
        claimed=safe_text(claimed, limit=_SHOWN, multiline=True),
        found=safe_text(text, limit=_SHOWN, multiline=True),
        source=source,
        standing="consistent" if same else "not-checkable",
        reason=CARD.message("same" if same else "read-both"),
    )


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
