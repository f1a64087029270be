"""A sentence before it has a language: an id and the values of its placeholders."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Param = str | int | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """``id`` names a sentence in the catalogues; ``params`` fill its placeholders.

    Fractions are passed as fractions (0.032), dates as ISO text, distances in the unit the
    placeholder's format names; the catalogue formats them for its language.
    """

    id: str
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A message, its text in the report's language, and the findings it rests on.

    ``cites`` points into the report: ``matches/0``, ``checks/claim-date/0``.
    """

    message: Message
    text: str = ""
    cites: tuple[str, ...] = ()
