"""Printing whether things still hold, a line for each part."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from provcheck.cli.streams import complain, note, result

if TYPE_CHECKING:
    from provcheck.model import Message


class Answer(Protocol):
    """What a part of a report, a package or a story answers."""

    @property
    def ok(self) -> bool | None:
        """Whether the part holds; None where it was not looked at."""

    @property
    def message(self) -> "Message":
        """The sentence about it."""


def told(answers: Iterable[Answer], language: str) -> bool:
    """Print each answer: what holds on stdout, what does not and what was left out on stderr.

    Returns whether nothing failed.
    """
    from provcheck.messages import catalogue

    words = catalogue(language)
    holds = True
    for answer in answers:
        sentence = words.sentence(answer.message)
        if answer.ok is None:
            note(sentence)
        elif answer.ok:
            result(sentence)
        else:
            complain(sentence)
            holds = False
    return holds
