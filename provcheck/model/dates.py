"""Dates that know what they date, how exactly, and whether their time zone is known.

A date is kept as its ISO 8601 text, cut where the knowledge ends (``2024``, ``2024-10``,
``2024-10-21``, ``2024-10-21T15:42``, ``2024-10-21T15:42:07+03:00``). Two dates are only called
different when the stretches of time they may mean do not touch.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

DateType = Literal[
    "capture",
    "digitised",
    "modified",
    "history",
    "signed",
    "gps",
    "file-name",
    "embedded",
    "published",
    "posted",
    "seen",
    "indexed",
    "archived",
    "claimed",
]
Precision = Literal["year", "month", "day", "minute", "second"]

_ISO = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:[T ](?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d{1,9})?)?"
    r"(?P<zone>Z|[+-]\d\d:?\d\d)?)?)?)?",
    re.ASCII,
)
_FINER: tuple[Precision, ...] = ("month", "day", "minute", "second")
# The end of a span must still be a date.
_LAST_YEAR = 9998

# A wall-clock time without a zone may lie this far from UTC either way. Two such times are then
# up to a day apart in reality, which covers every pair of inhabited zones but those across the
# date line (UTC-10 to UTC+13 are 23 hours apart; IANA time zone database).
_UNKNOWN_ZONE = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedDate:
    """One date with its type and where it was read.

    ``value`` is ISO text of the stated ``precision``; ``source`` names the field, record or
    person it comes from; ``zone_known`` is False for wall-clock times without an offset.
    """

    value: str
    precision: Precision
    type: DateType
    source: str
    zone_known: bool = False

    @classmethod
    def parse(cls, text: str, *, type: DateType, source: str) -> "TypedDate":
        """Read ISO text of any precision. Raises ValueError when it is not a date."""
        match = _ISO.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"not an ISO date: {text!r}")
        value = text.strip().replace(" ", "T")
        precision: Precision = "year"
        for part in _FINER:
            if match[part] is not None:
                precision = part
        date = cls(
            value=value,
            precision=precision,
            type=type,
            source=source,
            zone_known=match["zone"] is not None,
        )
        date.span()  # rejects the 31st of February
        return date

    def span(self) -> tuple[datetime, datetime]:
        """Return the earliest and the latest instant (UTC) that this date may mean."""
        match = _ISO.fullmatch(self.value)
        if match is None:
            raise ValueError(f"not an ISO date: {self.value!r}")
        year, month, day = (int(match[p] or 1) for p in ("year", "month", "day"))
        hour, minute, second = (int(match[p] or 0) for p in ("hour", "minute", "second"))
        if year > _LAST_YEAR:
            raise ValueError(f"beyond the calendar: {self.value!r}")
        start = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        end = _next(start, self.precision) - timedelta(microseconds=1)
        zone = match["zone"]
        if zone is None:
            return _shift(start, -_UNKNOWN_ZONE), _shift(end, _UNKNOWN_ZONE)
        offset = timedelta(0) if zone == "Z" else _offset(zone)
        return _shift(start, -offset), _shift(end, -offset)

    def before(self, other: "TypedDate") -> bool:
        """True when every instant this date may mean is earlier than every one of ``other``."""
        return self.span()[1] < other.span()[0]


def _offset(zone: str) -> timedelta:
    sign = -1 if zone[0] == "-" else 1
    if int(zone[1:3]) > 14 or int(zone[-2:]) > 59:
        raise ValueError(f"no such time zone: {zone!r}")
    return sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))


def _next(start: datetime, precision: Precision) -> datetime:
    if precision == "year":
        return start.replace(year=start.year + 1)
    if precision == "month":
        return (start.replace(day=28) + timedelta(days=4)).replace(day=1)
    steps = {"day": timedelta(days=1), "minute": timedelta(minutes=1)}
    return start + steps.get(precision, timedelta(seconds=1))


def _shift(moment: datetime, by: timedelta) -> datetime:
    """Move a moment, stopping at the ends of the calendar instead of overflowing."""
    try:
        return moment + by
    except OverflowError:
        edge = datetime.max if by > timedelta(0) else datetime.min
        return edge.replace(tzinfo=UTC)
