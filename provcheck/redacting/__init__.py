"""A copy of a report that can leave the desk without giving away a source.

What is kept of the file's own statements is a short list, and of that only values made of closed
words, names that many files bear, numbers and times (see ``vocabulary``). Everything else goes:
position, serial numbers, names, texts, prompts, paths, the file's name, the complete listing, who
obtained the file and how, and which desk shared a reference. So do findings that would tell by an
outcome how a claim stands to what went. The copy says what was taken out of it and carries the id
of the whole report, which stays at home. The picture itself shows what it shows, and the desk's own
words (claim, statements, references without who shared them) stay.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime

from provcheck.bookkeeping import utc
from provcheck.model import (
    Acquisition,
    Asset,
    Case,
    CustodyEntry,
    HistoryEntry,
    Match,
    Redaction,
    Report,
    TypedDate,
)
from provcheck.redacting import vocabulary
from provcheck.redacting.entries import Ledger, redacted_dates, redacted_entries
from provcheck.redacting.sentences import (
    redacted_check,
    redacted_conclusion,
    redacted_message,
)
from provcheck.redacting.vocabulary import BLANK
from provcheck.report import linked, next_version, speak

__all__ = ["BLANK", "redact"]

_ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "image/tiff": ".tif",
    "image/bmp": ".bmp",
    "image/heif": ".heic",
    "image/avif": ".avif",
}


def redact(report: Report, *, by: str | None, now: datetime) -> Report:
    """The report without what could lead to a source, as a new version.

    ``by``: who had it made, for the history. ``now``: with time zone.
    """
    ledger = Ledger(Counter({each.kind: each.count for each in report.redactions}))
    subject = _subject(report.subject)
    if subject.name != report.subject.name:
        ledger.take("file-name", report.subject.name)
    if report.acquisition != _acquisition(report.acquisition):
        ledger.take("acquisition")
    matches = tuple(_match(match, ledger) for match in report.matches)
    metadata = redacted_entries(report.metadata, ledger)
    notes = tuple(redacted_message(note, ledger) for note in metadata.notes)
    exhibits = tuple(e for e in report.exhibits if e.kind not in ("thumbnail", "ingredient"))
    ledger.counts["picture"] += len(report.exhibits) - len(exhibits)
    checks = [redacted_check(run, ledger) for run in report.checks]
    places = {each.run.id: each.places for each in checks}
    copy = replace(
        report,
        subject=subject,
        case=None if report.case is None else _case(report.case),
        metadata=replace(metadata, notes=notes),
        matches=matches,
        timeline=tuple(redacted_dates(report.timeline)),
        checks=tuple(each.run for each in checks),
        conclusion=redacted_conclusion(report.conclusion, places, ledger),
        acquisition=_acquisition(report.acquisition),
        custody=linked([_custody(line) for line in report.custody]),
        exhibits=exhibits,
        redactions=_listed(ledger),
    )
    step = HistoryEntry(
        seq=0, time=utc(now), action="redacted", report_id=report.report_id, actor=by
    )
    return speak(next_version(copy, step), report.language)


def _listed(ledger: Ledger) -> tuple[Redaction, ...]:
    counted = sorted(ledger.counts.items())
    return tuple(Redaction(kind=kind, count=count) for kind, count in counted if count)


def _subject(subject: Asset) -> Asset:
    return replace(subject, name="image" + _ENDINGS.get(subject.media_type, ""))


def _acquisition(how: Acquisition | None) -> Acquisition | None:
    return None if how is None else Acquisition(obtained_at=_dated(how.obtained_at))


def _match(match: Match, ledger: Ledger) -> Match:
    """The match without who shared its reference: that says who works with whom."""
    source = match.reference.source
    if source.shared_by is None:
        return match
    ledger.take("shared-by", source.shared_by)
    bare = replace(match.reference, source=replace(source, shared_by=None))
    return replace(match, reference=bare)


def _case(case: Case) -> Case:
    """The desk's own words; the name of the file that they come from goes."""
    return replace(
        case,
        date=_dated(case.date),
        first_seen=_dated(case.first_seen),
        statements=tuple(replace(each, date=_dated(each.date)) for each in case.statements),
    )


def _dated(date: TypedDate | None) -> TypedDate | None:
    return None if date is None else replace(date, source=vocabulary.case_source(date.source))


def _custody(line: CustodyEntry) -> CustodyEntry:
    known = vocabulary.is_term("custody-action", line.action)
    return replace(
        line,
        action=line.action if known else BLANK,
        actor=None,
        method=None,
        source_url=None,
        archive_url=None,
    )
