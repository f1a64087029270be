"""Photoshop image resources: where JPEG, TIFF and PNG files keep IPTC records.

Format: Adobe Photoshop File Formats Specification, "Image Resources Section".
"""

from __future__ import annotations

import struct

from provcheck.image.blocks.walk import Walk

# "8BIM" is Photoshop's; the others are those ExifTool knows of other programs.
_SIGNATURES = (b"8BIM", b"PHUT", b"DCSR", b"AgHg", b"MeSa")
_IPTC, _ICC, _XMP = 0x0404, 0x040F, 0x0424
_MAX_RESOURCES = 500


def read_resources(content: bytes, walk: Walk) -> None:
    """Hand IPTC and XMP resources over to the walk; stops at the first that is broken."""
    place = 0
    for _ in range(_MAX_RESOURCES):
        if content[place : place + 4] not in _SIGNATURES or place + 12 > len(content):
            return
        (number, name_length) = struct.unpack_from(">HB", content, place + 4)
        # The name is a Pascal string, padded so that with its length byte it has an even size.
        start = place + 6 + (name_length + 1) + (name_length + 1) % 2
        if start + 4 > len(content):
            return
        (length,) = struct.unpack_from(">I", content, start)
        data = content[start + 4 : start + 4 + length]
        if number == _IPTC:
            walk.payload("iptc", data)
        elif number == _XMP:
            walk.payload("xmp", data)
        elif number == _ICC and walk.icc is None:
            walk.icc = data
        place = start + 4 + length + length % 2
