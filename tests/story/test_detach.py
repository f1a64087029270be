"""Attach, then detach: the story is byte for byte what it was, whatever it looked like."""

from __future__ import annotations

import json

import pytest
from desk import Desk
from hypothesis import given, settings
from hypothesis import strategies as st

from provcheck.errors import StoryNotAttached, StoryUnreadable
from provcheck.story import (
    Attachment,
    attach,
    detach,
    markdown,
    newsml,
    ninjs,
    page,
)
from provcheck.story.kinds import Kind, can_be_undone

NAR = "http://iptc.org/std/nar/2006-10-01/"
STORIES = {
    "s.md": "# T\n\n![Halde](heap.jpg)\n",
    "s.html": '<article><figure><img src="heap.jpg"></figure></article>\n',
    "s.json": '{"uri": "urn:x", "type": "text"}\n',
    "s.xml": f'<newsItem xmlns="{NAR}"><itemMeta>\n </itemMeta></newsItem>',
}

NEWLINES = st.sampled_from(["\n", "\r\n", "\n\n", "\r\n\n", "\r", ""])
WORDS = st.sampled_from(
    [
        *("# T", "---", "title: x", "provcheck", "text", "- a", "...", "<p>", "</article>", "</p>"),
        *(
            "<figure>",
            "<img src=a.jpg>",
            "</figure>",
            "<main>",
            "</main>",
            "<!--",
            "-->",
            "![a](a.jpg)",
        ),
        *(
            "<figure class='x'\n>",
            "<script>",
            "</script>",
            "<!-- provcheck:begin -->",
            "+++",
            " ",
            "\t",
        ),
    ]
)
TEXTS = st.builds(
    lambda mark, parts, end: mark + "".join(word + newline for word, newline in parts) + end,
    st.sampled_from(["", "\ufeff"]),
    st.lists(st.tuples(WORDS, NEWLINES), max_size=12),
    st.sampled_from(["", "x", "\n", "\r\n", "\r"]),
)
FRONTS = st.sampled_from(
    [
        "",
        "---\n---\n",
        "---\r\n---\r\n",
        "---\ntitle: x\n---\n",
        "---\n# c\n\n...\n",
        "---\na: 1\r\n---",
    ]
)


def sample(number: int) -> Attachment:
    return Attachment(
        report=f"r{number}.json",
        report_id="pc-" + "0" * 32,
        report_sha256="1" * 64,
        image_sha256=str(number) * 64,
        image="a.jpg" if number == 1 else "",
        name="a\"<&>{{'.jpg",
        status="match-differs",
        flags="reused edited",
        checked="2024-10-23T08:14:05Z",
        language="de",
        methodology="https://news.example.org/checks" if number == 1 else "",
    )


def there_and_back(kind: Kind, text: str, *, always: bool = True) -> None:
    """Attach two, take out one, take out the other. Without ``always`` a text is passed over to
    which ``attach`` would attach nothing (it ends in an unfinished tag, for example)."""
    one, two = sample(1), sample(2)
    once, _ = kind.with_attachment(text, one, "s", lambda address: address == "a.jpg")
    done = can_be_undone(kind, text, once, one, "s")
    twice, _ = kind.with_attachment(once, two, "s", lambda _: False) if done else (once, "box")
    if not (done and can_be_undone(kind, once, twice, two, "s")):
        assert not always
        return
    assert kind.with_attachment(twice, two, "s", lambda _: False)[0] == twice
    rest = kind.without(twice, "s", lambda item: item == one)
    assert kind.attachments(rest, "s") == (two,)
    assert kind.without(rest, "s", lambda _: True) == text
    assert kind.without(twice, "s", lambda _: True) == text
    assert kind.without(once, "s", lambda _: True) == text


@settings(deadline=None)
@given(TEXTS, FRONTS)
def test_markdown_there_and_back(text: str, front: str) -> None:
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    try:
        there_and_back(markdown, mark + front + text.removeprefix(mark))
    except StoryUnreadable:  # front matter that is TOML or no list of keys
        assert text.removeprefix(mark).startswith(("+++", "---"))


@settings(deadline=None)
@given(TEXTS)
def test_html_there_and_back(text: str) -> None:
    there_and_back(page, text, always=False)


SPACES = st.sampled_from(["", " ", "\n", "\r\n  ", "\n\t", "\n\n    "])
VALUES = st.sampled_from(['"x"', '"a\\"]}\\\\"', "1.50", "null", "[ ]", '{"a" : [1,\n{}]}'])
ITEMS = st.lists(st.sampled_from(['{"name":"a","uri":"urn:a"}', '{ "uri" : "urn:b" }']), max_size=2)


