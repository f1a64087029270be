"""PNG: chunks with bounded inflation, texts, profiles that ImageMagick writes as text, trailer.

PNG 3rd edition (W3C), sections 5.3, 11.3; XMP specification part 3, section 1.1.5; "Raw profile
type" texts as ImageMagick and ExifTool write them.
"""

from __future__ import annotations

import re
import struct
import zlib

from provcheck.image.blocks.photoshop import read_resources
from provcheck.image.blocks.record import Blocks
from provcheck.image.blocks.trailers import trailer
from provcheck.image.blocks.walk import Walk

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_XMP_KEY = "XML:com.adobe.xmp"
# Most that one compressed text or profile may grow to.
_MAX_INFLATED = 4_000_000
_RAW_PROFILE = re.compile(r"raw profile type (\w+)", re.IGNORECASE)


def walk_png(content: bytes) -> Blocks:
    """Walk a PNG file; never raises."""
    walk = Walk("PNG")
    place = len(SIGNATURE)
    ended = False
    while place + 8 <= len(content):
        (length, kind) = struct.unpack_from(">I4s", content, place)
        name = kind.decode("latin-1")
        if not name.isascii() or not name.isalpha():
            walk.note("chunk-broken", offset=place)
            break
        # Picture data comes in hundreds of chunks; the first says enough for the list.
        again = name == "IDAT" and walk.listed(name)
        if not again and not walk.block(name, place, length + 12):
            break
        if name == "IEND":
            ended = True
            walk.trailer = trailer(content, place + 12)
            break
        if name != "IDAT":
            _read(name, content[place + 8 : place + 8 + length], walk)
        place += 12 + length
    if not ended:
        walk.note("no-end-of-image")
    return walk.finish()


def _read(name: str, body: bytes, walk: Walk) -> None:
    if name in ("eXIf", "zxIf"):
        walk.payload("exif", body.removeprefix(b"Exif\0\0"))
    elif name == "iCCP":
        key, _, rest = body.partition(b"\0")
        if walk.icc is None and rest:
            walk.icc = _inflated(rest[1:], walk, "iCCP")
    elif name == "caBX":
        walk.credentials = True
    elif name == "tEXt":
        key, _, text = body.partition(b"\0")
        _text(key, text.decode("latin-1"), walk)
    elif name == "zTXt":
        key, _, rest = body.partition(b"\0")
        _text(key, _inflated(rest[1:], walk, "zTXt").decode("latin-1"), walk)
    elif name == "iTXt":
        _international(body, walk)
    elif name == "tIME" and len(body) == 7:
        year, *parts = struct.unpack(">H5B", body)
        month, day, hour, minute, second = parts
        stamp = f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}Z"
        walk.text("png:tIME", "", stamp)


def _international(body: bytes, walk: Walk) -> None:
    key, _, rest = body.partition(b"\0")
    if len(rest) < 2:
        return
    compressed = rest[0] == 1
    parts = rest[2:].split(b"\0", 2)
    if len(parts) < 3:
        return
    data = _inflated(parts[2], walk, "iTXt") if compressed else parts[2]
    if key.decode("latin-1") == _XMP_KEY:
        walk.payload("xmp", data)
    else:
        _text(key, data.decode("utf-8", "replace"), walk)


def _text(key: bytes, text: str, walk: Walk) -> None:
    name = key.decode("latin-1")
    profile = _RAW_PROFILE.fullmatch(name.strip())
    if profile is None:
        if name == _XMP_KEY:
            walk.payload("xmp", text.encode("latin-1", "replace"))
        else:
            walk.text("png", name, text)
        return
    data = _hex(text)
    if data is None:
        walk.note("profile-broken", name=name)
    else:
        _raw_profile(profile[1].lower(), data, walk)


def _raw_profile(kind: str, data: bytes, walk: Walk) -> None:
    if kind in ("exif", "app1"):
        if data.startswith(b"Exif\0\0"):
            walk.payload("exif", data[6:])
        elif data[:2] in (b"II", b"MM"):
            walk.payload("exif", data)
        elif data.startswith(b"http://ns.adobe.com/xap/1.0/\0"):
            walk.payload("xmp", data.split(b"\0", 1)[1])
    elif kind == "xmp":
        walk.payload("xmp", data)
    elif kind in ("iptc", "8bim", "app13"):
        resources = data.removeprefix(b"Photoshop 3.0\0")
        if resources.startswith(b"8BIM"):
            read_resources(resources, walk)
        else:
            walk.payload("iptc", data)
    elif kind in ("icc", "icm") and walk.icc is None:
        walk.icc = data


def _hex(text: str) -> bytes | None:
    """The bytes of a raw profile: a line with its name, one with its length, then hex digits."""
    lines = text.strip().split("\n", 2)
    if len(lines) < 3:
        return None
    try:
        return bytes.fromhex("".join(lines[2].split()))
    except ValueError:
        return None


def _inflated(data: bytes, walk: Walk, name: str) -> bytes:
    """Inflate up to the limit; what is broken gives what came before the break."""
    engine = zlib.decompressobj()
    try:
        out = engine.decompress(data, _MAX_INFLATED)
    except zlib.error:
        walk.note("chunk-damaged", name=name)
        return b""
    if engine.unconsumed_tail:
        walk.note("chunk-too-large", name=name, limit=_MAX_INFLATED)
    return out
