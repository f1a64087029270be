"""The report: everything one examination found, immutable and versioned."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from provcheck.model.case import Acquisition, Case
from provcheck.model.checking import CheckRun
from provcheck.model.conclusion import Conclusion
from provcheck.model.dates import TypedDate
from provcheck.model.files import Asset, Exhibit
from provcheck.model.fingerprints import Fingerprint
from provcheck.model.matching import Match
from provcheck.model.message import Message
from provcheck.model.metadata import Metadata
from provcheck.model.references import ReferenceSetInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """What made the report: name, version and the versions of the libraries that decide."""

    name: str
    version: str
    libraries: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotChecked:
    """Something a reader might expect and that was not done, with its reason."""

    check: str
    reason: Message
    text: str = ""


ClockSource = Literal["system", "recorded"]
"""Whose clock a time was read from: this computer's, or as a person entered it."""

HistoryAction = Literal["assessed", "countersigned", "searched", "redacted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyEntry:
    """One step in the life of the bytes. ``time``: ISO 8601, UTC for steps of provcheck itself,
    as recorded for others.

    ``digest``: SHA-256 over the other fields; ``prev``: that of the line before, so that no line
    can be changed, taken out or put in unseen (see ``provcheck.report.chain``).
    """

    seq: int
    time: str
    action: str
    actor: str | None = None
    method: str | None = None
    source_url: str | None = None
    archive_url: str | None = None
    sha256_before: str | None = None
    sha256_after: str | None = None
    tool: str | None = None
    clock_source: ClockSource | None = None
    prev: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Countersignature:
    """A second named person who stands by an assessment. ``date``: ISO 8601, UTC."""

    name: str
    date: str
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The rating of a named person. The machine never sets it."""

    rating: str
    scale: str
    rater: str
    reason: str
    date: str
    countersigned: tuple[Countersignature, ...] = ()


RedactionKind = Literal[
    "position",
    "serial-number",
    "device",
    "text",
    "edit-trail",
    "prompt",
    "credentials",
    "acquisition",
    "listing",
    "evidence",
    "picture",
    "file-name",
    "shared-by",
    "other",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """Something that was taken out of this copy of a report, and how many entries of it."""

    kind: RedactionKind
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A search on the internet that a person made, and what came of it in their words.

    ``at``: when it was recorded, ISO 8601, UTC.
    """

    engine: str
    at: str
    by: str
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """What a person did to the report after it was written, chained like custody.

    ``report_id``: of the version before. ``rating``, ``scale`` and ``reason``: as set by this
    step, so that an assessment that was replaced stays on record.
    """

    seq: int
    time: str
    action: HistoryAction
    report_id: str
    actor: str | None = None
    rating: str | None = None
    scale: str | None = None
    reason: str | None = None
    prev: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Field for field the report JSON.

    ``report_id`` is a digest over all other fields except exhibit data (see
    ``provcheck.report.identity``): a report that was changed by hand no longer fits its id.
    """

    schema: str
    report_id: str
    language: str
    tool: Tool
    created_at: str
    subject: Asset
    metadata: Metadata
    conclusion: Conclusion
    settings_digest: str
    case: Case | None = None
    acquisition: Acquisition | None = None
    fingerprints: tuple[Fingerprint, ...] = ()
    reference_set: ReferenceSetInfo | None = None
    matches: tuple[Match, ...] = ()
    timeline: tuple[TypedDate, ...] = ()
    checks: tuple[CheckRun, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()
    searches: tuple[Search, ...] = ()
    assessment: Assessment | None = None
    custody: tuple[CustodyEntry, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    redactions: tuple[Redaction, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()
