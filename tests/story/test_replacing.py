"""A newer or a rated report does not give way without a word."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from desk import Desk

from provcheck.assessing import assess
from provcheck.errors import ProvcheckError, StoryRatingLost, StoryReportOlder
from provcheck.handoff import record_search
from provcheck.model import Report
from provcheck.report import identify, write_report
from provcheck.story import attach

NOW = datetime(2024, 10, 24, 9, 30, tzinfo=UTC)
STORIES = {
    "s.md": "![](heap.jpg)\n",
    "s.html": '<figure><img src="heap.jpg"></figure>\n',
    "s.json": '{"uri": "urn:x", "type": "text"}\n',
    "s.xml": (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"><itemMeta>\n</itemMeta></newsItem>'
    ),
}


def saved(desk: Desk, report: Report, name: str) -> Path:
    path = desk.folder / "reports" / name
    write_report(report, path)
    return path


def rated(report: Report) -> Report:
    return assess(report, rating="Own", scale="free", by="A. Meier", reason="b", now=NOW)


@pytest.mark.parametrize("name", STORIES)
def test_older_and_unrated_reports_are_refused(desk: Desk, name: str) -> None:
    image = desk.image()
    path, first = desk.report(image)
    searched = record_search(first, engine="tineye", by="A", result="none", now=NOW)
    assessed = rated(searched)
    newer = identify(replace(first, created_at="2024-11-02T10:00:00Z"))
    paths = {
        each.report_id: saved(desk, each, f"v{number}.json")
        for number, each in enumerate((searched, assessed, newer))
    }
    paths[first.report_id] = path
    story = desk.story(name, STORIES[name])

    def bound(report: Report, *, anyway: bool = False) -> None:
        attach(story, paths[report.report_id], report, None, "en", replace=anyway)

    def refused(report: Report, error: type[ProvcheckError]) -> None:
        before = story.read_bytes()
        with pytest.raises(error, match="--replace"):
            bound(report)
        assert story.read_bytes() == before

    for report in (first, searched, assessed, assessed):
        bound(report)
    refused(first, StoryReportOlder)
    refused(searched, StoryReportOlder)
    refused(newer, StoryRatingLost)
    bound(newer, anyway=True)
    refused(assessed, StoryReportOlder)
    bound(first, anyway=True)
    assert first.report_id in story.read_text("utf-8")


def test_reports_about_other_images_are_not_compared(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.md", STORIES["s.md"])
    attach(story, path, rated(report), image, "en")
    other_path, other = desk.report(desk.image("b.jpg", b"other"), "r2.json")
    assert attach(story, other_path, other, None, "en").changed


def test_who_rated_is_named(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.md", STORIES["s.md"])
    attach(story, saved(desk, rated(report), "v2.json"), rated(report), image, "en")
    newer = identify(replace(report, created_at="2024-11-02T10:00:00Z"))
    with pytest.raises(
        StoryRatingLost, match=r"rating by A\. Meier, and \.\./reports/r1\.json has"
    ):
        attach(story, path, newer, image, "en")