@settings(deadline=None)
@given(st.data())
def test_ninjs_there_and_back(data: st.DataObject) -> None:
    spaces = st.tuples(SPACES, SPACES, SPACES, SPACES)
    members = [("uri", '"urn:x"'), ("type", '"text"')]
    members += [(f"k{n}", value) for n, value in enumerate(data.draw(st.lists(VALUES, max_size=3)))]
    if data.draw(st.booleans()):
        a, b, c, d = data.draw(spaces)
        inner = f"{c},{d}".join(data.draw(ITEMS))
        members.append(("associations", f"[{a}{inner}{b}]"))
    written = []
    for key, value in data.draw(st.permutations(members)):
        a, b, c, d = data.draw(spaces)
        written.append(f"{a}{json.dumps(key)}{b}:{c}{value}{d}")
    start, end = data.draw(st.tuples(SPACES, SPACES))
    there_and_back(ninjs, start + "{" + ",".join(written) + "}" + end)


@settings(deadline=None)
@given(st.data())
def test_newsml_there_and_back(data: st.DataObject) -> None:
    prefix = data.draw(st.sampled_from(["", "n:"]))
    children = [
        *("itemClass", "provider", "title", "edNote", "memberOf", "link"),
        *("itemMetaExtProperty", "other"),
    ]
    chosen = data.draw(st.lists(st.sampled_from(children), max_size=8))
    written = "".join(
        f"{data.draw(SPACES)}<{prefix}{name}/>"
        if data.draw(st.booleans())
        else f"{data.draw(SPACES)}<{prefix}{name} a='>'>ä<!-- > --></{prefix}{name} >"
        for name in sorted(chosen, key=children.index)
    )
    spaces = data.draw(st.tuples(SPACES, SPACES, SPACES))
    declared = f"xmlns{':n' if prefix else ''}='{NAR}'"
    there_and_back(
        newsml,
        f"{data.draw(st.sampled_from(['', chr(0xFEFF)]))}<{prefix}newsItem {declared}>{spaces[0]}"
        f"<{prefix}itemMeta>{written}{spaces[1]}</{prefix}itemMeta></{prefix}newsItem>{spaces[2]}",
    )


@pytest.mark.parametrize("name", sorted(STORIES))
def test_one_of_several_by_file_path_id_or_digest(desk: Desk, name: str) -> None:
    story = desk.story(name, STORIES[name])
    ids = {}
    for number in (1, 2, 3, 4):
        image = desk.image(f"i{number}.jpg", bytes([number]))
        path, report = desk.report(image, f"r{number}.json")
        attach(story, path, report, image, "en")
        ids[number] = report.report_id
    assert [one.image for one in detach(story, "../reports/r1.json")] == ["i1.jpg"]
    assert [one.image for one in detach(story, ids[2])] == ["i2.jpg"]
    assert [one.image for one in detach(story, str(desk.folder / "reports" / "r3.json"))] == [
        "i3.jpg"
    ]
    with pytest.raises(StoryNotAttached, match=r"Attached are: \.\./reports/r4\.json"):
        detach(story, "r9.json")
    with pytest.raises(StoryNotAttached):
        detach(story, "/etc/\x1bpasswd")
    assert [one.image for one in detach(story)] == ["i4.jpg"]
    assert story.read_text("utf-8") == STORIES[name]
    assert detach(story) == ()
    assert story.read_text("utf-8") == STORIES[name]


def test_front_matter_that_was_empty_stays(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.md", "---\n---\nText\n")
    for _ in range(2):
        attach(story, path, report, image, "en")
    detach(story)
    assert story.read_text("utf-8") == "---\n---\nText\n"


def test_what_others_wrote_since_stays(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.md", "# T\n")
    attach(story, path, report, image, "en")
    edited = story.read_text("utf-8").replace("---\nprovcheck", "---\nauthor: mh\nprovcheck")
    story.write_text(edited + "\nNachtrag.\n", "utf-8")
    detach(story)
    assert story.read_text("utf-8") == "---\nauthor: mh\n---\n# T\n\nNachtrag.\n"


@pytest.mark.parametrize("content", ["<p>text <!-- no end", "<p>text <img alt='", "<script> let"])
def test_what_could_not_be_taken_out_again_is_not_put_in(desk: Desk, content: str) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.html", content)
    with pytest.raises(StoryUnreadable, match="told apart"):
        attach(story, path, report, image, "en")
    assert story.read_text("utf-8") == content


def test_a_figure_that_uses_our_names_for_itself_is_left_alone(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    content = '<figure data-sha256="mine"><img src="heap.jpg"></figure>\n'
    story = desk.story("s.html", content)
    assert attach(story, path, report, image, "en").where == "box"
    assert content in story.read_text("utf-8")
    detach(story)
    assert story.read_text("utf-8") == content


def test_methodology_is_shown_where_it_is_given(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    for name, content in STORIES.items():
        story = desk.story(name, content)
        attach(story, path, report, image, "de", methodology="https://news.example.org/a?b=1")
        assert "https://news.example.org/a?b=1" in story.read_text("utf-8")
        detach(story)
        assert story.read_text("utf-8") == content
