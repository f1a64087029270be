"""What every check is given, and the few ways in which it may end.

A check is a module ``some_name.py`` with a ``CARD`` whose id is ``some-name``, a function
``some_name(examination) -> CheckRun``, and a catalogue table ``[some-name]`` in every language
with at least the words in :data:`CARD_WORDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from provcheck.forensics import Traces
from provcheck.image import Subject
from provcheck.model import (
    Case,
    CheckRun,
    EvidenceRow,
    Finding,
    Match,
    Message,
    Metadata,
    Param,
    Reference,
    ReferenceSetInfo,
    Source,
)

CardWord = Literal["title", "sees", "wrong-when", "next", "rate", "shows", "does-not-show"]

CARD_WORDS: tuple[CardWord, ...] = get_args(CardWord)
"""What a card says, in reading order: its title, what it sees, when it is wrong, what to do next,
its measured false-alarm rate with the source, what a finding shows and what it does not show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A check's documentation card: its id and version; the words are in the catalogues.

    ``version`` changes whenever the same picture might get another outcome. ``costly``: takes a
    good part of a second for a picture from a phone; ``scan`` leaves such checks out by default.
    ``decodes``: looks at the picture decoded whole; a quick scan leaves such checks out too.
    """

    id: str
    version: str
    costly: bool = False
    decodes: bool = False

    def key(self, word: CardWord) -> str:
        """The catalogue key of one of the card's texts."""
        return f"{self.id}.{word}"

    def message(self, name: str, /, **params: Param) -> Message:
        """A message from the check's own catalogue table."""
        return Message(id=f"{self.id}.{name}", params=params)


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """Everything a check may look at.

    ``traces``: what its own pixels say, worked out when a check first asks.
    ``matches``: in the report's order, unconfirmed ones with relation ``candidate``.
    ``reference_set`` is None when no set was searched. ``plain``: the picture has too little
    detail for its fingerprints to mean anything. ``now``: the time of the examination, with
    time zone.
    """

    subject: Subject
    traces: Traces
    metadata: Metadata
    now: datetime
    matches: tuple[Match, ...] = ()
    case: Case | None = None
    reference_set: ReferenceSetInfo | None = None
    plain: bool = False

    @property
    def confirmed(self) -> tuple[tuple[int, Match], ...]:
        """The confirmed matches with their places in ``matches``."""
        return tuple((i, match) for i, match in enumerate(self.matches) if match.confirmed)


def found(
    card: Card, findings: Sequence[Finding], evidence: Sequence[EvidenceRow] = ()
) -> CheckRun:
    """The check looked and saw something."""
    return CheckRun(
        id=card.id,
        version=card.version,
        outcome="found",
        findings=tuple(findings),
        evidence=tuple(evidence),
    )


def clear(card: Card, reason: Message, evidence: Sequence[EvidenceRow] = ()) -> CheckRun:
    """The check looked and saw nothing; ``reason`` says what it looked at."""
    return CheckRun(
        id=card.id,
        version=card.version,
        outcome="clear",
        evidence=tuple(evidence),
        reason=reason,
    )


def not_applicable(card: Card, reason: Message) -> CheckRun:
    """There was nothing to look at."""
    return CheckRun(id=card.id, version=card.version, outcome="not-applicable", reason=reason)


def inconclusive(
    card: Card,
    reason: Message,
    findings: Sequence[Finding] = (),
    evidence: Sequence[EvidenceRow] = (),
) -> CheckRun:
    """The check looked and cannot say; ``reason`` says why."""
    return CheckRun(
        id=card.id,
        version=card.version,
        outcome="inconclusive",
        findings=tuple(findings),
        evidence=tuple(evidence),
        reason=reason,
    )


def stated_texts(
    examination: Examination, fields: Sequence[str], of_source: Callable[[Source], str | None]
) -> Iterator[tuple[str, str]]:
    """(text, where it stands): of the file's text fields, then of confirmed matches' records."""
    for field in fields:
        for value in examination.metadata.values("text", field):
            yield value.value, value.source
    for _, match in examination.confirmed:
        text = of_source(match.reference.source)
        if text is not None:
            yield text, reference_source(match.reference)


def reference_source(reference: Reference) -> str:
    """How a reference is named as the source of evidence."""
    return f"reference:{reference.id}"
