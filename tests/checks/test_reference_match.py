"""reference-match: what a match becomes, and what stays silent."""

from __future__ import annotations

import pytest
from examinations import date, examination, match, reason, said

from provcheck.checks.reference_match import reference_match


@pytest.mark.parametrize(
    ("relation", "name"),
    [
        ("identical", "identical"),
        ("same-pixels", "same-pixels"),
        ("same-image", "same-image"),
        ("differs", "differs"),
        ("partial", "partial"),
    ],
)
def test_every_relation_has_its_sentence(relation: str, name: str):
    run = reference_match(examination(matches=(match(relation),)))
    assert (run.outcome, said(run)) == ("found", [(name, "notice")])
    dated = match(relation, published=date("2023-05", "published"))
    run = reference_match(examination(matches=(dated,)))
    assert said(run) == [(f"{name}-dated", "notice")]
    assert run.findings[0].message.params["date"] == "2023-05"


def test_a_crop_says_how_much_of_the_reference_it_shows():
    crop = match("partial", subject_overlap=1.0, reference_overlap=0.3)
    finding = reference_match(examination(matches=(crop,))).findings[0]
    assert finding.message.id == "reference-match.part"
    assert finding.message.params["share"] == 0.3


def test_a_collage_says_how_much_of_it_is_the_reference():
    collage = match("partial", subject_overlap=0.2, reference_overlap=1.0)
    finding = reference_match(examination(matches=(collage,))).findings[0]
    assert finding.message.id == "reference-match.partial"
    assert finding.message.params["share"] == 0.2


def test_mirroring_is_named():
    run = reference_match(examination(matches=(match(orientation="mirrored"),)))
    assert said(run) == [("same-image", "notice"), ("orientation", "info")]


def test_measures_lead_back_to_the_match():
    found = match(distances={"phash64": 4}, inliers=120, modifications=("re-saved", "toned"))
    run = reference_match(examination(matches=(match("candidate"), found)))
    assert run.findings[1].measures == {
        "match": 1,
        "phash64": 4,
        "inliers": 120,
        "modifications": "re-saved, toned",
    }


def test_candidates_alone_are_inconclusive():
    run = reference_match(examination(matches=(match("candidate"),)))
    assert (run.outcome, said(run)) == ("inconclusive", [("candidate", "notice")])


def test_no_match_is_clear_and_names_set_size_and_date():
    run = reference_match(examination())
    assert (run.outcome, reason(run)) == ("clear", "no-match")
    assert run.reason is not None
    assert run.reason.params == {"set": "desk", "count": 1204, "as_of": "2024-10-22T18:00:00Z"}


def test_plain_pictures_are_never_called_unmatched():
    run = reference_match(examination(plain=True))
    assert (run.outcome, reason(run)) == ("inconclusive", "too-plain")


def test_plain_pictures_can_still_be_identical():
    run = reference_match(examination(plain=True, matches=(match("identical"),)))
    assert run.outcome == "found"


def test_without_a_set_it_does_not_apply():
    run = reference_match(examination(reference_set=None))
    assert (run.outcome, reason(run)) == ("not-applicable", "no-set")
