"""XMP packets: parsed without entities or recursion, flattened to paths.

ISO 16684-1:2019 (data model, RDF serialisation). A property's path reads like
``xmpMM:History[3]/stEvt:when``; language alternatives carry their language
(``dc:description[x-default]``). Prefixes are the registered ones, whatever the file calls them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provcheck.metadata.gathering import Gathering

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MAX_BYTES = 4_000_000
# A history of 5 000 steps with six fields each has 35 000 elements.
_MAX_NODES = 60_000
# Each element takes one "<" or two; more than this is not even parsed.
_MAX_MARKUP = 3 * _MAX_NODES
_MAX_DEPTH = 100
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XML = "http://www.w3.org/XML/1998/namespace"
_NAMESPACES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/mm/": "xmpMM",
    "http://ns.adobe.com/xap/1.0/rights/": "xmpRights",
    "http://ns.adobe.com/xap/1.0/bj/": "xmpBJ",
    "http://ns.adobe.com/xap/1.0/t/pg/": "xmpTPg",
    "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#": "stEvt",
    "http://ns.adobe.com/xap/1.0/sType/ResourceRef#": "stRef",
    "http://ns.adobe.com/xap/1.0/sType/Version#": "stVer",
    "http://ns.adobe.com/xap/1.0/g/img/": "xmpGImg",
    "http://ns.adobe.com/xmp/note/": "xmpNote",
    "http://ns.adobe.com/xmp/Identifier/qual/1.0/": "xmpidq",
    "http://ns.adobe.com/xmp/1.0/DynamicMedia/": "xmpDM",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://ns.adobe.com/exif/1.0/": "exif",
    "http://ns.adobe.com/exif/1.0/aux/": "aux",
    "http://cipa.jp/exif/1.0/": "exifEX",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/camera-raw-settings/1.0/": "crs",
    "http://ns.adobe.com/lightroom/1.0/": "lr",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "Iptc4xmpCore",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "Iptc4xmpExt",
    "http://ns.useplus.org/ldf/xmp/1.0/": "plus",
    "http://ns.microsoft.com/photo/1.0/": "MicrosoftPhoto",
    "http://ns.microsoft.com/photo/1.0": "MicrosoftPhoto",
    "http://ns.google.com/photos/1.0/camera/": "GCamera",
    "http://ns.google.com/photos/1.0/container/": "Container",
    "http://www.tc260.org.cn/ns/AIGC/1.0/": "TC260",
    "http://purl.org/dc/terms/": "dcterms",
    "http://ns.apple.com/faceinfo/1.0/": "apple-fi",
    "http://www.metadataworkinggroup.com/schemas/regions/": "mwg-rs",
    "http://digikam.org/ns/1.0/": "digiKam",
    "http://www.gimp.org/xmp/": "GIMP",
    "http://darktable.sf.net/": "darktable",
}
# Elements that wrap a value without a name of their own.
_TRANSPARENT = tuple(f"{{{_RDF}}}{name}" for name in ("Seq", "Bag", "Alt", "value"))
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DESCRIPTION = f"{{{_RDF}}}Description"


@dataclass(frozen=True, slots=True)
class Property:
    """One value of a packet: ``path`` as described above, ``text`` as it stands there."""

    path: str
    text: str


class Packet:
    """The properties of one packet, in its order. ``place`` names it in sources (``xmp``)."""

    def __init__(self, place: str, properties: tuple[Property, ...]) -> None:
        self.place = place
        self.properties = properties
        self._by_name: dict[str, list[Property]] = {}
        for each in properties:
            self._by_name.setdefault(each.path.split("[", 1)[0].split("/", 1)[0], []).append(each)

    def under(self, name: str) -> list[Property]:
        """Every value of the top-level property ``name`` (``dc:creator``), parts included."""
        return self._by_name.get(name, [])

    def source(self, path: str) -> str:
        """How a value of this packet names its place: ``xmp:dc:creator[1]``."""
        return f"{self.place}:{path}"


def read_packet(place: str, content: bytes, gathering: Gathering) -> Packet | None:
    """Parse one packet; what is refused or broken becomes a note and None."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    body = _trimmed(content)
    if len(body) > _MAX_BYTES or body.count(b"<") > _MAX_MARKUP:
        gathering.note("xmp-too-large", source=place, size=len(body))
        return None
    root: Element | None
    try:
        root = fromstring(body, forbid_dtd=True)
    except DefusedXmlException:
        gathering.note("xmp-forbidden", source=place)
        return None
    except (ParseError, ValueError, LookupError) as error:
        # LookupError: an encoding that Python does not know.
        root = _from_core(body)
        gathering.note("xmp-unreadable" if root is None else "xmp-damaged", reason=str(error))
        if root is None:
            return None
    return Packet(place, tuple(_flattened(root, place, gathering)))


