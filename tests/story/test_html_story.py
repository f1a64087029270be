from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from desk import Desk

from provcheck.report import identify, write_report
from provcheck.story import attach, detach
from provcheck.story.page import attachments

FIGURE = (
    "<!doctype html>\r\n<html><body>\r\n<article>\r\n<p>Text &amp; mehr</p>\r\n"
    '<figure CLASS=wide  data-x=\'1 data-sha256="no"\'>\r\n<img alt="Halde" src="heap.jpg">\r\n'
    "<figcaption>Halde</figcaption></figure>\r\n</article>\r\n</body></html>"
)
PLAIN = "<html>\n<body>\n<main>\n<p>Text</p>\n  </main>\n</body>\n</html>\n"


def test_the_pages_own_figure_gets_attributes(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.html", FIGURE)
    assert attach(story, path, report, image, "de").where == "figure"
    text = story.read_bytes().decode()
    added = text[text.index(" data-provcheck-report=") : text.index(" CLASS=wide")]
    assert text.replace(added, "") == FIGURE
    assert f'data-sha256="{report.subject.sha256}"' in added
    assert 'data-provcheck-report="../reports/r1.json"' in added
    (found,) = attachments(text, "s")
    assert found.flags == "reused edited context"
    assert attach(story, path, report, image, "de").changed is False


def test_figure_is_found_by_the_bytes_of_its_image(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    assert attach(desk.story("s.html", FIGURE), path, report, None, "de").where == "figure"


@pytest.mark.parametrize(
    ("page", "before"),
    [
        (PLAIN, "</main>"),
        ("<body><article>a</article><article>b</article></body>", "</article></body>"),
        ("<body>x<script>'</article>'</script><!-- </main> --></body>", "</body>"),
        ("<p>fragment", ""),
        ('<article><img src="heap.jpg"></article>', "</article>"),
    ],
)
def test_else_a_block_of_its_own(desk: Desk, page: str, before: str) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.html", page)
    assert attach(story, path, report, image, "en").where == "box"
    text = story.read_text("utf-8")
    start, end = text.index("<!-- provcheck:begin -->"), text.index("<!-- provcheck:end -->")
    tail = text[end + len("<!-- provcheck:end -->\n") :]
    assert text[:start] + tail == page
    assert tail.startswith(before)
    assert "Report pc-" in text[start:end]
    assert attach(story, path, report, image, "en").changed is False
    assert story.read_text("utf-8") == text


def test_newer_version_replaces_block_and_attributes(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    newer = identify(replace(report, created_at="2024-11-02T10:00:00Z"))
    for number, page in enumerate((FIGURE, PLAIN)):
        write_report(report, path)
        story = desk.story(f"s{number}.html", page)
        attach(story, path, report, image, "en")
        write_report(newer, path)
        assert attach(story, path, newer, image, "en").changed
        text = story.read_bytes().decode()
        assert report.report_id not in text
        assert [a.report_id for a in attachments(text, "s")] == [newer.report_id]
        fresh = desk.story("fresh.html", page)
        attach(fresh, path, newer, image, "en")
        assert fresh.read_bytes() == story.read_bytes()


def test_several_reports_in_a_page(desk: Desk) -> None:
    story = desk.story("s.html", PLAIN)
    for number in (1, 2):
        image = desk.image(f"i{number}.jpg", bytes([number]))
        path, report = desk.report(image, f"r{number}.json")
        attach(story, path, report, image, "en")
    assert [a.image for a in attachments(story.read_text("utf-8"), "s")] == ["i1.jpg", "i2.jpg"]


def test_hostile_fields_come_out_inert(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    name = '"><script>alert(1)</script><!-- provcheck:end --> {{ 7*7 }} \u202e'
    hostile = identify(replace(report, subject=replace(report.subject, name=name)))
    write_report(hostile, path)
    story = desk.story("s.html", PLAIN)
    attach(story, path, hostile, image, "en")
    text = story.read_text("utf-8")
    assert "<script" not in text
    assert "{{" not in text
    assert "\u202e" not in text
    assert text.count("<!-- provcheck:end -->") == 1
    assert attach(story, path, hostile, image, "en").changed is False


def _linked(text: str) -> list[Any]:
    scripts = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', text, re.S)
    return [json.loads(script) for script in scripts]


@pytest.mark.parametrize("page", [FIGURE, PLAIN])
def test_linked_data_stands_in_a_block_and_goes_with_its_report(desk: Desk, page: str) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.html", page)
    hostile = '</script><img src=x onerror=alert(1)> {{ 7*7 }} [b] \\ " <!-- \u2028'
    node = {"@context": "https://schema.org", "@type": "MediaReview", "name": hostile, "x": [{}]}
    assert attach(story, path, report, image, "de", linked_data=node).changed
    text = story.read_bytes().decode()
    assert _linked(text) == [node]
    assert "onerror=alert(1)>" not in text and "{{" not in text and "[b]" not in text
    assert attach(story, path, report, image, "de", linked_data=node).changed is False
    other_path, other = desk.report(desk.image("b.jpg", b"other"), "r2.json")
    attach(story, other_path, other, None, "de", linked_data={**node, "name": "second"})
    assert [each["name"] for each in _linked(story.read_text("utf-8"))] == [hostile, "second"]
    detach(story, "../reports/r1.json")
    assert [each["name"] for each in _linked(story.read_text("utf-8"))] == ["second"]
    detach(story)
    assert story.read_bytes().decode() == page


def test_a_newer_report_takes_the_place_of_the_older_among_others(desk: Desk) -> None:
    story = desk.story("s.html", PLAIN)
    node = {"@context": "https://schema.org", "@type": "MediaReview"}
    for number in (1, 2):
        path, report = desk.report(desk.image(f"i{number}.jpg", bytes([number])), f"r{number}.json")
        attach(story, path, report, None, "en", linked_data={**node, "name": f"a{number}"})
        if number == 1:
            first, first_path = report, path
    before = story.read_text("utf-8").splitlines()
    newer = identify(replace(first, created_at="2024-11-02T10:00:00Z"))
    write_report(newer, first_path)
    attach(story, first_path, newer, None, "en", linked_data={**node, "name": "b1"})
    after = story.read_text("utf-8").splitlines()
    assert len(after) == len(before)
    changed = [old for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 3  # the first box, its script's name, and what its script says
    assert all("r1.json" in line or first.report_id in line or "a1" in line for line in changed)
    attach(story, first_path, newer, None, "en")
    assert [each["name"] for each in _linked(story.read_text("utf-8"))] == ["a2"]


def test_of_two_figures_the_one_that_carried_the_report_carries_the_newer(desk: Desk) -> None:
    image = desk.image()
    path, report = desk.report(image)
    figure = '<figure><img src="heap.jpg"></figure>\n'
    story = desk.story("s.html", figure)
    attach(story, path, report, image, "en")
    carrying = story.read_text("utf-8")
    story.write_text(figure + carrying, "utf-8")
    assert not attach(story, path, report, image, "en").changed
    assert story.read_text("utf-8") == figure + carrying
