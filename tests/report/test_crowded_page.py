"""A file with 20 dates that disagree, 5,000 steps of history and 1 MB of prompt: still a page."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from benchmarks.metadata.crowded import NAME, PROMPT, STEPS, build_crowded, words_in_sight
from provcheck.model import Case, Report, TypedDate
from provcheck.pipeline import examine
from provcheck.report import to_html


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Report:
    path = tmp_path_factory.mktemp("crowded") / NAME
    build_crowded(path)
    claimed = TypedDate.parse("2024-10-21", type="claimed", source="case")
    return examine(path, now=datetime(2026, 1, 1, tzinfo=UTC), case=Case(date=claimed))


def test_the_record_keeps_everything(crowded: Report) -> None:
    metadata = crowded.metadata
    stated = [date for date in metadata.dates if date.type != "history"]
    assert len({date.value for date in stated}) == 20
    assert len(metadata.values("trail", "history")) == STEPS
    assert len(metadata.ai_marks[0].value) > PROMPT


def test_the_page_is_one_that_can_be_read(crowded: Report) -> None:
    page = to_html(crowded, "en")
    assert len(page) < 200_000
    assert len(words_in_sight(page)) < 2_500
    assert "4,994 further dates of this kind: step of the edit history" in page
    assert "13 further rows" in page


def test_every_finding_is_short(crowded: Report) -> None:
    texts = [finding.text for run in crowded.checks for finding in run.findings]
    assert texts
    assert max(map(len, texts)) < 400


def test_dates_that_do_not_fit_one_another_point_to_the_finding(crowded: Report) -> None:
    page = to_html(crowded, "en")
    (misfit,) = re.findall(r'datetime="2001-02-03T04:05:06".*', page)
    assert re.search(r'does not fit the rest <a class="cite" href="#[^"]+">F\d</a>', misfit)
    (other,) = re.findall(r'datetime="2011-06-07T08:09:10Z".*', page)
    assert "does not fit the rest" not in other
