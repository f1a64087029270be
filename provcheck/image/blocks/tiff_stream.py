"""A bounded look into a TIFF stream, for the two things exifread leaves out.

exifread with ``details=False`` skips UserComment, and its thumbnail extraction trusts offsets.
This walker reads directory entries only, never follows more than three directories, and every
slice is cut to the stream (TIFF 6.0, section 2; Exif 3.0, section 4.6.2).
"""

import struct
from typing import Literal, NamedTuple

Directory = Literal["IFD0", "IFD1", "ExifIFD"]

# Entries read per directory. Cameras write under 100; a hostile file can claim 65 535.
_MAX_ENTRIES = 500
_EXIF_POINTER = 0x8769
# Bytes per component of the field types 1 to 13 (TIFF 6.0, section 2).
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}


class Entry(NamedTuple):
    """One directory entry: ``offset`` is where its payload starts in the stream."""

    type: int
    items: int
    offset: int

    @property
    def length(self) -> int:
        """Claimed payload length in bytes; may reach beyond the stream."""
        return _length(self.type, self.items)


class TiffStream:
    """A TIFF stream beginning with ``II`` or ``MM``; anything else has no directories."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.order: Literal["<", ">"] = ">" if content[:2] == b"MM" else "<"
        self._directories: dict[Directory, dict[int, Entry]] = {}
        self._whole = content[:2] in (b"II", b"MM") and len(content) >= 8

    def directory(self, name: Directory) -> dict[int, Entry]:
        """Tag number -> entry of one directory; empty where it is missing or broken."""
        if not self._whole:
            return {}
        if name not in self._directories:
            self._directories[name] = self._find(name)
        return self._directories[name]

    def _find(self, name: Directory) -> dict[int, Entry]:
        if name == "ExifIFD":
            pointer = self.directory("IFD0").get(_EXIF_POINTER)
            return self._read(self.value(pointer) or 0)[0]
        entries, following = self._read(self._number(4, "I"))
        return entries if name == "IFD0" else self._read(following)[0]

    def value(self, entry: Entry | None) -> int | None:
        """The first number of a SHORT or LONG entry."""
        if entry is None or entry.type not in (3, 4, 13) or entry.items < 1:
            return None
        return self._number(entry.offset, "H" if entry.type == 3 else "I")

    def payload(self, entry: Entry, limit: int) -> bytes:
        """The entry's bytes, at most ``limit`` and never beyond the stream."""
        return self.content[entry.offset : entry.offset + min(entry.length, limit)]

    def present(self, entry: Entry) -> int:
        """How many of the entry's bytes lie inside the stream."""
        return max(min(entry.length, len(self.content) - entry.offset), 0)

    def _read(self, start: int) -> tuple[dict[int, Entry], int]:
        """The directory at ``start`` and the offset of the one after it."""
        if not 8 <= start <= len(self.content) - 2:
            return {}, 0
        count = self._number(start, "H")
        entries: dict[int, Entry] = {}
        inside = min(count, _MAX_ENTRIES, (len(self.content) - start - 2) // 12)
        table = self.content[start + 2 : start + 2 + 12 * inside]
        fields = struct.iter_unpack(f"{self.order}HHII", table)
        for index, (tag, type, items, value) in enumerate(fields):
            offset = start + 10 + 12 * index if _length(type, items) <= 4 else value
            entries.setdefault(tag, Entry(type, items, offset))
        return entries, self._number(start + 2 + 12 * count, "I")

    def _number(self, place: int, kind: Literal["H", "I"]) -> int:
        """An unsigned number in the stream's byte order; 0 outside of it."""
        size = 2 if kind == "H" else 4
        if not 0 <= place <= len(self.content) - size:
            return 0
        return int(struct.unpack_from(self.order + kind, self.content, place)[0])


def _length(type: int, items: int) -> int:
    return items * _SIZES.get(type, 0)
