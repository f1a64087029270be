"""Where did the sun stand at the claimed place and time, and at the file's own?

Numbers, for somebody who looks at the picture: shadows, lamps, dusk. They are no verdict, since
weather, mountains and exposure decide what a picture shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from importlib.util import find_spec

from provcheck.checks.base import Card, Examination, found, inconclusive, not_applicable
from provcheck.model import CheckRun, Finding, Position, TypedDate, wind

CARD = Card(id="sun-position", version="1")

# The upper edge of the sun is on the horizon at -0.833 degrees (refraction and the sun's radius);
# the sky is dark at -18 degrees (definitions of the US Naval Observatory).
_HORIZON, _DARK = -0.833, -18.0


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place and a time that belong together: ``whose`` is claimed or file."""

    whose: str
    place: str
    position: Position
    date: TypedDate


def sun_position(examination: Examination) -> CheckRun:
    """One finding for the claim, one for the file, where each has both a place and a time."""
    spots = list(_spots(examination))
    if not spots:
        return not_applicable(CARD, CARD.message("no-place-and-time"))
    if find_spec("astral") is None:
        return inconclusive(CARD, CARD.message("extra-missing"))
    return found(CARD, [_finding(spot) for spot in spots])


def _spots(examination: Examination) -> Iterator[_Spot]:
    case = examination.case
    if case is not None and case.date is not None and case.place is not None:
        position = case.place.position
        if position is not None and case.date.precision not in ("year", "month"):
            yield _Spot("claimed", case.place.name, position, case.date)
    position = examination.metadata.position
    if position is None:
        return
    shown = f"{position.latitude:.4f}, {position.longitude:.4f}"
    # The first that says when exactly: with a zone, since an hour moves the sun by 15 degrees.
    exact = (
        each
        for kind in ("capture", "gps")
        for each in examination.metadata.dates
        if each.type == kind and each.zone_known and each.precision in ("minute", "second")
    )
    taken = next(exact, None)
    if taken is not None:
        yield _Spot("file", shown, position, taken)


def _finding(spot: _Spot) -> Finding:
    if spot.date.precision in ("minute", "second") and spot.date.zone_known:
        return _at(spot)
    return _day(spot)


def _at(spot: _Spot) -> Finding:
    from astral import Observer
    from astral.sun import azimuth, elevation

    moment = spot.date.span()[0]
    observer = Observer(spot.position.latitude, spot.position.longitude)
    height = elevation(observer, moment)
    bearing = azimuth(observer, moment)
    light = "daylight" if height > _HORIZON else "twilight" if height > _DARK else "night"
    names = {"claimed": "claimed-at", "file": "file-at"}
    message = CARD.message(
        names[spot.whose],
        place=spot.place,
        date=spot.date.value,
        elevation=round(height, 1),
        azimuth=round(bearing),
        wind=wind(bearing),
        light=light,
    )
    measures = {"elevation": round(height, 2), "azimuth": round(bearing, 2)}
    return Finding(message=message, severity="info", measures=measures)


def _day(spot: _Spot) -> Finding:
    """Without a time of day (or its zone): when the sun was up on that day."""
    from astral import Observer
    from astral.sun import sun

    day = date.fromisoformat(spot.date.value[:10])
    observer = Observer(spot.position.latitude, spot.position.longitude)
    try:
        times = sun(observer, date=day)
    except ValueError:
        # Beyond the polar circles it may neither rise nor set.
        message = CARD.message("no-rise", place=spot.place, date=day.isoformat())
        return Finding(message=message, severity="info")
    message = CARD.message(
        "day",
        place=spot.place,
        date=day.isoformat(),
        rise=_clock(times["sunrise"]),
        set=_clock(times["sunset"]),
    )
    return Finding(message=message, severity="info")


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M} UTC"
