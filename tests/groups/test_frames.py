"""A line runs around what was put there, and none around a crop."""

import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray
from PIL import Image

from provcheck.groups.frames import put_together

COFFEE = skimage.data.coffee()
CAT = skimage.data.chelsea()


def moved(x: float, y: float, scale: float = 1.0) -> NDArray[np.float64]:
    """Inner pixels -> outer pixels of something pasted at (x, y)."""
    shift = (scale - 1) / 2
    return np.array([[scale, 0, x + shift], [0, scale, y + shift], [0, 0, 1.0]])


@pytest.mark.parametrize(
    ("left", "top", "right", "bottom"),
    [(150, 100, 450, 300), (0, 0, 300, 400), (380, 20, 580, 220), (20, 250, 220, 390)],
)
def test_a_crop_has_no_line_around_it(left: int, top: int, right: int, bottom: int) -> None:
    crop = COFFEE[top:bottom, left:right]
    assert put_together(crop, COFFEE, moved(left, top)) == (False, False)


@pytest.mark.parametrize("background", ["white", "black", "cat"])
def test_a_picture_on_a_page_or_another_picture_has_one(background: str) -> None:
    if background == "cat":
        page = Image.fromarray(CAT).resize((900, 600))
    else:
        page = Image.new("RGB", (900, 600), background)
    page.paste(Image.fromarray(COFFEE).resize((300, 200)), (320, 210))
    found = put_together(COFFEE, np.asarray(page), moved(320, 210, 0.5))
    assert found == (False, True)


def test_a_cell_that_cuts_the_picture_off_has_the_line_where_the_cell_ends() -> None:
    cells = np.concatenate([COFFEE[:300, 150:450], CAT[:300, :300]], axis=1)
    assert put_together(COFFEE, cells, moved(-150, 0)) == (False, True)


def test_a_caption_is_a_line_in_the_smaller_picture() -> None:
    crop = COFFEE[100:340, 100:500].copy()
    crop[180:] = 250
    crop[200:220, 40:360:8] = 0
    assert put_together(crop, COFFEE, moved(100, 100)) == (True, False)


def test_two_pictures_that_end_together_have_nothing_to_judge() -> None:
    assert put_together(COFFEE, COFFEE, moved(0, 0)) == (False, False)
