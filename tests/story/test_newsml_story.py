from __future__ import annotations

from dataclasses import replace

import NewsMLG2
import pytest
from desk import Desk

from provcheck.errors import StoryNotNewsml, StoryUnreadable
from provcheck.report import identify, read_report, write_report
from provcheck.story import attach, detach, verify
from provcheck.story.newsml import attachments, images

ITEM = """<?xml version="1.0" encoding="UTF-8"?>
<!-- an item -->
<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:example.org:1" version="1"
    standard="NewsML-G2" standardversion="2.35" conformance="power" xml:lang="de">
  <catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml" />
  <rightsInfo><copyrightNotice>A &amp; B</copyrightNotice></rightsInfo>
  <itemMeta>
    <itemClass qcode="ninat:text" />
    <provider qcode="nprov:IPTC"/>
    <versionCreated>2024-10-23T12:00:00+03:00</versionCreated>
    <title>Flaggen</title>
    <edNote>Bitte &lt;prüfen&gt; ></edNote>
    <memberOf qcode="x:y"/>
    <link rel="irel:seeAlso" href="map.png"/>
    <itemMetaExtProperty rel="x:y" value="1"/>
  </itemMeta>
  <contentMeta><headline>H</headline></contentMeta>
  <contentSet>
    <remoteContent href="heap.jpg" contenttype="image/jpeg"/>
    <inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">
      <body><img src="b.png" alt="'>"/></body></html></inlineXML>
  </contentSet>
</newsItem>
"""
ONE_LINE = (
    '<n:newsItem xmlns:n="http://iptc.org/std/nar/2006-10-01/"><n:itemMeta>'
    '<n:itemClass qcode="ninat:text"></n:itemClass><n:provider literal="x"/></n:itemMeta>'
    '<n:contentSet><n:remoteContent href="heap.jpg"/></n:contentSet></n:newsItem>'
)
EMPTY_META = (
    '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"><itemMeta>\r\n</itemMeta></newsItem>'
)
STORIES = [ITEM, ITEM.replace("\n", "\r\n"), "\ufeff" + ITEM, ITEM.rstrip(), ONE_LINE, EMPTY_META]


@pytest.mark.parametrize("content", STORIES)
def test_the_rest_stays_byte_for_byte(desk: Desk, content: str) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.xml", content)
    result = attach(story, path, report, image, "de")
    assert (result.changed, result.where) == (True, "item-meta")
    once = story.read_bytes()
    (found,) = attachments(once.decode(), "s")
    assert found.report == "../reports/r1.json"
    assert found.flags == "reused edited context"
    assert attach(story, path, report, image, "de").changed is False
    assert story.read_bytes() == once
    assert [one.report_id for one in detach(story)] == [report.report_id]
    assert story.read_bytes() == content.encode()


