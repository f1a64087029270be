"""EXIF tags through Pillow, for streams on which the first reader gave up."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from provcheck.image.decoding import BROKEN

if TYPE_CHECKING:
    from PIL import Image

_EXIF, _GPS = 0x8769, 0x8825
_POINTERS = (_EXIF, _GPS, 0xA005)
_MAX_TAGS = 500


@dataclass(frozen=True, slots=True)
class ExifTag:
    """One tag: ``values`` is text, bytes, or a list of numbers, as the first reader gives them."""

    values: Any


def exif_tags(stream: bytes) -> dict[str, ExifTag]:
    """The tags of a TIFF stream by the names ``Image Make``, ``EXIF FNumber``, ``GPS GPSLatitude``.

    What Pillow trips over ends the directory it stands in; never raises.
    """
    from PIL import ExifTags, Image

    exif = Image.Exif()
    found: dict[str, ExifTag] = {}
    with warnings.catch_warnings():
        # It warns of each tag that it skips; what matters is said by our own note.
        warnings.simplefilter("ignore")
        try:
            exif.load(b"Exif\0\0" + stream)
        except BROKEN:
            return {}
        for prefix, directory in _directories(exif):
            names = ExifTags.GPSTAGS if prefix == "GPS" else ExifTags.TAGS
            for tag, value in directory[:_MAX_TAGS]:
                name = names.get(tag, f"Tag 0x{tag:04X}")
                if tag not in _POINTERS and not isinstance(value, dict):
                    found[f"{prefix} {_NAMES.get(name, name)}"] = ExifTag(_listed(value))
    return found


def _directories(exif: Image.Exif) -> Iterator[tuple[str, list[tuple[int, Any]]]]:
    for prefix, number in (("Image", None), ("EXIF", _EXIF), ("GPS", _GPS)):
        try:
            directory: Mapping[int, Any] = exif if number is None else exif.get_ifd(number)
            yield prefix, list(directory.items())
        except BROKEN:
            continue


# Where Pillow and exifread name one tag differently.
_NAMES = {
    "GPSDateStamp": "GPSDate",
    "SubsecTime": "SubSecTime",
    "SubsecTimeOriginal": "SubSecTimeOriginal",
    "SubsecTimeDigitized": "SubSecTimeDigitized",
}


def _listed(value: Any) -> Any:
    if isinstance(value, (str, bytes)):
        return value
    return list(value) if isinstance(value, tuple) else [value]
