"""A person's rating stands first in every form, and nothing asks for one that was given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from factories import conclusion, pokrovsk_report

from provcheck.assessing import assess
from provcheck.model import Message, Report, Sentence
from provcheck.report import to_html, to_markdown, to_pdf, to_text

ASKS = "for a person to give"


def _words(text: str) -> str:
    return " ".join(text.split())


def _html(report: Report) -> tuple[str, str]:
    page = to_html(report, "en")
    return page, page[page.index("<body>") : page.index('id="summary"')]


def _markdown(report: Report) -> tuple[str, str]:
    text = to_markdown(report, "en").replace("\\", "")
    return text, text[: text.index("\n## ")]


def _text(report: Report) -> tuple[str, str]:
    text = to_text(report, "en")
    return text, text[: text.index("IN ONE SENTENCE")]


def _pdf(report: Report) -> tuple[str, str]:
    pytest.importorskip("typst")
    reading = pytest.importorskip("pypdf")
    import io

    pages = reading.PdfReader(io.BytesIO(to_pdf(report, "en"))).pages
    texts = [page.extract_text() for page in pages]
    return " ".join(texts), texts[0][: texts[0].index("In one sentence")]


def unrated() -> Report:
    asking = Sentence(message=Message(id="conclude.limit-no-rating", params={}))
    held = conclusion()
    return pokrovsk_report(conclusion=replace(held, limits=(*held.limits, asking)))


def rated(scale: str, rating: str) -> Report:
    now = datetime(2024, 10, 24, 9, 30, tzinfo=UTC)
    return assess(unrated(), rating=rating, scale=scale, by="M. Huber", reason="Open.", now=now)


@pytest.mark.parametrize("form", [_html, _markdown, _text, _pdf])
def test_a_rating_stands_above_the_summary_and_names_who_gave_it(
    form: Callable[[Report], tuple[str, str]],
) -> None:
    before, _ = form(unrated())
    after, top = form(rated("correctiv", "Unbelegt"))
    assert "Rated by M. Huber on 24 October 2024 on the scale “correctiv”: Unbelegt" in _words(top)
    assert "Rated by" not in before
    assert ASKS in _words(before)
    assert ASKS not in _words(after)


def test_a_rating_in_own_words_says_so() -> None:
    _, top = _markdown(rated("free", "Not ours to say."))
    assert "on the scale “own words”: Not ours to say." in _words(top)


def test_the_conclusion_itself_stays_as_it_was() -> None:
    assert rated("correctiv", "Unbelegt").conclusion == unrated().conclusion
