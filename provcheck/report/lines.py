"""Labelled lines under headings: what the plain forms of a report are made of."""

from collections.abc import Iterable
from dataclasses import dataclass

from provcheck.safe_text import safe_text

# A text from a file may be a book; the JSON report has all of it.
_LIMIT = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A labelled value, or a sentence where ``label`` is empty. ``exact``: a digest, an address
    or another text that must not be broken or touched up."""

    text: str
    label: str = ""
    exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A heading of the second order (may be empty) with its lines."""

    title: str = ""
    lines: tuple[Line, ...] = ()


def labelled(*pairs: tuple[str, str | None], exact: bool = False) -> tuple[Line, ...]:
    """A line for each label that has a text."""
    return tuple(Line(label=label, text=text, exact=exact) for label, text in pairs if text)


def sentences(texts: Iterable[str]) -> tuple[Line, ...]:
    """A line without label for each text."""
    return tuple(Line(text=text) for text in texts)


def on_one_line(text: str) -> str:
    """The text made inert, its white space closed up, and cut where it is a book."""
    return safe_text(" ".join(safe_text(text, limit=_LIMIT, multiline=True).split()))
