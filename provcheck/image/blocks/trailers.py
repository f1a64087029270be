"""What stands behind the end of a picture."""

from __future__ import annotations

from provcheck.image.blocks.record import Trailer, TrailerKind

SAMSUNG_EDITS = "PhotoEditor_Re_Edit_Data"
"""Under this name Samsung's gallery keeps a record of edits, JSON, behind the picture."""
_MAX_RECORD = 200_000

# How far into a trailer its kind is looked for.
_LOOK = 65_536
_BEGINNINGS: tuple[tuple[bytes, TrailerKind], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"\x89PNG", "png"),
    (b"%PDF", "pdf"),
)


def trailer(content: bytes, offset: int, *, multi_picture: bool = False) -> Trailer | None:
    """The bytes from ``offset`` on, with their kind; None when there are none.

    ``multi_picture``: the file's own index (CIPA DC-007) says that further pictures follow.
    """
    length = len(content) - offset
    if length <= 0:
        return None
    return Trailer(offset=offset, length=length, kind=_kind(content, offset, multi_picture))


def samsung_edits(content: bytes, offset: int) -> str:
    """Samsung's record of edits behind ``offset`` as text; empty where there is none."""
    start = content.find(SAMSUNG_EDITS.encode(), offset)
    if start < 0:
        return ""
    opening = content.find(b"{", start, start + 200)
    if opening < 0:
        return ""
    return content[opening : opening + _MAX_RECORD].split(b"\0", 1)[0].decode("utf-8", "replace")


def _kind(content: bytes, offset: int, multi_picture: bool) -> TrailerKind:
    head = content[offset : offset + _LOOK]
    body = head.lstrip(b"\0\xff \r\n\t")
    if not body and not content[offset:].strip(b"\0\xff \r\n\t"):
        return "padding"
    # Google and Samsung motion photos: an MP4 (ISO 14496-12) whose first box is "ftyp".
    if b"ftyp" in head[:64] or b"MotionPhoto_Data" in content[offset:]:
        return "motion-photo"
    # Samsung's directory stands at the very end, its magic last.
    if content[-4:] in (b"SEFT", b"QDIO"):
        return "samsung-trailer"
    if multi_picture and b"\xff\xd8\xff" in head:
        return "multi-picture"
    if body.startswith(b"\xd8\xff") or b"\xff\xd8\xff" in head[:1024]:
        return "second-jpeg"
    for beginning, kind in _BEGINNINGS:
        if body.startswith(beginning):
            return kind
    return "text" if _is_text(body[:1024]) else "unknown"


def _is_text(sample: bytes) -> bool:
    text = sample.decode("utf-8", "ignore")
    return len(text) > 3 and sum(c.isprintable() or c in "\r\n\t" for c in text) >= 0.95 * len(
        sample
    )
