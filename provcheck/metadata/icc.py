"""The name of a colour profile (ICC.1:2022, sections 7.2, 10.13 and, for version 2, 6.5.17)."""

import struct

# A profile names under 50 tags; a hostile one can claim four billion.
_MAX_TAGS = 200
_MAX_NAME = 500


def profile_name(profile: bytes) -> str | None:
    """The text of the profile's ``desc`` tag, or None when it has none that can be read."""
    if len(profile) < 132:
        return None
    (count,) = struct.unpack_from(">I", profile, 128)
    for index in range(min(count, _MAX_TAGS)):
        place = 132 + 12 * index
        if place + 12 > len(profile):
            return None
        signature, offset, length = struct.unpack_from(">4sII", profile, place)
        if signature == b"desc":
            return _text(profile[offset : offset + length])
    return None


def _text(tag: bytes) -> str | None:
    if tag[:4] == b"desc" and len(tag) >= 12:
        (count,) = struct.unpack_from(">I", tag, 8)
        raw = tag[12 : 12 + min(count, _MAX_NAME)].split(b"\0", 1)[0]
        return raw.decode("ascii", "replace") or None
    if tag[:4] == b"mluc" and len(tag) >= 28:
        length, offset = struct.unpack_from(">II", tag, 20)
        raw = tag[offset : offset + min(length, _MAX_NAME)]
        return raw.decode("utf-16-be", "replace").split("\0", 1)[0] or None
    return None
