from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib import resources

import pytest
from factories import bare_report, pokrovsk_report
from hostile import hostile_report

from provcheck.errors import UnknownLanguage
from provcheck.messages import catalogue
from provcheck.model import (
    Assessment,
    CheckRun,
    CredentialAction,
    Credentials,
    Exhibit,
    Finding,
    Ingredient,
    Match,
    Message,
    MetadataValue,
    RawValue,
    Region,
    TypedDate,
)
from provcheck.report import speak, to_html, to_json
from provcheck.report.html import language_tag, web_link
from provcheck.report.inline import script
from provcheck.report.pictures import reference_marks
from provcheck.report.rows import evidence_rows

SECTIONS = (
    "summary",
    "claim",
    "findings",
    "comparison",
    "evidence",
    "dates",
    "statements",
    "not-checked",
    "assessment",
    "method",
)


class Page(HTMLParser):
    """Collects tags with their attributes, scripts, and the text outside of these and <style>."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.script = ""
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))
        self._inside = tag if tag in ("style", "script") else ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.script += data
        elif not self._inside:
            self.text += data

    def attributes(self, name: str) -> list[str]:
        return [attrs[name] for _, attrs in self.tags if name in attrs]


@pytest.fixture(scope="module")
def english() -> str:
    return to_html(pokrovsk_report(), "en")


@pytest.fixture(scope="module")
def german() -> str:
    return to_html(pokrovsk_report(), "de")


def test_sections_stand_in_their_order(english: str) -> None:
    found = re.findall(r'<section class="section" id="([a-z-]+)"', english)
    assert tuple(found) == SECTIONS


def test_every_section_stands_even_when_nothing_is_known() -> None:
    page = to_html(bare_report(), "en")
    assert tuple(re.findall(r'<section class="section" id="([a-z-]+)"', page)) == SECTIONS
    for sentence in ("No claim was recorded", "No reference set was used", "No assessment yet"):
        assert sentence in page


@pytest.mark.parametrize("language", ["en", "de"])
def test_page_needs_nothing_else_and_runs_its_own_script_alone(language: str) -> None:
    page = Page(to_html(pokrovsk_report(), language))
    policy = next(a["content"] for _, a in page.tags if a.get("http-equiv"))
    digest = base64.b64encode(hashlib.sha256(page.script.encode()).digest()).decode()
    assert policy == (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert [attrs for tag, attrs in page.tags if tag == "script"] == [{}]
    assert ("meta", {"name": "referrer", "content": "no-referrer"}) in page.tags
    names = {tag for tag, _ in page.tags}
    assert not names & {"link", "iframe", "object", "embed", "base", "form", "video"}
    assert all(source.startswith("data:image/") for source in page.attributes("src"))
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    style = resources.files("provcheck.report").joinpath("templates/report.css").read_text("utf-8")
    assert "url(" not in style
    assert "@import" not in style
    reach = r"fetch|XMLHttp|WebSocket|EventSource|Beacon|import\(|eval|Function|innerHTML|Storage"
    assert not re.search(reach, page.script)


def test_page_says_its_language_and_is_german_in_german(german: str) -> None:
    assert '<html lang="de">' in german
    english_headings = [
        value
        for key, value in catalogue("en").entries["report"].items()
        if isinstance(value, str)
        and len(value) > 6
        and "{" not in value
        and value not in str(catalogue("de").entries)
    ]
    text = Page(german).text + " ".join(Page(german).attributes("aria-label"))
    assert len(english_headings) > 60
    assert [words for words in english_headings if words in text] == []
    assert "Bewertung der Redaktion" in text
    assert "noch keine Bewertung" in text


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_word_of_a_verdict_and_no_mark_of_one(language: str) -> None:
    text = Page(to_html(bare_report(), language)).text.casefold()
    words = "fake|real|authentic|genuine|proven|echt|fälschung|bewiesen|verifiziert|authentisch"
    assert re.findall(rf"\b({words})\b|[✓✔✗✘✅❌]", text) == []


def test_structure_for_those_who_cannot_see_it(english: str) -> None:
    page = Page(english)
    names = [tag for tag, _ in page.tags]
    assert names.count("main") == names.count("h1") == 1
    assert {"header", "footer", "caption"} <= set(names)
    assert all(attrs.get("scope") for tag, attrs in page.tags if tag == "th")
    assert all(attrs.get("alt") for tag, attrs in page.tags if tag == "img")
    shown = [attrs for tag, attrs in page.tags if tag == "svg" and "view" in attrs.get("class", "")]
    assert shown
    assert all(attrs.get("aria-label") and attrs.get("role") == "img" for attrs in shown)
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    assert all(link[1:] in ids for link in page.attributes("href") if link.startswith("#"))


def test_quotations_carry_their_language(english: str) -> None:
    page = Page(english)
    assert {a.get("lang") for tag, a in page.tags if tag == "blockquote"} == {"ru", "uk", "en"}


def test_links_of_the_case_can_be_followed_and_those_of_references_cannot(english: str) -> None:
    page = Page(english)
    links = [attrs for tag, attrs in page.tags if tag == "a" and attrs["href"].startswith("http")]
    assert {link["href"] for link in links} >= {"https://t.example/rvvoenkor"}
    assert all("noreferrer" in link["rel"] for link in links)
    assert "https://archive.example/terrikon" in page.text
    assert not any("archive.example" in link["href"] for link in links)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://",
        "https://known.example@evil.example/",
        "https://a.example/\u202egpj",
        "https://a.example/ b",
        "//evil.example",
        "https://[",
        None,
    ],
)
def test_addresses_that_are_not_plain_web_links_stay_text(address: str | None) -> None:
    assert web_link(address) is None


def test_language_tags_are_tags_or_nothing() -> None:
    assert language_tag("zh-Hant") == "zh-Hant"
    assert language_tag('de" onload="x') is None
    assert language_tag(None) is None


def test_changed_regions_are_marked_on_both_pictures(english: str) -> None:
    still = re.sub(r"<template.*?</template>", "", english, flags=re.S)
    assert still.count('points="556.0,150.0 660.0,150.0 660.0,234.0 556.0,234.0"') == 2
    assert english.count('points="1112.0,300.0 1320.0,300.0 1320.0,468.0 1112.0,468.0"') == 2
    assert 'style="left:57.92%;top:23.44%"' in english


def test_each_picture_stands_in_the_page_once(english: str) -> None:
    assert english.count('"data:image/') == 4
    assert len(re.findall(r'<image id="plate-', english)) == 4
    live = "".join(re.findall(r"<template.*?</template>", english, re.S))
    assert english.count('href="#plate-match-0-registered"') == 2
    assert english.count('href="#plate-subject"') == 4
    assert live.count('href="#plate-match-0-registered"') == 1
    assert live.count('href="#plate-subject"') == 1
    assert "data:" not in live


def test_mark_on_the_horizon_of_a_homography_is_left_out() -> None:
    first: Match = pokrovsk_report().matches[0]
    transform = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, -1.0, 0.0, 10.0)
    region = Region(x=10, y=10, width=5, height=5)
    assert reference_marks(replace(first, transform=transform, changed_regions=(region,))) == ()


def test_looked_and_saw_nothing_differs_from_did_not_look(english: str) -> None:
    assert "looked, saw nothing" in english
    assert "outcome-clear" in english
    assert '<span class="outcome outcome-not-applicable">not applicable</span>' in english
    assert "The file has no embedded thumbnail." in english


def test_gravest_finding_first_and_cites_lead_to_it(english: str) -> None:
    rows = re.findall(r'<tr role="row" id="checks-([a-z-]+)-0">', english)
    assert rows == ["reference-differs", "claim-date", "claim-place", "reference-match"]
    assert '<a class="cite" href="#checks-reference-differs-0">F1</a>' in english


def test_the_digest_of_the_file_stands_once_in_the_head(english: str) -> None:
    head = english[english.index("<body>") : english.index('id="summary"')]
    assert head.count(pokrovsk_report().subject.sha256[:12]) == 1


def test_assessment_is_a_named_persons(english: str) -> None:
    assert "No assessment yet" in english
    rated = Assessment(
        rating="Unbelegt", scale="CORRECTIV", rater="M. Huber", reason="Open.", date="2024-10-24"
    )
    page = to_html(replace(pokrovsk_report(), assessment=rated), "en")
    assert "No assessment yet" not in page
    for words in ("Unbelegt", "CORRECTIV", "M. Huber", "24 October 2024"):
        assert words in page


def test_timeline_is_sorted_and_names_references(english: str) -> None:
    dates = re.findall(r'<li class="date[^>]*><time datetime="([^"]+)"', english)
    assert dates == sorted(dates)
    assert '<span class="date-source">reference terrikon-one-flag.jpg</span>' in english
    assert "about 2 days later" in english


def test_report_without_pictures_says_so() -> None:
    page = to_html(replace(pokrovsk_report(), exhibits=()), "en")
    assert "This report was written without pictures." in page
    assert "data:image" not in page


def test_text_edited_by_hand_does_not_reach_the_page() -> None:
    report = pokrovsk_report()
    content = json.loads(to_json(report))
    content["conclusion"]["reasons"][0]["message"] = {"id": "report.no-comparison", "params": {}}
    content["conclusion"]["reasons"][0]["text"] = "All is well."
    from provcheck.report import from_json

    page = to_html(from_json(json.dumps(content).encode(), "r"), "en")
    assert "All is well." not in page
    assert catalogue("en").text("report.no-comparison") in page


def test_hostile_texts_are_inert() -> None:
    report = hostile_report()
    assert json.loads(to_json(report))["subject"]["name"].startswith("\\x1b[31m\\u202e<script>")
    for language in ("en", "de"):
        html = to_html(report, language)
        page = Page(html)
        assert not re.search(
            "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]", html
        )
        assert [tag for tag, _ in page.tags if tag in ("script", "b")] == ["script"]
        assert page.script == script()
        assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
        assert all(source.startswith("data:image/") for source in page.attributes("src"))
        assert all(link.startswith("#") for link in page.attributes("href") if "data:" not in link)
        assert "<script>alert(1)</script>" in page.text


def test_hostile_texts_are_inert_in_json() -> None:
    written = to_json(hostile_report()).decode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e]", written)
    assert "\\u202e" in written


def test_default_language_is_the_reports_own() -> None:
    assert '<html lang="de">' in to_html(speak(bare_report(), "de"))
    with pytest.raises(UnknownLanguage):
        to_html(bare_report(), "tlh")


def template_keys() -> set[str]:
    root = resources.files("provcheck.report").joinpath("templates")
    texts = [root.joinpath("macros.html.j2"), root.joinpath("report.html.j2")]
    texts += list(root.joinpath("sections").iterdir())
    keys: set[str] = set()
    for path in texts:
        keys.update(re.findall(r"\bt\([\"']([a-z0-9-]+)[\"'][,)]", path.read_text("utf-8")))
    return keys


def test_every_label_of_the_templates_is_in_both_languages() -> None:
    keys = template_keys()
    assert len(keys) > 80
    english, german = catalogue("en"), catalogue("de")
    for key in keys:
        path = f"report.{key}"
        assert path in english
        assert path in german
        assert english.placeholders(path) == german.placeholders(path)


def test_text_colours_stand_out_from_their_ground() -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1, in light and in dark."""
    css = resources.files("provcheck.report").joinpath("templates/report.css").read_text("utf-8")
    themes = re.findall(r":root \{(.*?)\}", css, re.S)[:2]
    assert len(themes) == 2
    for theme in themes:
        colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", theme))
        for ground in ("paper", "panel"):
            for ink in ("ink", "soft", "accent"):
                assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_long_history_and_a_long_prompt_still_fit_on_a_page() -> None:
    report = bare_report()
    steps = tuple(
        TypedDate.parse(
            f"2020-01-01T00:{n // 60:02d}:{n % 60:02d}Z", type="history", source=f"s{n}"
        )
        for n in range(3000)
    )
    prompt = MetadataValue(value="p" * 1_000_000, raw="p", source="png:prompt", reader="test")
    history = tuple(replace(prompt, value=f"saved {n}") for n in range(5000))
    dump = tuple(RawValue(source=f"xmp:{n}", value="v" * 2000) for n in range(5000))
    metadata = replace(
        report.metadata,
        groups={"png": {"prompt": (prompt,)}, "trail": {"history": history}},
        dump=dump,
    )
    page = to_html(replace(report, metadata=metadata, timeline=steps), "en")
    assert len(page) < 500_000
    assert "2,994 further dates of this kind: step of the edit history" in page
    assert page.count("edit history</span>") == 6
    assert "4,994 more in the JSON report" in page
    assert "(1,000,000 characters, whole in the JSON report)" in page


