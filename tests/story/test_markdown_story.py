from __future__ import annotations

import re
from dataclasses import replace

import pytest
from desk import Desk
from hypothesis import given
from hypothesis import strategies as st

from provcheck.errors import (
    FileMissing,
    FileUnreadable,
    StoryImageDiffers,
    StoryUnreadable,
    StoryUnsupported,
)
from provcheck.markdown_text import escape_markdown
from provcheck.report import identify, read_report, write_report
from provcheck.story import attach, verify
from provcheck.story.markdown import attachments, images, with_attachment

BODY = "# Flaggen\n\n![Halde](heap.jpg)\n\nText mit *Betonung* und --- Strich.\n"
FRONT = "---\ntitle: 'Flaggen: was wir wissen'\ntags: [a, b]   # so bleibt es\n---\n"
BLOCK = re.compile(r"\n?<!-- provcheck:begin -->.*<!-- provcheck:end -->\n?", re.S)
KEY = re.compile(r"provcheck:\r?\n(?:  - .*\r?\n(?:    .*\r?\n)*)+")


def rest(text: str) -> str:
    """The story without what provcheck wrote."""
    return KEY.sub("", BLOCK.sub("", text))


def test_attachment_is_recorded_and_shown(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.md", FRONT + BODY)
    result = attach(story, path, report, image, "de")
    assert (result.changed, result.where) == (True, "front-matter")
    text = story.read_text("utf-8")
    assert '  - report: "../reports/r1.json"\n' in text
    assert f'    report_id: "{report.report_id}"\n' in text
    assert f'    image_sha256: "{report.subject.sha256}"\n' in text
    assert '    image: "heap.jpg"\n    name: "heap.jpg"\n    status: "match-differs"\n' in text
    assert "> **Bildprüfung\\:** heap.jpg\\: stimmt mit einer Referenz überein" in text
    assert "(<../reports/r1.json>)" in text
    assert [a.report for a in attachments(text, "s.md")] == ["../reports/r1.json"]


@pytest.mark.parametrize(
    "content",
    [
        BODY,
        FRONT + BODY,
        (FRONT + BODY).replace("\n", "\r\n"),
        "\ufeff" + FRONT + BODY,
        "\ufeff" + BODY,
        (FRONT + BODY).rstrip("\n"),
        FRONT + BODY + "\n\n\n",
        "---\ntitle: x\n...\nText\n",
        "",
    ],
)
def test_the_rest_stays_byte_for_byte_and_again_changes_nothing(desk: Desk, content: str) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.md", content)
    attach(story, path, report, image, "en")
    once = story.read_bytes()
    text = once.decode("utf-8")
    mark = "\ufeff" if content.startswith("\ufeff") else ""
    for line in content.removeprefix(mark).split("\n"):
        assert line in text
    assert text.startswith(f"{mark}---")
    assert text.endswith("\n") or not content.endswith("\n")
    assert ("\r\n" in content) == ("\r\n" in text)
    assert "\r\n" not in content or "\n" not in text.replace("\r\n", "")
    if content.removeprefix(mark).startswith("---"):
        kept = rest(text)
        assert kept.rstrip("\r\n") == content.rstrip("\r\n")
    assert attach(story, path, report, image, "en").changed is False
    assert story.read_bytes() == once


def test_newer_version_takes_the_place_of_the_older(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.md", FRONT + BODY)
    attach(story, path, report, image, "en")
    newer = identify(replace(report, created_at="2024-11-02T10:00:00Z"))
    write_report(newer, desk.folder / "reports" / "r2.json")
    assert attach(story, desk.folder / "reports" / "r2.json", newer, image, "en").changed
    text = story.read_text("utf-8")
    assert report.report_id not in text
    assert text.count(newer.report_id) == 2
    assert rest(text).rstrip() == (FRONT + BODY).rstrip()


def test_several_reports_stand_side_by_side(desk: Desk) -> None:
    story = desk.story("s.md", FRONT + BODY)
    for number in (1, 2, 3):
        image = desk.image(f"i{number}.jpg", bytes([number]))
        path, report = desk.report(image, f"r{number}.json", full=number != 2)
        attach(story, path, report, image, "en")
    text = story.read_text("utf-8")
    assert text.count("provcheck:begin") == 1
    assert text.count("> **Image check") == 3
    assert [a.name for a in attachments(text, "s")] == ["i1.jpg", "i2.jpg", "i3.jpg"]


def test_edits_around_our_lines_survive(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.md", FRONT + BODY)
    attach(story, path, report, image, "en")
    edited = story.read_text("utf-8").replace("---\n\n#", "---\n\n#") + "\nNachtrag.\n"
    edited = edited.replace("\n---\n# Fl", "\nauthor: mh\n---\n# Fl")
    desk.story("s.md", edited)
    newer = identify(replace(report, created_at="2024-11-02T10:00:00Z"))
    write_report(newer, path)
    attach(story, path, newer, image, "en")
    text = story.read_text("utf-8")
    assert "\nauthor: mh\n---\n" in text
    assert text.endswith("\nNachtrag.\n")


def test_hostile_fields_come_out_inert(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    name = '[x](javascript:alert(1)) <script> ![i](http://e.example) `c` www.e.example "\n--- -->'
    hostile = identify(replace(report, subject=replace(report.subject, name=name)))
    write_report(hostile, path)
    story = desk.story("s.md", FRONT + BODY)
    attach(story, path, hostile, image, "en")
    text = story.read_text("utf-8")
    block = BLOCK.search(text)
    assert block is not None
    assert "<script" not in block.group()
    assert not re.search(r"(?<!\\)\]\((?!<\.\./reports/)", block.group())
    assert "www.e" not in block.group()
    assert text.count("\n---\n") == 1
    assert len(attachments(text, "s")) == 1
    assert attach(story, path, hostile, image, "en").changed is False
    assert images(text) == ("heap.jpg",)


@given(st.text(max_size=200))
def test_escaped_text_has_no_markup_left(text: str) -> None:
    shown = escape_markdown(text)
    assert not re.search(r"<|>", shown)
    assert not re.search(r"(?<!\\)(?:\\\\)*[\[\]()`*_{}#!|~@$^=]", shown)
    plain = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", shown)
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        plain = plain.replace(entity, sign)
    assert plain == text or "\\" in text


@given(st.text(alphabet="-+ \n\r\t:provcheck\"'#![]()<>.a/\ufeff", max_size=300))
def test_any_text_takes_an_attachment_once(text: str) -> None:
    try:
        attachment = sample()
        once, _ = with_attachment(text, attachment, "s", lambda _: False)
    except StoryUnreadable:
        return
    assert with_attachment(once, attachment, "s", lambda _: False)[0] == once
    assert attachments(once, "s") == (attachment,)


def sample():  # type: ignore[no-untyped-def]
    from provcheck.story import Attachment

    return Attachment(
        report="r.json",
        report_id="pc-" + "0" * 32,
        report_sha256="1" * 64,
        image_sha256="2" * 64,
        image="",
        name="a.jpg",
        status="no-match",
        flags="",
        checked="2024-10-23T08:14:05Z",
        language="en",
    )


@pytest.mark.parametrize(
    "front",
    [
        "---\nprovcheck: mine\n---\n",
        "---\nprovcheck:\n  - other: 1\n---\n",
        '---\nprovcheck:\n  - report: "/etc/passwd"\n---\n',
        '---\nprovcheck:\n    report: "a"\n---\n',
        "+++\ntitle = 'x'\n+++\n",
        "---\n- a\n- b\n---\n",
        "---\n[a, b]\n---\n",
    ],
)
def test_front_matter_that_is_not_ours_is_left_alone(desk: Desk, front: str) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.md", front + BODY)
    with pytest.raises(StoryUnreadable):
        attach(story, path, report, image, "en")
    assert story.read_text("utf-8") == front + BODY


def test_hand_written_escape_from_the_folder_is_refused(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.md", FRONT + BODY)
    attach(story, path, report, image, "en")
    for evil in ("/etc/passwd", "../../../../x", "a/../../x", "https://e.example/x", "..\\\\x"):
        text = story.read_text("utf-8").replace('"../reports/r1.json"', f'"{evil}"')
        with pytest.raises(StoryUnreadable):
            verify(desk.story("evil.md", text), read_report)


def test_other_image_is_refused(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    other = desk.image("other.jpg", b"other bytes")
    story = desk.story("s.md", BODY)
    with pytest.raises(StoryImageDiffers, match=r"other\.jpg is not the image"):
        attach(story, path, report, other, "en")
    with pytest.raises(FileMissing, match=r"nix\.jpg: there is no such file"):
        attach(story, path, report, desk.folder / "nix.jpg", "en")
    with pytest.raises(FileUnreadable, match="cannot be read"):
        attach(story, path, report, desk.folder, "en")
    assert story.read_text("utf-8") == BODY


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("s.docx", b"x", StoryUnsupported),
        ("s.md", b"\xff\xfe", StoryUnreadable),
        ("s.md", b"x" * 4_000_001, StoryUnreadable),
    ],
)
def test_stories_that_cannot_be_read(
    desk: Desk, name: str, content: bytes, error: type[Exception]
) -> None:
    image = desk.image()
    path, report = desk.report(image)
    with pytest.raises(error):
        attach(desk.story(name, content), path, report, image, "en")


def test_missing_story_and_missing_report(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    with pytest.raises(StoryUnreadable):
        attach(desk.folder / "none.md", path, report, image, "en")
    with pytest.raises(StoryUnreadable, match=r"gone\.json"):
        attach(desk.story("s.md", BODY), desk.folder / "gone.json", report, image, "en")


def test_images_of_a_markdown_story_are_found() -> None:
    text = (
        '![a](one.jpg) ![b [c] d](<two words.jpg> "t") <img src="three.png">\n\n'
        "![x][ref]\n\n[ref]: four.webp\n"
    )
    assert set(images(text)) == {"one.jpg", "two words.jpg", "three.png", "four.webp"}


def test_scanning_hostile_stories_takes_no_time() -> None:
    for piece in ("![", "![[", "<!-- provcheck:begin -->", "[a", "<img ", "---\n", "![a]("):
        text = piece * (400_000 // len(piece))
        assert isinstance(images(text), tuple)
        assert attachments(text, "s") == ()
