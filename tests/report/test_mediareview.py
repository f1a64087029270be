"""MediaReview and ClaimReview: every property where schema.org has it, no rating by the machine."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from factories import bare_report, pokrovsk_report
from hostile import hostile_report

from provcheck.assessing import assess
from provcheck.errors import InvalidValue
from provcheck.messages import catalogue
from provcheck.model import Message, Report, Sentence
from provcheck.report import Publication, render_report, to_mediareview
from provcheck.report.mediareview import Form

VOCABULARY = json.loads(
    (Path(__file__).parent / "vocabulary" / "schemaorg.json").read_text("utf-8")
)
FORMS: tuple[Form, ...] = get_args(Form)
NOW = datetime(2024, 10, 24, 9, 30, tzinfo=UTC)
DESK = Publication(
    url="https://desk.example/checks/1", organisation="Desk", site="https://desk.example"
)


def _made(report: Report, form: Form, publication: Publication = DESK) -> Any:
    return json.loads(to_mediareview(report, form, publication))


def _rated(scale: str, rating: str) -> Report:
    return assess(
        pokrovsk_report(), rating=rating, scale=scale, by="M. Huber", reason="Older.", now=NOW
    )


def _lineage(kind: str) -> set[str]:
    return {kind}.union(*(_lineage(parent) for parent in VOCABULARY["types"][kind]))


def _fits(value: Any, ranges: list[str]) -> bool:
    if isinstance(value, list):
        return all(_fits(item, ranges) for item in value)
    if isinstance(value, dict):
        return bool(_lineage(value["@type"]) & set(ranges))
    for kind in ranges:
        named = VOCABULARY["enumerations"].get(kind)
        if named is not None and value in named:
            return True
        if kind == "Number" and isinstance(value, int | float):
            return True
        if kind == "URL" and re.fullmatch(r"https?://\S+", str(value)):
            return True
        if kind == "Date" and re.fullmatch(r"\d{4}(-\d\d){0,2}(T\S+)?", str(value)):
            return True
        if kind == "Text" and isinstance(value, str):
            return True
    return False


def _check(node: dict[str, Any]) -> None:
    lineage = _lineage(node["@type"])
    for key, value in node.items():
        if key.startswith("@"):
            continue
        domains, ranges = VOCABULARY["properties"][key]
        assert lineage & set(domains), f"{key} is no property of {node['@type']}"
        assert _fits(value, ranges), f"{key}: {value!r} is none of {ranges}"
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                _check(item)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "report",
    [
        pokrovsk_report(),
        hostile_report(),
        _rated("mediareview", "DecontextualizedContent"),
        _rated("correctiv", "Unbelegt"),
    ],
)
def test_every_property_stands_where_the_vocabulary_has_it(report: Report, form: Form) -> None:
    made = _made(report, form)
    assert made["@context"] == "https://schema.org"
    _check(made)


@pytest.mark.parametrize("form", FORMS)
def test_without_a_person_there_is_no_rating(form: Form) -> None:
    made = _made(pokrovsk_report(), form)
    assert made["creativeWorkStatus"] == "Draft"
    assert not {"mediaAuthenticityCategory", "reviewRating"} & made.keys()


def test_a_persons_category_is_taken_over() -> None:
    rated = _rated("mediareview", "DecontextualizedContent")
    full, flat = _made(rated, "full"), _made(rated, "flat")
    assert full["mediaAuthenticityCategory"] == "DecontextualizedContent"
    assert flat["mediaAuthenticityCategory"] == ["DecontextualizedContent"]
    assert "creativeWorkStatus" not in full
    assert full["datePublished"] == "2024-10-24"


@pytest.mark.parametrize("language", ["en", "de", "uk"])
def test_a_rating_is_told_as_a_persons_and_not_asked_for_again(language: str) -> None:
    limit = Sentence(message=Message(id="conclude.limit-no-rating"))
    report = pokrovsk_report()
    report = replace(report, conclusion=replace(report.conclusion, limits=(limit,)))
    words = catalogue(language)
    asked = words.text("conclude.limit-no-rating")
    assert asked in json.loads(to_mediareview(report, "full", DESK, language))["reviewBody"]
    rated = assess(report, rating="Unbelegt", scale="free", by="M. Huber", reason="Alt.", now=NOW)
    body = json.loads(to_mediareview(rated, "full", DESK, language))["reviewBody"]
    assert asked not in body
    assert words.text("conclude.limit-rated") in body
    told = words.text("mediareview.rated", {"rater": "M. Huber", "rating": "Unbelegt"})
    assert body.startswith(f"{told} Alt. ")
    for form in (".html", ".md", ".txt"):
        assert asked not in render_report(rated, form, language).decode()


def test_a_rating_on_another_scale_is_no_category() -> None:
    made = _made(_rated("correctiv", "Unbelegt"), "claim")
    assert made["reviewRating"]["alternateName"] == "Unbelegt"
    assert "mediaAuthenticityCategory" not in _made(_rated("correctiv", "Unbelegt"), "full")


def test_the_snapshot_is_the_examined_file() -> None:
    report = pokrovsk_report()
    (snapshot,) = _made(report, "full")["itemReviewed"]["mediaItemAppearance"]
    assert snapshot["@type"] == "ImageObjectSnapshot"
    assert snapshot["sha256"] == report.subject.sha256
    assert _made(report, "flat")["itemReviewed"]["@type"] == "ImageObject"


def test_no_claim_no_claim_review() -> None:
    with pytest.raises(InvalidValue, match="no claim"):
        to_mediareview(bare_report(), "claim", Publication())
    _check(_made(bare_report(), "full", Publication()))


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "ftp://x.example", "https://u@x.example", ""]
)
def test_addresses_are_web_links(address: str) -> None:
    with pytest.raises(InvalidValue):
        to_mediareview(pokrovsk_report(), "full", Publication(url=address))


def test_hostile_links_do_not_come_through() -> None:
    report = pokrovsk_report()
    assert report.case is not None
    case = replace(report.case, first_seen_url="javascript:alert(1)")
    written = to_mediareview(replace(report, case=case, acquisition=None), "full", DESK)
    assert b"javascript" not in written
