"""People rate: what is written, what is refused, and what stays on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from factories import bare_report, pokrovsk_report

from provcheck.assessing import assess, countersign, scales
from provcheck.errors import AssessmentMissing, InvalidValue, SamePerson
from provcheck.model import Report
from provcheck.report import check_identity, first_break

NOW = datetime(2024, 10, 24, 9, 30, tzinfo=UTC)


def _rated(report: Report, by: str = "M. Huber", rating: str = "Missing Context") -> Report:
    reason = "The picture is older than the claim."
    return assess(report, rating=rating, scale="meta", by=by, reason=reason, now=NOW)


def test_a_rating_makes_a_new_version() -> None:
    report = pokrovsk_report()
    rated = _rated(report)
    assert rated.report_id != report.report_id
    check_identity(rated, "report.json")
    assert rated.assessment is not None
    assert (rated.assessment.rater, rated.assessment.date) == ("M. Huber", "2024-10-24T09:30:00Z")
    assert [(step.action, step.report_id) for step in rated.history] == [
        ("assessed", report.report_id)
    ]
    assert replace(rated, assessment=None, history=(), report_id="") == replace(
        report, assessment=None, history=(), report_id=""
    )


def test_a_second_person_countersigns() -> None:
    signed = countersign(_rated(pokrovsk_report()), by="A. Kovalenko", now=NOW, note="Agreed.")
    assert signed.assessment is not None
    assert [(each.name, each.note) for each in signed.assessment.countersigned] == [
        ("A. Kovalenko", "Agreed.")
    ]
    assert [step.action for step in signed.history] == ["assessed", "countersigned"]
    assert first_break(signed.history) is None


def test_a_replaced_rating_stays_in_the_history() -> None:
    signed = countersign(_rated(pokrovsk_report()), by="A. Kovalenko", now=NOW)
    again = _rated(signed, by="A. Kovalenko", rating="False")
    assert again.assessment is not None
    assert again.assessment.countersigned == ()
    assert [step.rating for step in again.history] == [
        "Missing Context",
        "Missing Context",
        "False",
    ]
    assert first_break(again.history) is None


@pytest.mark.parametrize("name", ["M. Huber", " m.  huber ", "Ｍ. Huber"])
def test_nobody_countersigns_their_own_rating(name: str) -> None:
    with pytest.raises(SamePerson):
        countersign(_rated(pokrovsk_report()), by=name, now=NOW)


def test_nothing_to_countersign_without_a_rating() -> None:
    with pytest.raises(AssessmentMissing):
        countersign(bare_report(), by="A. Kovalenko", now=NOW)


@pytest.mark.parametrize(
    ("rating", "scale", "by", "reason"),
    [
        ("Surely", "meta", "A", "b"),
        ("False", "stars", "A", "b"),
        ("False", "meta", " ", "b"),
        ("False", "meta", "A", "\n"),
        ("", "free", "A", "b"),
    ],
)
def test_what_is_no_rating_is_refused(rating: str, scale: str, by: str, reason: str) -> None:
    with pytest.raises(InvalidValue):
        assess(bare_report(), rating=rating, scale=scale, by=by, reason=reason, now=NOW)


def test_ratings_are_found_in_any_case_and_free_ones_taken_as_they_are() -> None:
    made = _rated(bare_report(), rating="missing context")
    assert made.assessment is not None and made.assessment.rating == "Missing Context"
    free = assess(bare_report(), rating="Nicht belegt", scale="free", by="A", reason="b", now=NOW)
    assert free.assessment is not None and free.assessment.rating == "Nicht belegt"


def test_the_scales_are_those_that_desks_use() -> None:
    assert "Fehlender Kontext" in scales()["correctiv"]
    assert "DecontextualizedContent" in scales()["mediareview"]
    assert "Falscher Kontext" not in scales()["correctiv"]  # retired in October 2024
