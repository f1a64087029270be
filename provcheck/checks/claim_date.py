"""Does the claimed date fit the dates that file, references and desk know?

Two dates only contradict when the stretches of time they may mean do not touch, whatever the
time zone (:class:`provcheck.model.TypedDate`). Dates of saving (modification, file name) say
nothing about when a picture was taken, and are listed as not checkable; so is a time of signing,
unless a trusted signer and a time authority stand for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from provcheck.checks.base import (
    Card,
    Examination,
    clear,
    found,
    inconclusive,
    not_applicable,
    reference_source,
)
from provcheck.model import (
    CheckRun,
    EvidenceRow,
    Finding,
    Match,
    Measure,
    Metadata,
    Param,
    Severity,
    Standing,
    TypedDate,
)

CARD = Card(id="claim-date", version="2")

# Types of a record's date by which the picture must have existed.
_EXISTED = frozenset({"published", "posted", "seen", "indexed", "archived", "capture", "gps"})

# The most telling date of a file first.
_FILE_ORDER = (
    "capture",
    "gps",
    "digitised",
    "signed",
    "history",
    "modified",
    "embedded",
    "file-name",
)


@dataclass(frozen=True, slots=True)
class _Judgement:
    """How one date stands to the claim: ``reason`` and ``sentence`` are message names."""

    standing: Standing
    reason: str
    severity: Severity | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class _Judged:
    """A date and its judgement; ``origin`` is the match a reference's date comes with."""

    date: TypedDate
    judgement: _Judgement
    of_file: bool = False
    own_record: bool = False
    origin: tuple[int, Match] | None = None


_FITS = _Judgement("consistent", "fits")
_LATER = _Judgement("consistent", "reference-later")
_SAVED = _Judgement("not-checkable", "date-of-saving")
_SAVED_BEFORE = _Judgement("not-checkable", "saved-before", "notice", "file-saved-before")
_SCAN = _Judgement("not-checkable", "scan-possible")
_STALE_FIX = _Judgement("not-checkable", "stale-fix")
_CLOCK = _Judgement("not-checkable", "clock-not-set")
_UNKNOWN = _Judgement("not-checkable", "not-a-date-of-existence")
_FILE_STATES = _Judgement("contradicts", "file-states-otherwise", "warning", "file-states")
_SIGNED_BEFORE = _Judgement("contradicts", "signed-before", "warning", "file-signed-before")
_OLDER_REFERENCE = _Judgement("contradicts", "existed-before", "warning", "older-reference")
_SEEN_BEFORE = _Judgement("contradicts", "existed-before", "warning", "seen-before")


def claim_date(examination: Examination) -> CheckRun:
    """Set the claimed date against every typed date; contradictions are warnings."""
    claimed = examination.case.date if examination.case is not None else None
    if claimed is None:
        return not_applicable(CARD, CARD.message("no-claimed-date"))
    judged = list(_judged(examination, claimed))
    rows = [_row(claimed, each) for each in judged]
    findings = [_finding(claimed, each) for each in _telling(judged)]
    if findings:
        return found(CARD, findings, rows)
    # That the first known post has the claimed date is the claim again, not evidence for it.
    if any(each.judgement.standing == "consistent" and not each.own_record for each in judged):
        return clear(CARD, CARD.message("nothing-contradicts", date=claimed.value), rows)
    return inconclusive(CARD, CARD.message("nothing-to-compare", date=claimed.value), (), rows)


def _telling(judged: Sequence[_Judged]) -> Iterator[_Judged]:
    """What becomes a finding: one for the file, one for each record.

    A camera writes one moment into several fields; the rows keep them all.
    """
    file = [each for each in judged if each.of_file and each.judgement.severity is not None]
    if file:
        yield min(file, key=lambda each: _FILE_ORDER.index(each.date.type))
    yield from (each for each in judged if not each.of_file and each.judgement.severity is not None)


def _judged(examination: Examination, claimed: TypedDate) -> Iterator[_Judged]:
    """Every known date with its judgement: of the file, of matched references, of the desk."""
    for date in _without_later_steps(examination.metadata.dates):
        yield _Judged(date, _judge_file_date(date, claimed, examination), of_file=True)
    for index, match in examination.confirmed:
        published = match.reference.source.published_at
        if published is not None:
            date = replace(published, source=reference_source(match.reference))
            judgement = _judge_record(date, claimed, _OLDER_REFERENCE)
            yield _Judged(date, judgement, origin=(index, match))
    first_seen = examination.case.first_seen if examination.case is not None else None
    if first_seen is not None:
        judgement = _judge_record(first_seen, claimed, _SEEN_BEFORE)
        yield _Judged(first_seen, judgement, own_record=True)


def _without_later_steps(dates: Sequence[TypedDate]) -> Iterator[TypedDate]:
    """All dates but those of later steps of an edit history, of which there may be thousands."""
    steps = [date for date in dates if date.type == "history"]
    first = min(steps, key=lambda date: date.span(), default=None)
    yield from (date for date in dates if date.type != "history" or date is first)


def _judge_file_date(date: TypedDate, claimed: TypedDate, examination: Examination) -> _Judgement:
    if date.type == "signed" and date.before(claimed) and _vouched_for(examination.metadata):
        return _SIGNED_BEFORE
    if date.type not in ("capture", "digitised", "gps"):
        return _SAVED_BEFORE if date.before(claimed) else _SAVED
    if _touch(date, claimed):
        return _FITS
    if date.span()[1].year < 1990 or date.span()[0] > examination.now:
        # Before consumer digital cameras, or not yet: a clock nobody set (see dates-contradict).
        return _CLOCK
    if date.type == "digitised" and claimed.before(date):
        return _SCAN
    if date.type == "gps" and _capture_fits(examination.metadata, claimed):
        # Receivers repeat their last fix: 3 of 11 unedited files measured were off by a day or
        # more, so the camera clock goes first.
        return _STALE_FIX
    return _FILE_STATES


def _vouched_for(metadata: Metadata) -> bool:
    """Whether a signer on the user's list and a time authority stand for the time of signing."""
    held = metadata.credentials
    return held is not None and held.state == "trusted" and held.time_stamped


def _judge_record(date: TypedDate, claimed: TypedDate, older: _Judgement) -> _Judgement:
    if date.type not in _EXISTED:
        return _UNKNOWN
    if date.before(claimed):
        return older
    return _FITS if _touch(date, claimed) else _LATER


def _touch(a: TypedDate, b: TypedDate) -> bool:
    return not a.before(b) and not b.before(a)


def _capture_fits(metadata: Metadata, claimed: TypedDate) -> bool:
    return any(date.type == "capture" and _touch(date, claimed) for date in metadata.dates)


def _row(claimed: TypedDate, each: _Judged) -> EvidenceRow:
    return EvidenceRow(
        aspect="date",
        claimed=claimed.value,
        found=each.date.value,
        source=each.date.source,
        standing=each.judgement.standing,
        reason=CARD.message(each.judgement.reason, type=each.date.type),
    )


def _finding(claimed: TypedDate, each: _Judged) -> Finding:
    date, judgement = each.date, each.judgement
    params: dict[str, Param] = {"date": date.value, "type": date.type, "claimed": claimed.value}
    measures: dict[str, Measure] = {"source": date.source}
    if each.origin is not None:
        index, match = each.origin
        params |= {"id": match.reference.id, "name": match.reference.name}
        measures["match"] = index
    message = CARD.message(judgement.sentence, **params)
    return Finding(message=message, severity=judgement.severity or "info", measures=measures)
