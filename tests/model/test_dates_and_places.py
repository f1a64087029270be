"""Dates with their precision and zone, distances on the ground."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provcheck.model import Position, TypedDate, distance_km


def _date(text: str) -> TypedDate:
    return TypedDate.parse(text, type="published", source="test")


@pytest.mark.parametrize(
    ("text", "precision", "zone_known"),
    [
        ("2024", "year", False),
        ("2024-10", "month", False),
        ("2024-10-21", "day", False),
        ("2024-10-21T15:42", "minute", False),
        ("2024-10-21 15:42:07", "second", False),
        ("2024-10-21T15:42:07+03:00", "second", True),
        ("2024-10-21T15:42Z", "minute", True),
    ],
)
def test_precision_and_zone_are_read_off_the_text(
    text: str, precision: str, zone_known: bool
) -> None:
    date = _date(text)
    assert (date.precision, date.zone_known) == (precision, zone_known)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "21.10.2024",
        "2024-13",
        "2024-02-30",
        "2024-10-21T25:00",
        "now",
        "2024-10-21T15",
        "0000-01-01",
        "9999-12-31",
        "9999-12",
        "2024-10-21T15:42+99:99",
        "٢٠٢٤-10-21",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        _date(text)


def test_a_known_zone_gives_an_exact_instant() -> None:
    start, end = _date("2024-10-19T18:05:00+03:00").span()
    assert start == datetime(2024, 10, 19, 15, 5, tzinfo=UTC)
    assert end - start < timedelta(seconds=1)


def test_dates_differ_only_when_no_zone_could_make_them_meet() -> None:
    assert _date("2024-10-19").before(_date("2024-10-21"))
    assert not _date("2024-10-20").before(_date("2024-10-21"))
    assert not _date("2024-10-21").before(_date("2024-10-19"))
    assert _date("2023").before(_date("2024-10-21"))
    assert not _date("2024").before(_date("2024-10-21"))
    assert _date("2024-10-19T18:05+03:00").before(_date("2024-10-21"))


@given(st.datetimes(), st.sampled_from(["day", "minute", "second"]))
def test_a_span_contains_the_moment_it_was_written_from(moment: datetime, precision: str) -> None:
    cut = {"day": 10, "minute": 16, "second": 19}[precision]
    text = moment.isoformat(timespec="seconds")[:cut]
    start, end = _date(text).span()
    assert start <= moment.replace(tzinfo=UTC) <= end


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_a_value_error(text: str) -> None:
    try:
        date = _date(text)
    except ValueError:
        return
    assert date.span()[0] <= date.span()[1]


def test_distances() -> None:
    pokrovsk = Position(latitude=48.2817, longitude=37.1758)
    tsukuryne = Position(latitude=48.107, longitude=37.283)
    assert distance_km(pokrovsk, tsukuryne) == pytest.approx(21.0, abs=0.3)
    poles = Position(latitude=90, longitude=0), Position(latitude=-90, longitude=0)
    assert distance_km(*poles) == pytest.approx(20015, abs=1)


@given(
    *(st.builds(Position, latitude=st.floats(-90, 90), longitude=st.floats(-180, 180)),) * 2,
)
def test_distance_is_symmetric_and_bounded(a: Position, b: Position) -> None:
    assert distance_km(a, b) == pytest.approx(distance_km(b, a))
    assert 0 <= distance_km(a, b) <= 20016
