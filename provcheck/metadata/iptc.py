"""IPTC-IIM records: the captions and credits that agencies write (IIM 4.2, chapters 1, 5 and 6).

Text is UTF-8 where the envelope says so (1:90), otherwise UTF-8 if it is valid and Windows-1252
if not; that is noted.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from provcheck.metadata.gathering import Gathering

_READER = "provcheck"
_MAX_RECORDS = 2000
_UTF8 = b"\x1b%G"

# Data set of record 2 -> (group, field). IIM 4.2, chapter 6.
_FIELDS = {
    5: ("text", "title"),
    10: ("text", "urgency"),
    15: ("text", "category"),
    20: ("text", "category"),
    22: ("text", "fixture"),
    25: ("text", "keywords"),
    26: ("text", "location_code"),
    40: ("text", "instructions"),
    65: ("software", "originating_program"),
    80: ("text", "creator"),
    85: ("text", "creator_title"),
    90: ("text", "city"),
    92: ("text", "sublocation"),
    95: ("text", "state"),
    100: ("text", "country_code"),
    101: ("text", "country"),
    103: ("text", "transmission_reference"),
    105: ("text", "headline"),
    110: ("text", "credit"),
    115: ("text", "source"),
    116: ("text", "rights"),
    118: ("text", "contact"),
    120: ("text", "description"),
    122: ("text", "description_writer"),
}
# (date, time, field, type): chapter 6, data sets 55/60, 62/63, 30/35 and 37/38.
_DATES = (
    (55, 60, "iptc_created", "capture"),
    (62, 63, "iptc_digitised", "digitised"),
)
_DATE = re.compile(r"(\d{4})[-:]?(\d\d)[-:]?(\d\d)", re.ASCII)
_TIME = re.compile(r"(\d\d):?(\d\d):?(\d\d)(?:([+-])(\d\d):?(\d\d))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Record:
    """One data set: ``number`` within record 2 (or 1), decoded text."""

    record: int
    number: int
    text: str


def read_iptc(place: str, content: bytes, gathering: Gathering) -> tuple[Record, ...]:
    """Gather texts and dates of one IIM stream; all of its records come back for the dump."""
    raw = list(_raw_records(content))
    if not raw and content.strip(b"\0"):
        gathering.note("iptc-unreadable", source=place)
    utf8 = any(record == 1 and number == 90 and _UTF8 in data for record, number, data in raw)
    records = []
    for record, number, data in raw:
        if (record, number) in ((1, 90), (2, 0), (1, 0)):
            continue
        text, changed = _decoded(data, utf8)
        if changed:
            source = f"{place}:{record}:{number}"
            gathering.note("decoded-as", source=source, encoding="Windows-1252")
        records.append(Record(record, number, text))
    for each in records:
        if each.record == 2 and each.number in _FIELDS:
            group, field = _FIELDS[each.number]
            source = f"{place}:2:{each.number}"
            gathering.add(group, field, each.text, source=source, reader=_READER)
    _read_dates(place, records, gathering)
    return tuple(records)


def _raw_records(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(record, data set, bytes); stops where the stream is not IIM any more."""
    place = 0
    for _ in range(_MAX_RECORDS):
        if place + 5 > len(content) or content[place] != 0x1C:
            return
        record, number, length = struct.unpack_from(">BBH", content, place + 1)
        place += 5
        if length & 0x8000:
            size = length & 0x7FFF
            if size > 4 or place + size > len(content):
                return
            length = int.from_bytes(content[place : place + size], "big")
            place += size
        if place + length > len(content):
            return
        yield record, number, content[place : place + length]
        place += length


def _decoded(data: bytes, utf8: bool) -> tuple[str, bool]:
    """The text, and whether it had to be read as Windows-1252."""
    body = data.rstrip(b"\0")
    try:
        return body.decode("utf-8"), False
    except UnicodeDecodeError:
        if utf8:
            return body.decode("utf-8", "replace"), False
        return body.decode("cp1252", "replace"), True


def _read_dates(place: str, records: list[Record], gathering: Gathering) -> None:
    texts = {each.number: each.text.strip() for each in records if each.record == 2}
    for day, clock, field, type in _DATES:
        stated = texts.get(day)
        if not stated or not stated.strip("0:- "):
            continue
        source = f"{place}:2:{day}"
        match = _DATE.fullmatch(stated)
        if match is None:
            gathering.note("date-impossible", source=source, raw=stated)
            continue
        iso = _cut("-".join(match.groups()))
        time = _TIME.fullmatch(texts.get(clock, ""))
        if time is not None and len(iso) == 10:
            hour, minute, second, sign, zone_hour, zone_minute = time.groups()
            zone = f"{sign}{zone_hour}:{zone_minute}" if sign else ""
            iso += f"T{hour}:{minute}:{second}{zone}"
        raw = f"{stated} {texts.get(clock, '')}".strip()
        if gathering.date(iso, type=type, source=source):  # type: ignore[arg-type]
            gathering.add("time", field, iso, raw=raw, source=source, reader=_READER)


def _cut(day: str) -> str:
    """Unknown months and days are written as 00 (IIM 4.2, 6.2.55)."""
    return day.removesuffix("-00").removesuffix("-00")
