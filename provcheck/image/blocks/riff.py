"""WebP: RIFF chunks (WebP container specification, "Extended File Format")."""

from __future__ import annotations

import struct

from provcheck.image.blocks.record import Blocks
from provcheck.image.blocks.trailers import trailer
from provcheck.image.blocks.walk import Walk


def walk_webp(content: bytes) -> Blocks:
    """Walk a WebP file; never raises."""
    walk = Walk("WEBP")
    (size,) = struct.unpack_from("<I", content.ljust(12, b"\0"), 4)
    end = min(8 + size, len(content))
    if 8 + size > len(content):
        walk.note("no-end-of-image")
    place = 12
    while place + 8 <= end:
        kind, length = struct.unpack_from("<4sI", content, place)
        name = kind.decode("ascii", "replace").strip()
        if not walk.block(name, place, length + 8):
            break
        _read(name, content[place + 8 : min(place + 8 + length, end)], walk)
        place += 8 + length + length % 2
    # A RIFF size is even; the byte that makes it so is no trailer.
    walk.trailer = trailer(content, 8 + size + size % 2)
    return walk.finish()


def _read(name: str, body: bytes, walk: Walk) -> None:
    if name == "EXIF":
        walk.payload("exif", body.removeprefix(b"Exif\0\0"))
    elif name in ("XMP", "XMP\0"):
        walk.payload("xmp", body)
    elif name == "ICCP" and walk.icc is None:
        walk.icc = body
    elif name == "C2PA":
        walk.credentials = True
