"""sun-position: numbers against published ones, and silence where place or time is missing."""

from __future__ import annotations

import pytest
from examinations import POKROVSK, claiming, date, examination, reason, said, stating

from provcheck.checks import sun_position as module
from provcheck.checks.sun_position import sun_position
from provcheck.model import CheckRun, Place, Position

GREENWICH = Place(name="Greenwich", position=Position(latitude=51.4779, longitude=0.0))


def claimed(when: str, place: Place = POKROVSK) -> CheckRun:
    return sun_position(examination(case=claiming(when, place)))


def test_noon_of_an_equinox_at_greenwich() -> None:
    """90 degrees less the latitude, in the south: 38.5 degrees on 20 March 2024, about 12:08."""
    run = claimed("2024-03-20T12:08Z", GREENWICH)
    assert said(run) == [("claimed-at", "info")]
    assert float(run.findings[0].measures["elevation"]) == pytest.approx(38.5, abs=0.3)
    assert float(run.findings[0].measures["azimuth"]) == pytest.approx(180, abs=2)
    assert run.findings[0].message.params["wind"] == "S"


@pytest.mark.parametrize(
    ("clock", "light"), [("12:00", "daylight"), ("18:20", "twilight"), ("23:00", "night")]
)
def test_light_of_one_october_day(clock: str, light: str) -> None:
    run = claimed(f"2024-10-21T{clock}+03:00")
    assert run.findings[0].message.params["light"] == light


@pytest.mark.parametrize("when", ["2024-10-21", "2024-10-21T12:00"])
def test_without_a_time_or_its_zone_the_day_is_told(when: str) -> None:
    run = claimed(when)
    assert said(run) == [("day", "info")]
    params = run.findings[0].message.params
    assert str(params["rise"]) < "05:00" < str(params["set"]) < "15:00 UTC"


def test_a_polar_night_is_no_error() -> None:
    arctic = Place(name="Longyearbyen", position=Position(latitude=78.22, longitude=15.64))
    assert said(claimed("2024-12-21", arctic)) == [("no-rise", "info")]


def test_the_file_s_own_place_and_time() -> None:
    where = Position(latitude=48.28, longitude=37.18)
    exact = stating(date("2024-10-21T12:00:00+03:00"), position=where)
    assert said(sun_position(examination(metadata=exact))) == [("file-at", "info")]
    for when in ("2024-10-21T12:00:00", "2024-10-21"):
        without_zone = stating(date(when), position=where)
        assert sun_position(examination(metadata=without_zone)).outcome == "not-applicable"


@pytest.mark.parametrize("when", ["2024", "2024-10"])
def test_a_month_is_no_day(when: str) -> None:
    assert claimed(when).outcome == "not-applicable"


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    run = claimed("2024-10-21")
    assert (run.outcome, reason(run)) == ("inconclusive", "extra-missing")
