"""What stays of checks and conclusion: no sentence quotes or measures what was taken out, and none
tells by its being there, or by its absence, how a claim stands to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from provcheck.model import (
    CheckRun,
    Conclusion,
    EvidenceRow,
    Finding,
    Measure,
    Message,
    Param,
    Sentence,
)
from provcheck.redacting import vocabulary
from provcheck.redacting.entries import Ledger, known_code
from provcheck.redacting.vocabulary import BLANK

_NOT_TOLD = Message(id="redaction.not-told")
# Findings that set the claim, or the camera's clock, against entries that were taken out.
_COMPARING = frozenset(
    {
        "claim-place.gps-elsewhere",
        "sun-position.file-at",
        "claim-author.other-name",
        "dates-contradict.gps",
    }
)
# Sentences whose free texts are the desk's own: the claim, and names and places of references.
_OF_DESK = ("claim-", "reference-", "conclude.", "sun-position.", "not-checked-reason.")
_CAPTIONS, _REFERENCE_NAME = "claim-caption.captions", "claim-author.reference-name"
_ID = re.compile(r"[0-9a-f]{16}", re.ASCII)
_ENCODINGS = frozenset({"Windows-1252", "UTF-8", "UTF-16"})


@dataclass(frozen=True, slots=True)
class Redacted:
    """A check without what would tell; ``places``: old place of a finding -> new one."""

    run: CheckRun
    places: Mapping[int, int]


def redacted_check(run: CheckRun, ledger: Ledger) -> Redacted:
    """The check; where all that it found rested on what was taken out, it tells nothing."""
    rows = tuple(_row(row, ledger) for row in run.evidence if _may_stay(row))
    withheld = len(rows) < len(run.evidence)
    # By the rows and not by the findings: a finding more would tell that something differed.
    ledger.counts["evidence"] += len(run.evidence) - len(rows)
    kept = [
        (place, finding)
        for place, finding in enumerate(run.findings)
        if not _compares(finding.message) and _stands(finding.message.id, withheld, bool(rows))
    ]
    findings = tuple(_finding(finding, ledger, len(rows)) for _, finding in kept)
    places = {old: new for new, (old, _) in enumerate(kept)}
    silent = withheld or len(kept) < len(run.findings)
    reason = None if run.reason is None else redacted_message(run.reason, ledger)
    bare = replace(run, findings=findings, evidence=rows, reason=reason, text="")
    if silent and not findings and not _still_clear(run, rows):
        bare = replace(bare, outcome="inconclusive", reason=_NOT_TOLD)
    return Redacted(bare, places)


def _still_clear(run: CheckRun, rows: tuple[EvidenceRow, ...]) -> bool:
    """Dates that stay still say so; a place or a name that fits would be told by it."""
    fits = any(row.aspect == "date" and row.standing == "consistent" for row in rows)
    return run.outcome == "clear" and fits


def _stands(id: str, withheld: bool, some_left: bool) -> bool:
    """Whether a sentence can be said by the rows that are left.

    Another name in a reference is only found where the file's own names are the claimed one.
    """
    return some_left if id == _CAPTIONS else not (withheld and id == _REFERENCE_NAME)


def _compares(message: Message) -> bool:
    return message.id in _COMPARING or message.params.get("type") == "gps"


def _may_stay(row: EvidenceRow) -> bool:
    """Dates, and what references and the desk's own notes say; not what the file says of place,
    people and texts."""
    of_file = not row.source.startswith(("reference:", "case", "--"))
    return not _compares(row.reason) and (row.aspect == "date" or not of_file)


def _row(row: EvidenceRow, ledger: Ledger) -> EvidenceRow:
    of_desk = row.source.startswith(("reference:", "case", "--"))
    return replace(
        row,
        found=row.found if of_desk or vocabulary.is_date(row.found) else BLANK,
        source=vocabulary.source(row.source),
        reason=redacted_message(row.reason, ledger),
        text="",
    )


def _finding(finding: Finding, ledger: Ledger, rows: int) -> Finding:
    message = redacted_message(finding.message, ledger)
    if message.id == _CAPTIONS:
        message = replace(message, params={"count": rows})
    measures = {key: _measure(key, value) for key, value in finding.measures.items()}
    return replace(finding, message=message, measures=measures, text="")


def _measure(key: str, value: Measure) -> Measure:
    if not isinstance(value, str):
        return value
    if key == "source":
        return vocabulary.source(value)
    if key == "codes":
        return ", ".join(known_code(code) for code in value.split(", "))
    known = (
        vocabulary.is_term("saved-sign", value.replace(", ", "|"))
        or vocabulary.is_source_type(value)
        or vocabulary.is_writer(value)
        or value in ("", "strong", "medium", "weak")
    )
    return value if known else BLANK


def redacted_message(message: Message, ledger: Ledger) -> Message:
    """The message with every parameter blanked that is not made of closed words, names or numbers.

    One that no catalogue knows is replaced: nobody can say what its parameters are.
    """
    if _compares(message) or message.id not in vocabulary.words():
        return _NOT_TOLD
    styles = vocabulary.words().formats(message.id)
    params: dict[str, Param] = {}
    for key, value in message.params.items():
        if not isinstance(value, str):
            params[key] = value
        elif key not in styles and key != "source":
            # Nothing prints it; of these only the id of a reference is ours.
            params[key] = value if key == "id" and _ID.fullmatch(value) else BLANK
        elif (style := styles.get(key)) is not None:
            params[key] = _styled(style, value)
        else:
            params[key] = _plain(message.id, key, value, ledger)
    return replace(message, params=params)


def _styled(style: str, value: str) -> str:
    """A date or a word of a closed list stays; the catalogue writes no other text in this place."""
    known = vocabulary.is_date(value) if style == "date" else vocabulary.is_term(style, value)
    return value if known else BLANK


def _plain(id: str, key: str, value: str, ledger: Ledger) -> str:
    if key.startswith("source"):
        return vocabulary.source(value)
    if id.startswith(_OF_DESK):
        return value
    if key in ("software", "camera", "program"):
        return value if vocabulary.is_name(value) and not ledger.holds(value) else BLANK
    closed = (vocabulary.is_measured, vocabulary.is_platform, vocabulary.is_writer)
    return value if value in _ENCODINGS or any(check(value) for check in closed) else BLANK


def redacted_conclusion(
    conclusion: Conclusion, places: Mapping[str, Mapping[int, int]], ledger: Ledger
) -> Conclusion:
    """The conclusion without sentences that rest on findings which went, nor flags only they raise.

    ``places``: check -> old place of a finding -> new one.
    """

    def told(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        moved = (_moved(each, places, ledger) for each in sentences)
        return tuple(each for each in moved if each is not None)

    flags = (replace(flag, reasons=told(flag.reasons)) for flag in conclusion.flags)
    return replace(
        conclusion,
        flags=tuple(flag for flag in flags if flag.reasons),
        reasons=told(conclusion.reasons),
        limits=told(conclusion.limits),
    )


def _moved(
    sentence: Sentence, places: Mapping[str, Mapping[int, int]], ledger: Ledger
) -> Sentence | None:
    """The sentence with what it cites at its new place; None where that went."""
    if _compares(sentence.message):
        return None
    cites: list[str] = []
    for cite in sentence.cites:
        kind, _, rest = cite.partition("/")
        check, _, place = rest.partition("/")
        if kind == "checks" and check in places and place.isdecimal():
            if int(place) not in places[check]:
                return None
            cite = f"checks/{check}/{places[check][int(place)]}"
        cites.append(cite)
    message = redacted_message(sentence.message, ledger)
    return replace(sentence, message=message, cites=tuple(cites), text="")