def test_what_is_written_stands_where_the_schema_wants_it(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.xml", ITEM)
    attach(story, path, report, image, "de", methodology="https://news.example.org/c?a=1&b=2")
    lines = story.read_text("utf-8").splitlines()
    added = [line for line in lines if line not in ITEM.splitlines()]
    assert [line for line in lines if line in ITEM.splitlines()] == ITEM.splitlines()
    places = [lines.index(line) for line in added]
    assert "<edNote>" in lines[places[0] - 1]
    assert "<memberOf" in lines[places[0] + 1]
    assert 'href="map.png"' in lines[places[1] - 1]
    assert places[2] == places[1] + 1
    assert "<itemMetaExtProperty" in lines[places[2] + 1]
    assert all(line.startswith("    <") for line in added)


def test_another_program_reads_what_was_attached(desk: Desk) -> None:
    story = desk.story("s.xml", ITEM)
    for number in (1, 2):
        image = desk.image(f"i{number}.jpg", bytes([number]))
        path, report = desk.report(image, f"r{number}.json")
        page = "https://news.example.org/checks" if number == 1 else ""
        attach(story, path, report, image, "en", methodology=page)
    item = NewsMLG2.NewsMLG2Document(story.read_bytes()).get_item()
    assert item.guid == "urn:newsml:example.org:1"
    links = list(item.itemmeta.link)
    assert [(str(one.rel), str(one.href)) for one in links] == [
        ("irel:seeAlso", "map.png"),
        ("irel:seeAlso", "../reports/r1.json"),
        ("trustindicator:factCheckingPolicy", "https://news.example.org/checks"),
        ("irel:seeAlso", "../reports/r2.json"),
    ]
    assert links[1].contenttype == "application/json"
    assert links[1].residref.startswith("pc-")
    notes = [str(note) for note in item.itemmeta.ednote]
    assert len(notes) == 3
    assert notes[1].startswith("Image check: i1.jpg: ")
    assert [one.image for one in attachments(story.read_text("utf-8"), "s")] == ["i1.jpg", "i2.jpg"]
    detach(story, "../reports/r1.json")
    assert "checks" not in story.read_text("utf-8")
    detach(story)
    assert story.read_text("utf-8") == ITEM


def test_verify_reads_the_items_images(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.xml", ITEM)
    attach(story, path, report, None, "en")
    assert [line.message.id for line in verify(story, read_report)] == ["story.holds"]
    assert images(ITEM) == ("heap.jpg", "b.png")


def test_newer_version_takes_the_place_of_the_older(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.xml", ITEM)
    attach(story, path, report, image, "en")
    newer = identify(replace(report, created_at="2024-11-02T10:00:00Z"))
    write_report(newer, path)
    assert attach(story, path, newer, image, "en").changed
    text = story.read_text("utf-8")
    assert report.report_id not in text
    assert text.count("<edNote") == 2


def test_hostile_fields_come_out_inert(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    name = "\"/></itemMeta><evil/> ]]> <!-- & &x; '\x00 \u202e \uffff"
    hostile = identify(replace(report, subject=replace(report.subject, name=name)))
    write_report(hostile, path)
    story = desk.story("s.xml", ITEM)
    attach(story, path, hostile, image, "en")
    text = story.read_text("utf-8")
    assert "<evil" not in text
    assert text.count("</itemMeta>") == 1
    item = NewsMLG2.NewsMLG2Document(story.read_bytes()).get_item()
    assert "<evil/>" in str(list(item.itemmeta.ednote)[1])
    assert attach(story, path, hostile, image, "en").changed is False
    detach(story)
    assert story.read_text("utf-8") == ITEM


BOMB = (
    "<!DOCTYPE x [" + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)) + "]>"
)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + ONE_LINE, "document type"),
        (BOMB + ONE_LINE.replace('"x"', '"&a11;"'), "document type"),
        ('<!DOCTYPE n SYSTEM "http://e.example/x.dtd">' + ONE_LINE, "document type"),
        (ONE_LINE.replace('"x"', '"&e;"'), "no well-formed XML"),
        ('<?xml version="1.0" encoding="ISO-8859-1"?>' + ONE_LINE, "another encoding"),
        ('<?xml version="1.0" encoding="utf-16"?>' + ONE_LINE, "encoding"),
        (ONE_LINE[:-1], "no well-formed XML"),
        ("<a>" * 300_000, "levels deep"),
        (ONE_LINE.replace("</n:newsItem>", "<n:itemMeta/></n:newsItem>"), "several items"),
    ],
)
def test_xml_that_is_not_read(desk: Desk, content: str, reason: str) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.xml", content)
    with pytest.raises(StoryUnreadable, match=reason):
        attach(story, path, report, image, "en")
    assert story.read_text("utf-8") == content


@pytest.mark.parametrize(
    "content",
    [
        "<a/>",
        "<itemMeta/>",
        '<a xmlns="urn:other"><itemMeta></itemMeta></a>',
        "<rss><channel/></rss>",
    ],
)
def test_other_xml_is_left_alone(desk: Desk, content: str) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.xml", content)
    with pytest.raises(StoryNotNewsml, match="no NewsML-G2 item"):
        attach(story, path, report, image, "en")


def test_an_empty_item_meta_cannot_hold_anything(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    content = '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"><itemMeta/></newsItem>'
    story = desk.story("s.xml", content)
    with pytest.raises(StoryUnreadable):
        attach(story, path, report, image, "en")
    assert story.read_text("utf-8") == content


def test_hostile_stories_take_no_time(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    ours = "<n:edNote creatoruri='urn:provcheck'/>\n"
    story = desk.story("s.xml", ONE_LINE.replace("</n:itemMeta>", ours * 20_000 + "</n:itemMeta>"))
    attach(story, path, report, image, "en")
    assert story.read_text("utf-8").count("<n:edNote") == 1
