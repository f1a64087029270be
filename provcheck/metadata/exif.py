"""EXIF tags through exifread, kept on a short lead: bounded, silent, never raising."""

from __future__ import annotations

import functools
import io
import itertools
import logging
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from provcheck.image import exif_tags
from provcheck.metadata.gathering import Gathering

# What exifread 3.5 is known to raise on broken streams: measured over 2 150 files and a fuzz
# corpus, and read in its issues (#182, #249). Nothing else is caught here.
_BROKEN = (
    UnicodeDecodeError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    KeyError,
    AssertionError,
    EOFError,
    NotImplementedError,
    OverflowError,
    ZeroDivisionError,
    MemoryError,
    RecursionError,
    struct.error,
)

# exifread took at most 498 reads for any of 60 camera files (a TIFF with a thousand strips takes
# some thousand); 200 pointers to one directory that claims 65 535 entries take it 40 seconds.
_MAX_READS = 30_000
# No curated value is longer; exifread itself would read whatever length the entry claims.
_MAX_READ_BYTES = 65_536
_MAX_TAGS = 2000

_EXIFREAD_GROUPS = {"Image": "IFD0", "EXIF": "ExifIFD", "GPS": "GPS"}
# Names in which exifread departs from the Exif 3.0 standard.
_STANDARD_NAMES = {"GPSDate": "GPSDateStamp", "ISOSpeedRatings": "PhotographicSensitivity"}


class Tags:
    """The tags of one stream by exifread's names (``Image Make``), with values decoded safely."""

    def __init__(
        self,
        tags: Mapping[str, Any],
        gathering: Gathering,
        place: str = "exif",
        reader: str = "exifread",
    ) -> None:
        self.reader = reader
        self._tags = tags
        self._gathering = gathering
        self._place = place

    def __bool__(self) -> bool:
        return bool(self._tags)

    def source(self, name: str) -> str:
        """``exif:IFD0:Make`` for ``Image Make``."""
        return f"{self._place}:{_standard_name(name)}"

    def text(self, name: str) -> str | None:
        """A text tag; bytes that are not UTF-8 are read as Windows-1252 and noted as such."""
        value = getattr(self._tags.get(name), "values", None)
        if isinstance(value, bytes):
            self._gathering.note("decoded-as", source=self.source(name), encoding="Windows-1252")
            value = value.decode("cp1252", "replace")
        if not isinstance(value, str):
            return None
        return value.strip("\0 \t\r\n") or None

    def numbers(self, name: str) -> tuple[float, ...] | None:
        """A numeric tag as floats; None when missing or with a zero denominator (noted)."""
        values = getattr(self._tags.get(name), "values", None)
        if not isinstance(values, list) or not values:
            return None
        try:
            # exifread gives floating-point fields as 1-tuples
            return tuple(float(v[0] if isinstance(v, tuple) else v) for v in values)
        except (ZeroDivisionError, ValueError, TypeError, IndexError, OverflowError):
            self._gathering.note(
                "value-unusable", source=self.source(name), raw=self.raw(name) or ""
            )
            return None

    def everything(self) -> Iterator[tuple[str, str]]:
        """(source, value as text) of every tag that was read."""
        for name, tag in self._tags.items():
            is_list = isinstance(getattr(tag, "values", None), list)
            text = None if is_list else self.text(name)
            yield self.source(name), text or self.raw(name) or ""

    def raw(self, name: str) -> str | None:
        """The value as it stands in the file, for the record."""
        values = getattr(self._tags.get(name), "values", None)
        if isinstance(values, list):
            return ", ".join([_plain(value) for value in values[:20]])
        return None if values is None else str(values)


def read_tags(stream: bytes, gathering: Gathering, place: str = "exif") -> Tags:
    """Read the tags of a TIFF stream; whatever goes wrong becomes a note."""
    import exifread

    try:
        with _silenced():
            found = exifread.process_file(
                cast(BinaryIO, _MeteredStream(stream)), details=False, extract_thumbnail=False
            )
    except _BROKEN as error:
        rest = exif_tags(stream)
        name = "exif-partly-read" if rest else "exif-unreadable"
        gathering.note(name, reason=str(error) or type(error).__name__)
        return Tags(rest, gathering, place, "pillow")
    if len(found) > _MAX_TAGS:
        gathering.note("tags-capped", limit=_MAX_TAGS)
        found = dict(list(found.items())[:_MAX_TAGS])
    return Tags(found, gathering, place)


class _MeteredStream:
    """A stream that gives out at most so many bytes at once, and only so many times.

    exifread reads some hundred times a file, so the meter is one function and not a method that
    calls its parent's.
    """

    __slots__ = ("read", "seek", "tell")

    def __init__(self, content: bytes) -> None:
        stream = io.BytesIO(content)
        read_up_to, numbers = stream.read, itertools.repeat(True, _MAX_READS)

        def read(size: int = _MAX_READ_BYTES, /) -> bytes:
            if not next(numbers, False):
                raise EOFError(f"more than {_MAX_READS} reads")
            return read_up_to(size if 0 <= size <= _MAX_READ_BYTES else _MAX_READ_BYTES)

        self.read = read
        self.seek, self.tell = stream.seek, stream.tell


@functools.lru_cache(maxsize=1024)
def _standard_name(name: str) -> str:
    """``IFD0:Make`` for ``Image Make``."""
    group, _, tag = name.partition(" ")
    return f"{_EXIFREAD_GROUPS.get(group, group)}:{_STANDARD_NAMES.get(tag, tag)}"


@contextmanager
def _silenced() -> Iterator[None]:
    """Keep exifread's log quiet: one hostile file of 60 kB writes 5 000 lines of it."""
    log = logging.getLogger("exifread")
    before = log.disabled
    log.disabled = True
    try:
        yield
    finally:
        log.disabled = before


def _plain(value: object) -> str:
    if isinstance(value, tuple) and len(value) == 1:
        value = value[0]
    if isinstance(value, int):
        return str(value)
    numerator = getattr(value, "num", None)
    return str(value) if numerator is None else f"{numerator}/{getattr(value, 'den', None)}"
