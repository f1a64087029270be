from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from desk import Desk

from provcheck.messages import catalogue
from provcheck.report import identify, read_report, write_report
from provcheck.story import attach, verify

STORIES = {
    "s.md": "# T\n\n![Halde](heap.jpg)\n",
    "s.html": '<article><figure><img src="./heap.jpg?v=2"></figure></article>\n',
}


@pytest.fixture(params=sorted(STORIES))
def bound(request: pytest.FixtureRequest, desk: Desk) -> tuple[Desk, Path, Path]:
    """A desk, a story with an attached report, and the report's path."""
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story(request.param, STORIES[request.param])
    attach(story, path, report, image, "de")
    return desk, story, path


def failures(story: Path) -> list[str]:
    lines = verify(story, read_report)
    for line in lines:
        for language in ("en", "de"):
            assert catalogue(language).sentence(line.message)
    assert all(line.message.id == "story.holds" for line in lines if line.ok)
    return [line.message.id for line in lines if not line.ok]


def test_untouched_story_holds(bound: tuple[Desk, Path, Path]) -> None:
    _, story, _ = bound
    (line,) = verify(story, read_report)
    assert line.ok
    assert line.report == "../reports/r1.json"


def test_missing_report(bound: tuple[Desk, Path, Path]) -> None:
    _, story, path = bound
    path.unlink()
    assert failures(story) == ["story.report-missing"]


def test_report_written_anew_with_the_same_content(bound: tuple[Desk, Path, Path]) -> None:
    _, story, path = bound
    path.write_bytes(path.read_bytes() + b"\n")
    assert failures(story) == ["story.report-changed"]


def test_report_changed_by_hand(bound: tuple[Desk, Path, Path]) -> None:
    _, story, path = bound
    content = json.loads(path.read_bytes())
    content["conclusion"]["flags"] = []
    path.write_text(json.dumps(content), "utf-8")
    assert failures(story) == ["story.report-changed", "story.report-altered"]


def test_report_that_is_none(bound: tuple[Desk, Path, Path]) -> None:
    _, story, path = bound
    path.write_text("{}", "utf-8")
    assert failures(story) == ["story.report-changed", "story.report-unreadable"]


def test_another_report_in_its_place(bound: tuple[Desk, Path, Path]) -> None:
    _, story, path = bound
    report = read_report(path.read_bytes(), "r")
    write_report(identify(replace(report, created_at="2025-01-01T00:00:00Z")), path)
    assert failures(story) == ["story.report-changed", "story.report-other"]


def test_digest_in_the_story_edited(bound: tuple[Desk, Path, Path]) -> None:
    desk, story, path = bound
    image = desk.image(content=b"exchanged")
    digest = read_report(path.read_bytes(), "r").subject.sha256
    from provcheck.story.places import file_sha256

    text = story.read_text("utf-8").replace(digest, file_sha256(image) or "")
    story.write_text(text, "utf-8")
    assert failures(story) == ["story.digest-other"]


def test_exchanged_image(bound: tuple[Desk, Path, Path]) -> None:
    desk, story, _ = bound
    desk.image(content=b"exchanged")
    assert failures(story) == ["story.image-differs", "story.image-not-shown"]


def test_missing_image(bound: tuple[Desk, Path, Path]) -> None:
    desk, story, _ = bound
    (desk.folder / "stories" / "heap.jpg").unlink()
    assert failures(story) == ["story.image-missing"]


def test_story_shows_another_image_while_the_checked_one_lies_beside_it(
    bound: tuple[Desk, Path, Path],
) -> None:
    desk, story, _ = bound
    desk.image("new.jpg", b"new picture")
    text = story.read_text("utf-8")
    story.write_text(
        text.replace("(heap.jpg", "(new.jpg").replace("./heap.jpg", "new.jpg"), "utf-8"
    )
    assert failures(story) == ["story.image-not-shown"]


def test_without_a_named_image_the_storys_own_are_compared(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    shown = desk.story("shown.md", "![](heap.jpg) ![](https://e.example/x.jpg)")
    remote = desk.story("remote.md", "![](https://e.example/heap.jpg)")
    for story in (shown, remote):
        attach(story, path, report, None, "en")
    assert failures(shown) == []
    assert failures(remote) == ["story.no-local-image"]


def test_report_as_html_is_bound_by_its_bytes(desk: Desk) -> None:
    image = desk.image()
    _, report = desk.report(image)
    page = desk.folder / "reports" / "r.html"
    write_report(report, page, "de")
    story = desk.story("s.md", STORIES["s.md"])
    attach(story, page, report, image, "de")
    assert failures(story) == []
    page.write_bytes(page.read_bytes().replace(b"</html>", b"</html> "))
    assert failures(story) == ["story.report-changed"]


def test_story_without_attachment_is_no_good_line(desk: Desk) -> None:
    (line,) = verify(desk.story("s.md", "# T\n"), read_report)
    assert (line.ok, line.message.id) == (False, "story.nothing-attached")


def test_moving_story_and_reports_together_keeps_the_bond(
    bound: tuple[Desk, Path, Path], tmp_path: Path
) -> None:
    desk, story, _ = bound
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    (desk.folder / "stories").rename(moved / "stories")
    (desk.folder / "reports").rename(moved / "reports")
    assert failures(moved / "stories" / story.name) == []
