"""Copies of a picture are told from other photographs of the same scene."""

import io

import cv2
import numpy as np
import pytest
import skimage.data
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from provcheck.compare import Comparison, Picture, compare
from provcheck.compare.close_look import look_closely
from provcheck.fingerprint import local_features, mirrored_features

PHOTO = Image.fromarray(skimage.data.coffee())


def _saved(picture: Image.Image, quality: int) -> Image.Image:
    coded = io.BytesIO()
    picture.save(coded, "JPEG", quality=quality)
    return Image.open(io.BytesIO(coded.getvalue())).convert("RGB")


def _picture(image: Image.Image) -> Picture:
    pixels = np.asarray(image)
    features = local_features(pixels)
    return Picture(
        pixels=pixels,
        width=image.width,
        height=image.height,
        features=features,
        flipped=mirrored_features(features),
    )


def _compared(subject: Image.Image) -> Comparison:
    return compare(_picture(subject), _picture(PHOTO))


def _from_beside(picture: Image.Image, parallax: float, seed: int) -> Image.Image:
    """The scene from another place: everything moves by its depth, with noise of its own."""
    rng = np.random.default_rng(seed)
    pixels = np.asarray(picture)
    height, width = pixels.shape[:2]
    # Depth in steps, as of things that stand before each other.
    coarse = rng.uniform(0, 1, (5, 7)).astype(np.float32)
    depth = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_NEAREST)
    columns, rows = np.meshgrid(
        np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    )
    moved = cv2.remap(
        pixels, columns + parallax * depth, rows, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT
    )
    noisy = moved + rng.normal(0, 3, moved.shape)
    return Image.fromarray(noisy.clip(0, 255).astype(np.uint8))


@pytest.mark.parametrize("parallax", [10, 20, 40])
@pytest.mark.parametrize("seed", [1, 2])
def test_parallax_makes_it_another_photograph(parallax: float, seed: int) -> None:
    found = _compared(_saved(_from_beside(PHOTO, parallax, seed), 85))
    assert found.relation == "candidate"
    assert found.other_photograph


@pytest.mark.parametrize(
    "edited",
    [
        _saved(PHOTO, 10),
        _saved(PHOTO.resize((240, 160)), 70),
        _saved(PHOTO.filter(ImageFilter.GaussianBlur(4)), 80),
        _saved(PHOTO.rotate(7, resample=Image.Resampling.BICUBIC), 80),
        _saved(_from_beside(PHOTO, 0, 3), 60),
    ],
    ids=["jpeg 10", "reduced", "blurred", "turned", "noisy"],
)
def test_poor_copies_stay_copies(edited: Image.Image) -> None:
    found = _compared(edited)
    assert found.relation in ("same-image", "partial")
    assert not found.other_photograph


def _pixelated(picture: Image.Image, side: int) -> Image.Image:
    small = picture.resize((picture.width // side, picture.height // side), Image.Resampling.BOX)
    return small.resize(picture.size, Image.Resampling.NEAREST)


def _lettered(picture: Image.Image, count: int) -> Image.Image:
    """Strewn with small signs, dark on white."""
    rng = np.random.default_rng(1)
    drawn = ImageDraw.Draw(copy := picture.copy())
    for _ in range(count):
        x, y = rng.integers((picture.width - 9, picture.height - 14)).tolist()
        drawn.rectangle((x, y, x + 9, y + 14), fill="white")
        drawn.rectangle((x + 3, y + 3, x + 6, y + 11), fill="black")
    return copy


def _front() -> Image.Image:
    """A front of equal windows, some of them lit, before a patch of the photograph."""
    rng = np.random.default_rng(2)
    window = PHOTO.crop((300, 120, 350, 180))
    wall = PHOTO.resize((600, 420)).filter(ImageFilter.GaussianBlur(3))
    for row in range(6):
        for column in range(9):
            lit = ImageEnhance.Brightness(window).enhance(rng.uniform(0.8, 1.2))
            wall.paste(lit, (20 + column * 64, 15 + row * 67))
    return wall


@pytest.mark.parametrize("side", [5, 7])
def test_coarse_pixels_do_not_make_another_photograph(side: int) -> None:
    found = _compared(_saved(_pixelated(PHOTO, side), 80))
    assert found.relation in ("same-image", "partial", "differs")
    assert not found.other_photograph


def test_a_picture_covered_in_letters_is_still_confirmed() -> None:
    found = _compared(_saved(_lettered(PHOTO, 150), 80))
    assert found.relation == "differs"
    assert found.agreement is not None and found.agreement < 0.45


def test_equal_windows_are_not_windows_that_moved() -> None:
    front = _front()
    noisy = np.asarray(front) + np.random.default_rng(3).normal(0, 30, (420, 600, 3))
    copy = _saved(Image.fromarray(noisy.clip(0, 255).astype(np.uint8)), 60)
    found = compare(_picture(copy), _picture(front))
    assert found.relation != "candidate"
    assert not found.other_photograph


def test_a_close_look_registers_a_part_from_a_rough_placement() -> None:
    part = PHOTO.crop((250, 100, 410, 210))
    rough = np.array([[1.03, 0.02, 244.0], [-0.02, 1.03, 106.0], [0, 0, 1]])
    found = look_closely(np.asarray(part), np.asarray(PHOTO), rough)
    assert found is not None
    assert np.abs(found.matrix[:2, 2] - (250, 100)).max() < 1
    assert found.chance < -6


@pytest.mark.parametrize(
    "placement",
    [np.zeros((3, 3)), np.diag([0.0, 0.0, 1.0]), np.diag([1e-6, 1e-6, 1.0]), np.full((3, 3), 1e9)],
)
def test_a_placement_that_is_none_gives_nothing(placement: np.ndarray) -> None:
    assert look_closely(np.asarray(PHOTO), np.asarray(PHOTO), placement) is None
