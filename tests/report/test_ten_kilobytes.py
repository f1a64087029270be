"""One finding with ten kilobytes of an attack in it, in every form that a report takes."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from factories import bare_report
from hostile import HOSTILE
from markdown_it import MarkdownIt

from provcheck.cli.screen import line, screen
from provcheck.model import CheckRun, Conclusion, Finding, Flag, Message, Report, Sentence
from provcheck.report import (
    FORMATS,
    Publication,
    identify,
    render_report,
    table_row,
    to_json_line,
    to_mediareview,
    to_sarif,
)
from provcheck.report.sarif import Examined

ATTACK = (HOSTILE * 20)[:10_240]
# Escape sequences, bidirectional overrides, and what else acts without being seen.
ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def _attacked() -> Report:
    """The attack as the text of a message that no catalogue knows, and as a known one's value."""
    unknown = Message(id="unknown.message", params={"x": ATTACK})
    known = Message(id="editor-named.editor", params={"name": ATTACK, "source": ATTACK})
    findings = (
        Finding(message=unknown, severity="warning", text=ATTACK),
        Finding(message=known, severity="notice", text=ATTACK, measures={"a": ATTACK}),
    )
    run = CheckRun(id="editor-named", version="1", outcome="found", findings=findings)
    reason = Sentence(message=unknown, text=ATTACK, cites=("checks/editor-named/0",))
    concluded = Conclusion(
        status="no-match", flags=(Flag(flag="edited", reasons=(reason,)),), reasons=(reason,)
    )
    report = replace(bare_report(), checks=(run,), conclusion=concluded)
    return identify(replace(report, subject=replace(report.subject, name=ATTACK)))


REPORT = _attacked()


def _text(content: bytes) -> str:
    return content.decode("utf-8-sig")


@pytest.mark.parametrize("suffix", [suffix for suffix in FORMATS if suffix != ".pdf"])
def test_nothing_acts_in_any_file(suffix: str) -> None:
    assert ACTING.search(_text(render_report(REPORT, suffix))) is None


def test_nothing_acts_in_lines_tables_and_feeds() -> None:
    for content in (
        to_json_line(REPORT),
        table_row(REPORT, ATTACK),
        to_sarif([Examined(path=ATTACK, report=REPORT), Examined(path="x", error=ATTACK)], "en"),
        to_mediareview(REPORT, "full", Publication()),
    ):
        assert ACTING.search(_text(content).replace("\r\n", "\n")) is None
    (row,) = csv.reader(io.StringIO(_text(table_row(REPORT, "=1+1")), newline=""))
    assert row[0] == "'=1+1"


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, tuple(name for name, _ in attrs)))
        for name, value in attrs:
            assert not name.startswith("on"), (tag, name)
            assert "javascript:" not in (value or ""), (tag, name)
            if name in ("href", "src"):
                assert "evil.example" not in (value or "")


def test_the_page_has_the_elements_of_a_harmless_one() -> None:
    harmless = replace(
        REPORT,
        subject=replace(REPORT.subject, name="a.jpg"),
        checks=tuple(
            replace(run, findings=tuple(replace(f, text="a") for f in run.findings))
            for run in REPORT.checks
        ),
    )
    pages = []
    for report in (REPORT, harmless):
        parser = _Elements()
        parser.feed(_text(render_report(report, ".html")))
        pages.append(parser.seen)
    assert pages[0] == pages[1]


def test_markdown_shows_it_and_does_nothing() -> None:
    parsed = MarkdownIt("commonmark", {"html": True}).parse(_text(render_report(REPORT, ".md")))
    tokens = [*parsed, *(child for token in parsed for child in token.children or ())]
    kinds = {token.type for token in tokens}
    assert not kinds & {"html_block", "html_inline", "link_open", "image", "fence", "code_block"}
    shown = "".join(token.content for token in tokens if token.type == "text")
    assert "<script>alert(1)</script>" in shown


def test_pages_of_paper_show_it_as_text() -> None:
    pytest.importorskip("typst")
    pypdf = pytest.importorskip("pypdf")
    paper = pypdf.PdfReader(io.BytesIO(render_report(REPORT, ".pdf")))
    text = "".join(page.extract_text() for page in paper.pages)
    assert "alert(1)" in text
    links = [
        str(note.get_object().get("/A", {}).get("/URI", ""))
        for page in paper.pages
        for note in page.get("/Annots", [])
    ]
    assert not any("evil" in link or "javascript" in link for link in links)


def test_the_terminal_stays_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    screen(REPORT, None)
    line(REPORT)
    printed = capsys.readouterr().out
    assert ACTING.search(printed.replace("\n", "")) is None
    assert "\\x1b[31m" in printed


def test_the_report_itself_keeps_every_character_of_it() -> None:
    """Made visible, not cut: what was found must stay checkable."""
    written = json.loads(render_report(REPORT, ".json"))
    found = written["checks"][0]["findings"][0]["message"]["params"]["x"]
    assert found.count("<script>alert(1)</script>") == ATTACK.count("<script>alert(1)</script>")
