"""claim-place: distances in kilometres, names with their variants."""

from __future__ import annotations

from dataclasses import replace

import pytest
from examinations import (
    POKROVSK,
    TSUKURYNE,
    claiming,
    examination,
    match,
    reason,
    said,
    standings,
    stating,
)

from provcheck.checks.claim_place import claim_place
from provcheck.model import CheckRun, Place, Position

CLAIM = claiming(place=POKROVSK)
IN_TOWN = Position(latitude=48.29, longitude=37.18)
AT_THE_HEAP = Position(latitude=48.107, longitude=37.283)


def against_gps(position: Position, place: Place = POKROVSK) -> CheckRun:
    return claim_place(examination(metadata=stating(position=position), case=claiming(place=place)))


def against_reference(found: Place, place: Place = POKROVSK) -> CheckRun:
    return claim_place(examination(matches=(match(place=found),), case=claiming(place=place)))


def test_a_position_elsewhere_contradicts_with_its_distance():
    run = against_gps(AT_THE_HEAP)
    assert said(run) == [("gps-elsewhere", "warning")]
    assert run.findings[0].measures["distance_km"] == pytest.approx(21, abs=0.5)
    assert run.findings[0].measures["radius_km"] == 5
    assert standings(run) == ["contradicts"]


def test_innocent_a_position_within_the_radius():
    run = against_gps(IN_TOWN)
    assert (run.outcome, standings(run)) == ("clear", ["consistent"])


def test_a_wider_radius_lets_it_pass():
    wide = Place(name="Pokrovsk raion", position=POKROVSK.position, radius_m=30_000)
    assert against_gps(AT_THE_HEAP, wide).outcome == "clear"


def test_without_coordinates_a_position_is_not_checkable():
    run = against_gps(AT_THE_HEAP, Place(name="Pokrovsk"))
    assert (run.outcome, standings(run)) == ("inconclusive", ["not-checkable"])


def test_a_place_of_unknown_whereabouts_is_not_blamed_on_the_file():
    for run in (
        against_gps(AT_THE_HEAP, Place(name="Nowhere")),
        against_reference(TSUKURYNE, Place(name="Nowhere")),
    ):
        assert reason(run) == "without-coordinates"


def test_a_reference_recorded_elsewhere_contradicts():
    run = against_reference(TSUKURYNE)
    assert said(run) == [("reference-elsewhere", "warning")]
    assert run.findings[0].message.params["found"] == "Tsukuryne"
    assert run.findings[0].measures["match"] == 0


@pytest.mark.parametrize("name", ["Pokrovsk", "покровськ", " POKROWSK "])
def test_innocent_another_spelling_of_the_same_place(name: str):
    run = against_reference(Place(name=name))
    assert (run.outcome, standings(run)) == ("clear", ["consistent"])


def test_innocent_two_corners_of_one_large_city():
    west = Place(name="Berlin", position=Position(latitude=52.53, longitude=13.15))
    east = Place(name="Berlin", position=Position(latitude=52.45, longitude=13.62))
    assert against_reference(west, east).outcome == "clear"


def test_two_places_that_share_a_name_are_two_places():
    yakutia = Place(name="Pokrovsk", position=Position(latitude=61.48, longitude=129.15))
    assert said(against_reference(yakutia)) == [("reference-elsewhere", "warning")]


def test_other_names_without_coordinates_are_not_checkable():
    run = against_reference(Place(name="Tsukuryne"))
    assert (run.outcome, standings(run)) == ("inconclusive", ["not-checkable"])


def test_a_candidate_says_nothing_about_places():
    run = claim_place(examination(matches=(match("candidate", place=TSUKURYNE),), case=CLAIM))
    assert (run.outcome, reason(run)) == ("inconclusive", "nothing-to-compare")


@pytest.mark.parametrize("case", [None, claiming("2024-10-21")])
def test_without_a_claimed_place_it_does_not_apply(case):
    run = claim_place(examination(case=case, metadata=stating(position=IN_TOWN)))
    assert run.outcome == "not-applicable"


def test_a_name_of_several_places_contradicts_only_if_all_of_them_do():
    russian = replace(
        POKROVSK, name="Pokrovsk, RU", position=Position(latitude=61.5, longitude=129.1)
    )
    claimed = Place(name="Pokrovsk", candidates=(replace(POKROVSK, name="Pokrovsk, UA"), russian))
    near = stating(position=Position(latitude=61.48, longitude=129.14))
    run = claim_place(examination(metadata=near, case=claiming(place=claimed)))
    assert said(run) == [("ambiguous", "info")]
    assert [(row.standing, row.claimed) for row in run.evidence] == [("consistent", "Pokrovsk, RU")]
    far = stating(position=Position(latitude=1, longitude=2))
    run = claim_place(examination(metadata=far, case=claiming(place=claimed)))
    assert said(run) == [("gps-elsewhere", "warning"), ("ambiguous", "info")]


def test_the_direction_of_view_is_a_row_of_its_own_and_no_contradiction():
    metadata = replace(stating(position=IN_TOWN), bearing=234.0)
    run = claim_place(examination(metadata=metadata, case=CLAIM))
    assert (run.outcome, standings(run)) == ("clear", ["consistent", "not-checkable"])
    assert (run.evidence[1].found, run.evidence[1].reason.params["wind"]) == ("234°", "SW")
