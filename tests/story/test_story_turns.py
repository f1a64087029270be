"""Several people, or a person and an editor, change one story at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from desk import Desk

import provcheck.story
from provcheck.errors import StoryUnreadable
from provcheck.story import attach, detach
from provcheck.story.markdown import attachments


def test_attaching_at_once_loses_no_report(desk: Desk) -> None:
    story = desk.story("s.md", "Text\n")
    images = [desk.image(f"i{number}.jpg", bytes([number])) for number in range(8)]
    reports = [desk.report(image, f"{image.stem}.json") for image in images]
    with ThreadPoolExecutor(8) as pool:
        done = [pool.submit(attach, story, path, each, None, "en") for path, each in reports]
    assert all(each.result().changed for each in done)
    assert len(attachments(story.read_text("utf-8"), "s")) == 8
    with ThreadPoolExecutor(8) as pool:
        gone = list(pool.map(lambda pair: detach(story, pair[1].report_id), reports))
    assert all(len(each) == 1 for each in gone)
    assert story.read_text("utf-8") == "Text\n"


def test_what_an_editor_saves_meanwhile_stays(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    image = desk.image()
    path, report = desk.report(image)
    story = desk.story("s.md", "Text\n")
    bound = provcheck.story._attachment

    def saved_meanwhile(*given: Any) -> Any:
        story.write_text("Text, longer\n", "utf-8")
        return bound(*given)

    monkeypatch.setattr(provcheck.story, "_attachment", saved_meanwhile)
    with pytest.raises(StoryUnreadable, match="just now"):
        attach(story, path, report, image, "en")
    assert story.read_text("utf-8") == "Text, longer\n"
