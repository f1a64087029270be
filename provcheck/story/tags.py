"""The tags of an HTML text with their exact places, in time proportional to its length.

``html.parser`` takes quadratic time on some unfinished tags and does not tell where a tag ends.
This scanner follows the HTML standard's tokenizer (WHATWG HTML, 13.2.5) as far as a story needs:
start and end tags, attributes, comments, elements whose content is no markup. An unfinished tag
or comment ends the scan, as it ends the page for a browser.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Literal

# Possessive quantifiers throughout: nothing is ever tried twice.
_VALUE = r"\"[^\"]*+\"|'[^']*+'|[^\s\"'>][^\s>]*+"
_PIECE = rf"[\s/]++|(?P<name>[^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?P<value>{_VALUE})?+)?+"
_START = re.compile(r"<([A-Za-z][^\s/>]*+)(?:" + re.sub(r"\?P<\w+>", "?:", _PIECE) + r")*+>")
_ATTRIBUTE = re.compile(_PIECE)
_END = re.compile(r"</([A-Za-z][^\s/>]*+)[^>]*+>")
_RAW_TEXT = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.I)
    for name in ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A start tag, end tag or comment: ``text[start:end]`` is ``raw``. ``name`` in lower case."""

    kind: Literal["start", "end", "comment"]
    name: str
    start: int
    raw: str

    @property
    def end(self) -> int:
        """Where the tag ends."""
        return self.start + len(self.raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """An attribute of a start tag: its place in the tag's raw text, and its decoded value."""

    name: str
    value: str
    start: int
    end: int


def tags(text: str) -> Iterator[Tag]:
    """All tags and comments of the text, in order."""
    place = text.find("<")
    while place != -1:
        found = _tag_at(text, place)
        if found is None:
            return
        if found.kind == "start" or found.kind == "end" or found.raw.startswith("<!--"):
            yield found
        place = found.end
        if found.kind == "start" and found.name in _RAW_TEXT:
            close = _RAW_TEXT[found.name].search(text, place)
            if close is None:
                return
            place = close.start()
        place = text.find("<", place)


def attributes(tag: Tag) -> Iterator[Attribute]:
    """The attributes of a start tag, as they are written."""
    place = 1 + len(tag.name)
    while match := _ATTRIBUTE.match(tag.raw, place):
        if match["name"] is not None:
            written = match["value"] or ""
            quoted = written[:1] in {'"', "'"}
            yield Attribute(
                name=match["name"].lower(),
                value=unescape(written[1:-1] if quoted else written),
                start=match.start(),
                end=match.end(),
            )
        place = match.end()


def _tag_at(text: str, place: int) -> Tag | None:
    """What begins at this ``<``; None when it never ends. A lone ``<`` counts as a comment."""
    if text.startswith("<!--", place):
        end = text.find("-->", place + 2)
        return None if end == -1 else _tag("comment", "", text, place, end + 3)
    if text.startswith(("<!", "<?"), place):
        end = text.find(">", place)
        return None if end == -1 else _tag("comment", "", text, place, end + 1)
    closing = text.startswith("</", place)
    letter = text[place + 1 + closing : place + 2 + closing]
    if not (letter.isascii() and letter.isalpha()):
        return _tag("comment", "", text, place, place + 1)
    match = (_END if closing else _START).match(text, place)
    if match is None:
        return None
    return _tag("end" if closing else "start", match[1].lower(), text, place, match.end())


def _tag(
    kind: Literal["start", "end", "comment"], name: str, text: str, start: int, end: int
) -> Tag:
    return Tag(kind=kind, name=name, start=start, raw=text[start:end])
