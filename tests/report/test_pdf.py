"""The PDF: tagged, paged, the same for the same report, and indifferent to what texts contain."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import struct
import subprocess
import sys
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from importlib import resources
from itertools import pairwise
from pathlib import Path

import pytest
from factories import bare_report, case, exhibits, flat_png, pokrovsk_report
from hostile import hostile_report
from test_html import SECTIONS

from provcheck.assessing import assess, countersign
from provcheck.errors import PdfExtraMissing, UnknownLanguage
from provcheck.handoff import record_search
from provcheck.messages import catalogue, languages
from provcheck.model import Case, Exhibit, Report
from provcheck.report import render_report, require_writable, speak, to_pdf, write_report
from provcheck.report.pdf.glyphs import Glyphs, families

pytest.importorskip("typst")
pypdf = pytest.importorskip("pypdf")

TEMPLATES = resources.files("provcheck.report").joinpath("templates", "pdf")
FONTS = resources.files("provcheck.report").joinpath("fonts")


def opened(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in opened(content).pages]


def squeezed(text: str) -> str:
    """Without the spaces and line ends that depend on where lines were broken."""
    return re.sub(r"\s+", "", text)


def text_of(content: bytes) -> str:
    return squeezed("".join(pages(content)))


@pytest.fixture(scope="module")
def english() -> bytes:
    return to_pdf(pokrovsk_report(), "en")


@pytest.fixture(scope="module")
def german() -> bytes:
    return to_pdf(pokrovsk_report(), "de")


def claiming(text: str, language: str | None = None) -> Report:
    return pokrovsk_report(case=replace(case(), claim=text, claim_language=language))


def test_it_is_tagged_and_says_what_it_keeps_to(english: bytes) -> None:
    document = opened(english)
    root = document.trailer["/Root"]
    assert root["/StructTreeRoot"]["/K"]
    assert str(root["/MarkInfo"]["/Marked"]) == "True"
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    packet = root["/Metadata"].get_object().get_data().decode("utf-8")
    assert "<pdfuaid:part>1</pdfuaid:part>" in packet
    assert "<pdfaid:part>2</pdfaid:part>" in packet
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in packet
    assert document.metadata.title == "Image report: photo_2024-10-21_15-42-07.jpg"


def elements(document: pypdf.PdfReader) -> list[tuple[str, dict[str, object]]]:
    """Every structure element in reading order: its kind and its entries."""
    found = []
    waiting = [document.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        item = waiting.pop()
        if "/S" in item:
            found.append((item["/S"], item))
        inner = item.get("/K", [])
        inner = inner if isinstance(inner, list) else [inner]
        objects = [each.get_object() for each in inner]
        waiting += [each for each in reversed(objects) if isinstance(each, dict)]
    return found


def test_headings_tables_and_pictures_have_their_structure(english: bytes) -> None:
    found = elements(opened(english))
    levels = [int(kind[2:]) for kind, _ in found if re.fullmatch(r"/H\d", kind)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    pictures = [item for kind, item in found if kind == "/Figure"]
    assert len(pictures) == 7  # head, three of the comparison, two close up, the map
    assert all(len(str(item["/Alt"])) > 10 for item in pictures)
    assert [kind for kind, _ in found].count("/TH") >= 4 + 4 + 5 + 3


def test_sections_stand_in_their_order(english: bytes) -> None:
    titles = [entry.title for entry in flat(opened(english).outline)]
    wanted = [catalogue("en").text(f"report.section-{name}") for name in SECTIONS]
    assert [title for title in titles if title in wanted] == wanted


def flat(outline: list[object]) -> list[object]:
    return [each for item in outline for each in (flat(item) if isinstance(item, list) else [item])]


def test_every_page_says_what_it_belongs_to(english: bytes) -> None:
    report = pokrovsk_report()
    texts = pages(english)
    assert len(texts) > 3
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} of {len(texts)}" in text
        assert report.report_id in text
        assert report.subject.sha256[:16] in text
        assert report.subject.name in text


def test_heads_of_tables_stand_on_each_of_their_pages() -> None:
    first = pokrovsk_report()
    run = next(run for run in first.checks if run.id == "reference-match")
    many = replace(run, findings=run.findings * 12)
    texts = pages(to_pdf(replace(first, checks=(many, *first.checks)), "en"))
    assert sum("What it does not show" in text for text in texts) >= 3


def test_what_the_page_says_is_in_it(english: bytes) -> None:
    report = pokrovsk_report()
    text = text_of(english)
    said = [report.conclusion.reasons[0].text]
    said += [finding.text for run in report.checks for finding in run.findings]
    said += [row.text for run in report.checks for row in run.evidence]
    said += [item.text for item in report.not_checked]
    said += [statement.text for statement in report.case.statements] if report.case else []
    said += [report.subject.sha256, report.subject.pixel_sha256, report.settings_digest]
    said += [step.sha256_after or "" for step in report.custody]
    said += [match.reference.sha256 for match in report.matches if match.confirmed]
    for words in said:
        assert squeezed(words) in text, words


def test_german_is_german(german: bytes) -> None:
    assert opened(german).trailer["/Root"]["/Lang"] == "de"
    text = text_of(german)
    for words in ("Bewertung der Redaktion", "noch keine Bewertung", "Seite 1 von"):
        assert squeezed(words) in text
    words = "fake|real|authentic|genuine|proven|echt|fälschung|bewiesen|verifiziert|authentisch"
    joined = " ".join(pages(german)).casefold()
    assert re.findall(rf"\b({words})\b|[✓✔✗✘]", joined) == []


def test_language_is_the_reports_own_or_a_known_one() -> None:
    content = to_pdf(speak(bare_report(), "de"))
    assert opened(content).trailer["/Root"]["/Lang"] == "de"
    with pytest.raises(UnknownLanguage):
        to_pdf(bare_report(), "tlh")


def test_a_bare_report_says_what_is_missing() -> None:
    text = text_of(to_pdf(bare_report(), "en"))
    for sentence in ("No claim was recorded", "No reference set was used", "No assessment yet"):
        assert squeezed(sentence) in text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Флаги России и КНДР над терриконом", "ru"),
        ("Η σημαία στον λόφο", "el"),
        ("乌克兰附近的旗帜", "zh"),
        ("ボタ山の旗", "ja"),
        ("광산의 깃발", "ko"),
        ("खदान पर झंडा", "hi"),
        ("ธงบนเนินเขา", "th"),
        ("Đỉnh đồi và lá cờ, ţară, łódź", "vi"),
    ],
)
def test_claims_in_many_scripts_survive(text: str, language: str) -> None:
    content = to_pdf(claiming(text, language), "en")
    if language not in ("hi", "th"):  # of shaped scripts a reader gets glyphs in another order
        assert squeezed(text) in text_of(content)
    assert "U+" not in text_of(content)
    assert language in languages_of(content)


def languages_of(content: bytes) -> set[str]:
    """Languages stand at structure elements, or at stretches of text within a page."""
    document = opened(content)
    found = {str(item["/Lang"]) for _, item in elements(document) if "/Lang" in item}
    for page in document.pages:
        stretches = re.findall(rb"/Lang ?\(([a-z]+)\)", page.get_contents().get_data())
        found |= {language.decode() for language in stretches}
    return found


@pytest.mark.parametrize("text", ["علم على التل قرب بوكروفسك", "דגל על הגבעה"])
def test_right_to_left_text_starts_at_the_right(text: str) -> None:
    content = to_pdf(claiming(text), "en")
    left = left_edges(content, re.compile("[\u0590-\u06ff\ufb00-\ufeff]"))
    assert left
    assert "U+" not in text_of(content)
    # The line is short and the page wide: set from the left it would begin at the margin.
    assert min(left) > 200


def left_edges(content: bytes, letters: re.Pattern[str]) -> list[float]:
    edges: list[float] = []

    def visit(text: str, matrix: list[float], inner: list[float], *_: object) -> None:
        if letters.search(text):
            edges.append(matrix[4] + matrix[0] * inner[4])

    opened(content).pages[0].extract_text(visitor_text=visit)
    return edges


def test_characters_without_a_glyph_become_their_numbers_and_are_counted() -> None:
    text = text_of(
        to_pdf(claiming("flag \U0001f600\U0001f1f0\U0001f1f5 here \ue000\U0001f600"), "en")
    )
    assert "flag[U+1F600]" in text
    assert "here[U+E000][U+1F600]" in text
    assert squeezed("4 kinds of characters in this report are not in its fonts.") in text
    assert "notinitsfonts" not in text_of(to_pdf(pokrovsk_report(), "en"))


def test_a_mark_goes_with_its_letter_or_becomes_its_number() -> None:
    glyphs = Glyphs()
    assert glyphs.showable("e\u0301 и\u0306") == "é й"
    assert glyphs.showable("\u6f22\u0c3f") == "\u6f22[U+0C3F]"  # Chinese, and a mark of Telugu
    assert glyphs.showable("☺\ufe0f") == "☺"
    assert glyphs.missing == {"\u0c3f"}


@pytest.mark.slow
def test_all_that_the_fonts_are_said_to_cover_can_be_set() -> None:
    table: dict[str, list[list[int]]] = json.loads(FONTS.joinpath("coverage.json").read_text())
    codes = [c for pairs in table.values() for a, b in pairs for c in range(a, b + 1)]
    glyphs = Glyphs()
    shown = [chr(code) for code in codes if "[U+" not in glyphs.showable(chr(code))]
    assert len(shown) > 20_000
    to_pdf(claiming(" ".join(sorted(set(shown)))), "en")


ACTS = (
    '#eval("1+1") #read("/etc/passwd") #panic() $x^2$ *bold* _it_ `raw` \\ <end> @to-claim '
    '"; import "x.typ" // comment /* open #{ [ ] } https://known.example @preview/a:1 ~ -- ---'
)


def test_markup_in_texts_stays_text() -> None:
    content = to_pdf(claiming(ACTS), "en")
    assert squeezed(ACTS) in text_of(content)


@pytest.mark.parametrize("language", ["en", "de"])
def test_hostile_report_is_inert(language: str) -> None:
    content = to_pdf(hostile_report(), language)
    # Ten pages hold the claim, the findings and the comparison; reading all takes long.
    text = "".join(page.extract_text() for page in opened(content).pages[:10])
    assert "<script>alert(1)</script>" in squeezed(text)
    assert not re.search("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\x1b]", text)
    assert not [
        key for key in (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile") if key in content
    ]
    for page in opened(content).pages:
        for note in page.get("/Annots", []):
            assert "/A" not in note.get_object() or "/URI" not in note.get_object()["/A"]


def test_only_plain_links_of_the_case_can_be_followed(english: bytes) -> None:
    links = {
        str(note.get_object()["/A"]["/URI"])
        for page in opened(english).pages
        for note in page.get("/Annots", [])
        if "/URI" in note.get_object().get("/A", {})
    }
    assert "https://t.example/rvvoenkor" in links
    assert not any("archive.example" in link for link in links)


def test_the_same_report_gives_the_same_bytes(english: bytes) -> None:
    code = (
        "import hashlib, factories, provcheck.report as r;"
        "print(hashlib.sha256(r.to_pdf(factories.pokrovsk_report(), 'en')).hexdigest())"
    )
    here = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=here
    )
    assert run.stdout.strip() == hashlib.sha256(english).hexdigest()


def test_its_time_is_the_reports_own(english: bytes) -> None:
    created = opened(english).metadata.creation_date
    assert created.isoformat() == "2024-10-23T08:14:05+00:00"
    undated = to_pdf(replace(bare_report(), created_at="some day"), "en")
    assert opened(undated).metadata.creation_date.year == 1970


def test_pictures_are_taken_over_as_they_are(english: bytes) -> None:
    jpegs = [each.data for each in exhibits() if each.media_type == "image/jpeg"]
    assert all(data in english for data in jpegs if data is not None)
    # Each stands in the file once, however often it is shown.
    assert english.count(exhibits()[0].data or b"-") == 1


def with_picture(content: bytes, media_type: str) -> Report:
    first = pokrovsk_report()
    digest = hashlib.sha256(content).hexdigest()
    odd = Exhibit(
        id="subject",
        kind="subject",
        media_type=media_type,
        width=960,
        height=640,
        sha256=digest,
        data=content,
    )
    return replace(first, exhibits=(odd, *first.exhibits[1:]))


def huge_png() -> bytes:
    """A picture of 40,000 x 40,000 pixels by its header."""
    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return flat_png(1, 1, 0).replace(
        flat_png(1, 1, 0)[8:33],
        struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk)),
    )


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"no picture", "image/jpeg"),
        (huge_png(), "image/png"),
        (flat_png(12, 8, 40)[:-30], "image/png"),
    ],
    ids=["text", "huge", "cut png"],
)
def test_a_picture_that_cannot_be_opened_leaves_a_note(content: bytes, media_type: str) -> None:
    written = to_pdf(with_picture(content, media_type), "en")
    assert squeezed("This picture cannot be shown.") in text_of(written)


def test_report_without_pictures_says_so() -> None:
    content = to_pdf(replace(pokrovsk_report(), exhibits=()), "en")
    assert squeezed("This report was written without pictures.") in text_of(content)


def test_missing_extra_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(PdfExtraMissing, match=r"pip install 'provcheck\[pdf\]'"):
        write_report(bare_report(), tmp_path / "r.pdf")
    with pytest.raises(PdfExtraMissing, match=r"^mine\.PDF: "):
        require_writable("mine.PDF")
    assert list(tmp_path.iterdir()) == []
    assert "[pdf]" in catalogue("de").error(PdfExtraMissing(name="r.pdf"))


def test_ending_decides(tmp_path: Path) -> None:
    write_report(bare_report(), tmp_path / "r.PDF", "de")
    assert (tmp_path / "r.PDF").read_bytes().startswith(b"%PDF-1.7")
    assert render_report(bare_report(), ".pdf") == to_pdf(bare_report())


def test_every_label_of_the_templates_is_in_both_languages() -> None:
    texts = [path.read_text("utf-8") for path in TEMPLATES.iterdir()]
    keys = {key for text in texts for key in re.findall(r'\bl\("([a-z0-9-]+)"\)', text)}
    assert len(keys) > 50
    for language in ("en", "de"):
        for key in keys:
            assert f"report.{key}" in catalogue(language), key


def test_templates_read_values_and_nothing_else() -> None:
    for path in TEMPLATES.iterdir():
        text = path.read_text("utf-8")
        assert not re.search(r"\beval\b|\bread\(|@preview|mode:", text), path.name
        read = re.findall(r"\bjson\(([^)]*)\)", text)
        assert read == (['"/report.json"'] if path.name == "style.typ" else [])


def test_fonts_come_with_their_licence_and_are_no_burden() -> None:
    files = {path.name: path.read_bytes() for path in FONTS.iterdir()}
    assert b"SIL OPEN FONT LICENSE Version 1.1" in files["OFL.txt"]
    assert sum(map(len, files.values())) < 6_500_000
    assert {"Noto Sans", "Noto Serif", "Noto Sans Mono"} <= set(families())


def heights(page: pypdf.PageObject) -> list[tuple[str, float]]:
    """The pieces of text of a page with their places above its lower edge, in points."""
    found: list[tuple[str, float]] = []

    def visit(text: str, matrix: list[float], inner: list[float], *_: object) -> None:
        if text.strip():
            found.append((text.strip(), matrix[5] + matrix[3] * inner[5]))

    page.extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize("language", languages())
def test_the_last_page_is_not_nearly_empty(language: str) -> None:
    document = opened(to_pdf(pokrovsk_report(), language))
    foot = 60
    lowest = min(height for _, height in heights(document.pages[-1]) if height > foot)
    assert lowest < document.pages[-1].mediabox.height * 0.63


@pytest.mark.parametrize("language", languages())
def test_the_map_stands_with_its_table(language: str) -> None:
    words = catalogue(language)
    caption = squeezed(words.text("report.map-caption"))
    (page,) = [
        text
        for text in map(squeezed, pages(to_pdf(pokrovsk_report(), language)))
        if caption in text
    ]
    assert squeezed(words.text("report.evidence-caption")) in page


@pytest.mark.parametrize("language", languages())
def test_a_severity_stands_beside_its_bars_on_one_line(language: str) -> None:
    words = catalogue(language)
    severity, title = words.term("severity", "warning"), words.text("claim-date.title")
    beside = [
        abs(line - height)
        for places in map(heights, opened(to_pdf(pokrovsk_report(), language)).pages)
        for text, height in places
        if text == title
        for other, line in places
        if other == severity
    ]
    assert min(beside) < 2


def test_a_long_claim_goes_over_pages() -> None:
    long = Case(claim="A sentence of ordinary length that goes on. " * 600)
    texts = pages(to_pdf(pokrovsk_report(case=long), "en"))
    assert sum("sentence of ordinary length" in text for text in texts) >= 3


def test_what_people_added_is_printed() -> None:
    now = datetime(2024, 10, 24, 9, 30, tzinfo=UTC)
    report = record_search(
        pokrovsk_report(), engine="tineye", by="M. Huber", result="No earlier copy.", now=now
    )
    report = assess(
        report, rating="Unbelegt", scale="correctiv", by="M. Huber", reason="Two places.", now=now
    )
    report = countersign(report, by="A. Kovalenko", now=now, note="Agreed.")
    text = " ".join(opened(to_pdf(report, "en")).pages[n].extract_text() for n in range(3, 7))
    words = " ".join(text.split())
    for part in ("TinEye", "No earlier copy.", "Unbelegt", "A. Kovalenko", "Agreed.", "assessed"):
        assert part in words
