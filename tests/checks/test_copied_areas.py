"""copied-areas: what was copied is found in both places; what only looks alike is not."""

from __future__ import annotations

import numpy as np
import pytest
from earlier_savings import HEAP, subject_of
from examinations import examination, reason, said
from PIL import Image, ImageDraw

from provcheck.checks.copied_areas import copied_areas
from provcheck.forensics import Traces
from provcheck.image import Subject
from provcheck.model import CheckRun

FROM, SIZE, TO = (430, 330), (150, 120), (60, 380)
"""Left and top of what is copied, its width and height, and where it is set in."""


def taken(seed: int = 5) -> Image.Image:
    """The heap with a sensor's noise: the fixture itself was smoothed."""
    rng = np.random.default_rng(seed)
    pixels = np.asarray(HEAP, np.float32) + rng.normal(0, 3, (HEAP.height, HEAP.width, 3))
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def copied(picture: Image.Image) -> Image.Image:
    changed = picture.copy()
    box = (*FROM, FROM[0] + SIZE[0], FROM[1] + SIZE[1])
    changed.paste(picture.crop(box), TO)
    return changed


def run(subject: Subject) -> CheckRun:
    return copied_areas(examination(subject=subject))


def truth(corner: tuple[int, int]) -> np.ndarray:
    mask = np.zeros((HEAP.height, HEAP.width), bool)
    mask[corner[1] : corner[1] + SIZE[1], corner[0] : corner[0] + SIZE[0]] = True
    return mask


def test_both_places_are_marked_where_they_are() -> None:
    subject = subject_of(copied(taken()))
    ended = run(subject)
    assert said(ended) == [("twice", "warning")]
    areas = Traces(subject).copied_areas
    assert areas is not None
    for corner in (FROM, TO):
        mask = truth(corner)
        best = max((areas[0].first, areas[0].second), key=lambda twin: (twin & mask).sum())
        assert (best & mask).sum() / (best | mask).sum() > 0.8
    measured = ended.findings[0].measures
    shift = measured["shift_x"], measured["shift_y"]
    expected = TO[0] - FROM[0], TO[1] - FROM[1]
    assert shift in (expected, (-expected[0], -expected[1]))
    assert len(ended.findings[0].regions) == 2


@pytest.mark.parametrize("quality", [75, 90])
def test_it_is_found_after_a_saving(quality: int) -> None:
    assert run(subject_of(copied(taken()), "JPEG", quality=quality)).outcome == "found"


def test_a_large_picture_is_reduced_and_marked_at_its_own_size() -> None:
    large = taken().resize((2400, 1800), Image.Resampling.BICUBIC)
    changed = large.copy()
    changed.paste(large.crop((1500, 900, 2100, 1500)), (300, 1000))
    areas = Traces(subject_of(changed)).copied_areas
    assert areas and areas[0].first.shape == (1800, 2400)
    assert abs(abs(areas[0].shift[0]) - 1200) <= 2


@pytest.mark.parametrize("quality", [None, 60, 85, 95])
def test_an_untouched_picture_is_clear(quality: int | None) -> None:
    picture = taken()
    subject = (
        subject_of(picture) if quality is None else subject_of(picture, "JPEG", quality=quality)
    )
    ended = run(subject)
    assert ended.outcome == "clear" and reason(ended) == "none"


def test_a_page_of_repeated_words_is_no_copy() -> None:
    page = Image.new("RGB", (800, 600), "white")
    pen = ImageDraw.Draw(page)
    for line in range(28):
        pen.text((40, 12 + 20 * line), "the same words in every line of this page " * 2, "black")
    assert run(subject_of(page)).outcome == "clear"


def test_windows_alike_with_their_own_grain_are_no_copy() -> None:
    wall = Image.new("RGB", (900, 700), (150, 130, 110))
    window = HEAP.resize((90, 110))
    for row in range(5):
        for column in range(7):
            wall.paste(window, (30 + 123 * column, 20 + 135 * row))
    pixels = np.asarray(wall, np.float32)
    pixels = pixels + np.random.default_rng(3).normal(0, 4, pixels.shape)
    noisy = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    assert run(subject_of(noisy, "JPEG", quality=88)).outcome == "clear"


def test_a_pattern_that_goes_on_and_on_is_no_copy() -> None:
    tile = np.random.default_rng(4).integers(0, 255, (40, 40, 3), np.uint8)
    assert run(subject_of(Image.fromarray(np.tile(tile, (15, 20, 1))))).outcome == "clear"


@pytest.mark.parametrize("size", [(1, 1), (40, 900), (900, 40), (63, 63)])
def test_too_small_pictures_say_so(size: tuple[int, int]) -> None:
    ended = run(subject_of(Image.effect_noise(size, 60).convert("RGB")))
    assert (ended.outcome, reason(ended)) == ("inconclusive", "too-small")


@pytest.mark.parametrize("picture", [Image.new("RGB", (300, 200)), Image.new("RGB", (64, 4000))])
def test_plain_pictures_are_clear(picture: Image.Image) -> None:
    assert run(subject_of(picture)).outcome == "clear"
