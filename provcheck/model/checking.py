"""What checks return."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from provcheck.model.files import Region
from provcheck.model.message import Message

Severity = Literal["info", "notice", "warning", "alert"]
Outcome = Literal["found", "clear", "not-applicable", "inconclusive", "failed"]
Standing = Literal["consistent", "contradicts", "not-checkable"]

Measure = int | float | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing one check saw. ``text`` is ``message`` in the report's language.

    ``regions``: pixels of the subject as displayed. ``measures``: the numbers behind it.
    ``exhibits``: ids of exhibits.
    """

    message: Message
    severity: Severity
    text: str = ""
    regions: tuple[Region, ...] = ()
    measures: Mapping[str, Measure] = field(default_factory=dict)
    exhibits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """One cell of "claim against evidence": what is claimed, what was found, how they stand.

    ``aspect``: date, place, author or caption. ``found`` is data (a date, a place name with a
    distance), ``source`` the record it comes from, ``reason`` why it stands so.
    """

    aspect: Literal["date", "place", "author", "caption"]
    claimed: str
    found: str
    source: str
    standing: Standing
    reason: Message
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRun:
    """How one check ended. ``reason`` says why it was not applicable, inconclusive or failed."""

    id: str
    version: str
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    evidence: tuple[EvidenceRow, ...] = ()
    reason: Message | None = None
    text: str = ""
