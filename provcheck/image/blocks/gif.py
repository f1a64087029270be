"""GIF: comments, XMP and profiles in application extensions, trailer.

GIF89a specification, sections 23 to 26; XMP specification part 3, section 1.1.2.
"""

from __future__ import annotations

from provcheck.image.blocks.record import Blocks
from provcheck.image.blocks.trailers import trailer
from provcheck.image.blocks.walk import Walk

# The trailer that makes XMP readable as sub-blocks: 0x01, then 0xFF down to 0x00, then 0x00.
_XMP_TAIL = b"\x01\xff\xfe"


def walk_gif(content: bytes) -> Blocks:
    """Walk a GIF file; never raises."""
    walk = Walk("GIF")
    place = 13
    if len(content) > 10 and content[10] & 0x80:
        place += 3 << ((content[10] & 7) + 1)
    frames = 0
    while place < len(content):
        lead = content[place]
        if lead == 0x3B:
            walk.trailer = trailer(content, place + 1)
            return walk.finish()
        if lead == 0x2C and place + 10 <= len(content):
            frames += 1
            if frames == 1:
                walk.block("image", place, 10)
            flags = content[place + 9]
            place += 10 + ((3 << ((flags & 7) + 1)) if flags & 0x80 else 0) + 1
            place = _skip(content, place)
        elif lead == 0x21:
            following = _extension(content, place, walk)
            if following is None:
                break
            place = following
        else:
            break
    walk.note("no-end-of-image")
    return walk.finish()


def _extension(content: bytes, place: int, walk: Walk) -> int | None:
    label = content[place + 1] if place + 1 < len(content) else 0
    body = place + 2
    if label == 0xFE:
        text = _joined(content, body)
        walk.text("gif:comment", "", text.rstrip(b"\0").decode("utf-8", "replace"))
    elif label == 0xFF and content[body : body + 1] == b"\x0b":
        name = content[body + 1 : body + 12]
        if not walk.block(f"application {name[:8].decode('ascii', 'replace').strip()}", place, 14):
            return None
        if name == b"XMP DataXMP":
            end = content.find(_XMP_TAIL, body + 12)
            if end >= 0:
                walk.payload("xmp", content[body + 12 : end])
                return end + 258
        elif name.startswith(b"C2PA_GIF"):
            walk.credentials = True
        elif name == b"ICCRGBG1012" and walk.icc is None:
            walk.icc = _joined(content, body + 12)
    return _skip(content, body)


def _skip(content: bytes, place: int) -> int:
    """The offset behind the sub-blocks that start at ``place``."""
    while place < len(content) and content[place]:
        place += 1 + content[place]
    return place + 1


def _joined(content: bytes, place: int, limit: int = 1_000_000) -> bytes:
    parts = bytearray()
    while place < len(content) and content[place] and len(parts) < limit:
        parts += content[place + 1 : place + 1 + content[place]]
        place += 1 + content[place]
    return bytes(parts)
