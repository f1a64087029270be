"""dates-contradict: each rule once, and the ordinary dates that must not fire."""

from __future__ import annotations

import pytest
from examinations import date, examination, said, stating

from provcheck.checks.dates_contradict import dates_contradict
from provcheck.model import CheckRun, TypedDate


def contradictions(*dates: TypedDate, **fields: str) -> CheckRun:
    return dates_contradict(examination(metadata=stating(*dates, **fields)))


TAKEN = date("2024-10-21T15:42:07")


@pytest.mark.parametrize(
    ("dates", "finding"),
    [
        ((TAKEN, date("2024-10-21T15:40:00", "modified")), ("modified-before", "warning")),
        ((TAKEN, date("2024-10-21T15:44:00", "modified")), ("modified-after", "notice")),
        ((TAKEN, date("2024-10-21T15:43:00", "digitised")), ("digitised", "info")),
        ((TAKEN, date("2024-10-23T15:00:00Z", "gps")), ("gps", "info")),
        ((date("2024-10-24T10:00:00"),), ("future", "warning")),
        ((date("1980-05-01T10:00:00"),), ("before-cameras", "warning")),
        ((date("2007-01-01T00:00:12"),), ("new-year", "info")),
    ],
)
def test_rules(dates: tuple[TypedDate, ...], finding: tuple[str, str]):
    assert said(contradictions(*dates)) == [finding]


@pytest.mark.parametrize(
    "dates",
    [
        (TAKEN,),
        (TAKEN, date("2024-10-21T15:42:40", "modified"), date("2024-10-21T15:42:07", "digitised")),
        # the same moment, one with and one without its zone
        (date("2024-10-21T15:42:07+03:00"), date("2024-10-21T12:42:07", "modified")),
        (date("2024-10-21T15:42:07+03:00"), date("2024-10-21T14:42:07", "modified")),
        # GPS is UTC; the clock may be in any zone
        (TAKEN, date("2024-10-21T12:42:00Z", "gps")),
        (TAKEN, date("2024-10-22T03:40:00Z", "gps")),
        # a day without a time may be any moment of it
        (TAKEN, date("2024-10-21", "modified")),
        # an archive enters the date of the print; the scanner dates the scan
        (date("1943-07-01T12:00:00"), date("2012-03-01T09:00:00", "digitised")),
        # already tomorrow, east of here
        (date("2024-10-23T19:00:00"),),
    ],
)
def test_innocent_dates(dates: tuple[TypedDate, ...]):
    found = [name for name, severity in said(contradictions(*dates)) if severity != "info"]
    assert found == []


def test_an_editor_and_a_later_modification_are_one_finding_not_two():
    later = date("2024-10-22T09:00:00", "modified")
    run = contradictions(TAKEN, later, software="Adobe Photoshop 25.0")
    assert run.outcome == "clear"


def test_without_a_capture_date_there_is_nothing_to_contradict():
    assert contradictions(date("2024-10-22", "modified")).outcome == "not-applicable"
