import numpy as np
import pytest
from PIL import Image, ImageOps

from provcheck.image.orientation import displayed_way, stored_way

PICTURE = np.random.default_rng(3).integers(0, 256, (5, 7, 3), dtype=np.uint8)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_arrays_are_turned_as_pillow_turns_pictures(orientation: int) -> None:
    picture = Image.fromarray(PICTURE)
    picture.getexif()[0x0112] = orientation
    expected = np.asarray(ImageOps.exif_transpose(picture))
    assert (displayed_way(PICTURE, orientation) == expected).all()


@pytest.mark.parametrize("orientation", [0, *range(1, 9), 99])
def test_there_and_back_again(orientation: int) -> None:
    assert (stored_way(displayed_way(PICTURE, orientation), orientation) == PICTURE).all()
