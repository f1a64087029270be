"""Does the claimed author fit the creators that the file and matched references name?

Names are compared by their words, whatever order and case: "DOE Jane" is Jane Doe. Another name is
a notice and no more: somebody who posts a picture is often not who took it.
"""

from __future__ import annotations

import re

from provcheck.checks.base import (
    Card,
    Examination,
    clear,
    found,
    inconclusive,
    not_applicable,
    reference_source,
    stated_texts,
)
from provcheck.model import CheckRun, EvidenceRow, Finding

CARD = Card(id="claim-author", version="1")

_FIELDS = ("creator", "artist", "credit")


def claim_author(examination: Examination) -> CheckRun:
    """Set the claimed author against every name that the file and matched references give."""
    claimed = examination.case.author if examination.case is not None else None
    if claimed is None:
        return not_applicable(CARD, CARD.message("no-claimed-author"))
    rows = [
        _row(claimed, name, source)
        for name, source in stated_texts(examination, _FIELDS, lambda source: source.author)
    ]
    others = [row for row in rows if row.standing != "consistent"]
    if others:
        return found(CARD, [_finding(others[0], examination)], rows)
    if rows:
        return clear(CARD, CARD.message("nothing-contradicts", author=claimed), rows)
    return inconclusive(CARD, CARD.message("nothing-to-compare", author=claimed))


def _finding(row: EvidenceRow, examination: Examination) -> Finding:
    """A notice where the file names somebody else, information where only a reference does."""
    for _, match in examination.confirmed:
        if row.source == reference_source(match.reference):
            message = CARD.message(
                "reference-name",
                id=match.reference.id,
                name=match.reference.name,
                found=row.found,
                claimed=row.claimed,
            )
            return Finding(message=message, severity="info")
    message = CARD.message("other-name", found=row.found, source=row.source, claimed=row.claimed)
    return Finding(message=message, severity="notice")


def _row(claimed: str, name: str, source: str) -> EvidenceRow:
    same = _same(claimed, name)
    of_reference = source.startswith("reference:")
    return EvidenceRow(
        aspect="author",
        claimed=claimed,
        found=name,
        source=source,
        # Who took a picture and who brought it up may well be two people.
        standing="consistent" if same else "not-checkable" if of_reference else "contradicts",
        reason=CARD.message("same" if same else "differs"),
    )


def _same(one: str, other: str) -> bool:
    """One name's words are all in the other: agencies append theirs (Jane Doe / Example Photos)."""
    a, b = _words(one), _words(other)
    return bool(a and b) and (a <= b or b <= a)


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]+", name.casefold()))
