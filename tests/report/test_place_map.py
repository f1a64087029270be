"""The map: true to scale and direction, and only where there is something to compare."""

from __future__ import annotations

import re
from dataclasses import replace
from math import hypot

import pytest
from factories import bare_report, pokrovsk_report
from hypothesis import given
from hypothesis import strategies as st

from provcheck.model import Case, Metadata, Place, Position, Report, distance_km
from provcheck.report import to_html
from provcheck.report.place_map import place_map
from provcheck.report.wording import Wording

WORDS = Wording.of("en")


def report(claimed: Position, gps: Position, radius_m: float | None = None) -> Report:
    place = Place(name="Somewhere", position=claimed, radius_m=radius_m)
    return replace(bare_report(), case=Case(place=place), metadata=Metadata(position=gps))


def test_places_lie_in_their_directions_and_distances() -> None:
    south, north = Position(latitude=48.0, longitude=37.0), Position(latitude=48.2, longitude=37.3)
    drawn = place_map(report(south, north), WORDS)
    assert drawn is not None
    first, second = drawn.marks
    assert second.x > first.x
    assert second.y < first.y
    units_per_km = drawn.bar / float(drawn.bar_text.split()[0])
    apart = hypot(second.x - first.x, second.y - first.y) / units_per_km
    assert apart == pytest.approx(distance_km(south, north), rel=0.01)


def test_the_date_line_is_no_gap() -> None:
    west, east = Position(latitude=0, longitude=179.9), Position(latitude=0, longitude=-179.9)
    drawn = place_map(report(west, east), WORDS)
    assert drawn is not None
    assert drawn.bar_text == "5\u00a0km"


def test_one_place_alone_is_no_map() -> None:
    assert place_map(bare_report(), WORDS) is None
    assert '<figure class="map">' not in to_html(bare_report())


def test_the_example_has_its_map() -> None:
    page = to_html(pokrovsk_report())
    assert '<figure class="map">' in page
    assert "claimed place" in page


positions = st.builds(Position, latitude=st.floats(-90, 90), longitude=st.floats(-180, 180))


@given(positions, positions, st.one_of(st.none(), st.floats(0, 1e7)))
def test_every_mark_lies_on_the_map(one: Position, other: Position, radius: float | None) -> None:
    drawn = place_map(report(one, other, radius), WORDS)
    assert drawn is not None
    for mark in drawn.marks:
        assert 0 <= mark.x <= drawn.width
        assert 0 <= mark.y <= drawn.height
    assert 0 < drawn.bar <= drawn.width / 4 + 1e-6


@pytest.mark.parametrize(
    ("latitude", "longitude", "radius"),
    [(-1e308, 0, 0), (90.1, 0, 0), (0, 181, 0), (0, 1e308, 0), (0, 0, 1e308), (0, 0, -1e308)],
)
def test_what_cannot_be_is_not_drawn(latitude: float, longitude: float, radius: float) -> None:
    there = Position(latitude=48, longitude=37)
    strange = report(Position(latitude=latitude, longitude=longitude), there, radius)
    assert place_map(strange, WORDS) is None
    assert '<figure class="map">' not in to_html(strange)


def test_of_the_places_a_name_may_mean_the_first_and_the_nearest_are_shown() -> None:
    places = tuple(
        Place(name=f"Pokrovsk, {country}", position=Position(latitude=latitude, longitude=37))
        for country, latitude in (("UA", 48), ("XX", -60), ("RU", 50))
    )
    case = Case(place=Place(name="Pokrovsk", candidates=places))
    metadata = Metadata(position=Position(latitude=50.1, longitude=37.3), bearing=234.0)
    drawn = place_map(replace(bare_report(), case=case, metadata=metadata), WORDS)
    assert drawn is not None
    assert [(mark.kind, mark.bearing) for mark in drawn.marks] == [
        ("maybe", None),
        ("maybe", None),
        ("gps", 234.0),
    ]
    assert "Pokrovsk, UA" in drawn.marks[0].label
    assert "Pokrovsk, RU" in drawn.marks[1].label
    assert "south-west (234°)" in drawn.marks[2].label


def test_the_direction_of_view_is_an_arrow_on_the_page() -> None:
    page = to_html(
        replace(
            report(Position(latitude=1, longitude=1), Position(latitude=1.1, longitude=1)),
            metadata=Metadata(position=Position(latitude=1.1, longitude=1), bearing=90.0),
        )
    )
    assert re.search(r'class="map-view" d="[^"]+" transform="rotate\(90\.0 ', page)


@pytest.mark.parametrize("language", ["en", "de", "uk"])
def test_coordinates_can_be_pasted_into_a_map_in_every_language(language: str) -> None:
    claimed, gps = Position(latitude=48.25, longitude=-37.0), Position(latitude=0, longitude=100)
    words = Wording.of(language)
    drawn = place_map(report(claimed, gps), words)
    assert drawn is not None
    assert [mark.coordinates for mark in drawn.marks] == ["48.25, -37", "0, 100"]
    assert words.place(Place(name="X", position=claimed)) == "X · 48.25, -37"
