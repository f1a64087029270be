from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from desk import Desk

from provcheck.errors import StoryUnsupported
from provcheck.messages import catalogue
from provcheck.model import Report
from provcheck.report import identify, read_report, write_report
from provcheck.story import Again, Nearness, Searched, attach, verify

STORIES = {
    "s.md": "# T\n\n![Halde](heap.jpg)\n",
    "s.html": '<article><figure><img src="./heap.jpg?v=2"></figure></article>\n',
    "s.json": (
        '{"uri": "urn:x", "type": "text", "standard": {"name": "ninjs", "version": "2.2"},\n'
        ' "renditions": [{"name": "main", "href": "./heap.jpg?v=2"}]}\n'
    ),
    "s.xml": (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"><itemMeta>\n'
        '<provider literal="x"/></itemMeta><contentSet>\n'
        '<remoteContent href="./heap.jpg?v=2"/></contentSet></newsItem>\n'
    ),
}


@pytest.fixture(params=sorted(STORIES))
def bound(request: pytest.FixtureRequest, desk: Desk) -> tuple[Desk, Path, Path]:
    """A desk, a story with an attached report, and the report's path."""
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story(request.param, STORIES[request.param])
    attach(story, path, report, image, "de")
    return desk, story, path


def failures(story: Path, again: Again | None = None) -> list[str]:
    lines = verify(story, read_report, again)
    for line in lines:
        for language in ("en", "de"):
            assert catalogue(language).sentence(line.message)
    good = {"story.holds", "story.no-new-matches", "story.not-searched"}
    assert {line.message.id for line in lines if line.ok} <= good
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
        text.replace("(heap.jpg", "(new.jpg").replace("./heap.jpg", "./new.jpg"), "utf-8"
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


def measured(distance: int) -> Again:
    def nearness(path: Path, report: Report) -> Nearness | None:
        assert path.is_file()
        assert report.subject.name == "heap.jpg"
        near = distance if "far" not in path.name else 130
        return Nearness(distance=near, bits=256, alike=near <= 31)

    return Again(nearness=nearness)


def test_other_bytes_are_told_apart(bound: tuple[Desk, Path, Path]) -> None:
    desk, story, _ = bound
    desk.image(content=b"exchanged")
    assert failures(story, measured(6)) == ["story.image-saved-again", "story.shown-saved-again"]
    assert failures(story, measured(120)) == ["story.image-other", "story.shown-other"]
    unknown = Again(nearness=lambda path, report: None)
    assert failures(story, unknown) == ["story.image-differs", "story.image-not-shown"]
    lines = verify(story, read_report, measured(6))
    said = catalogue("en").sentence(lines[0].message)
    assert "like a copy that was saved again (distance 6 of 256 bits)" in said
    assert "check it anew" in said


def test_the_nearest_of_several_images_is_named(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    for name in ("far.jpg", "near.jpg", "far2.jpg"):
        desk.image(name, name.encode())
    story = desk.story("s.md", "![](far.jpg) ![](near.jpg) ![](far2.jpg) ![](near.jpg)")
    attach(story, path, report, None, "en")
    (line,) = verify(story, read_report, measured(9))
    assert line.message.id == "story.shown-saved-again"
    assert line.message.params == {
        "image": "heap.jpg",
        "nearest": "near.jpg",
        "distance": 9,
        "bits": 256,
    }


def test_report_that_cannot_be_read_is_not_compared_with(bound: tuple[Desk, Path, Path]) -> None:
    desk, story, path = bound
    desk.image(content=b"exchanged")
    path.write_text("{}", "utf-8")
    assert failures(story, measured(6))[-2:] == ["story.image-differs", "story.image-not-shown"]


@pytest.mark.parametrize(
    ("new", "ids"),
    [
        ((), []),
        (("archive/a.jpg",), ["story.new-matches"]),
        (("a.jpg", "b.jpg"), ["story.new-matches"]),
    ],
)
def test_matches_that_arrived_since(
    bound: tuple[Desk, Path, Path], new: tuple[str, ...], ids: list[str]
) -> None:
    desk, story, _ = bound
    asked: list[str] = []

    def search(path: Path, report: Report) -> Searched:
        asked.append(path.name)
        return Searched(new=new, set_name="archive", count=7)

    again = Again(search=search)
    assert failures(story, again) == ids
    assert asked == ["heap.jpg"]
    lines = verify(story, read_report, again)
    assert lines[0].message.id == "story.holds"
    said = catalogue("en").sentence(lines[1].message)
    if new:
        assert f"{len(new)} new match" in said and new[0] in said
    else:
        assert "no new match since the report in archive (references: 7)" in said
    # An image that is no longer the checked one is not searched for: it needs a new check.
    desk.image(content=b"exchanged")
    assert "story.new-matches" not in failures(story, again)


def test_without_a_report_in_json_nothing_is_searched_and_that_is_said(desk: Desk) -> None:
    image = desk.image()
    _, report = desk.report(image)
    page = desk.folder / "reports" / "r.html"
    write_report(report, page, "en")
    story = desk.story("s.md", STORIES["s.md"])
    attach(story, page, report, image, "en")

    def search(path: Path, report: Report) -> Searched:
        raise AssertionError

    lines = verify(story, read_report, Again(search=search))
    assert [(line.ok, line.message.id) for line in lines] == [
        (True, "story.holds"),
        (True, "story.not-searched"),
    ]


def test_unknown_endings_are_refused_everywhere(desk: Desk) -> None:
    with pytest.raises(StoryUnsupported, match=r"\.json, \.xml"):
        verify(desk.story("s.docx", "x"), read_report)
