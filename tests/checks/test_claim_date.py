"""claim-date: only dates that cannot be the same contradict."""

from __future__ import annotations

from dataclasses import replace

import pytest
from examinations import claiming, date, examination, match, reason, said, standings, stating

from provcheck.checks.claim_date import claim_date
from provcheck.model import CheckRun, Credentials, CredentialState, TypedDate

CLAIM = "2024-10-21"


def against_file(*dates: TypedDate, claimed: str = CLAIM) -> CheckRun:
    return claim_date(examination(metadata=stating(*dates), case=claiming(claimed)))


def against_reference(
    value: str, type: str = "published", relation: str = "same-image"
) -> CheckRun:
    found = match(relation, published=date(value, type))
    return claim_date(examination(matches=(found,), case=claiming(CLAIM)))


@pytest.mark.parametrize("type", ["published", "posted", "seen", "indexed", "archived", "capture"])
def test_an_older_reference_contradicts(type: str):
    run = against_reference("2023-05-01", type)
    assert (run.outcome, said(run)) == ("found", [("older-reference", "warning")])
    row = run.evidence[0]
    assert (row.claimed, row.found, row.standing) == (CLAIM, "2023-05-01", "contradicts")
    assert row.source == "reference:00112233445566aa"


@pytest.mark.parametrize("value", ["2024-10-21T09:00", "2024-10", "2024", "2024-10-20"])
def test_innocent_a_reference_that_may_be_of_the_same_day(value: str):
    """Without a zone the day before still touches: somewhere it was the 21st already."""
    run = against_reference(value)
    assert (run.outcome, standings(run)) == ("clear", ["consistent"])


def test_innocent_a_later_reference():
    run = against_reference("2024-11-02")
    assert (run.outcome, run.evidence[0].reason.id) == ("clear", "claim-date.reference-later")


def test_a_candidate_says_nothing():
    run = against_reference("2010-01-01", relation="candidate")
    assert (run.outcome, run.evidence) == ("inconclusive", ())


def test_a_reference_date_of_saving_is_not_checkable():
    run = against_reference("2010-01-01", "file-name")
    assert (run.outcome, standings(run)) == ("inconclusive", ["not-checkable"])


@pytest.mark.parametrize("value", ["2022-03-02T10:00:00", "2024-10-25T10:00:00+03:00"])
def test_another_capture_date_contradicts(value: str):
    run = claim_date(
        examination(
            metadata=stating(date(value)),
            case=claiming(CLAIM),
            now=date("2025-01-01T00:00Z").span()[0],
        )
    )
    assert said(run) == [("file-states", "warning")]


@pytest.mark.parametrize("value", ["2024-10-21T15:42:07", "2024-10-22T09:00:00", "2024-10"])
def test_innocent_a_capture_date_that_touches(value: str):
    run = against_file(date(value))
    assert (run.outcome, standings(run)) == ("clear", ["consistent"])


def test_innocent_a_later_scan_of_an_old_print():
    run = against_file(date("2015-06-01T12:00:00", "digitised"), claimed="1974")
    assert (run.outcome, standings(run)) == ("inconclusive", ["not-checkable"])


def test_a_scan_older_than_the_claim_contradicts():
    assert said(against_file(date("2015-06-01T12:00:00", "digitised"))) == [
        ("file-states", "warning")
    ]


@pytest.mark.parametrize("value", ["1980-01-01T00:00:00", "2031-01-01T00:00:00"])
def test_innocent_a_clock_nobody_set(value: str):
    run = against_file(date(value))
    assert (run.outcome, standings(run)) == ("inconclusive", ["not-checkable"])


def test_innocent_a_stale_gps_fix_beside_a_fitting_capture_date():
    run = against_file(date("2024-10-21T15:42:07"), date("2024-10-18T09:00:00Z", "gps"))
    assert (run.outcome, standings(run)) == ("clear", ["consistent", "not-checkable"])


def test_a_gps_date_alone_contradicts():
    run = against_file(date("2024-10-18T09:00:00Z", "gps"))
    assert said(run) == [("file-states", "warning")]


@pytest.mark.parametrize("type", ["modified", "file-name"])
def test_innocent_a_later_date_of_saving(type: str):
    run = against_file(date("2024-10-22T20:00:00Z", type))
    assert (run.outcome, standings(run)) == ("inconclusive", ["not-checkable"])


def test_an_earlier_date_of_saving_is_worth_a_notice_but_no_more():
    run = against_file(date("2022-01-15", "file-name"))
    assert said(run) == [("file-saved-before", "notice")]
    assert standings(run) == ["not-checkable"]


def test_a_post_before_the_claimed_date_contradicts():
    case = claiming("2024-10-24", first_seen=date(CLAIM, "posted"))
    run = claim_date(examination(case=case))
    assert said(run) == [("seen-before", "warning")]


def test_innocent_a_post_of_the_claimed_day():
    """It fits, but it is the claim's own record: nothing independent was compared."""
    case = claiming(CLAIM, first_seen=date(CLAIM, "posted"))
    run = claim_date(examination(case=case))
    assert (run.outcome, standings(run)) == ("inconclusive", ["consistent"])


def test_one_moment_in_many_fields_is_one_finding_with_all_its_rows():
    run = against_file(
        date("2024-10-11T16:58:02", "modified"),
        date("2024-10-11T16:58:02", "digitised"),
        date("2024-10-11T16:58:02", "capture"),
        date("2024-10-11T13:58:02Z", "gps"),
    )
    assert said(run) == [("file-states", "warning")]
    assert run.findings[0].message.params["type"] == "capture"
    assert len(run.evidence) == 4


@pytest.mark.parametrize("case", [None, claiming()])
def test_without_a_claimed_date_it_does_not_apply(case):
    run = claim_date(examination(case=case, metadata=stating(date("2024-10-21"))))
    assert (run.outcome, reason(run)) == ("not-applicable", "no-claimed-date")


def test_with_nothing_to_compare_it_is_not_clear():
    run = against_file()
    assert (run.outcome, reason(run)) == ("inconclusive", "nothing-to-compare")


def test_of_a_long_edit_history_only_the_first_step_is_held_against_the_claim():
    steps = [date(f"2023-{month:02d}-01", "history") for month in range(12, 0, -1)]
    run = against_file(*steps)
    assert [row.found for row in run.evidence] == ["2023-01-01"]
    assert said(run) == [("file-saved-before", "notice")]


def test_a_signature_older_than_the_claim_is_worth_a_notice():
    run = against_file(date("2023-01-24T14:48:56Z", "signed"))
    assert said(run) == [("file-saved-before", "notice")]


@pytest.mark.parametrize(
    ("state", "stamped", "expected"),
    [
        ("trusted", True, ("file-signed-before", "warning")),
        ("trusted", False, ("file-saved-before", "notice")),
        ("intact", True, ("file-saved-before", "notice")),
    ],
)
def test_a_signature_contradicts_when_signer_and_time_authority_stand_for_it(
    state: CredentialState, stamped: bool, expected: tuple[str, str]
):
    held = Credentials(state=state, time_stamped=stamped)
    metadata = replace(stating(date("2023-01-24T14:48:56Z", "signed")), credentials=held)
    run = claim_date(examination(metadata=metadata, case=claiming(CLAIM)))
    assert said(run) == [expected]
