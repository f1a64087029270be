"""The generator: every level works, does the same again, and changes as much as it says."""

import io

import numpy as np
import pytest
from drawn import marked, scene, share_of_mark, studio
from PIL import Image

from benchmarks.copydetection.edits.changing import splice
from benchmarks.copydetection.edits.layouts import inset
from benchmarks.copydetection.edits.scene import parallax
from benchmarks.copydetection.edits.screens import cropped_screenshot, screenshot
from benchmarks.copydetection.families import FAMILIES, HARD, level_of

LEVELS = {**FAMILIES, **HARD}
EVERY = [(family, level) for family in LEVELS for level in LEVELS[family]]

HARD_LEVELS = {
    "hard_crop/-85%",
    "hard_crop/-93%",
    "hard_small/100px",
    "hard_small/160px+q20",
    "hard_small/64px",
    "hard_pip/5%",
    "hard_pip/2.5%",
    "hard_pip/10%+mirror+filter+chain3",
    "hard_collage/6",
    "hard_collage/9",
    "hard_collage/9+chain3+q30",
    "hard_screenshot/18%",
    "hard_screenshot/30%+crop50+q30",
    "hard_degrade/blur10",
    "hard_degrade/noise70",
    "hard_replaced/30%",
    "hard_replaced/55%",
    "hard_combo/crop70+mirror+rot15+filter+caption+q30",
    "hard_combo/screen_photo+crop50+chain3",
    "hard_combo/print_grey+crop50+emojis+q30",
}


def made(family: str, level: str, picture: Image.Image, seed: int = 1) -> Image.Image:
    coded = level_of(family, level).apply(picture, studio(seed))
    return Image.open(io.BytesIO(coded))


def test_every_family_is_there_with_several_levels() -> None:
    assert set(FAMILIES) == {
        "jpeg",
        "resize",
        "messenger",
        "crop",
        "mirror",
        "rotate",
        "colour",
        "degrade",
        "caption_bar",
        "text_over",
        "overlay",
        "screenshot",
        "collage",
        "pip",
        "border",
        "photo_of_screen",
        "print_scan",
        "edit_splice",
        "edit_inpaint",
        "edit_copymove",
        "combo",
    }
    assert all(len(levels) >= 3 for levels in FAMILIES.values())


def test_the_hard_set_has_its_levels() -> None:
    assert {f"{family}/{level}" for family in HARD for level in HARD[family]} == HARD_LEVELS


@pytest.mark.parametrize(("family", "level"), EVERY)
def test_a_level_makes_the_same_jpeg_again(family: str, level: str) -> None:
    picture = scene(1)
    first = level_of(family, level).apply(picture, studio())
    assert first == level_of(family, level).apply(picture, studio())
    opened = Image.open(io.BytesIO(first))
    assert (opened.format, opened.mode) == ("JPEG", "RGB")
    assert max(opened.size) <= 2400
    assert first != level_of("jpeg", "q30").apply(picture, studio()) or level == "q30"
    assert picture == scene(1)  # the photograph itself is left alone


@pytest.mark.parametrize("shape", [(200, 600), (600, 200), (97, 131)])
@pytest.mark.parametrize("family", LEVELS)
def test_any_shape_will_do(family: str, shape: tuple[int, int]) -> None:
    for level in LEVELS[family]:
        assert min(made(family, level, scene(2, *shape)).size) > 0


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("family", "level", "low", "high"),
    [
        ("pip", "40 %", 0.38, 0.42),
        ("pip", "10 %", 0.09, 0.11),
        ("hard_pip", "5%", 0.045, 0.055),
        ("hard_pip", "2.5%", 0.02, 0.03),
        ("collage", "2", 0.45, 0.51),
        ("collage", "4", 0.22, 0.26),
        ("hard_collage", "6", 0.14, 0.18),
        ("hard_collage", "9", 0.09, 0.12),
        ("screenshot", "75 %", 0.70, 0.78),
        ("screenshot", "45 %", 0.42, 0.47),
        ("screenshot", "desktop 30 %", 0.28, 0.32),
        ("hard_screenshot", "18%", 0.17, 0.19),
        ("hard_replaced", "30%", 0.66, 0.73),
        ("hard_replaced", "55%", 0.41, 0.48),
        ("caption_bar", "25 %", 0.74, 0.76),
        ("caption_bar", "50 %", 0.49, 0.51),
        ("edit_splice", "10 %", 0.87, 0.93),
        ("edit_splice", "20 %", 0.76, 0.84),
    ],
)
def test_the_photograph_covers_the_share_that_the_level_names(
    family: str, level: str, low: float, high: float, seed: int
) -> None:
    assert low <= share_of_mark(made(family, level, marked(), seed)) <= high


