"""The chart of dates: everything within the axis, nothing where there is nothing to see."""

from __future__ import annotations

from dataclasses import replace

from factories import bare_report, pokrovsk_report
from hypothesis import given
from hypothesis import strategies as st

from provcheck.model import DateType, TypedDate
from provcheck.report.dates_chart import DatesChart, dates_chart
from provcheck.report.wording import Wording

WORDING = Wording.of("en")


def _date(value: str, type: DateType = "published", source: str = "reference:ab") -> TypedDate:
    return TypedDate(value=value, precision="day", type=type, source=source)


def _chart(*dates: TypedDate) -> DatesChart | None:
    return dates_chart(replace(bare_report(), timeline=dates), WORDING)


def test_nothing_to_see_gives_no_chart() -> None:
    assert _chart() is None
    assert _chart(_date("2024-10-19")) is None
    assert _chart(_date("2024-10-19"), _date("2024-10-19", "claimed", "case")) is None
    assert _chart(_date("nonsense"), _date("2024-10-19")) is None


def test_lanes_and_the_claimed_date() -> None:
    chart = dates_chart(pokrovsk_report(), WORDING)
    assert chart is not None
    assert [lane.name for lane in chart.lanes] == ["file", "reference", "claim"]
    assert chart.claimed is not None
    reference = chart.lanes[1].strokes[0]
    assert reference.start < chart.claimed.start  # what the report says in words


_DATES = st.dates().map(lambda day: _date(day.isoformat()))


@given(st.lists(_DATES, min_size=2, max_size=8))
def test_every_date_lies_on_the_axis_in_its_order(dates: list[TypedDate]) -> None:
    chart = _chart(*dates)
    if chart is None:
        return
    for lane in chart.lanes:
        assert all(0 <= stroke.start <= stroke.end <= 100 for stroke in lane.strokes)
    ordered = _chart(*sorted(dates, key=lambda date: date.span()))
    assert ordered is not None
    starts = [stroke.start for stroke in ordered.lanes[0].strokes]
    assert starts == sorted(starts)
    assert (ordered.first, ordered.last) == (chart.first, chart.last)


def test_a_long_history_is_few_strokes() -> None:
    days = [f"{year}-{month:02}-01" for year in range(1950, 2020) for month in range(1, 13)]
    chart = _chart(*(_date(day) for day in days))
    assert chart is not None
    assert len(chart.lanes[0].strokes) < 500
