from __future__ import annotations

from dataclasses import replace

import pytest
from factories import FLAG_REGION, HEIGHT, WIDTH, pokrovsk_report

from provcheck.model import Region
from provcheck.report import to_html
from provcheck.report.live import Live, live
from provcheck.report.wording import Wording

WORDS = Wording.of("en")


def laid(*regions: Region) -> Live:
    report = pokrovsk_report()
    made = live(report, replace(report.matches[0], changed_regions=regions), WORDS)
    assert made is not None
    return made


def test_both_pictures_stand_in_the_frame_of_the_subject() -> None:
    made = laid(FLAG_REGION)
    assert {panel.plate.id for panel in (made.subject, made.reference)} == {
        "plate-subject",
        "plate-match-0-registered",
    }
    for panel in (made.subject, made.reference):
        assert (panel.view.width, panel.view.height) == (WIDTH, HEIGHT)
    assert [mark.number for mark in made.marks] == [1]


def test_the_largest_change_is_looked_at_first() -> None:
    small = Region(x=0, y=0, width=96, height=64, area_fraction=0.001)
    made = laid(small, FLAG_REGION)
    assert made.focus == (0.633, 0.3)
    assert made.start == 63
    assert laid().focus == (0.5, 0.5)


@pytest.mark.parametrize(("x", "start"), [(0, 20), (900, 80)])
def test_the_line_leaves_room_for_both_names(x: int, start: int) -> None:
    assert laid(Region(x=x, y=0, width=40, height=40, area_fraction=0.01)).start == start


@pytest.mark.parametrize("missing", ["subject", "match-0-registered"])
def test_nothing_is_laid_on_a_picture_that_is_missing(missing: str) -> None:
    report = pokrovsk_report()
    kept = tuple(exhibit for exhibit in report.exhibits if exhibit.id != missing)
    assert live(replace(report, exhibits=kept), report.matches[0], WORDS) is None
    page = to_html(replace(report, exhibits=kept), "en")
    assert "live-template" not in page.partition("<script>")[0]


def test_the_first_matches_are_live_and_the_rest_are_still() -> None:
    report = pokrovsk_report()
    page = to_html(replace(report, matches=report.matches[:1] * 9), "en")
    assert page.count('<article class="comparison"') == 9
    assert page.count('<template class="live-template">') == 6
