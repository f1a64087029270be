"""The report: everything one examination found, immutable and versioned."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyEntry:
    """One step in the life of the bytes. ``time``: ISO 8601, UTC for steps of provcheck itself,
    as recorded for others."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The rating of a named person. The machine never sets it."""

    rating: str
    scale: str
    rater: str
    reason: str
    date: str


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
    assessment: Assessment | None = None
    custody: tuple[CustodyEntry, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()
