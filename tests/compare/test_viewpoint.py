"""Copies of a picture are told from other photographs of the same scene."""

import io

import cv2
import numpy as np
import pytest
import skimage.data
from PIL import Image, ImageFilter

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
