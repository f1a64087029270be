"""A copy of a report that can leave the desk without giving away a source.

What is kept of the file's own statements is a short list (camera model, exposure, programs, times,
structure); everything else goes: position, serial numbers, names, texts, prompts, paths, the
complete listing, and who obtained the file and how. The copy says what was taken out of it and
carries the id of the whole report, which stays at home. The picture itself shows what it shows,
and the reports' own words (claim, statements) stay.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from provcheck.bookkeeping import utc
from provcheck.model import (
    Acquisition,
    AiMark,
    CheckRun,
    Conclusion,
    Credentials,
    EvidenceRow,
    Finding,
    HistoryEntry,
    Message,
    Metadata,
    MetadataValue,
    Param,
    PlatformTrace,
    Redaction,
    RedactionKind,
    Report,
    Sentence,
)
from provcheck.report import linked, next_version, speak

BLANK = "▮▮▮"
"""What stands in the place of a text that was taken out."""

_ALL = frozenset({"*"})
# Group -> fields that stay. Whatever a later version reads in addition goes until it is listed.
_KEPT: Mapping[str, frozenset[str]] = {
    "camera": frozenset({"make", "model", "lens_make", "lens_model"}),
    "exposure": _ALL,
    "software": frozenset(
        {"software", "processing_software", "creator_tool", "originating_program", "gimp_version"}
    ),
    "time": _ALL,
    "picture": _ALL,
    "jpeg": _ALL,
    "icc": _ALL,
    "thumbnail": _ALL,
    "image": _ALL,
    "ai": frozenset({"digital_source_type", "ai_system", "ai_system_version"}),
}
_KINDS: Mapping[str, RedactionKind] = {
    "gps": "position",
    "body_serial": "serial-number",
    "lens_serial": "serial-number",
    "unique_id": "serial-number",
    "host": "device",
    "trail": "edit-trail",
    "ai": "prompt",
    "text": "text",
    "png": "text",
}
# Entries of the listing whose values may stand in findings as well.
_TELLING = re.compile(
    r"(?i)gps|serial|owner|artist|author|creator|byline|contact|host|user|person|name|path|file"
    r"|prompt|param|comment|caption|description|title|keyword|location|city|address|mail|phone"
)
_PATH = re.compile(r"(?:[A-Za-z]:\\|\\\\|/(?:Users|home|Volumes|mnt|media|private|var)/|file:)\S*")
# Findings that place the camera by what the file says, in numbers that would give it away again.
_OF_POSITION = frozenset({"claim-place.gps-elsewhere", "sun-position.file-at"})
# Sentences that quote the file's texts, however short; and their parameters that are no quotation.
_QUOTING = ("claim-author.other-name", "entries-contradict.", "edit-trail.derived")
_NO_QUOTATION = frozenset({"claimed", "source", "field", "kind"})
_SHORTEST = 4
# A text cut for display is told by its beginning.
_BEGINNING = 12


@dataclass(slots=True)
class _Ledger:
    """What was taken out: how often by kind, and the texts that must not stand anywhere else."""

    counts: Counter[RedactionKind]
    texts: set[str]

    def take(self, kind: RedactionKind, *texts: str) -> None:
        self.counts[kind] += 1
        self.texts |= {t for text in texts if len(t := text.strip()) >= _SHORTEST}


def redact(report: Report, *, by: str | None, now: datetime) -> Report:
    """The report without what could lead to a source, as a new version.

    ``by``: who had it made, for the history. ``now``: with time zone.
    """
    ledger = _Ledger(Counter({each.kind: each.count for each in report.redactions}), set())
    metadata = _metadata(report.metadata, ledger)
    hidden = _Hidden(ledger.texts, report.metadata)
    if report.acquisition != _acquisition(report.acquisition):
        ledger.take("acquisition")
    exhibits = tuple(e for e in report.exhibits if e.kind not in ("thumbnail", "ingredient"))
    ledger.counts["picture"] += len(report.exhibits) - len(exhibits)
    checks = tuple(_check(run, hidden, ledger) for run in report.checks)
    copy = replace(
        report,
        metadata=replace(metadata, notes=tuple(hidden.message(n) for n in metadata.notes)),
        checks=checks,
        conclusion=_conclusion(report.conclusion, hidden),
        acquisition=_acquisition(report.acquisition),
        custody=linked(
            [
                replace(line, actor=None, method=None, source_url=None, archive_url=None)
                for line in report.custody
            ]
        ),
        exhibits=exhibits,
        subject=replace(report.subject, name=hidden.text(report.subject.name)),
    )
    redactions = tuple(
        Redaction(kind=kind, count=count) for kind, count in sorted(ledger.counts.items()) if count
    )
    step = HistoryEntry(
        seq=0, time=utc(now), action="redacted", report_id=report.report_id, actor=by
    )
    return speak(next_version(replace(copy, redactions=redactions), step), report.language)


def _metadata(metadata: Metadata, ledger: _Ledger) -> Metadata:
    groups: dict[str, dict[str, tuple[MetadataValue, ...]]] = {}
    kept: set[str] = set()
    for group, name, value in metadata:
        allowed = _KEPT.get(group, frozenset())
        if (allowed == _ALL or name in allowed) and not _PATH.search(value.value + value.raw):
            fields = groups.setdefault(group, {})
            fields[name] = (*fields.get(name, ()), value)
            kept |= {value.value, value.raw}
        else:
            kind = _KINDS.get(name) or _KINDS.get(group, "other")
            ledger.take(kind, value.value, value.raw)
    for entry in metadata.dump:
        ledger.counts["listing"] += 1
        if _TELLING.search(entry.source) and len(entry.value) >= _SHORTEST:
            ledger.texts.add(entry.value.strip())
    ledger.texts -= {text.strip() for text in kept}
    return replace(
        metadata,
        groups=groups,
        position=None,
        bearing=None,
        ai_marks=tuple(_mark(mark) for mark in metadata.ai_marks),
        traces=tuple(_trace(trace) for trace in metadata.traces),
        credentials=_credentials(metadata.credentials, ledger),
        dump=(),
    )


def _mark(mark: AiMark) -> AiMark:
    return replace(mark, value=BLANK)


def _trace(trace: PlatformTrace) -> PlatformTrace:
    shown = trace.evidence in ("file-name", "picture-size")
    return trace if shown else replace(trace, value=BLANK)


def _credentials(found: Credentials | None, ledger: _Ledger) -> Credentials | None:
    if found is None or found.state == "none":
        return found
    names = (found.signer, found.organisation, found.title, found.remote_url)
    titles = (part.title for part in found.ingredients)
    ledger.take("credentials", *(text for text in (*names, *titles) if text))
    return replace(
        found,
        signer=None,
        organisation=None,
        title=None,
        ingredients=(),
        remote_url=None,
        reason=None,
    )


def _acquisition(how: Acquisition | None) -> Acquisition | None:
    return None if how is None else Acquisition(obtained_at=how.obtained_at)


class _Hidden:
    """Knows which texts must not stand anywhere, and blanks those that do."""

    def __init__(self, texts: Iterable[str], metadata: Metadata) -> None:
        self._texts = sorted({text.casefold() for text in texts}, key=len, reverse=True)
        at = metadata.position
        if at is not None:
            for number in (at.latitude, at.longitude):
                self._texts += [f"{number:.2f}", f"{number:.6f}"[:-4]]

    def text(self, text: str) -> str:
        """The text, or the blank where it holds or begins a text that was taken out."""
        folded = text.casefold()
        beginning = folded.rstrip("…").strip()
        cut = len(beginning) >= _BEGINNING
        for hidden in self._texts:
            if hidden in folded or (cut and hidden.startswith(beginning)):
                return BLANK
        return _PATH.sub(BLANK, text)

    def message(self, message: Message) -> Message:
        """The message with such parameters blanked; replaced as a whole where its numbers tell."""
        if message.id in _OF_POSITION:
            return Message(id="redaction.finding")
        quotes = message.id.startswith(_QUOTING)
        params: dict[str, Param] = {
            key: self._param(key, value, quotes) if isinstance(value, str) else value
            for key, value in message.params.items()
        }
        return replace(message, params=params)

    def _param(self, key: str, value: str, quotes: bool) -> str:
        if key == "raw" or (quotes and key not in _NO_QUOTATION):
            return BLANK
        return self.text(value)


def _check(run: CheckRun, hidden: _Hidden, ledger: _Ledger) -> CheckRun:
    evidence = tuple(row for row in run.evidence if _may_stay(row))
    ledger.counts["evidence"] += len(run.evidence) - len(evidence)
    return replace(
        run,
        findings=tuple(_finding(finding, hidden) for finding in run.findings),
        evidence=tuple(
            replace(row, found=hidden.text(row.found), reason=hidden.message(row.reason))
            for row in evidence
        ),
        reason=None if run.reason is None else hidden.message(run.reason),
    )


def _may_stay(row: EvidenceRow) -> bool:
    """Dates, and what references and the desk's own notes say; not what the file says of place,
    people and texts."""
    return row.aspect == "date" or row.source.startswith(("reference:", "case", "--"))


def _finding(finding: Finding, hidden: _Hidden) -> Finding:
    if finding.message.id in _OF_POSITION:
        return replace(finding, message=hidden.message(finding.message), measures={})
    measures = {
        key: hidden.text(value) if isinstance(value, str) else value
        for key, value in finding.measures.items()
    }
    return replace(finding, message=hidden.message(finding.message), measures=measures)


def _conclusion(conclusion: Conclusion, hidden: _Hidden) -> Conclusion:
    def cleaned(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        return tuple(replace(each, message=hidden.message(each.message)) for each in sentences)

    return replace(
        conclusion,
        flags=tuple(replace(flag, reasons=cleaned(flag.reasons)) for flag in conclusion.flags),
        reasons=cleaned(conclusion.reasons),
        limits=cleaned(conclusion.limits),
    )
