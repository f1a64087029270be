"""Searches of people: links that hold nothing but the address, and a log in the report."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from factories import bare_report, pokrovsk_report
from hypothesis import given
from hypothesis import strategies as st

from provcheck.errors import InvalidValue
from provcheck.handoff import engines, record_search
from provcheck.report import check_identity, first_break, to_html, to_markdown

NOW = datetime(2024, 10, 24, 9, 30, tzinfo=UTC)


@given(st.text(min_size=1, max_size=40))
def test_an_address_cannot_leave_its_place_in_a_link(address: str) -> None:
    for engine in engines():
        link = engine.link_for(f"https://x.example/{address.encode('utf-8', 'replace').decode()}")
        if link is not None:
            assert link.isascii() and " " not in link and "\n" not in link
            assert urlsplit(link).hostname == urlsplit(str(engine.link)).hostname


def test_a_ready_link_carries_the_whole_address() -> None:
    (tineye,) = [engine for engine in engines() if engine.id == "tineye"]
    address = "https://x.example/a b.jpg?c=1&d=2#e"
    assert parse_qs(urlsplit(str(tineye.link_for(address))).query)["url"] == [address]
    assert tineye.link_for(None) is None


def test_every_engine_says_how_it_is_used() -> None:
    assert len(engines()) >= 6
    for engine in engines():
        for address in (engine.link, engine.upload):
            assert address is None or address.startswith("https://")
        assert engine.link or engine.upload


def test_a_search_goes_into_the_report() -> None:
    report = pokrovsk_report()
    made = record_search(report, engine="TINEYE", by="M. Huber", result="No earlier copy", now=NOW)
    check_identity(made, "report.json")
    assert [(each.engine, each.by) for each in made.searches] == [("TinEye", "M. Huber")]
    assert made.history[-1].action == "searched"
    assert made.history[-1].report_id == report.report_id
    assert first_break(made.history) is None
    other = record_search(made, engine="Own archive", by="M. Huber", result="Two hits", now=NOW)
    assert [each.engine for each in other.searches] == ["TinEye", "Own archive"]
    for text in (to_html(other, "de"), to_markdown(other, "en")):
        assert "No earlier copy" in text and "Own archive" in text


@pytest.mark.parametrize("missing", ["engine", "by", "result"])
def test_an_empty_word_is_refused(missing: str) -> None:
    words = {"engine": "tineye", "by": "A", "result": "b", missing: " "}
    with pytest.raises(InvalidValue):
        record_search(bare_report(), **words, now=NOW)
