"""A small map of the places in a report: drawn from nothing but their coordinates.

Equirectangular projection, true to scale at the middle latitude. No coast, no border, no tile is
loaded: it shows how far apart the places lie, and in which direction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from math import cos, log10, radians

from provcheck.model import Place, Position, Report, distance_km, wind
from provcheck.report.wording import Wording

_WIDTH, _HEIGHT, _MARGIN = 640.0, 360.0, 48.0
_KM_PER_DEGREE = 111.195  # of a great circle of the mean radius, 6371.0088 km
_HALF_ROUND_KM = 180 * _KM_PER_DEGREE
# A map of places that nearly coincide is still this wide.
_LEAST_KM = 2.0
_MOST_MARKS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A numbered place: ``x``, ``y``, ``radius`` in the drawing's units, ``kind`` for its form.

    ``bearing``: where the camera looked, in degrees clockwise from north.
    """

    number: int
    kind: str
    label: str
    coordinates: str
    x: float
    y: float
    radius: float
    bearing: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMap:
    """The drawing. ``bar``: length of the scale bar in its units; ``bar_text``: what that is."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    bar: float
    bar_text: str


@dataclass(frozen=True, slots=True)
class _Spot:
    kind: str
    label: str
    position: Position
    radius_km: float = 0.0
    bearing: float | None = None


def place_map(report: Report, wording: Wording) -> PlaceMap | None:
    """The map of claimed place, GPS position and places of matches; None for fewer than two."""
    spots = list(filter(_is_on_earth, _spots(report, wording)))[:_MOST_MARKS]
    if len(spots) < 2:
        return None
    middle, scale = _frame(spots)
    bar_km = _round(_WIDTH / 4 / scale)
    return PlaceMap(
        width=_WIDTH,
        height=_HEIGHT,
        marks=tuple(
            _mark(number, spot, middle, scale, wording)
            for number, spot in enumerate(spots, start=1)
        ),
        bar=bar_km * scale,
        bar_text=wording.km(bar_km),
    )


def _spots(report: Report, wording: Wording) -> Iterator[_Spot]:
    place = report.case.place if report.case is not None else None
    known = list(_known(report, wording))
    if place is not None:
        yield from _claimed(place, known, wording)
    yield from known


def _is_on_earth(spot: _Spot) -> bool:
    """Reports are files of strangers: places and reaches that cannot be are not drawn."""
    place = spot.position
    on_globe = abs(place.latitude) <= 90 and abs(place.longitude) <= 180
    return on_globe and 0 <= spot.radius_km <= _HALF_ROUND_KM


def _known(report: Report, wording: Wording) -> Iterator[_Spot]:
    """What the claim is held against: positions of the file and of references."""
    if report.metadata.position is not None:
        yield _gps(report.metadata.position, report.metadata.bearing, wording)
    for match in report.matches:
        place = match.reference.source.place
        if match.confirmed and place is not None:
            label = wording.label("map-reference", name=match.reference.name, place=place.name)
            yield from _place("reference", label, place)


def _claimed(place: Place, known: Sequence[_Spot], wording: Wording) -> Iterator[_Spot]:
    """The claimed place; of several that its name may mean, the first and those near the others.

    All of them would make a map of the world.
    """
    if place.position is not None:
        yield from _place("claimed", wording.label("map-claimed", name=place.name), place)
        return
    spots = [
        spot
        for maybe in place.candidates
        for spot in _place(
            "maybe", wording.label("map-maybe", claimed=place.name, name=maybe.name), maybe
        )
    ]
    nearest = [min(spots, key=partial(_apart, spot), default=None) for spot in known]
    yield from (spot for spot in spots if spot is spots[0] or spot in nearest)


def _place(kind: str, label: str, place: Place) -> Iterator[_Spot]:
    """The place, where it is known where that is."""
    if place.position is not None:
        yield _Spot(kind, label, place.position, (place.radius_m or 0.0) / 1000)


def _apart(one: _Spot, other: _Spot) -> float:
    return distance_km(one.position, other.position)


def _gps(position: Position, bearing: float | None, wording: Wording) -> _Spot:
    if bearing is None:
        return _Spot("gps", wording.label("map-gps"), position)
    label = wording.label("map-gps-view", wind=wind(bearing), bearing=bearing)
    return _Spot("gps", label, position, bearing=bearing)


def _frame(spots: Sequence[_Spot]) -> tuple[Position, float]:
    """The middle of the map, and how many units of the drawing a kilometre takes."""
    first = spots[0].position.longitude
    # Across the date line the shorter way round counts.
    east = [(spot.position.longitude - first + 180) % 360 - 180 for spot in spots]
    north = [spot.position.latitude for spot in spots]
    middle = Position(
        latitude=(min(north) + max(north)) / 2, longitude=first + (min(east) + max(east)) / 2
    )
    reach = max(spot.radius_km for spot in spots)
    wide = (max(east) - min(east)) * _KM_PER_DEGREE * cos(radians(middle.latitude)) + 2 * reach
    high = (max(north) - min(north)) * _KM_PER_DEGREE + 2 * reach
    scale = min(
        (_WIDTH - 2 * _MARGIN) / max(wide, _LEAST_KM),
        (_HEIGHT - 2 * _MARGIN) / max(high, _LEAST_KM),
    )
    return middle, scale


def _mark(number: int, spot: _Spot, middle: Position, scale: float, wording: Wording) -> Mark:
    east = (spot.position.longitude - middle.longitude + 180) % 360 - 180
    x = _WIDTH / 2 + east * _KM_PER_DEGREE * cos(radians(middle.latitude)) * scale
    y = _HEIGHT / 2 - (spot.position.latitude - middle.latitude) * _KM_PER_DEGREE * scale
    return Mark(
        number=number,
        kind=spot.kind,
        label=spot.label,
        coordinates=wording.position(spot.position),
        x=round(x, 1),
        y=round(y, 1),
        radius=round(spot.radius_km * scale, 1),
        bearing=spot.bearing,
    )


def _round(km: float) -> float:
    """The largest of 1, 2, 5, 10, ... times a power of ten that is not more than ``km``."""
    power = 10.0 ** int(log10(km) // 1)
    return max(step * power for step in (1, 2, 5) if step * power <= km)
