"""XML stories: the parts of a NewsML-G2 item that matter here, and where in the bytes they stand.

Expat tells the place of every tag; nothing is serialised again. Document types are refused, and
with them every entity of a file's own: nothing is fetched and nothing grows.
"""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

NAR = "http://iptc.org/std/nar/2006-10-01/"
OURS = "urn:provcheck:attachment:1"

# Items are about ten levels deep, and their news content a few more.
_MAX_DEPTH = 200
# A start tag from its "<" on; ">" may stand in attribute values.
_START_TAG = re.compile(rb"<[^\s/>]++(?:[^\"'>]|\"[^\"]*+\"|'[^']*+')*+>")
# Where formats that NewsML-G2 carries name a picture: remoteContent, NITF, XHTML.
_PICTURES = {"remoteContent": "href", "media-reference": "source", "img": "src", "icon": "href"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """An element: ``content[start:end]``. ``inner``: where its start tag ends."""

    space: str
    name: str
    prefix: str
    attributes: dict[str, str]
    start: int
    inner: int
    end: int


@dataclass(slots=True)
class Item:
    """``metas``: every ``itemMeta``. ``children``: the elements right in one, ``carriers``: ours
    in one of its links, with the number of that child. ``pictures``: addresses."""

    metas: list[Element] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)
    carriers: list[tuple[int, Element]] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)


class NotParsed(Exception):
    """The text is no XML that is read here; carries the reason."""


def parse(content: bytes) -> Item:
    """Find the parts of an item. Raises NotParsed."""
    reader = _Reader(content)
    try:
        reader.parser.Parse(content, True)
    except (expat.ExpatError, ValueError) as error:
        raise NotParsed(f"no well-formed XML: {error}") from error
    return reader.item


_Open = tuple[str, str, str, dict[str, str], int]


class _Reader:
    """Expat's handlers, and the elements that are open."""

    def __init__(self, content: bytes) -> None:
        self.item = Item()
        self._content = content
        self._open: list[_Open] = []
        self.parser = expat.ParserCreate(None, " ")
        self.parser.namespace_prefixes = True
        self.parser.XmlDeclHandler = self._declaration
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if (encoding or "utf-8").lower() not in {"utf-8", "us-ascii"}:
            raise NotParsed("its XML declaration names another encoding than UTF-8")

    def _doctype(
        self, name: str, system: str | None, public: str | None, has_internal: int
    ) -> None:
        raise NotParsed("it has a document type, which may name entities and other files")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, local, prefix = _parts(name)
        if len(self._open) >= _MAX_DEPTH:
            raise NotParsed(f"nested more than {_MAX_DEPTH} levels deep")
        self._open.append((space, local, prefix, attributes, self.parser.CurrentByteIndex))
        if local in _PICTURES and _PICTURES[local] in attributes:
            self.item.pictures.append(attributes[_PICTURES[local]])

    def _end(self, name: str) -> None:
        opened = self._open.pop()
        if opened[:2] == (NAR, "itemMeta"):
            self.item.metas.append(self._element(opened))
        elif self._open and self._open[-1][:2] == (NAR, "itemMeta"):
            self.item.children.append(self._element(opened))
        elif opened[:2] == (OURS, "attachment") and self._in_meta_link():
            self.item.carriers.append((len(self.item.children), self._element(opened)))

    def _in_meta_link(self) -> bool:
        around = [entry[:2] for entry in self._open[-2:]]
        return around == [(NAR, "itemMeta"), (NAR, "link")]

    def _element(self, opened: _Open) -> Element:
        space, name, prefix, attributes, start = opened
        tag = _START_TAG.match(self._content, start)
        inner = tag.end() if tag else start
        end = inner
        if not self._content.endswith(b"/>", start, inner):
            end = self._content.index(b">", self.parser.CurrentByteIndex) + 1
        return Element(
            space=space,
            name=name,
            prefix=prefix,
            attributes=attributes,
            start=start,
            inner=inner,
            end=end,
        )


def _parts(name: str) -> tuple[str, str, str]:
    """Namespace, local name and prefix of a name as expat joins them, each "" if it has none."""
    parts = name.split(" ")
    if len(parts) == 1:
        return "", name, ""
    return parts[0], parts[1], parts[2] if len(parts) > 2 else ""
