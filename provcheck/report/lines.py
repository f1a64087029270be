"""Labelled lines under headings: what the plain forms of a report are made of."""

from collections.abc import Iterable
from dataclasses import dataclass


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
