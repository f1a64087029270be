"""What the machine concludes. It is never a rating."""

from dataclasses import dataclass
from typing import Literal

from provcheck.model.message import Sentence

FlagName = Literal["reused", "edited", "context", "ai", "credentials"]

Status = Literal[
    "match-identical",
    "match-same-image",
    "match-differs",
    "match-partial",
    "candidate",
    "no-match",
    "not-comparable",
    "incomplete",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One of five closed words, with the findings that raised it."""

    flag: FlagName
    reasons: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """``reasons`` opens with the one-sentence summary; ``limits`` say what it does not show."""

    status: Status
    flags: tuple[Flag, ...] = ()
    reasons: tuple[Sentence, ...] = ()
    limits: tuple[Sentence, ...] = ()
