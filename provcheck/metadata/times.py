"""Dates: what EXIF and XMP state, typed, with their offsets; and the date in the file name.

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
    r"(?:[ T:](\d\d?):(\d\d?)(?::(\d\d?)(?:\.\d+)?)?)?\s*(Z|[+-]\d\d:?\d\d)?",
    re.ASCII,
)
# A year or a month alone, as XMP writes them and as EXIF does with zeros for what is unknown.
_PARTIAL = re.compile(r"\d{4}(?:[:-]\d\d(?:[:-]00)?)?", re.ASCII)
_OFFSET = re.compile(r"Z|([+-])(\d\d):?(\d\d)", re.ASCII)
_MAX_OFFSET_HOURS = 14  # UTC+14 (Kiritimati) is the widest civil time there is


def read_times(tags: Tags, gathering: Gathering) -> None:
    """Gather the EXIF dates, their sub-seconds and offsets."""
    for field, type, names, subsecond, offset in _DATES:
        zone = _zone(tags, offset, gathering)
        for name in names:
            text = tags.text(name)
            if text is not None:
                stated_date(
                    field,
                    type,
                    text,
                    gathering,
                    source=tags.source(name),
                    reader=tags.reader,
                    zone=zone,
                )
        for part, name in (("subsec", subsecond), ("offset", offset)):
            value = tags.text(name)
            if value is not None:
                gathering.add(
                    "time", f"{field}_{part}", value, source=tags.source(name), reader=tags.reader
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


def stated_date(
    field: str,
    type: DateType,
    text: str,
    gathering: Gathering,
    *,
    source: str,
    reader: str,
    zone: str = "",
) -> None:
    """Gather a date as EXIF or XMP write it; what is no date is noted.

    ``zone``: the offset that a field of its own states, for texts without one.
    """
    iso = iso_date(text, zone)
    if iso == "":
        gathering.note("date-blank", source=source)
    elif iso is None:
        gathering.note("date-impossible", source=source, raw=text)
    elif gathering.date(iso, type=type, source=source):
        gathering.add("time", field, iso, raw=text, source=source, reader=reader)


def iso_date(text: str, zone: str = "") -> str | None:
    """ISO text of a stated date; empty for a blank one, None where it is no date at all."""
    stripped = text.strip()
    if not stripped.strip("0:/.-T+Z \0"):
        return ""
    if _PARTIAL.fullmatch(stripped):
        return stripped.replace(":", "-").removesuffix("-00").removesuffix("-00")
    match = _EXIF_DATE.fullmatch(stripped)
    return None if match is None else _iso(match, zone)


def _iso(match: re.Match[str], zone: str) -> str:
    year, month, day, hour, minute, second, own_zone = match.groups()
    own_zone = _with_colon(own_zone)
    iso = f"{year}-{int(month):02d}-{int(day):02d}"
    if hour is None:
        return iso
    iso += f"T{int(hour):02d}:{int(minute):02d}"
    if second is not None:
        iso += f":{int(second):02d}"
    return iso + (own_zone or zone)


def _with_colon(zone: str | None) -> str:
    """``+0200`` -> ``+02:00``."""
    if zone is None or zone == "Z" or ":" in zone:
        return zone or ""
    return f"{zone[:3]}:{zone[3:]}"


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
