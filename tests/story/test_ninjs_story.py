from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from desk import Desk
from jsonschema import Draft202012Validator

from provcheck.errors import StoryNotNinjs, StoryUnreadable
from provcheck.report import identify, read_report, write_report
from provcheck.story import attach, detach, verify
from provcheck.story.ninjs import attachments, images

V3 = """{
  "uri": "urn:newsml:example.org:20241023:flagfoto",
  "type": "text",
  "standard": {"name": "ninjs", "version": "3.1"},
  "headlines": [ {"value": "Flaggen: [was] wir {wissen}"} ],
  "bodies": [{"contentType": "text/html", "value": "<p><img src='heap.jpg'></p>"}],
  "urgency":   3
}
"""
V2 = """{"uri":"urn:newsml:example.org:1","type":"text",\
"standard":{"name":"ninjs","version":"2.2"},"versioncreated":"2024-10-23T08:14:05Z"}"""
WITH_ITEMS = """{
\t"associations" : [
\t\t{ "name": "map",  "uri": "urn:x:1", "type": "graphic" }
\t],
\t"uri": "urn:x:2", "type": "text", "altIds": []
}"""


def shape(version: int) -> Draft202012Validator:
    """What the published schemas allow in an item of ``associations``, as far as we use it: the
    names of the properties, the required ones, and the types. Nothing else may stand there."""

    def closed(properties: dict[str, Any], *required: str) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": properties,
            "required": list(required),
            "additionalProperties": False,
        }

    def listed(item: dict[str, Any]) -> dict[str, Any]:
        return {"type": "array", "items": item}

    text = {"type": "string"}
    ids, kind, note, trust = (
        ("altIds", "contentType", "edNote", "trustIndicators")
        if version == 3
        else ("altids", "contenttype", "ednote", "trustindicators")
    )
    item = closed(
        {
            "name": text,
            **({"rel": text} if version == 3 else {}),
            "uri": text,
            "type": {"enum": ["text", "picture"]},
            "language": text,
            "title": text,
            note: text,
            ids: listed(closed({"role": text, "value": text})),
            "renditions": listed(closed({"name": text, "href": text, kind: text}, "name")),
            trust: listed(closed({"role": text, "title": text, "href": text})),
        },
        "name",
        "uri",
    )
    return Draft202012Validator({"type": "object", "properties": {"associations": listed(item)}})


@pytest.mark.parametrize(("content", "version"), [(V3, 3), (V2, 2)])
def test_two_items_that_the_schemas_allow(desk: Desk, content: str, version: int) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.json", content)
    page = "https://news.example.org/checks?a=1&b=2"
    result = attach(story, path, report, image, "de", methodology=page)
    assert (result.changed, result.where) == (True, "associations")
    item = json.loads(story.read_bytes())
    shape(version).validate(item)
    picture, entry = item["associations"]
    digest = report.subject.sha256
    assert picture["name"] == "checked-image"
    assert picture["uri"] == f"urn:provcheck:image:sha256:{digest}"
    ids = "altIds" if version == 3 else "altids"
    assert picture[ids] == [{"role": "sha256", "value": digest}]
    assert picture["renditions"] == [{"name": "checked", "href": "heap.jpg"}]
    assert (picture["type"], entry["type"]) == ("picture", "text")
    assert ("rel" in picture, "rel" in entry) == (version == 3, version == 3)
    roles = {one["role"]: one["value"] for one in entry[ids]}
    assert roles["provcheck:report_id"] == report.report_id
    assert roles["provcheck:status"] == "match-differs"
    assert entry["renditions"][0]["href"] == "../reports/r1.json"
    (found,) = attachments(story.read_text("utf-8"), "s")
    assert found.methodology == page
    assert found.flags == "reused edited context"
    assert [line.message.id for line in verify(story, read_report)] == ["story.holds"]


@pytest.mark.parametrize(
    "content", [V3, V3.replace("\n", "\r\n"), V2, WITH_ITEMS, WITH_ITEMS[:-1] + " }\n\n"]
)
def test_the_rest_stays_byte_for_byte(desk: Desk, content: str) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.json", content)
    attach(story, path, report, image, "en")
    once = story.read_bytes()
    assert (b"\r\n" in once) == ("\r\n" in content)
    assert "\r\n" not in content or b"\n" not in once.replace(b"\r\n", b"")
    before, after = json.loads(content), json.loads(once)
    kept = len(before.get("associations", []))
    assert after["associations"][:kept] == before.get("associations", [])
    assert {**after, "associations": 0} == {**before, "associations": 0}
    assert attach(story, path, report, image, "en").changed is False
    assert story.read_bytes() == once
    (gone,) = detach(story)
    assert gone.report_id == report.report_id
    assert story.read_bytes() == content.encode()


