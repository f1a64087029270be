from __future__ import annotations

import json
from dataclasses import replace

import pytest
from desk import Desk

from provcheck.errors import InvalidValue, StoryImageDiffers
from provcheck.report import identify, write_report
from provcheck.story import wordpress_payload
from provcheck.story.page import attachments


def test_payload_holds_what_the_two_requests_need(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    target = desk.folder / "stories" / "payload.json"
    page = "https://news.example.org/checks"
    written = wordpress_payload(target, path, report, image, "de", methodology=page)
    content = json.loads(written)
    media, post = content["media"], content["post"]
    assert media["endpoint"] == "POST /wp/v2/media"
    assert post["endpoint"] == "POST /wp/v2/posts/<id>"
    assert set(media) == {"endpoint", "caption", "description", "meta"}
    assert media["caption"]["raw"].startswith("Bildprüfung: heap.jpg: ")
    assert report.report_id in media["description"]["raw"]
    assert media["meta"]["provcheck_image_sha256"] == report.subject.sha256
    assert media["meta"]["provcheck_report"] == "../reports/r1.json"
    assert media["meta"] == post["meta"]
    assert content["meta_keys"] == sorted(media["meta"])
    assert "show_in_rest" in content["note"]
    assert "alt_text" in content["note"]
    (found,) = attachments(post["content_box"], "box")
    assert (found.report_id, found.methodology) == (report.report_id, page)


def test_all_text_comes_out_inert(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    name = '"><script>alert(1)</script>[gallery] {{x}} \u202e'
    assert report.case is not None
    case = replace(report.case, claim="<img src=x onerror=alert(1)>")
    hostile = identify(replace(report, subject=replace(report.subject, name=name), case=case))
    write_report(hostile, path)
    target = desk.folder / "payload.json"
    written = wordpress_payload(target, path, hostile, None, "en").decode("utf-8")
    content = json.loads(written)
    assert "<script" not in written and "<img" not in written and "\u202e" not in written
    assert "{{" not in written and "[gallery]" not in written
    assert "&quot;&gt;&lt;script&gt;" in content["media"]["caption"]["raw"]
    assert "Claim: &lt;img" in content["media"]["description"]["raw"]


def test_other_images_and_other_addresses_are_refused(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    target = desk.folder / "payload.json"
    with pytest.raises(StoryImageDiffers):
        wordpress_payload(target, path, report, desk.image("o.jpg", b"other"), "en")
    for evil in ("javascript:alert(1)", 'https://e.example/"x', "ftp://e.example", "//e.example"):
        with pytest.raises(InvalidValue):
            wordpress_payload(target, path, report, image, "en", methodology=evil)