def _trimmed(content: bytes) -> bytes:
    """Without the padding around it; in UTF-16 every other byte is zero and belongs to it."""
    if content[:2] in (b"\xfe\xff", b"\xff\xfe") or b"\0" in content[:4]:
        return content
    return content.strip(b"\0 \t\r\n")


def _from_core(body: bytes) -> Element | None:
    """What lies between the tags of the RDF part, where only the wrapping is broken."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    # Control characters have no place in XML; programs copy them out of other fields.
    body = _CONTROLS.sub(b" ", body)
    for opening, closing in ((b"<x:xmpmeta", b"</x:xmpmeta>"), (b"<rdf:RDF", b"</rdf:RDF>")):
        start, end = body.find(opening), body.rfind(closing)
        if 0 <= start < end:
            try:
                root: Element = fromstring(body[start : end + len(closing)], forbid_dtd=True)
            except (ParseError, ValueError, LookupError, DefusedXmlException):
                continue
            return root
    return None


def _flattened(root: Element, place: str, gathering: Gathering) -> Iterator[Property]:
    """Walk without recursion, in document order."""
    stack = [(description, "", 0) for description in reversed(_descriptions(root))]
    seen = 0
    while stack:
        element, path, depth = stack.pop()
        seen += 1
        if seen > _MAX_NODES or depth > _MAX_DEPTH:
            gathering.note("xmp-cut", source=place, limit=_MAX_NODES)
            if seen > _MAX_NODES:
                return
            continue
        yield from _attributes(element, path)
        children = list(element)
        if not children:
            text = (element.text or "").strip()
            if text and path:
                yield Property(path, text)
            continue
        stack.extend(reversed([(child, *step) for child, step in _steps(children, path, depth)]))


def _descriptions(root: Element) -> list[Element]:
    """The rdf:Description elements on top; a packet may stand bare or in x:xmpmeta."""
    tag = f"{{{_RDF}}}RDF"
    tops = [root] if root.tag == tag else list(root.iter(tag))[:20]
    return [child for top in tops for child in top]


def _attributes(element: Element, path: str) -> Iterator[Property]:
    for key, stated in element.attrib.items():
        value = stated.strip()
        if not value:
            continue
        if key == f"{{{_RDF}}}resource":
            if path:
                yield Property(path, value)
        elif key.startswith("{") and not key.startswith((f"{{{_RDF}}}", f"{{{_XML}}}")):
            yield Property(_joined(path, key), value)


def _steps(
    children: list[Element], path: str, depth: int
) -> Iterator[tuple[Element, tuple[str, int]]]:
    """Each child with the path it has: containers and descriptions add none of their own."""
    number = 0
    for child in children:
        if child.tag in _TRANSPARENT or (child.tag == _DESCRIPTION and path):
            yield child, (path, depth + 1)
        elif child.tag == f"{{{_RDF}}}li":
            number += 1
            mark = child.get(f"{{{_XML}}}lang") or str(number)
            yield child, (f"{path}[{mark}]", depth + 1)
        elif isinstance(child.tag, str) and child.tag.startswith("{"):
            yield child, (_joined(path, child.tag), depth + 1)


def _joined(path: str, tag: str) -> str:
    uri, _, local = tag[1:].partition("}")
    prefix = _NAMESPACES.get(uri)
    if prefix is None:
        # An unregistered namespace is named by the end of its address.
        prefix = uri.rstrip("/#").rsplit("/", 1)[-1][:40] or "ns"
    name = f"{prefix}:{local}"
    return f"{path}/{name}" if path else name
