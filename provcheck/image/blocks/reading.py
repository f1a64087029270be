"""Which walker a file gets, by its first bytes."""

from __future__ import annotations

from provcheck.image.blocks.bmff import walk_bmff
from provcheck.image.blocks.gif import walk_gif
from provcheck.image.blocks.jpeg import walk_jpeg
from provcheck.image.blocks.png import SIGNATURE, walk_png
from provcheck.image.blocks.record import Blocks
from provcheck.image.blocks.riff import walk_webp
from provcheck.image.blocks.tiff import walk_tiff

_HEAD = 4096
_TIFF = (b"II*\0", b"MM\0*")
_AVIF = (b"avif", b"avis")
_HEIF = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1")


def read_blocks(content: bytes) -> Blocks:
    """Walk the container that the first bytes name; an empty record for any other. Never raises."""
    if content.startswith(b"\xff\xd8"):
        return walk_jpeg(content)
    if content.startswith(SIGNATURE):
        return walk_png(content)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return walk_webp(content)
    if content.startswith((b"GIF87a", b"GIF89a")):
        return walk_gif(content)
    if content.startswith(_TIFF):
        return walk_tiff(content)
    if content[4:8] == b"ftyp":
        format = bmff_format(content)
        if format is not None:
            return walk_bmff(content, format)
    return Blocks(format="BMP" if content.startswith(b"BM") else "unknown")


def is_image(content: bytes) -> bool:
    """True where the first bytes are those of a picture's container."""
    head = content[:_HEAD]
    # Two letters begin a BMP, and many a text; a text has no null bytes.
    return read_blocks(head).format != "unknown" and not (
        head.startswith(b"BM") and head[6:10] != b"\0\0\0\0"
    )


def bmff_format(content: bytes) -> str | None:
    """``AVIF`` or ``HEIF`` by the brands that an ISO file names; None for films and others."""
    if content[4:8] != b"ftyp":
        return None
    size = min(int.from_bytes(content[:4], "big"), 256)
    brands = [content[8:12], *(content[at : at + 4] for at in range(16, size, 4))]
    if any(brand in _AVIF for brand in brands):
        return "AVIF"
    return "HEIF" if any(brand in _HEIF for brand in brands) else None
