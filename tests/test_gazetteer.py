"""Places by name: spellings, scripts, countries, and names that several places bear."""

from __future__ import annotations

import importlib.resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provcheck.gazetteer import look_up
from provcheck.model import Place, Position, distance_km

POKROVSK = Position(latitude=48.2817, longitude=37.1758)


def found(name: str) -> tuple[Place, ...]:
    places = look_up(name)
    assert places is not None
    return places


@pytest.mark.parametrize(
    "name",
    ["Pokrovsk, UA", "Покровськ, UA", "pokrowsk, Ukraine", "Krasnoarmijsk, UKR", "POKROVSK,UA"],
)
def test_one_town_in_many_spellings(name: str) -> None:
    (place,) = found(name)
    assert place.position is not None
    assert place.name == "Pokrovsk, UA"
    assert distance_km(place.position, POKROVSK) < 2
    assert "Покровськ" in place.variants


def test_a_name_that_several_places_bear_lists_the_most_populous_first() -> None:
    places = [place for place in found("Springfield") if place.name.startswith("Springfield,")]
    assert len(places) > 10
    radii = [place.radius_m or 0 for place in places]
    assert radii == sorted(radii, reverse=True)


def test_who_bears_the_name_today_comes_before_a_larger_former_bearer() -> None:
    names = [place.name for place in found("Pokrovsk")]
    assert names[0] == "Pokrovsk, UA"
    assert "Engels, RU" in names


def test_a_foreign_name_of_a_city_comes_before_a_hamlet_of_that_name() -> None:
    assert found("Moskau")[0].name == "Moscow, RU"


def test_larger_towns_reach_further() -> None:
    (berlin,) = (p for p in found("Berlin, DE") if (p.radius_m or 0) > 10_000)
    assert 15_000 < (berlin.radius_m or 0) < 25_000


@pytest.mark.parametrize("name", ["", "x", "Nowhereville", "Pokrovsk, Atlantis", "Pokrov"])
def test_what_is_no_name_of_a_place_finds_none(name: str) -> None:
    assert all(place.name.startswith("Pokrov,") for place in found(name))


def test_without_the_extra_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> object:
        raise ModuleNotFoundError

    monkeypatch.setattr(importlib.resources, "files", missing)
    assert look_up("Pokrovsk") is None


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(exclude_characters="'’ʼ`´"), max_size=12))
def test_no_text_breaks_the_search(name: str) -> None:
    wanted = name.partition(",")[0].strip()
    for place in found(name):
        assert wanted.casefold() in {each.casefold() for each in place.variants}