def test_items_stand_in_the_files_own_indentation(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.json", V3)
    attach(story, path, report, image, "en")
    text = story.read_text("utf-8")
    assert text.startswith(V3.rstrip("}\n"))
    assert '  "urgency":   3,\n  "associations": [\n    {\n      "name": "checked-image",' in text
    assert text.endswith("    }\n  ]\n}\n")
    held = desk.story("t.json", WITH_ITEMS)
    attach(held, path, report, image, "en")
    assert '"graphic" },\n\t\t{\n\t\t\t"name": "checked-image",' in held.read_text("utf-8")


@pytest.mark.parametrize(
    "content",
    [
        '{"uri": "urn:x", "type": "text", "associations": []}',
        '{"uri": "urn:x", "type": "text", "associations": [ \n ]}',
        '{"associations": [\n], "uri": "urn:x", "type": "text"}',
        '{"uri": "urn:x", "type": "text"}',
        ' \n{ "uri" : "urn:x",\n\n "headlines" :[]}\n',
        '{"uri":"urn:x","associations":[{"name":"a","uri":"urn:y"} , {"name":"b","uri":"urn:z"}]}',
    ],
)
def test_an_array_that_was_there_stays_and_a_new_one_goes(desk: Desk, content: str) -> None:
    story = desk.story("s.json", content)
    for number in (1, 2):
        image = desk.image(f"i{number}.jpg", bytes([number]))
        path, report = desk.report(image, f"r{number}.json", full=number == 1)
        attach(story, path, report, image, "en")
    assert [one.image for one in attachments(story.read_text(), "s")] == ["i1.jpg", "i2.jpg"]
    assert [one.report for one in detach(story, "../reports/r1.json")] == ["../reports/r1.json"]
    assert [one.image for one in attachments(story.read_text(), "s")] == ["i2.jpg"]
    detach(story)
    assert story.read_text() == content


def test_items_that_others_put_beside_ours_stay(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.json", V2)
    attach(story, path, report, image, "en")
    item = json.loads(story.read_bytes())
    item["associations"].insert(1, {"name": "b", "uri": "urn:b"})
    item["associations"].insert(0, {"name": "a", "uri": "urn:a"})
    item["associations"].append({"name": "c", "uri": "urn:c"})
    story.write_text(json.dumps(item), "utf-8")
    detach(story)
    assert [one["name"] for one in json.loads(story.read_bytes())["associations"]] == [
        "a",
        "b",
        "c",
    ]


def test_newer_version_takes_the_place_of_the_older(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.json", V3)
    attach(story, path, report, image, "en")
    newer = identify(replace(report, created_at="2024-11-02T10:00:00Z"))
    write_report(newer, path)
    assert attach(story, path, newer, image, "en").changed
    assert report.report_id not in story.read_text("utf-8")
    assert len(json.loads(story.read_bytes())["associations"]) == 2


@pytest.mark.parametrize(
    ("content", "dialect"),
    [
        ('{"uri":"urn:x","standard":{"name":"ninjs","version":"3.0"}}', "altIds"),
        ('{"uri":"urn:x","standard":{"schema":"http://x/ninjs-schema_3.1.json#"}}', "altIds"),
        ('{"uri":"urn:x","standard":{"schema":"http://x/ninjs-schema_2.2.json#"}}', "altids"),
        ('{"uri":"urn:x","altIds":[]}', "altIds"),
        ('{"uri":"urn:x","pubstatus":"usable"}', "altids"),
        ('{"uri":"urn:x","type":"picture"}', "altIds"),
    ],
)
def test_version_by_statement_or_by_shape(desk: Desk, content: str, dialect: str) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.json", content)
    attach(story, path, report, image, "en")
    entry = json.loads(story.read_bytes())["associations"][1]
    assert dialect in entry
    assert ("rel" in entry) == (dialect == "altIds" and "3.0" not in content)


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        "3",
        '{"title": "package"}',
        '{"uri": 3, "type": "text"}',
        '{"uri": "urn:x", "name": "something else"}',
        '{"uri": "urn:x", "type": "module"}',
        '{"uri": "urn:x", "type": "text", "associations": {"a": {}}}',
        '{"uri": "urn:x", "standard": {"name": "ninjs", "version": "1.3"}}',
        '{"uri": "urn:x", "standard": {"name": "other", "version": "3.1"}}',
        '{"uri": "urn:x", "pubstatus": "usable", "altIds": []}',
    ],
)
def test_other_json_is_left_alone(desk: Desk, content: str) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.json", content)
    with pytest.raises(StoryNotNinjs, match="no IPTC ninjs item"):
        attach(story, path, report, image, "en")
    assert story.read_text() == content


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("\ufeff" + V2, "byte order mark"),
        (V2.replace('"uri"', '"type":"text","uri"'), '"type\\\\?" stands twice'),
        (V2.replace('"2.2"', "NaN"), "NaN is not JSON"),
        (V2[:-1] + ',"x":-Infinity}', "-Infinity is not JSON"),
        (V2[:-1] + ',"x":' + "[" * 100_000 + "]" * 100_000 + "}", "levels deep"),
        (V2[:-1], "the story cannot be read"),
        (V2 + "x", "the story cannot be read"),
        (V2[:-1] + ',"x":"' + '\\"' * 200_000, "the story cannot be read"),
        (V2[:-1] + ',"x":' + "1" * 5000 + "}", "the story cannot be read"),
    ],
)
def test_json_that_is_not_read(desk: Desk, content: str, reason: str) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.json", content)
    with pytest.raises(StoryUnreadable, match=reason):
        attach(story, path, report, image, "en")
    assert story.read_bytes() == content.encode()


