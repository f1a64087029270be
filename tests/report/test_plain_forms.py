"""Markdown, plain text, CSV and SARIF: complete, and inert whatever the report holds."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from factories import bare_report, pokrovsk_report
from hostile import HOSTILE, hostile_report
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from provcheck.messages import languages
from provcheck.model import Report
from provcheck.report import (
    Examined,
    render_report,
    table_head,
    table_row,
    to_markdown,
    to_sarif,
    to_text,
)
from provcheck.report.table import COLUMNS

LONG = replace(bare_report().subject, name=HOSTILE + "=cmd|' /C calc'!A0" * 600)


def _tokens(text: str) -> list[Token]:
    parsed = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    return [*parsed, *(child for token in parsed for child in token.children or ())]


def _shown(text: str) -> str:
    return "\n".join(
        token.content for token in _tokens(text) if token.type in ("text", "code_inline")
    )


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("render", [to_markdown, to_text])
def test_every_section_is_there(render: Any, language: str) -> None:
    report = pokrovsk_report()
    text = _shown(render(report, language)) if render is to_markdown else render(report, language)
    case = report.case
    assert case is not None
    words = text.replace("\n", " ").replace("  ", " ")
    for part in (report.subject.sha256, report.report_id, case.statements[0].speaker):
        assert part in words
    for heading in ("section-findings", "section-not-checked", "section-assessment"):
        from provcheck.messages import catalogue

        title = catalogue(language).text(f"report.{heading}")
        assert title in text or title.upper() in text


def test_a_plain_address_becomes_a_link_and_nothing_else_does() -> None:
    links = [
        token.attrs["href"] for token in _tokens(to_markdown(pokrovsk_report())) if token.attrs
    ]
    assert links
    assert all(str(link).startswith("https://") for link in links)


@pytest.mark.parametrize("report", [hostile_report(), replace(bare_report(), subject=LONG)])
def test_hostile_markdown_is_inert(report: Report) -> None:
    text = to_markdown(report)
    kinds = {token.type for token in _tokens(text)}
    assert not kinds & {"html_block", "html_inline", "link_open", "image", "fence", "code_block"}
    assert "\x1b" not in text and "\u202e" not in text
    assert "<script>alert(1)</script>" in _shown(text).replace("\n", "")


@given(st.text(alphabet="ab -+*_#>`[]()!<&;:/.1)\n\\|~=\"'{}@$^", max_size=60))
def test_any_text_is_shown_as_it_is(written: str) -> None:
    report = replace(bare_report(), subject=replace(bare_report().subject, name=f"x{written}"))
    heading = to_markdown(report).splitlines()[0]
    inline = MarkdownIt("commonmark", {"html": True}).parse(heading)
    assert [token.type for token in inline] == ["heading_open", "inline", "heading_close"]
    children = inline[1].children or []
    assert {child.type for child in children} == {"text"}
    assert "".join(child.content for child in children) == " ".join(f"x{written}".split())


@pytest.mark.parametrize("report", [hostile_report(), replace(bare_report(), subject=LONG)])
def test_hostile_text_is_inert_and_fits_the_width(report: Report) -> None:
    text = to_text(report)
    assert all(character.isprintable() or character == "\n" for character in text)
    exact = {report.subject.sha256, report.report_id, report.settings_digest}
    for line in text.splitlines():
        assert len(line) <= 80 or any(digest in line for digest in exact) or "http" in line


def test_a_table_opens_without_formulas() -> None:
    name = '=HYPERLINK("http://evil.example")'
    content = table_head() + table_row(hostile_report(), name) + table_row(pokrovsk_report(), "a,b")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert all(len(row) == len(COLUMNS) for row in rows)
    assert rows[1][0] == f"'{name}"
    assert rows[2][0] == "a,b"
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert not any("\x1b" in cell or "\n" in cell for row in rows for cell in row)


def _run(content: bytes) -> Any:
    log = json.loads(content)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    return run


def test_sarif_says_what_each_check_did() -> None:
    report = pokrovsk_report()
    run = _run(to_sarif([Examined(path="a b/posted.jpg", report=report)], "en"))
    (artifact,) = run["artifacts"]
    assert artifact["location"]["uri"] == "a%20b/posted.jpg"
    assert artifact["hashes"] == {"sha-256": report.subject.sha256}
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == [check.id for check in report.checks]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        # SARIF 2.1.0, section 3.27.10: only a result of kind "fail" has a level.
        assert (result["kind"] == "fail") == (result["level"] != "none")
    levels = {result["ruleId"]: result["level"] for result in run["results"]}
    assert levels["claim-date"] == "warning"


def test_sarif_names_files_that_could_not_be_examined() -> None:
    run = _run(to_sarif([Examined(path="x.jpg", error="x.jpg: empty {0} [a](b)")], "en"))
    assert run["invocations"][0]["executionSuccessful"] is False
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"] == "x.jpg: empty {{0}} \\[a\\](b)"
    assert run["results"] == []


def test_sarif_is_inert_and_the_same_each_time() -> None:
    examined = Examined(path=HOSTILE, report=hostile_report())
    content = to_sarif([examined], "de")
    assert content == to_sarif([examined], "de")
    assert b"\\u001b" not in content and "\u202e".encode() not in content


@pytest.mark.parametrize("suffix", [".md", ".txt", ".sarif"])
def test_the_ending_decides(suffix: str) -> None:
    assert render_report(pokrovsk_report(), suffix, "de").decode("utf-8")
