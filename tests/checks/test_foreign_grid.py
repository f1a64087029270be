"""foreign-grid: what came from another JPEG is found; one grid, none, and WebP's are no edit."""

from __future__ import annotations

import io

import pytest
from earlier_savings import HEAP, INSERTED, overlap, reopened, subject_of
from examinations import examination, reason, said, sentence
from PIL import Image

from provcheck.checks.foreign_grid import foreign_grid
from provcheck.forensics import Traces
from provcheck.image import Subject
from provcheck.model import CheckRun


def run(subject: Subject) -> CheckRun:
    return foreign_grid(examination(subject=subject))


def with_other_grid() -> Image.Image:
    """A part of the picture itself, from a JPEG in which it stood three and five pixels off."""
    left, top, right, bottom = INSERTED
    other = reopened(HEAP.crop((left - 43, top - 37, right + 40, bottom + 40)), 75)
    picture = reopened(HEAP, 75)
    picture.paste(other.crop((43, 37, 43 + right - left, 37 + bottom - top)), (left, top))
    return picture


def test_what_follows_another_grid_is_marked_where_it_is() -> None:
    subject = subject_of(with_other_grid())
    ended = run(subject)
    assert said(ended) == [("areas", "warning")]
    grids = Traces(subject).grids
    assert grids is not None and overlap(grids.mask) > 0.5


def test_one_grid_is_clear() -> None:
    assert reason(run(subject_of(reopened(HEAP, 75)))) == "one-grid"


def test_files_with_loss_cannot_show_it() -> None:
    changed = with_other_grid()
    for format in ("JPEG", "WEBP"):
        ended = run(subject_of(changed, format, quality=90))
        assert (ended.outcome, reason(ended)) == ("not-applicable", "other-format")
    assert run(subject_of(changed, "WEBP", lossless=True)).outcome == "found"


def test_a_grid_that_begins_elsewhere_tells_of_a_cut() -> None:
    whole = reopened(HEAP, 75)
    ended = run(subject_of(whole.crop((3, 6, whole.width, whole.height))))
    assert said(ended) == [("cut", "info")]
    # The first whole block begins five pixels in and two down.
    assert ended.findings[0].measures == {"grid_x": 5, "grid_y": 2}


@pytest.mark.parametrize(
    "picture",
    [HEAP, reopened(HEAP, 75).resize((500, 375)), Image.new("RGB", (300, 200), "red")],
    ids=["never a JPEG", "resized", "one colour"],
)
def test_without_a_grid_there_is_no_usable_trace(picture: Image.Image) -> None:
    ended = run(subject_of(picture))
    assert ended.outcome == "inconclusive"
    assert sentence(ended).startswith("No usable trace")


def test_a_picture_that_was_webp_has_no_foreign_grid() -> None:
    buffer = io.BytesIO()
    reopened(HEAP, 80).save(buffer, "WEBP", quality=80)
    ended = run(subject_of(Image.open(buffer)))
    assert not any(finding.severity == "warning" for finding in ended.findings)


def test_a_picture_in_a_page_is_a_layout() -> None:
    page = Image.new("RGB", (HEAP.width + 300, HEAP.height + 400), (240, 240, 240))
    page.paste(reopened(HEAP, 75), (101, 77))
    ended = run(subject_of(page))
    assert not any(finding.severity == "warning" for finding in ended.findings)


@pytest.mark.parametrize("size", [(1, 1), (7, 90), (63, 200), (65, 65)])
def test_odd_sizes_end_without_an_error(size: tuple[int, int]) -> None:
    assert run(subject_of(Image.effect_noise(size, 60).convert("RGB"))).outcome == "inconclusive"