def test_hostile_fields_come_out_inert(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    name = '","x":[}]</script><script>alert(1)</script> & \u2028 \u202e \ud800 \\'
    hostile = identify(replace(report, subject=replace(report.subject, name=name)))
    write_report(hostile, path)
    story = desk.story("s.json", V3)
    attach(story, path, hostile, image, "en")
    written = story.read_text("utf-8").removeprefix(V3.rstrip("}\n"))
    assert not set(written) & set("<>&\u2028\u202e")
    shape(3).validate(json.loads(story.read_bytes()))
    assert attach(story, path, hostile, image, "en").changed is False
    detach(story)
    assert story.read_text("utf-8") == V3


def test_fields_edited_by_hand_are_refused(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.json", V3)
    attach(story, path, report, image, "en")
    text = story.read_text("utf-8")
    for old, new in (
        ('"../reports/r1.json"\n          }', '"/etc/passwd"\n          }'),
        ("match-differs", "all is well"),
        ("provcheck:checked", "provcheck:seen"),
    ):
        assert old in text or old.replace("          ", "        ") in text
        evil = text.replace(old, new)
        if evil == text:
            evil = text.replace('"value": "../reports/r1.json"', '"value": "/etc/passwd"')
        with pytest.raises(StoryUnreadable):
            verify(desk.story("evil.json", evil), read_report)


def test_images_of_a_ninjs_story_are_found(desk: Desk) -> None:
    item = {
        "uri": "urn:x",
        "type": "text",
        "renditions": [{"name": "main", "href": "a.jpg"}, {"name": "none"}, 3],
        "bodies": [{"value": "<img src=b.jpg>"}],
        "associations": [
            {"name": "p", "uri": "urn:p", "renditions": [{"name": "m", "href": "c.jpg"}]}
        ],
    }
    assert images(json.dumps(item)) == ("a.jpg", "b.jpg", "c.jpg")


def test_hostile_stories_take_no_time(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    entry = '{"name":"a","uri":"urn:provcheck:image:sha256:1"}'
    many = f'{{"uri":"urn:x","type":"text","associations":[{",".join([entry] * 20_000)}]}}'
    story = desk.story("s.json", many)
    attach(story, path, report, image, "en")
    assert len(json.loads(story.read_bytes())["associations"]) == 2
    keys = ",".join(f'"k{n}":1' for n in range(100_000))
    with pytest.raises(StoryUnreadable, match='"k7'):
        attach(desk.story("t.json", f'{{{keys},"k7":1}}'), path, report, image, "en")
