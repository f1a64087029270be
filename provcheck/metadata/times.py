"""Dates: what EXIF states, typed, with its offset; and the date in the file name.

EXIF writes ``YYYY:MM:DD HH:MM:SS`` and fills unknown dates with zeros or blanks (Exif 3.0,
section 4.6.5.4). Offsets live in tags of their own since Exif 2.31.
"""

import re

from provcheck.metadata.exif import Tags
from provcheck.metadata.file_names import date_in_name
from provcheck.metadata.gathering import Gathering
from provcheck.model import DateType

# (field, type, exifread's names of the date, of its sub-seconds, of its offset)
_DATES: tuple[tuple[str, DateType, tuple[str, ...], str, str], ...] = (
    (
        "taken",
        "capture",
        ("EXIF DateTimeOriginal", "Image DateTimeOriginal"),
        "EXIF SubSecTimeOriginal",
        "EXIF OffsetTimeOriginal",
    ),
    (
        "digitised",
        "digitised",
        ("EXIF DateTimeDigitized", "Image DateTimeDigitized"),
        "EXIF SubSecTimeDigitized",
        "EXIF OffsetTimeDigitized",
    ),
    ("modified", "modified", ("Image DateTime",), "EXIF SubSecTime", "EXIF OffsetTime"),
)

_EXIF_DATE = re.compile(
    r"(\d{4})[:/.-](\d\d?)[:/.-](\d\d?)"
    r"(?:[ T](\d\d?):(\d\d?)(?::(\d\d?)(?:\.\d+)?)?)?\s*(Z|[+-]\d\d:?\d\d)?",
    re.ASCII,
)
_OFFSET = re.compile(r"Z|([+-])(\d\d):?(\d\d)", re.ASCII)
_MAX_OFFSET_HOURS = 14  # UTC+14 (Kiritimati) is the widest civil time there is


def read_times(tags: Tags, gathering: Gathering) -> None:
    """Gather the EXIF dates, their sub-seconds and offsets."""
    for field, type, names, subsecond, offset in _DATES:
        zone = _zone(tags, offset, gathering)
        for name in names:
            text = tags.text(name)
            if text is not None:
                _read_date(field, type, text, tags.source(name), zone, gathering)
        for part, name in (("subsec", subsecond), ("offset", offset)):
            value = tags.text(name)
            if value is not None:
                gathering.add(
                    "time", f"{field}_{part}", value, source=tags.source(name), reader="exifread"
                )


def read_file_name(name: str, gathering: Gathering) -> None:
    """Gather the date that a messenger or phone wrote into the file name."""
    found = date_in_name(name)
    if found is None:
        return
    iso, kind = found
    source = f"file-name:{kind}"
    if gathering.date(iso, type="file-name", source=source):
        gathering.add("time", "file_name", iso, raw=name, source=source, reader="provcheck")


def _read_date(
    field: str, type: DateType, text: str, source: str, zone: str, gathering: Gathering
) -> None:
    if not text.strip("0:/.-T \0"):
        gathering.note("date-blank", source=source)
        return
    match = _EXIF_DATE.fullmatch(text)
    if match is None:
        gathering.note("date-impossible", source=source, raw=text)
        return
    iso = _iso(match, zone)
    if gathering.date(iso, type=type, source=source):
        gathering.add("time", field, iso, raw=text, source=source, reader="exifread")


def _iso(match: re.Match[str], zone: str) -> str:
    year, month, day, hour, minute, second, own_zone = match.groups()
    iso = f"{year}-{int(month):02d}-{int(day):02d}"
    if hour is None:
        return iso
    iso += f"T{int(hour):02d}:{int(minute):02d}"
    if second is not None:
        iso += f":{int(second):02d}"
    return iso + (own_zone or zone)


def _zone(tags: Tags, name: str, gathering: Gathering) -> str:
    """The offset as ``+HH:MM``, or nothing when missing, blank or impossible (noted)."""
    text = tags.text(name)
    if text is None or not text.strip(": "):
        return ""
    match = _OFFSET.fullmatch(text)
    if match is None or (match[2] and (int(match[2]) > _MAX_OFFSET_HOURS or int(match[3]) > 59)):
        gathering.note("offset-impossible", source=tags.source(name), raw=text)
        return ""
    return "Z" if match[1] is None else f"{match[1]}{match[2]}:{match[3]}"
