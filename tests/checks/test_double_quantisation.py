"""double-quantisation: inserted content is found, whole pictures are not, silence has a reason."""

from __future__ import annotations

import io

import numpy as np
import pytest
from earlier_savings import HEAP, INSERTED, inserted, overlap, saved
from examinations import examination, sentence
from PIL import Image, ImageFilter

from provcheck.checks.double_quantisation import double_quantisation
from provcheck.conclude import conclude
from provcheck.forensics import Traces
from provcheck.image import Limits, open_subject
from provcheck.model import CheckRun


def run(content: bytes) -> CheckRun:
    subject = open_subject(content, Limits(), "a.jpg")
    return double_quantisation(examination(subject=subject))


def test_inserted_content_is_found_where_it_is() -> None:
    content = saved(inserted(saved(HEAP, 70)), 93)
    ended = run(content)
    assert ended.outcome == "found"
    assert ended.findings[0].severity == "warning"
    mask = Traces(open_subject(content, Limits(), "a.jpg")).compression.mask
    assert mask is not None and overlap(mask) > 0.6
    region = ended.findings[0].regions[0]
    left, top, right, bottom = INSERTED
    assert left - 24 <= region.x <= region.x + region.width <= right + 24
    assert top - 24 <= region.y <= region.y + region.height <= bottom + 24


def test_it_raises_the_flag_edited_and_cites_the_finding() -> None:
    ended = run(saved(inserted(saved(HEAP, 70)), 93))
    drawn = conclude((), [ended], has_references=False, plain=False, reference_set=None)
    flag = next(flag for flag in drawn.flags if flag.flag == "edited")
    assert flag.reasons[0].cites == ("checks/double-quantisation/0",)


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_areas_lie_on_the_picture_as_displayed(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = io.BytesIO()
    inserted(saved(HEAP, 70)).save(buffer, "JPEG", quality=93, exif=exif)
    subject = open_subject(buffer.getvalue(), Limits(), "a.jpg")
    seen = Traces(subject).compression
    assert seen.mask is not None and seen.mask.shape == subject.rgb().shape[:2]
    assert overlap(subject.as_stored(seen.mask.astype(np.uint8)) > 0) > 0.6


def test_a_picture_saved_twice_as_a_whole_is_clear() -> None:
    ended = run(saved(Image.open(io.BytesIO(saved(HEAP, 70))), 93))
    assert ended.outcome == "clear"
    assert "would not show" in sentence(ended)


@pytest.mark.parametrize(
    "content",
    [
        saved(HEAP, 93),
        saved(inserted(saved(HEAP, 70)).resize((700, 525)), 93),
        saved(inserted(saved(HEAP, 93)), 60),
        saved(HEAP.crop((0, 0, 40, 40)), 93),
        saved(HEAP.filter(ImageFilter.GaussianBlur(12)), 90),
    ],
    ids=["once", "resized", "coarser", "tiny", "plain"],
)
def test_without_a_trace_it_says_so_and_nothing_else(content: bytes) -> None:
    ended = run(content)
    assert ended.outcome == "inconclusive"
    assert sentence(ended).startswith("No usable trace")
    assert sentence(ended).endswith("this says nothing either way.")


def test_other_formats_are_not_looked_at() -> None:
    buffer = io.BytesIO()
    HEAP.save(buffer, "PNG")
    assert run(buffer.getvalue()).outcome == "not-applicable"


@pytest.mark.parametrize("mode", ["L", "CMYK"])
@pytest.mark.parametrize("size", [(1, 1), (7, 300), (300, 7), (64, 64)])
def test_odd_pictures_end_without_an_error(mode: str, size: tuple[int, int]) -> None:
    buffer = io.BytesIO()
    Image.effect_noise(size, 60).convert(mode).save(buffer, "JPEG")
    assert run(buffer.getvalue()).outcome in ("inconclusive", "not-applicable")
