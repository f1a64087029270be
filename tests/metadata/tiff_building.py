"""Small EXIF blocks and JPEG files, built entry by entry, so that wrong ones can be built too."""

from __future__ import annotations

import io
import struct

from PIL import Image

ASCII, SHORT, LONG, RATIO, UNDEFINED, BYTE = 2, 3, 4, 5, 7, 1
_UNITS = {ASCII: 1, SHORT: 2, LONG: 4, RATIO: 8, UNDEFINED: 1, BYTE: 1}

Entry = tuple[int, int, bytes]


def text(tag: int, value: str | bytes) -> Entry:
    data = value.encode() if isinstance(value, str) else value
    return (tag, ASCII, data + b"\0")


def short(tag: int, value: int) -> Entry:
    return (tag, SHORT, struct.pack("<H", value))


def ratios(tag: int, *values: tuple[int, int]) -> Entry:
    return (tag, RATIO, b"".join(struct.pack("<II", *value) for value in values))


def raw(tag: int, type: int, data: bytes) -> Entry:
    return (tag, type, data)


def directory(entries: list[Entry], start: int, following: int = 0) -> bytes:
    """One little-endian directory at offset ``start`` with its long values behind it."""
    table, values = struct.pack("<H", len(entries)), b""
    base = start + 2 + 12 * len(entries) + 4
    for tag, type, data in sorted(entries):
        table += struct.pack("<HHI", tag, type, len(data) // _UNITS[type])
        if len(data) <= 4:
            table += data.ljust(4, b"\0")
        else:
            table += struct.pack("<I", base + len(values))
            values += data + b"\0" * (len(data) % 2)
    return table + struct.pack("<I", following) + values


def tiff(
    ifd0: list[Entry] | None = None,
    exif: list[Entry] | None = None,
    gps: list[Entry] | None = None,
    thumbnail: bytes | None = None,
) -> bytes:
    """A TIFF stream with these directories."""
    ifd0 = list(ifd0 or [])
    pointers = [(0x8769, exif), (0x8825, gps)]
    placeholder = [(tag, LONG, b"\0" * 4) for tag, part in pointers if part is not None]
    at = 8 + len(directory(ifd0 + placeholder, 8))
    body, links = b"", []
    for tag, part in pointers:
        if part is not None:
            links.append((tag, LONG, struct.pack("<I", at + len(body))))
            body += directory(part, at + len(body))
    following = 0
    if thumbnail is not None:
        following = at + len(body)
        empty = [(0x0201, LONG, b"\0" * 4), (0x0202, LONG, b"\0" * 4)]
        place = following + len(directory(empty, following))
        second = [
            (0x0201, LONG, struct.pack("<I", place)),
            (0x0202, LONG, struct.pack("<I", len(thumbnail))),
        ]
        body += directory(second, following) + thumbnail
    return b"II*\0\x08\0\0\0" + directory(ifd0 + links, 8, following) + body


def picture(width: int = 96, height: int = 64) -> Image.Image:
    """A picture with some structure in every direction."""
    across = Image.linear_gradient("L").resize((width, height)).rotate(90, expand=False)
    down = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", [down, across, Image.radial_gradient("L").resize((width, height))])


def jpeg(exif: bytes | None = None, image: Image.Image | None = None, **options: object) -> bytes:
    """A JPEG file with this TIFF stream as its EXIF block."""
    buffer = io.BytesIO()
    if exif is not None:
        options["exif"] = b"Exif\0\0" + exif
    (image or picture()).save(buffer, "JPEG", **{"quality": 87, **options})
    return buffer.getvalue()
