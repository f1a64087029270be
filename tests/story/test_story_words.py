"""Whatever a story shows or keeps about its reports, a change of it does not go unnoticed."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from desk import Desk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provcheck.errors import StoryError
from provcheck.messages import catalogue, languages
from provcheck.model import Assessment, Report
from provcheck.report import Publication, identify, read_report, to_mediareview, write_report
from provcheck.story import Again, StoryCheck, attach, attachment, detach, verify, verifying

NAR = "http://iptc.org/std/nar/2006-10-01/"
NINJS = (
    '{"uri": "urn:x", "type": "text",\n "standard": {"name": "ninjs", "version": "%s"},\n'
    ' "renditions": [{"name": "m", "href": "heap.jpg"}]}\n'
)
STORIES = {
    "text.md": "# T\n\n![Halde](heap.jpg)\n",
    "front.md": "---\r\ntitle: x\r\n---\r\n![Halde](heap.jpg)\r\n\r\nText\r\n",
    "figure.html": '<article><figure class="a"><img src="heap.jpg"></figure></article>\n',
    "box.html": '<main>\r\n<p>Text</p><img src="heap.jpg">\r\n</main>\r\n',
    "v3.json": NINJS % "3.1",
    "v2.json": NINJS % "2.2",
    "item.xml": (
        f'<newsItem xmlns="{NAR}"><itemMeta>\n  <provider literal="x"/>\n</itemMeta><contentSet>'
        '<remoteContent href="heap.jpg"/></contentSet></newsItem>\n'
    ),
}
PAGE = "https://news.example.org/checks"
RATED = Assessment(
    rating="Missing Context",
    scale="meta",
    rater="M. Huber <b>",
    reason="Older.",
    date="2024-10-24T09:30:00Z",
)
CASES = [(name, linked) for name in STORIES for linked in (False, True)]
CASES = [(name, linked) for name, linked in CASES if name.endswith(".html") or not linked]


def linked_data(report: Report, language: str) -> dict[str, Any]:
    node: dict[str, Any] = json.loads(to_mediareview(report, "full", Publication(), language))
    return node


def bound(desk: Desk, name: str, *, linked: bool = False, rated: bool = True) -> Path:
    """A story of that name with a report attached."""
    image = desk.image()
    path, report = desk.report(image)
    if rated:
        report = identify(replace(report, assessment=RATED))
        write_report(report, path)
    story = desk.story(name, STORIES[name])
    node = linked_data(report, "de") if linked else None
    attach(story, path, report, image, "de", methodology=PAGE, linked_data=node)
    return story


def checked(story: Path) -> tuple[StoryCheck, ...]:
    lines = verify(story, read_report, Again(linked_data=linked_data))
    for line in lines:
        for language in languages():
            assert catalogue(language).sentence(line.message)
    return lines


def ids(story: Path) -> list[str]:
    return [line.message.id for line in checked(story) if line.ok is not True]


def places(name: str, text: str) -> list[int]:
    """Where in a story something stands that was written for its report."""
    written = {
        ".md": r"^provcheck:(?:\r?\n [^\r\n]*)+|(?s:<!-- provcheck:begin.*?provcheck:end -->)",
        ".html": r'(?: data-[a-z0-9-]+="[^"]*")+|(?s:<!-- provcheck:begin.*?provcheck:end -->)',
        ".json": r'(?s:"associations".*\](?=\s*\}))',
        ".xml": r'<(edNote|link) creatoruri="urn:provcheck".*</\1>',
    }
    spans = [*re.finditer(written[Path(name).suffix], text, re.M)]
    assert spans
    return [place for span in spans for place in range(*span.span())]


@pytest.mark.parametrize(("name", "linked"), CASES)
@settings(
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_any_changed_character_shows(
    desk: Desk, name: str, linked: bool, data: st.DataObject
) -> None:
    story = desk.folder / "stories" / name
    if not story.exists():
        bound(desk, name, linked=linked)
        (desk.folder / name).write_bytes(story.read_bytes())
    text = (desk.folder / name).read_bytes().decode("utf-8")
    assert ids(desk.story(name, text)) == []
    place = data.draw(st.sampled_from(places(name, text)))
    sign = data.draw(st.sampled_from([*'xZ9" <\\{-/\n', "\u0456"]))
    if sign == text[place] or (sign.isspace() and text[place].isspace()):
        return  # between parts of JSON and XML white space says nothing
    desk.story(name, text[:place] + sign + text[place + 1 :])
    try:
        assert any(line.ok is False for line in checked(story))
    except StoryError as error:
        for language in languages():
            assert catalogue(language).error(error)


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("match-differs", "no-match", "status"),
        ("reused edited context", "reused", "flags"),
        ("2024-10-23T08:14:05Z", "2025-10-23T08:14:05Z", "checked"),
        ("Missing Context", "True", "rating"),
        ("M. Huber", "A. Meier", "rater"),
    ],
)
def test_the_field_that_differs_is_named(
    desk: Desk, name: str, old: str, new: str, field: str
) -> None:
    story = bound(desk, name)
    text = story.read_bytes().decode("utf-8")
    desk.story(name, text.replace(old, new))
    found = [line.message for line in checked(story) if line.message.id == "story.field-differs"]
    assert [message.params["field"] for message in found] == [field]


def test_what_the_report_does_not_say_is_held_by_a_checksum(desk: Desk) -> None:
    story = bound(desk, "figure.html")
    text = story.read_text("utf-8")
    desk.story("figure.html", text.replace(PAGE, "https://other.example/"))
    assert ids(story) == ["story.fields-changed"]


@pytest.mark.parametrize("name", ["text.md", "box.html", "v3.json", "item.xml"])
def test_words_of_the_box(desk: Desk, name: str) -> None:
    story = bound(desk, name)
    text = story.read_bytes().decode("utf-8")
    assert "Merkmale" in text
    desk.story(name, text.replace("Merkmale", "Kennzeichen"))
    assert ids(story) == ["story.words-changed"]


def test_json_ld_is_held_against_the_report(desk: Desk) -> None:
    story = bound(desk, "box.html", linked=True)
    text = story.read_bytes().decode("utf-8")
    block = re.search(r"<!-- provcheck:begin -->\r\n<script.*?provcheck:end -->\r\n", text, re.S)
    assert block is not None
    for edited in (
        text.replace(': "Missing Context"', ': "True"'),
        text.replace(block.group(), ""),
        text.replace(block.group(), block.group() * 2),
    ):
        desk.story("box.html", edited)
        assert ids(story) == ["story.linked-data-changed"]
    bare = bound(desk, "box.html")
    desk.story("box.html", bare.read_bytes().decode("utf-8") + block.group())
    assert "story.linked-data-changed" in ids(story)


def test_json_ld_that_this_version_would_not_write(desk: Desk) -> None:
    """A digest made anew beside the forged JSON-LD does not help."""
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("box.html", STORIES["box.html"])
    forged = {**linked_data(report, "de"), "mediaAuthenticityCategory": "OriginalMediaContent"}
    attach(story, path, report, image, "de", linked_data=forged)
    assert ids(story) == ["story.linked-data-changed"]


@pytest.mark.parametrize("name", STORIES)
def test_what_another_version_wrote_is_no_false_alarm(
    desk: Desk, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachment, "__version__", "0.0.9")
    story = bound(desk, name, linked=name.endswith(".html"))
    monkeypatch.undo()
    assert ids(story) == []  # it writes the same words
    monkeypatch.setattr(verifying, "__version__", "0.2.0")
    text = story.read_bytes().decode("utf-8")
    if "Merkmale" not in text:
        return
    desk.story(name, text.replace("Merkmale", "Marken"))
    (line,) = (line for line in checked(story) if line.message.id != "story.holds")
    assert line.ok is None
    assert "0.0.9" in catalogue("en").sentence(line.message)


def test_stories_from_before_seals_still_hold(desk: Desk) -> None:
    story = bound(desk, "figure.html", rated=False)
    text = story.read_text("utf-8")
    desk.story("figure.html", re.sub(r' data-provcheck-(?:seal|version)="[^"]*"', "", text))
    assert ids(story) == []


@pytest.mark.parametrize("name", STORIES)
def test_white_space_elsewhere_is_the_storys_own(desk: Desk, name: str) -> None:
    story = bound(desk, name, linked=name.endswith(".html"))
    text = story.read_bytes().decode("utf-8")
    loosened = {
        ".md": text + "\n\n  \n",
        ".html": "\n\n" + text.replace("<article>", "<article>\n\t ").replace("--></", "-->\n </"),
        ".json": json.dumps(json.loads(text) if name.endswith(".json") else 0, indent=4),
        ".xml": text.replace("<itemMeta>", "<itemMeta>\n\n\t"),
    }[story.suffix]
    assert loosened != text
    desk.story(name, loosened)
    assert ids(story) == []


@pytest.mark.parametrize("name", ["text.md", "box.html", "figure.html", "v3.json", "item.xml"])
def test_several_reports_in_several_languages(desk: Desk, name: str) -> None:
    story = bound(desk, name, linked=True)
    path, report = desk.report(desk.image("b.jpg", b"other"), "r2.json")
    image = desk.folder / "stories" / "b.jpg"
    node = linked_data(report, "uk")
    story.write_bytes(story.read_bytes().replace(b"heap.jpg", b"heap.jpg", 1))
    attach(story, path, report, image, "uk", linked_data=node)
    assert "story.words-changed" not in ids(story)
    detach(story, "../reports/r1.json")
    assert "story.words-changed" not in ids(story)


def test_a_rating_is_told_as_a_persons(desk: Desk) -> None:
    for name in ("text.md", "box.html", "v3.json", "v2.json", "item.xml"):
        text = bound(desk, name).read_text("utf-8")
        told = re.sub(r"\\(?![u\"])", "", text)
        assert "bewertet: „Missing Context“ (Skala von Meta)." in told
        assert "Huber <b> bewertet" not in text
        plain = bound(desk, name, rated=False).read_text("utf-8")
        assert "bewertet" not in plain