def test_of_much_evidence_what_contradicts_stands_in_the_open() -> None:
    report = pokrovsk_report()
    run = next(run for run in report.checks if run.evidence)
    row = replace(run.evidence[0], aspect="date", found="2020-01-01")
    rows = tuple(
        replace(row, source=f"s{n}", standing="contradicts" if n % 2 else "not-checkable")
        for n in range(20)
    )
    shown, folded = evidence_rows(replace(report, checks=(replace(run, evidence=rows),)))
    assert [each.standing for each in shown] == ["contradicts"] * 8
    assert len(folded) == 12
    page = to_html(replace(report, checks=(replace(run, evidence=rows),)), "en")
    assert "12 further rows" in page


def test_dates_that_contradict_the_claim_are_marked_in_the_timeline(english: str) -> None:
    against = [row for run in pokrovsk_report().checks for row in run.evidence]
    expected = {r.found for r in against if r.aspect == "date" and r.standing == "contradicts"}
    marked = re.findall(r'date-against"><time datetime="([^"]+)"', english)
    assert set(marked) == expected
    assert marked


def test_credentials_are_shown_with_what_the_signer_is_worth() -> None:
    report = bare_report()
    part = Ingredient(
        title="A.jpg",
        relationship="parentOf",
        state="broken",
        codes=("x.mismatch",),
        exhibit="ingredient-0",
    )
    step = CredentialAction(action="c2pa.created", source_type="digitalCapture")
    held = Credentials(
        state="intact",
        signer="Signer",
        organisation="Adobe Inc.",
        signed_at="2023-01-24T14:48:56+00:00",
        actions=(step,) * 20,
        ingredients=(part, replace(part, exhibit="ingredient-1")),
    )
    picture = Exhibit(
        id="ingredient-0",
        kind="ingredient",
        media_type="image/jpeg",
        sha256="0" * 64,
        width=4,
        height=3,
        data=b"picture",
    )
    metadata = replace(report.metadata, credentials=held)
    page = to_html(replace(report, metadata=metadata, exhibits=(picture,)), "en")
    assert page.count('alt="The picture “A.jpg” as the Content Credentials keep it."') == 1
    assert "Signer (Adobe Inc.), on no list of trusted signers given here" in page
    assert "as the signer states" in page
    assert page.count("c2pa.created") == 12
    assert "8 more in the JSON report" in page
    assert "which do not hold" in page


def test_what_a_finding_marks_in_the_image_is_shown_beside_it() -> None:
    picture = pokrovsk_report().exhibits[0]
    marked = replace(picture, id="copied-areas-changes", kind="changes")
    finding = Finding(
        message=Message(id="copied-areas.twice", params={"share": 0.04}),
        severity="warning",
        exhibits=("copied-areas-changes", "copied-areas-mask"),
    )
    run = CheckRun(id="copied-areas", version="1", outcome="found", findings=(finding, finding))
    page = to_html(replace(pokrovsk_report(), checks=(run,), exhibits=(picture, marked)), "en")
    section = page.partition('id="findings"')[2].partition("</section>")[0]
    assert section.count("<img") == 1
    assert "what the check “Copied areas” marks" in section
    bare = to_html(replace(pokrovsk_report(), checks=(run,), exhibits=(picture,)), "en")
    assert "Marked in the image" not in bare
