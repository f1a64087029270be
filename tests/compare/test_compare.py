"""Comparing: what was done to a picture is told apart, and changes are found where they are."""

import io
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data
from PIL import Image, ImageDraw, ImageEnhance, ImageFont

from provcheck.compare import Comparison, Hint, Picture, compare
from provcheck.fingerprint import local_features, mirrored_features
from provcheck.image import shrink
from provcheck.model import Orientation

PHOTOS = {name: Image.fromarray(getattr(skimage.data, name)()) for name in ("coffee", "chelsea")}
T = Image.Transpose


def _saved(picture: Image.Image, quality: int = 80) -> Image.Image:
    coded = io.BytesIO()
    picture.convert("RGB").save(coded, "JPEG", quality=quality)
    return Image.open(io.BytesIO(coded.getvalue())).convert("RGB")


def _picture(image: Image.Image, *, kept: bool = True) -> Picture:
    pixels = shrink(np.asarray(image.convert("RGB")), 1024)
    features = local_features(pixels)
    return Picture(
        pixels=pixels if kept else None,
        width=image.width,
        height=image.height,
        features=features,
        flipped=mirrored_features(features),
    )


def _compared(changed: Image.Image, original: Image.Image) -> Comparison:
    return compare(_picture(changed), _picture(original))


def _cropped(picture: Image.Image, share: float) -> Image.Image:
    width, height = int(picture.width * share), int(picture.height * share)
    left, top = (picture.width - width) // 3, (picture.height - height) // 2
    return picture.crop((left, top, left + width, top + height))


@pytest.mark.parametrize("name", PHOTOS)
def test_a_saved_copy_is_the_same_image(name: str) -> None:
    found = _compared(_saved(PHOTOS[name], 60), PHOTOS[name])
    assert found.relation == "same-image"
    assert found.modifications == ("re-saved",)
    assert found.subject_overlap == pytest.approx(1, abs=0.01)
    assert not found.changed_regions


@pytest.mark.parametrize("name", PHOTOS)
def test_a_resized_copy_says_so(name: str) -> None:
    small = _saved(PHOTOS[name].resize((320, 220), Image.Resampling.LANCZOS))
    found = _compared(small, PHOTOS[name])
    assert found.relation == "same-image"
    assert "resized" in found.modifications
    assert "cropped" not in found.modifications


@pytest.mark.parametrize("share", [0.85, 0.6])
@pytest.mark.parametrize("name", PHOTOS)
def test_a_crop_is_partial_with_its_overlap(name: str, share: float) -> None:
    found = _compared(_saved(_cropped(PHOTOS[name], share)), PHOTOS[name])
    assert found.relation == "partial"
    assert "cropped" in found.modifications
    assert found.reference_overlap == pytest.approx(share * share, abs=0.02)
    assert found.subject_overlap == pytest.approx(1, abs=0.01)


TURNED: dict[Orientation, Callable[[Image.Image], Image.Image]] = {
    "rotated-90": lambda p: p.transpose(T.ROTATE_270),
    "rotated-180": lambda p: p.transpose(T.ROTATE_180),
    "rotated-270": lambda p: p.transpose(T.ROTATE_90),
    "mirrored": lambda p: p.transpose(T.FLIP_LEFT_RIGHT),
    "mirrored-rotated-90": lambda p: p.transpose(T.FLIP_LEFT_RIGHT).transpose(T.ROTATE_270),
    "mirrored-rotated-180": lambda p: p.transpose(T.FLIP_LEFT_RIGHT).transpose(T.ROTATE_180),
    "mirrored-rotated-270": lambda p: p.transpose(T.FLIP_LEFT_RIGHT).transpose(T.ROTATE_90),
}


