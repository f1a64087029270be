"""thumbnail-differs, on files that carry the thumbnail of another state of their picture."""

from __future__ import annotations

import functools
import io
import os
import struct
from pathlib import Path

import numpy as np
import pytest
from examinations import examination, reason, said
from PIL import Image, ImageDraw, ImageEnhance

from provcheck.checks.thumbnail_differs import thumbnail_differs
from provcheck.image import Limits, open_subject
from provcheck.metadata import embedded_thumbnail
from provcheck.model import CheckRun


@functools.cache
def scene(seed: int = 1, width: int = 640, height: int = 420) -> Image.Image:
    """A landscape-like picture: smooth noise at four scales, a horizon, some dark shapes."""
    rng = np.random.default_rng(seed)
    ground = np.zeros((height, width, 3), dtype=np.float32)
    for cells, weight in ((4, 60), (11, 40), (37, 22), (110, 9)):
        noise = rng.normal(0, weight, (cells, cells * width // height, 3)).astype(np.float32)
        for channel in range(3):
            layer = Image.fromarray(noise[..., channel]).resize((width, height), 3)
            ground[..., channel] += np.asarray(layer)
    ground[: height // 2] += (60, 70, 90)
    picture = Image.fromarray(np.clip(ground + 100, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    for _ in range(9):
        x, y = int(rng.integers(0, width)), int(rng.integers(height // 2, height))
        draw.polygon([(x, y), (x + 40, y + 8), (x + 22, y - 50)], fill=(40, 42, 38))
    return picture


def small(picture: Image.Image, *, bars: bool = False) -> Image.Image:
    reduced = picture.copy()
    reduced.thumbnail((160, 120))
    if not bars:
        return reduced
    canvas = Image.new("RGB", (160, 120))
    canvas.paste(reduced, ((160 - reduced.width) // 2, (120 - reduced.height) // 2))
    return canvas


def jpeg_bytes(picture: Image.Image, quality: int, exif: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality, exif=exif)
    return buffer.getvalue()


def exif_block(thumbnail: bytes, orientation: int = 1) -> bytes:
    """IFD0 with the orientation, IFD1 with the thumbnail."""
    first = struct.pack("<HHHIHHI", 1, 0x0112, 3, 1, orientation, 0, 26)
    second = struct.pack("<H", 2)
    second += struct.pack("<HHII", 0x0201, 4, 1, 56)
    second += struct.pack("<HHII", 0x0202, 4, 1, len(thumbnail))
    return b"Exif\0\0II*\0\x08\0\0\0" + first + second + b"\0" * 4 + thumbnail


def run(picture: Image.Image, thumbnail: Image.Image, orientation: int = 1) -> CheckRun:
    block = exif_block(jpeg_bytes(thumbnail, 75), orientation)
    subject = open_subject(jpeg_bytes(picture, 85, block), Limits(), "a.jpg")
    assert embedded_thumbnail(subject) is not None
    return thumbnail_differs(examination(subject=subject))


def with_flag(picture: Image.Image) -> Image.Image:
    changed = picture.copy()
    draw = ImageDraw.Draw(changed)
    for number, colour in enumerate(("#ffffff", "#0039a6", "#d52b1e")):
        draw.rectangle((380, 90 + 22 * number, 470, 112 + 22 * number), fill=colour)
    return changed


def test_an_added_flag_is_found_where_it_is():
    result = run(with_flag(scene()), small(scene()))
    assert said(result) == [("areas", "warning")]
    region = max(result.findings[0].regions, key=lambda r: r.measure)
    assert region.x < 425 < region.x + region.width
    assert region.y < 123 < region.y + region.height
    assert region.width < 200


def test_a_crop_is_told_with_its_share():
    cropped = scene().crop((60, 40, 480, 330))
    result = run(cropped, small(scene()))
    assert said(result) == [("cropped", "notice")]
    share = result.findings[0].message.params["share"]
    assert share == pytest.approx(420 * 290 / (640 * 420), abs=0.05)


def test_another_picture_is_told():
    assert said(run(scene(2), small(scene(1)))) == [("other-picture", "notice")]


@pytest.mark.parametrize("bars", [False, True])
def test_innocent_own_thumbnail_with_and_without_bars(bars: bool):
    result = run(scene(), small(scene(), bars=bars))
    assert (result.outcome, reason(result)) == ("clear", "same")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_innocent_changes_of_tone_and_size(seed: int):
    picture = scene(seed)
    brighter = ImageEnhance.Brightness(ImageEnhance.Color(picture).enhance(0.6)).enhance(1.15)
    assert run(brighter, small(picture)).outcome == "clear"
    assert run(picture.resize((320, 210)), small(picture)).outcome == "clear"


@pytest.mark.parametrize("orientation", [2, 3, 5, 6, 8])
def test_innocent_both_stored_turned(orientation: int):
    """Picture and thumbnail lie in sensor orientation; only the picture is displayed upright."""
    assert run(scene(), small(scene()), orientation).outcome == "clear"


def test_innocent_a_turned_picture_with_a_forgotten_thumbnail():
    turned = scene().transpose(Image.Transpose.ROTATE_90)
    assert run(turned, small(scene())).outcome == "clear"


def test_little_detail_is_not_agreement():
    plain = Image.new("RGB", (640, 420), (120, 130, 140))
    result = run(plain, small(plain))
    assert (result.outcome, reason(result)) == ("inconclusive", "too-plain")


def test_a_broken_thumbnail_is_inconclusive():
    block = exif_block(b"\xff\xd8 no picture")
    subject = open_subject(jpeg_bytes(scene(), 85, block), Limits(), "a.jpg")
    result = thumbnail_differs(examination(subject=subject))
    assert (result.outcome, reason(result)) == ("inconclusive", "unreadable")


def test_without_a_thumbnail_it_does_not_apply():
    assert thumbnail_differs(examination()).outcome == "not-applicable"


def test_innocent_real_camera_files():
    beside = Path(__file__).parents[2].parent / "shared" / "data"
    folder = Path(os.environ.get("PROVCHECK_DEV_DATA", beside)) / "exif"
    files = sorted(folder.glob("*.jp*g")) if folder.is_dir() else []
    if not files:
        pytest.skip("development data is absent (PROVCHECK_DEV_DATA)")
    compared = 0
    for path in files:
        subject = open_subject(path, Limits())
        if embedded_thumbnail(subject) is None:
            continue
        result = thumbnail_differs(examination(subject=subject))
        assert result.outcome in ("clear", "inconclusive"), path.name
        compared += result.outcome == "clear"
    assert compared >= 25
