"""Do the dates in the file contradict one another, or the calendar?

Each severity follows from how often files that nobody edited show it (rates on the card, from
python -m benchmarks.metadata.rates).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from provcheck.checks.base import Card, Examination, clear, found, not_applicable
from provcheck.checks.editor_named import named_editors
from provcheck.model import CheckRun, DateType, Finding, Metadata, TypedDate

CARD = Card(id="dates-contradict", version="1")

# Cameras write the file up to a minute after the exposure.
_TOLERANCE = timedelta(seconds=60)
# GPS time lags while a fix is sought; unedited files stayed within 0.2 h beyond all time zones.
_FIX_TOLERANCE = timedelta(minutes=12)
# The first digital cameras for sale with an Exif clock came in the 1990s.
_FIRST_CAMERAS = datetime(1990, 1, 1, tzinfo=UTC)


def dates_contradict(examination: Examination) -> CheckRun:
    """Compare capture, digitisation, modification and GPS dates of one file."""
    metadata = examination.metadata
    if _first(metadata, "capture") is None:
        return not_applicable(CARD, CARD.message("no-capture-date"))
    findings = [*_against_calendar(metadata, examination.now), *_against_each_other(metadata)]
    return found(CARD, findings) if findings else clear(CARD, CARD.message("agree"))


def _against_calendar(metadata: Metadata, now: datetime) -> Iterator[Finding]:
    taken = _first(metadata, "capture")
    if taken is None:
        return
    earliest, latest = taken.span()
    if earliest > now:
        yield Finding(message=CARD.message("future", taken=taken.value), severity="warning")
    elif latest < _FIRST_CAMERAS and not _is_scan(metadata):
        yield Finding(message=CARD.message("before-cameras", taken=taken.value), severity="warning")
    if taken.value[4:16] == "-01-01T00:00":
        yield Finding(message=CARD.message("new-year", taken=taken.value), severity="info")


def _against_each_other(metadata: Metadata) -> Iterator[Finding]:
    taken, digitised = _first(metadata, "capture"), _first(metadata, "digitised")
    modified, gps = _first(metadata, "modified"), _first(metadata, "gps")
    if taken is None:
        return
    if modified is not None:
        yield from _modified(taken, modified, editor=bool(named_editors(metadata)))
    if digitised is not None and _gap(taken, digitised) not in (None, timedelta(0)):
        message = CARD.message("digitised", taken=taken.value, digitised=digitised.value)
        yield Finding(message=message, severity="info")
    if gps is not None:
        gap = _beyond_zones(taken, gps)
        if gap > _FIX_TOLERANCE:
            message = CARD.message("gps", taken=taken.value, gps=gps.value)
            hours = round(gap.total_seconds() / 3600, 2)
            yield Finding(message=message, severity="info", measures={"hours_beyond_zones": hours})


def _modified(taken: TypedDate, modified: TypedDate, *, editor: bool) -> Iterator[Finding]:
    gap = _gap(taken, modified)
    if gap is None:
        return
    values = {"taken": taken.value, "modified": modified.value}
    seconds = {"seconds": gap.total_seconds()}
    if gap < -_TOLERANCE:
        message = CARD.message("modified-before", **values)
        yield Finding(message=message, severity="warning", measures=seconds)
    elif gap > _TOLERANCE and not editor:
        # With an editor named, editor-named has said it already: one finding, not two.
        message = CARD.message("modified-after", **values)
        yield Finding(message=message, severity="notice", measures=seconds)


def _is_scan(metadata: Metadata) -> bool:
    """True for old pictures digitised in the camera age: archives enter the date of the print."""
    digitised = _first(metadata, "digitised")
    return digitised is not None and digitised.span()[0] >= _FIRST_CAMERAS


def _first(metadata: Metadata, type: DateType) -> TypedDate | None:
    return next((date for date in metadata.dates if date.type == type), None)


def _gap(earlier: TypedDate, later: TypedDate) -> timedelta | None:
    """``later`` minus ``earlier``; None while time zones leave open which came first.

    Two equally precise wall-clock times without a zone come from the same clock and compare
    directly.
    """
    if (earlier.zone_known, earlier.precision) == (later.zone_known, later.precision):
        return later.span()[0] - earlier.span()[0]
    if earlier.before(later):
        return later.span()[0] - earlier.span()[1]
    if later.before(earlier):
        return later.span()[1] - earlier.span()[0]
    return None


def _beyond_zones(a: TypedDate, b: TypedDate) -> timedelta:
    """How far two dates lie apart after every time zone has been granted; never negative."""
    (a_start, a_end), (b_start, b_end) = a.span(), b.span()
    return max(b_start - a_end, a_start - b_end, timedelta(0))
