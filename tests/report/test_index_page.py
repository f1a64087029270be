"""The index of a scan: whole without its script, inert, light, and read back from its rows."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from factories import pokrovsk_report
from hostile import HOSTILE

from provcheck.messages import catalogue, languages
from provcheck.report import (
    INDEX_MARK,
    IndexRow,
    failed_index_row,
    index_line,
    index_page,
    index_row,
    read_index_line,
)
from provcheck.report.inline import content_policy, shipped

ROW = IndexRow(
    name="a/b.jpg",
    status="match-differs",
    summary="One area differs.",
    flags=("reused", "edited"),
    checked="2024-10-23T08:14:05Z",
    page="b-0123456789ab.html",
    picture="index-pictures/b-0123456789ab.jpg",
)
_MOST_BYTES_OF_A_ROW = 1_200


def page_of(*rows: IndexRow, language: str = "en") -> str:
    return b"".join(index_page(rows, language)).decode("utf-8")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def tags_of(page: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = _Tags()
    parser.feed(page)
    return parser.seen


@pytest.mark.parametrize("language", languages())
def test_a_row_says_all_without_the_script(language: str) -> None:
    words = catalogue(language)
    page = page_of(ROW, failed_index_row("x.jpg", "No image."), language=language)
    table = page[page.index("<table") : page.index("</table>")]
    assert '<a href="b-0123456789ab.html">a/b.jpg</a>' in table
    for said in (
        words.term("status", "match-differs"), words.term("flag", "reused"),
        words.term("flag", "edited"), words.date(ROW.checked), "One area differs.",
        words.text("report.index-failed"), "No image.",
    ):  # fmt: skip
        assert said in table
    assert f'<html lang="{language}">' in page
    assert '<div class="index-tools" role="search" hidden>' in page


def test_a_reports_row_is_its_conclusion_in_the_wanted_language() -> None:
    report = pokrovsk_report()
    row = index_row(report, "a.jpg", "a-0123456789ab.html", "", "de")
    assert (row.status, row.flags) == ("match-differs", ("reused", "edited", "context"))
    assert row.summary.startswith("Das Bild stimmt mit Referenz")
    assert row.checked == report.created_at


def test_nothing_of_a_hostile_row_acts() -> None:
    row = replace(ROW, name=HOSTILE, summary=HOSTILE, status=HOSTILE, flags=(HOSTILE,))
    page = page_of(row, failed_index_row(HOSTILE, HOSTILE))
    tags = tags_of(page)
    assert sum(tag == "script" for tag, _ in tags) == 1
    assert not any(name.startswith("on") for _, attributes in tags for name in attributes)
    assert not {"\x1b", "\u202e"} & set(page)
    links = {attributes["href"] for tag, attributes in tags if tag == "a"}
    assert links == {"#images", "b-0123456789ab.html"}


def test_only_its_own_script_and_pictures_beside_it_are_admitted() -> None:
    from html import unescape

    page = page_of(ROW)
    policy = content_policy(shipped("index.js"), "'self' file:")
    assert policy in unescape(page)
    assert "default-src 'none'" in policy and "http" not in policy
    assert INDEX_MARK in page.encode("utf-8")[:1000]


def test_filters_offer_what_occurs() -> None:
    page = page_of(ROW, replace(ROW, flags=()), replace(ROW, status="no-match", flags=("ai",)))
    offered = [attributes["value"] for tag, attributes in tags_of(page) if tag == "option"]
    assert offered == ["", "match-differs", "no-match", "", "reused", "edited", "ai", "-"]


def test_ten_thousand_rows_stay_light() -> None:
    rows = [replace(ROW, name=f"folder/{number}.jpg") for number in range(10_000)]
    pieces = [len(piece) for piece in index_page(rows, "en")]
    assert max(pieces) < 200_000
    assert sum(pieces) < _MOST_BYTES_OF_A_ROW * len(rows)


def test_rows_are_read_back_as_they_were_written() -> None:
    assert read_index_line(index_line(ROW)) == ROW
    bare = replace(ROW, picture="")
    assert read_index_line(index_line(bare)) == bare


@pytest.mark.parametrize(
    "line",
    [
        b"\n", b"{}\n", b"[1]\n", b"\xff\n", b'{"name": 1}\n', b"[" * 5000 + b"\n",
        index_line(replace(ROW, page="")),
        index_line(replace(ROW, page="../x-0123456789ab.html")),
        index_line(replace(ROW, page="https://x.example/a.html")),
        index_line(replace(ROW, page="javascript:alert(1)//.html")),
        index_line(replace(ROW, picture="//x.example/a.jpg")),
    ],
)  # fmt: skip
def test_a_line_that_is_no_row_or_leads_away_is_passed_over(line: bytes) -> None:
    assert read_index_line(line) is None
