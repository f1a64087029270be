"""JPEG: markers, application segments, coding tables, and what follows the end of image.

ITU-T T.81 Annex B; Exif 3.0 section 4.5; XMP specification part 3, section 1.1.3 (Extended XMP);
ICC.1:2022 Annex B.4; CIPA DC-007 (multi-picture format).
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field

from provcheck.image.blocks.huffman import STANDARD_TABLES
from provcheck.image.blocks.photoshop import read_resources
from provcheck.image.blocks.record import Blocks, JpegCoding
from provcheck.image.blocks.trailers import SAMSUNG_EDITS, samsung_edits, trailer
from provcheck.image.blocks.walk import Walk

_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_EXTENDED_XMP = b"http://ns.adobe.com/xmp/extension/\0"
_PACKETS = (b"<?xpacket", b"<x:xmpmeta", b"<rdf:RDF")
_PHOTOSHOP = b"Photoshop 3.0\0"
_ICC = b"ICC_PROFILE\0"
# A marker behind entropy-coded data: not a stuffed zero, a restart, or fill.
_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_NAMES = {
    0xC4: "DHT",
    0xCC: "DAC",
    0xD8: "SOI",
    0xD9: "EOI",
    0xDA: "SOS",
    0xDB: "DQT",
    0xDC: "DNL",
    0xDD: "DRI",
    0xFE: "COM",
}
# The zig-zag order of T.81, figure A.6: the place in row order of each value in file order.
_ZIGZAG = tuple(
    row * 8 + column
    for row, column in sorted(
        ((r, c) for r in range(8) for c in range(8)),
        key=lambda p: (p[0] + p[1], p[0] if (p[0] + p[1]) % 2 else p[1]),
    )
)
_MAX_EXTENDED_XMP = 4_000_000
_MAX_ICC_PARTS = 255


@dataclass(slots=True)
class _Parts:
    """What comes in several segments and is put together at the end."""

    extended: dict[bytes, dict[int, bytes]] = field(default_factory=dict)
    icc: dict[int, bytes] = field(default_factory=dict)
    photoshop: list[bytes] = field(default_factory=list)
    exif: list[bytes] = field(default_factory=list)
    tables: dict[int, tuple[int, ...]] = field(default_factory=dict)
    table_segments: dict[int, bytes] = field(default_factory=dict)
    huffman: list[bool] = field(default_factory=list)
    frame: bytes = b""
    frame_marker: int = 0
    scans: int = 0
    restart: int = 0
    adobe: int | None = None


def walk_jpeg(content: bytes) -> Blocks:
    """Walk a JPEG file from its start of image; never raises."""
    walk, parts = Walk("JPEG"), _Parts()
    end = _walk_segments(content, walk, parts)
    _put_together(walk, parts)
    if end is None:
        walk.note("no-end-of-image")
    else:
        walk.trailer = trailer(content, end, multi_picture=walk.pictures > 1)
        record = samsung_edits(content, end)
        if record:
            walk.text("jpeg:trailer", SAMSUNG_EDITS, record)
    return walk.finish()


def _walk_segments(content: bytes, walk: Walk, parts: _Parts) -> int | None:
    """Visit every segment; the offset behind the end of image, or None when there is none."""
    place = content.find(b"\xff\xd8")
    while 0 <= place < len(content) - 1:
        if content[place] != 0xFF:
            # Some writers leave stray bytes between segments; decoders skip them too.
            found = _MARKER.search(content, place)
            if found is None:
                return None
            place = found.start()
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
        elif marker == 0xD9:
            walk.block("EOI", place, 2)
            return place + 2
        elif marker in (0x00, 0x01, 0xD8) or 0xD0 <= marker <= 0xD7:
            place += 2
        else:
            following = _segment(content, place, marker, walk, parts)
            if following is None:
                return None
            place = following
    return None


def _segment(content: bytes, place: int, marker: int, walk: Walk, parts: _Parts) -> int | None:
    """Read one segment with a length; the offset of what follows, or None at a broken end."""
    if place + 4 > len(content):
        return None
    length = int.from_bytes(content[place + 2 : place + 4], "big")
    if length < 2:
        return place + 2
    body = content[place + 4 : place + 2 + length]
    name = _name(marker, body)
    # Progressive files have many scans; the first says enough for the list.
    repeated = marker in (0xDA, 0xC4) and parts.scans > 0
    if not repeated and not walk.block(name, place, length + 2):
        return None
    _read(marker, body, walk, parts)
    following = place + 2 + length
    if marker != 0xDA:
        return following
    found = _MARKER.search(content, following)
    return None if found is None else found.start()


def _name(marker: int, body: bytes) -> str:
    if marker in _FRAMES:
        return f"SOF{marker - 0xC0}"
    if 0xE0 <= marker <= 0xEF:
        signature = body[:40].split(b"\0", 1)[0]
        if body.startswith(_XMP):
            signature = b"XMP"
        elif body.startswith(_EXTENDED_XMP):
            signature = b"Extended XMP"
        elif marker == 0xEB and body[:2] == b"JP":
            signature = b"JUMBF"
        text = signature.decode("ascii", "replace")
        shown = text if text.isprintable() and "\ufffd" not in text else ""
        return f"APP{marker - 0xE0} {shown[:24]}".strip()
    return _NAMES.get(marker, f"marker {marker:02X}")


def _read(marker: int, body: bytes, walk: Walk, parts: _Parts) -> None:
    """Take from one segment what is needed."""
    if marker in _FRAMES:
        if not parts.frame:
            parts.frame, parts.frame_marker = body, marker
    elif marker == 0xDB:
        if body:
            parts.table_segments.setdefault(body[0] & 15, body)
        _read_tables(body, parts)
    elif marker == 0xC4:
        _read_huffman(body, parts)
    elif marker == 0xDA:
        parts.scans += 1
    elif marker == 0xDD and len(body) >= 2:
        (parts.restart,) = struct.unpack_from(">H", body)
    elif marker == 0xFE:
        text = body.rstrip(b"\0")
        walk.text("jpeg:comment", "", text.decode("utf-8", "replace"))
    elif marker == 0xE1:
        _read_app1(body, walk, parts)
    elif marker == 0xE2:
        _read_app2(body, walk, parts)
    elif marker == 0xEB and b"jumb" in body[:32]:
        walk.credentials = True
    elif marker == 0xED and body.startswith(_PHOTOSHOP):
        parts.photoshop.append(body[len(_PHOTOSHOP) :])
    elif marker == 0xEE and body.startswith(b"Adobe") and len(body) >= 12:
        parts.adobe = body[11]


def _read_app1(body: bytes, walk: Walk, parts: _Parts) -> None:
    if body[:4] in (b"Exif", b"EXIF", b"exif") and len(body) > 6:
        stream = body[6:]
        # More than one segment's worth goes on in the next, without a header of its own.
        if parts.exif and stream[:2] not in (b"II", b"MM"):
            parts.exif[-1] += stream
        else:
            parts.exif.append(stream)
    elif body.startswith(_XMP):
        walk.payload("xmp", body[len(_XMP) :])
    elif body.startswith(_EXTENDED_XMP) and len(body) > len(_EXTENDED_XMP) + 40:
        start = len(_EXTENDED_XMP)
        (offset,) = struct.unpack_from(">I", body, start + 36)
        pieces = parts.extended.setdefault(body[start : start + 32], {})
        if sum(map(len, pieces.values())) < _MAX_EXTENDED_XMP:
            pieces.setdefault(offset, body[start + 40 :])
        else:
            walk.note("xmp-too-large", limit=_MAX_EXTENDED_XMP)
    else:
        # Some writers get the signature wrong; the packet itself is unmistakable.
        start = min((at for at in map(body[:128].find, _PACKETS) if at >= 0), default=-1)
        if start >= 0:
            walk.payload("xmp", body[start:])


def _read_app2(body: bytes, walk: Walk, parts: _Parts) -> None:
    if body.startswith(_ICC) and len(body) > len(_ICC) + 2:
        if len(parts.icc) < _MAX_ICC_PARTS:
            parts.icc.setdefault(body[len(_ICC)], body[len(_ICC) + 2 :])
    elif body.startswith(b"MPF\0"):
        walk.pictures = max(walk.pictures, _pictures(body[4:]))


def _pictures(index: bytes) -> int:
    """The number of pictures that a multi-picture index states (CIPA DC-007, tag 0xB001)."""
    order = ">" if index[:2] == b"MM" else "<"
    if len(index) < 10:
        return 1
    (start,) = struct.unpack_from(f"{order}I", index, 4)
    if not 8 <= start <= len(index) - 2:
        return 1
    (count,) = struct.unpack_from(f"{order}H", index, start)
    for place in range(start + 2, min(start + 2 + 12 * count, len(index) - 11), 12):
        tag, _, _, value = struct.unpack_from(f"{order}HHII", index, place)
        if tag == 0xB001:
            return int(value) if 1 <= value <= 100 else 1
    return 1


def _read_tables(body: bytes, parts: _Parts) -> None:
    place = 0
    while place < len(body):
        wide, number = body[place] >> 4, body[place] & 15
        size = 128 if wide else 64
        values = body[place + 1 : place + 1 + size]
        if len(values) < size:
            return
        listed = struct.unpack(">64H" if wide else "64B", values)
        rows = [0] * 64
        for index, target in enumerate(_ZIGZAG):
            rows[target] = listed[index]
        parts.tables.setdefault(number, tuple(rows))
        place += 1 + size


def _read_huffman(body: bytes, parts: _Parts) -> None:
    if parts.scans:
        return
    place = 0
    while place + 17 <= len(body):
        count = sum(body[place + 1 : place + 17])
        table = body[place : place + 17 + count]
        parts.huffman.append(table in STANDARD_TABLES)
        place += 17 + count


def _put_together(walk: Walk, parts: _Parts) -> None:
    for stream in parts.exif:
        walk.payload("exif", stream)
    for pieces in parts.extended.values():
        walk.payload("xmp", b"".join(pieces[offset] for offset in sorted(pieces)))
    if parts.icc:
        walk.icc = b"".join(parts.icc[number] for number in sorted(parts.icc))
    if parts.photoshop:
        # Photoshop splits its resources wherever a segment is full.
        read_resources(b"".join(parts.photoshop), walk)
    walk.jpeg = _coding(parts)


def _coding(parts: _Parts) -> JpegCoding:
    frame, marker = parts.frame, parts.frame_marker
    bits, height, width, count = struct.unpack_from(">BHHB", frame.ljust(6, b"\0"))
    components = tuple(
        (frame[at], frame[at + 1] >> 4, frame[at + 1] & 15, frame[at + 2])
        for at in range(6, min(6 + 3 * count, len(frame) - 2), 3)
    )
    return JpegCoding(
        tables=parts.tables,
        table_segments=tuple(parts.table_segments[at] for at in sorted(parts.table_segments)),
        width=width,
        height=height,
        bits=bits,
        components=components,
        progressive=marker in (0xC2, 0xC6, 0xCA, 0xCE),
        arithmetic=marker >= 0xC9,
        standard_huffman=all(parts.huffman) if parts.huffman else None,
        scans=parts.scans,
        restart_interval=parts.restart,
        adobe_transform=parts.adobe,
    )