@pytest.mark.parametrize("shape", [(1500, 1000), (1000, 1500), (1600, 900)])
def test_a_screenshot_keeps_its_share_for_upright_photographs(shape: tuple[int, int]) -> None:
    shot = screenshot(0.30)(marked(*shape), studio())
    assert 0.28 <= share_of_mark(shot) <= 0.32


@pytest.mark.parametrize("seed", range(4))
def test_a_cropped_screenshot_keeps_the_photograph_in_sight(seed: int) -> None:
    shot = cropped_screenshot(0.30, 0.50)(marked(), studio(seed))
    assert share_of_mark(shot) >= 0.5


@pytest.mark.parametrize(
    ("family", "level", "kept"),
    [
        ("crop", "-10 %", 0.9),
        ("crop", "-80 %", 0.2),
        ("hard_crop", "-85%", 0.15),
        ("hard_crop", "-93%", 0.07),
    ],
)
def test_a_crop_leaves_out_the_area_that_it_names(family: str, level: str, kept: float) -> None:
    picture = scene(3, 1500, 1000)
    for seed in range(4):
        width, height = made(family, level, picture, seed).size
        assert width * height == pytest.approx(kept * 1_500_000, rel=0.02)


@pytest.mark.parametrize(("level", "side"), [("100px", 100), ("160px+q20", 160), ("64px", 64)])
def test_small_copies_have_the_long_side_that_they_name(level: str, side: int) -> None:
    assert max(made("hard_small", level, scene(4, 1500, 1000)).size) == side


def test_blur_is_scaled_with_the_picture() -> None:
    """Sigma 10 at a long side of 1000: an edge rises from 16 to 84 % within 20 pixels."""
    edge = Image.new("RGB", (1000, 600))
    edge.paste((255, 255, 255), (500, 0, 1000, 600))
    row = np.asarray(made("hard_degrade", "blur10", edge).convert("L"), dtype=float)[300]
    rise = np.interp((41, 214), row[400:600], np.arange(400, 600))
    assert rise[1] - rise[0] == pytest.approx(20, abs=2)


def test_noise_has_the_deviation_that_the_level_names() -> None:
    grey = Image.new("RGB", (400, 300), (128, 128, 128))
    noisy = level_of("degrade", "noise 20").edit(grey, studio())
    assert np.asarray(noisy, dtype=float).std() == pytest.approx(20, rel=0.05)


def test_what_an_inset_covers_is_the_whole_photograph() -> None:
    """Its middle line goes through all colours of the photograph's, in order."""
    stripes = Image.new("RGB", (900, 600))
    for number, colour in enumerate(("red", "lime", "blue")):
        stripes.paste(colour, (300 * number, 0, 300 * number + 300, 600))
    values = np.asarray(inset(0.2)(stripes, studio(3)), dtype=int)
    for colour in ((255, 0, 0), (0, 255, 0), (0, 0, 255)):
        seen = (np.abs(values - colour).max(axis=2) < 40).mean()
        assert seen == pytest.approx(0.2 / 3, rel=0.1)


def test_a_splice_comes_from_another_photograph() -> None:
    changed = np.asarray(splice(0.1)(marked(), studio()), dtype=int)
    inside = changed[np.abs(changed - (255, 0, 255)).max(axis=2) > 120]
    assert inside.std(axis=0).min() > 5


def test_parallax_is_no_single_shift() -> None:
    """Near and far move apart: no shift makes the made photograph the first again."""
    picture = scene(5, 960, 640)
    moved = parallax(0.12)(picture, studio())
    assert moved.size != picture.size
    before = np.asarray(picture.convert("L"), dtype=float)
    after = np.asarray(moved.convert("L"), dtype=float)
    best = max(
        float(np.corrcoef(before[y : y + h, x : x + w].ravel(), after[:h, :w].ravel())[0, 1])
        for h, w in [(min(after.shape[0], 480), min(after.shape[1], 720))]
        for y in range(0, 120, 6)
        for x in range(0, 200, 6)
    )
    assert best < 0.95
