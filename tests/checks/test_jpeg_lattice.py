"""jpeg-lattice: what was put into a decoded JPEG is found, pages and whole pictures are not."""

from __future__ import annotations

import numpy as np
import pytest
from earlier_savings import HEAP, inserted, overlap, reopened, saved, subject_of
from examinations import examination, sentence
from PIL import Image

from provcheck.checks.jpeg_lattice import jpeg_lattice
from provcheck.forensics import Traces
from provcheck.image import Subject
from provcheck.model import CheckRun


def run(subject: Subject) -> CheckRun:
    return jpeg_lattice(examination(subject=subject))


@pytest.mark.parametrize("format", ["PNG", "BMP", "TIFF"])
def test_inserted_content_is_found_where_it_is(format: str) -> None:
    subject = subject_of(inserted(saved(HEAP, 80)), format)
    ended = run(subject)
    assert ended.outcome == "found"
    mask = Traces(subject).compression.mask
    assert mask is not None and overlap(mask) > 0.6


def test_a_lossless_webp_is_looked_at_and_a_lossy_one_is_not() -> None:
    changed = inserted(saved(HEAP, 80))
    assert run(subject_of(changed, "WEBP", lossless=True)).outcome == "found"
    assert run(subject_of(changed, "WEBP")).outcome == "not-applicable"


def test_the_grid_is_found_after_a_cut() -> None:
    whole = inserted(saved(HEAP, 80))
    cut = subject_of(whole.crop((3, 5, whole.width, whole.height)))
    mask = Traces(cut).compression.mask
    assert mask is not None
    assert overlap(np.pad(mask, ((5, 0), (3, 0)))) > 0.6


def test_a_whole_decoded_picture_is_clear() -> None:
    assert run(subject_of(reopened(HEAP, 80))).outcome == "clear"


def test_a_page_around_a_picture_is_no_edit() -> None:
    page = Image.new("RGB", (HEAP.width + 200, HEAP.height + 240), (250, 250, 250))
    page.paste(reopened(HEAP, 80), (96, 64))
    ended = run(subject_of(page))
    assert ended.outcome in ("clear", "inconclusive")


@pytest.mark.parametrize(
    "picture",
    [HEAP, reopened(HEAP, 80).resize((500, 375)), Image.new("RGB", (300, 200), "red")],
    ids=["never a JPEG", "resized", "one colour"],
)
def test_without_a_lattice_it_says_so_and_nothing_else(picture: Image.Image) -> None:
    ended = run(subject_of(picture))
    assert ended.outcome == "inconclusive"
    assert sentence(ended).startswith("No usable trace")


@pytest.mark.parametrize("size", [(1, 1), (9, 400), (400, 9)])
def test_odd_pictures_end_without_an_error(size: tuple[int, int]) -> None:
    assert run(subject_of(Image.effect_noise(size, 60).convert("RGB"))).outcome == "inconclusive"
