"""The whole policy: which status, which flags, which limits."""

from __future__ import annotations

from dataclasses import replace

import factories
import pytest

from provcheck.conclude import conclude
from provcheck.messages import catalogue, languages
from provcheck.model import (
    CheckRun,
    Conclusion,
    Finding,
    Match,
    Message,
    ReferenceSetInfo,
    Region,
)

SET = ReferenceSetInfo(name="desk", count=2, snapshot="ab", as_of="2024-10-22T18:00:00Z")
AREA = Region(x=1, y=2, width=3, height=4)


def match(relation: str, **parts: object) -> Match:
    return Match(reference=factories.reference(), relation=relation, **parts)  # type: ignore[arg-type]


def run(check: str, severity: str = "warning", **params: str) -> CheckRun:
    message = Message(id="claim-place.no-coordinates", params=params)
    finding = Finding(message=message, severity=severity)  # type: ignore[arg-type]
    return CheckRun(id=check, version="1", outcome="found", findings=(finding,))


def failed(check: str) -> CheckRun:
    return CheckRun(id=check, version="1", outcome="failed")


def concluded(
    *matches: Match, checks: tuple[CheckRun, ...] = (), plain: bool = False, refs: bool = True
) -> Conclusion:
    return conclude(
        matches, checks, has_references=refs, plain=plain, reference_set=SET if refs else None
    )


def flags(conclusion: Conclusion) -> list[str]:
    return [flag.flag for flag in conclusion.flags]


def ids(sentences: object) -> list[str]:
    return [s.message.id.removeprefix("conclude.") for s in sentences]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("relation", "status"),
    [
        ("identical", "match-identical"),
        ("same-pixels", "match-identical"),
        ("same-image", "match-same-image"),
        ("differs", "match-differs"),
        ("partial", "match-partial"),
    ],
)
def test_a_confirmed_match_gives_status_and_flag(relation: str, status: str):
    conclusion = concluded(match("candidate"), match(relation))
    assert conclusion.status == status
    assert flags(conclusion) == ["reused"]
    assert ids(conclusion.reasons) == [f"summary-{relation}"]
    assert conclusion.reasons[0].cites == ("matches/1",)
    assert conclusion.flags[0].reasons[0].cites == ("matches/1",)


def test_the_best_relation_counts():
    conclusion = concluded(match("partial"), match("differs"), match("same-image"))
    assert conclusion.status == "match-same-image"
    assert len(conclusion.flags[0].reasons) == 3


def test_candidates_never_flag():
    conclusion = concluded(match("candidate", changed_regions=(AREA,)))
    assert (conclusion.status, flags(conclusion)) == ("candidate", [])
    assert "limit-candidate" in ids(conclusion.limits)


def test_changed_regions_flag_edited_and_cite_match_and_finding():
    finding = Finding(message=Message(id="m"), severity="warning", measures={"match": 0})
    check = CheckRun(id="reference-differs", version="1", outcome="found", findings=(finding,))
    conclusion = concluded(match("differs", changed_regions=(AREA,)), checks=(check,))
    assert flags(conclusion) == ["reused", "edited"]
    assert conclusion.flags[1].reasons[0].cites == ("matches/0", "checks/reference-differs/0")


@pytest.mark.parametrize("check", ["claim-date", "claim-place"])
def test_contradicted_claims_flag_context(check: str):
    conclusion = concluded(checks=(run(check),))
    assert flags(conclusion) == ["context"]
    assert conclusion.flags[0].reasons[0].cites == (f"checks/{check}/0",)


@pytest.mark.parametrize(
    "check",
    [
        run("claim-date", "notice"),
        run("thumbnail-differs", "notice"),
        run("no-capture-metadata", "info"),
        run("dates-contradict", "warning"),
        run("editor-named", "notice"),
    ],
)
def test_what_never_flags(check: CheckRun):
    assert flags(concluded(checks=(check,))) == []


def test_no_match_is_said_with_its_limit():
    conclusion = concluded()
    assert conclusion.status == "no-match"
    assert conclusion.reasons[0].message.params["count"] == 2
    assert ids(conclusion.limits) == ["limit-no-match", "limit-metadata", "limit-no-rating"]


def test_not_looked_is_not_no_match():
    for conclusion, summary, limit in (
        (concluded(refs=False), "summary-no-references", "limit-no-references"),
        (concluded(plain=True), "summary-plain", "limit-plain"),
    ):
        assert conclusion.status == "not-comparable"
        assert ids(conclusion.reasons) == [summary]
        assert ids(conclusion.limits)[0] == limit


def test_a_match_brings_the_limits_of_matches():
    assert ids(concluded(match("identical")).limits)[0] == "limit-comparison"


def test_a_broken_required_check_leaves_it_incomplete_but_keeps_the_flags():
    conclusion = concluded(match("identical"), checks=(failed("claim-date"),))
    assert conclusion.status == "incomplete"
    assert flags(conclusion) == ["reused"]
    assert ids(conclusion.reasons) == ["summary-incomplete"]
    assert conclusion.limits[0].message.params == {"check": "claim-date"}


def test_a_broken_optional_check_is_a_limit():
    conclusion = concluded(checks=(failed("editor-named"),))
    assert conclusion.status == "no-match"
    assert ids(conclusion.limits)[0] == "limit-failed"


def test_reasons_are_ordered_by_severity_and_leave_out_information():
    checks = (
        run("editor-named", "notice"),
        run("claim-date", "warning"),
        run("no-capture-metadata", "info"),
        run("claim-place", "alert"),
    )
    cites = [reason.cites for reason in concluded(checks=checks).reasons[1:]]
    assert cites == [
        ("checks/claim-place/0",),
        ("checks/claim-date/0",),
        ("checks/editor-named/0",),
    ]


def test_the_best_match_is_not_said_twice_unless_it_adds_a_date():
    plain_match = run("reference-match", "notice")
    dated = run("reference-match", "notice", date="2023-05-01")
    assert len(concluded(match("identical"), checks=(plain_match,)).reasons) == 1
    assert len(concluded(match("identical"), checks=(dated,)).reasons) == 2


def test_it_is_pure():
    arguments = (match("differs", changed_regions=(AREA,)),)
    checks = (run("claim-date"),)
    assert concluded(*arguments, checks=checks) == concluded(*arguments, checks=checks)


@pytest.mark.parametrize("language", languages())
def test_every_conclusion_can_be_said(language: str):
    words = catalogue(language)
    relations = ("identical", "same-pixels", "same-image", "differs", "partial", "candidate")
    conclusions = [concluded(match(relation, changed_regions=(AREA,))) for relation in relations]
    conclusions += [concluded(), concluded(plain=True), concluded(refs=False)]
    conclusions.append(concluded(checks=(failed("claim-date"),)))
    for conclusion in conclusions:
        sentences = [*conclusion.reasons, *conclusion.limits]
        sentences += [reason for flag in conclusion.flags for reason in flag.reasons]
        for sentence in sentences:
            assert "{" not in words.sentence(sentence.message)


def test_one_reference_and_many_take_their_plural():
    words = catalogue("en")
    message = concluded().reasons[0].message
    assert "2 images" in words.sentence(message)
    single = replace(message, params={**message.params, "count": 1})
    assert "1 image," in words.sentence(single)