@pytest.mark.parametrize("orientation", TURNED)
@pytest.mark.parametrize("with_features", [True, False])
def test_mirrors_and_quarter_turns_are_named(orientation: Orientation, with_features: bool) -> None:
    original = PHOTOS["coffee"]
    subject, reference = _picture(_saved(TURNED[orientation](original))), _picture(original)
    if with_features:
        found = compare(subject, reference)
    else:
        # Without features the hint of the whole-picture hashes has to do.
        bare = Picture(
            pixels=subject.pixels, width=subject.width, height=subject.height, features=None
        )
        found = compare(bare, reference, hint=Hint(orientation=orientation, log10=-11.0))
    assert found.relation == "same-image"
    assert found.orientation == orientation
    assert ("mirrored" in found.modifications) == orientation.startswith("mirrored")
    assert ("rotated" in found.modifications) == orientation.endswith("0")


def test_the_transform_maps_subject_pixels_to_reference_pixels() -> None:
    original = PHOTOS["coffee"]
    left, top, scale = 120, 60, 1.5
    part = original.crop((left, top, 480, 340))
    grown = part.resize((int(360 * scale), int(280 * scale)), Image.Resampling.LANCZOS)
    found = _compared(_saved(grown.transpose(T.FLIP_LEFT_RIGHT), 92), original)
    assert found.transform is not None
    matrix = np.array(found.transform).reshape(3, 3)
    x, y = 100.0, 200.0
    mapped = matrix @ [x, y, 1]
    expected = (left + (540 - 1 - x + 0.5) / scale - 0.5, top + (y + 0.5) / scale - 0.5)
    assert mapped[:2] / mapped[2] == pytest.approx(expected, abs=0.7)


def test_tones_and_grey_are_not_changes() -> None:
    for name, photo in PHOTOS.items():
        toned = ImageEnhance.Contrast(ImageEnhance.Color(photo).enhance(0.4)).enhance(1.3)
        for changed in (toned, photo.convert("L")):
            found = _compared(_saved(changed), photo)
            assert found.relation == "same-image", name
            assert "toned" in found.modifications


@pytest.mark.parametrize("flipped", [False, True])
def test_an_added_object_is_found_where_it_is(flipped: bool) -> None:
    original = PHOTOS["coffee"]
    edited = np.asarray(original).copy()
    left, top, width, height = 380, 60, 70, 48
    patch = cv2.resize(skimage.data.chelsea()[100:180, 150:260], (width, height))
    edited[top : top + height, left : left + width] = patch
    shown = _saved(Image.fromarray(edited).crop((40, 20, 580, 380)))
    left, top = left - 40, top - 20
    if flipped:
        shown = shown.transpose(T.FLIP_LEFT_RIGHT)
        left = shown.width - left - width
    found = _compared(shown, original)
    assert found.relation == "differs"
    assert len(found.changed_regions) == 1
    region = found.changed_regions[0]
    truth = np.zeros((shown.height, shown.width), bool)
    truth[top : top + height, left : left + width] = True
    box = np.zeros_like(truth)
    box[region.y : region.y + region.height, region.x : region.x + region.width] = True
    assert (truth & box).sum() / (truth | box).sum() > 0.7
    assert found.mask is not None and found.mask.shape == truth.shape
    assert (truth & found.mask).sum() / (truth | found.mask).sum() > 0.7


def test_a_removed_object_is_a_change_as_well() -> None:
    original = PHOTOS["coffee"]
    edited = np.asarray(original).copy()
    edited[60:108, 380:450] = 128
    found = _compared(original, Image.fromarray(edited))
    assert found.relation == "differs"


def test_layout_around_a_picture_is_outside_it_not_a_change() -> None:
    original = PHOTOS["chelsea"]
    shown = _saved(_cropped(original, 0.8))
    page = Image.new("RGB", (shown.width + 20, shown.height + 260), (24, 28, 34))
    page.paste(shown, (10, 120))
    lines = np.asarray(page).copy()
    for row in range(20, 100, 14):  # lines of "text" above and below
        lines[row : row + 6, 20 : page.width - 40 : 3] = 230
        lines[row + shown.height + 130 : row + shown.height + 136, 20:-40:3] = 230
    found = _compared(Image.fromarray(lines), original)
    assert found.relation == "partial"
    assert {"cropped", "extended"} <= set(found.modifications)
    assert not found.changed_regions


def test_other_pictures_are_not_confirmed() -> None:
    found = _compared(PHOTOS["chelsea"], PHOTOS["coffee"])
    assert found.relation == "candidate"
    assert found.transform is None


def test_another_photograph_of_the_same_scene_is_not_confirmed() -> None:
    left, right, _ = skimage.data.stereo_motorcycle()
    found = _compared(Image.fromarray(left), Image.fromarray(right))
    assert found.relation == "candidate"


def test_without_a_kept_picture_geometry_decides_and_changes_stay_unknown() -> None:
    original = PHOTOS["coffee"]
    found = compare(_picture(_saved(_cropped(original, 0.7))), _picture(original, kept=False))
    assert found.relation == "partial"
    assert found.agreement is None
    assert found.mask is None
    other = compare(_picture(PHOTOS["chelsea"]), _picture(original, kept=False))
    assert other.relation == "candidate"


HEAP = Path(__file__).parents[2] / "fixtures/images/pokrovsk/references/heap-one-flag.jpg"


@pytest.mark.parametrize("factor", [0.6, 1.3, 1.6])
def test_brightness_with_clipping_is_a_tone_not_a_change(factor: float) -> None:
    with Image.open(HEAP) as picture:
        original = picture.convert("RGB").resize((1536, 1024), Image.Resampling.LANCZOS)
    found = _compared(_saved(ImageEnhance.Brightness(original).enhance(factor)), original)
    assert found.relation == "same-image"
    assert "toned" in found.modifications
    assert "cropped" not in found.modifications


def test_a_changed_line_in_a_page_of_text_is_found() -> None:
    page = Image.new("RGB", (1000, 700), "white")
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(size=30)
    for number in range(12):
        draw.text(
            (60, 40 + number * 52), f"Line {number} of a letter, sum 1{number}345", "black", font
        )
    changed = page.copy()
    ImageDraw.Draw(changed).rectangle((50, 196, 700, 236), "white")
    ImageDraw.Draw(changed).text((60, 196), "Changed 99999", "black", font)
    found = _compared(_saved(changed, 90), page)
    assert found.relation == "differs"
    assert all(180 <= region.y <= 240 for region in found.changed_regions)


def _with_sign(picture: Image.Image) -> Image.Image:
    changed = picture.copy()
    draw = ImageDraw.Draw(changed)
    draw.rectangle((460, picture.height - 60, 590, picture.height - 10), (190, 20, 25))
    draw.text((480, picture.height - 50), "LIVE", "white", ImageFont.load_default(24))
    return changed


def _with_disc(picture: Image.Image) -> Image.Image:
    changed = picture.copy()
    ImageDraw.Draw(changed).ellipse((250, 150, 330, 230), (20, 90, 200))
    return changed


@pytest.mark.parametrize(("lay", "laid_over"), [(_with_sign, True), (_with_disc, False)])
@pytest.mark.parametrize("other_way", [False, True])
def test_a_sign_in_the_corner_looks_laid_over_and_a_disc_in_the_scene_does_not(
    lay: Callable[[Image.Image], Image.Image], laid_over: bool, other_way: bool
) -> None:
    changed, original = _saved(lay(PHOTOS["coffee"]), 85), PHOTOS["coffee"]
    found = _compared(original, changed) if other_way else _compared(changed, original)
    assert [region.laid_over for region in found.changed_regions] == [laid_over]


def test_a_larger_change_is_expected_less_often_by_chance() -> None:
    expected = []
    for side in (40, 120):
        changed = PHOTOS["coffee"].copy()
        ImageDraw.Draw(changed).rectangle((200, 100, 200 + side, 100 + side), (20, 90, 200))
        (region,) = _compared(_saved(changed), PHOTOS["coffee"]).changed_regions
        assert region.log10_nfa is not None
        expected.append(region.log10_nfa)
    assert expected[1] < expected[0] < -9
