"""How pictures are saved and passed on: innocent histories, saving levels, copies to compare."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from benchmarks.copydetection.edits.screens import screenshot
from benchmarks.copydetection.edits.studio import Album, Studio
from benchmarks.forensics.camera import (
    Encoder,
    Pixels,
    a_camera,
    an_encoder,
    cropped,
    opened,
    png,
    reopened,
    resized,
    saved,
    webp,
)
from benchmarks.forensics.edits import Mask

Level = Literal["hq", "mq", "laundered"]
LEVELS: tuple[Level, ...] = ("hq", "mq", "laundered")

CopyKind = Literal["plain", "web", "hard"]
COPIES: tuple[CopyKind, ...] = ("plain", "web", "hard")


@dataclass(frozen=True)
class File:
    """``suffix`` with its dot; ``saving``: how it was last saved, in a word."""

    content: bytes
    suffix: str
    saving: str


History = Callable[[Pixels, np.random.Generator, Album], File]


def _jpeg(pixels: Pixels, encoder: Encoder) -> File:
    return File(saved(pixels, encoder), ".jpg", f"jpeg {encoder.quality:.0f}")


def _lossless(pixels: Pixels) -> File:
    return File(png(pixels), ".png", "png")


def single(pixels: Pixels, rng: np.random.Generator, _: Album) -> File:
    """As the camera saved it."""
    return _jpeg(pixels, a_camera(rng))


def reduced(pixels: Pixels, rng: np.random.Generator, _: Album) -> File:
    """Saved by the camera, made smaller, saved again."""
    taken = reopened(pixels, a_camera(rng))
    return _jpeg(resized(taken, float(rng.uniform(0.5, 0.95))), an_encoder(rng, 75, 96))


def _platform(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """To at most 1280 pixels and a platform's quality."""
    factor = min(1.0, float(rng.uniform(640, 1280)) / max(pixels.shape))
    smaller = resized(pixels, factor) if factor < 1 else pixels
    return reopened(smaller, Encoder(float(rng.integers(70, 88))))


def social(pixels: Pixels, rng: np.random.Generator, _: Album) -> File:
    """Through one platform."""
    taken = reopened(pixels, a_camera(rng))
    factor = min(1.0, float(rng.uniform(640, 1280)) / max(pixels.shape))
    smaller = resized(taken, factor) if factor < 1 else taken
    return _jpeg(smaller, Encoder(float(rng.integers(70, 88)), progressive=rng.random() < 0.5))


def social_twice(pixels: Pixels, rng: np.random.Generator, _: Album) -> File:
    """Through two platforms; the second does not resize."""
    once = _platform(reopened(pixels, a_camera(rng)), rng)
    return _jpeg(once, Encoder(float(rng.integers(72, 93))))


def lossless(pixels: Pixels, _: np.random.Generator, __: Album) -> File:
    """Never saved as JPEG."""
    return _lossless(pixels)


def lossless_of_jpeg(pixels: Pixels, rng: np.random.Generator, _: Album) -> File:
    return _lossless(reopened(pixels, a_camera(rng)))


def shot(pixels: Pixels, rng: np.random.Generator, others: Album) -> File:
    """A screenshot with the picture in it, at its own size, reduced or enlarged."""
    seen = Image.fromarray(reopened(pixels, a_camera(rng)))
    studio = Studio(rng, others)
    made = screenshot(float(rng.uniform(0.25, 0.7)), desktop=bool(rng.random() < 0.4))
    whole = np.asarray(made(seen, studio).convert("RGB"))
    if rng.random() < 0.6:
        return _lossless(whole)
    return _jpeg(whole, an_encoder(rng, 80, 96))


def shot_unscaled(pixels: Pixels, rng: np.random.Generator, _: Album) -> File:
    """A page with the JPEG shown pixel by pixel: its blocks survive beside a plain ground."""
    seen = reopened(pixels, a_camera(rng))
    height, width = seen.shape[:2]
    top, left, foot, right = (int(value) for value in rng.integers(0, 160, 4))
    page = np.empty((height + top + foot, width + left + right, 3), np.uint8)
    page[:] = rng.choice([255, 246, 32, 0])
    page[top : top + height, left : left + width] = seen
    drawn = Image.fromarray(page)
    _lines_of_text(drawn, rng, top, top + height)
    whole = np.asarray(drawn)
    return _lossless(whole) if rng.random() < 0.5 else _jpeg(whole, an_encoder(rng, 85, 96))


def _lines_of_text(page: Image.Image, rng: np.random.Generator, top: int, foot: int) -> None:
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(18)
    ink = (20, 23, 26) if np.asarray(page)[0, 0].mean() > 128 else (235, 238, 240)
    for y in [*range(6, top - 20, 26), *range(foot + 6, page.height - 20, 26)]:
        words = " ".join("word" * int(rng.integers(1, 3)) for _ in range(page.width // 70))
        draw.text((12, y), words, ink, font)


def filtered(pixels: Pixels, rng: np.random.Generator, _: Album) -> File:
    """A tone filter over all of the picture, strong enough to clip."""
    taken = reopened(pixels, a_camera(rng)).astype(np.float32)
    gain, lift = float(rng.uniform(1.1, 1.6)), float(rng.uniform(-40, 30))
    toned = (taken - 128) * gain + 128 + lift
    colour = toned.mean(axis=2, keepdims=True)
    toned = colour + (toned - colour) * float(rng.uniform(0.6, 1.5))
    if rng.random() < 0.4:
        soft = np.asarray(cv2.GaussianBlur(toned, (0, 0), 1.2), np.float32)
        toned = toned + float(rng.uniform(0.4, 1.0)) * (toned - soft)
    result = np.clip(toned + 0.5, 0, 255).astype(np.uint8)
    return _lossless(result) if rng.random() < 0.3 else _jpeg(result, an_encoder(rng, 80, 97))


def cut(pixels: Pixels, rng: np.random.Generator, _: Album) -> File:
    """Cropped after the camera saved it, and saved again."""
    taken = reopened(pixels, a_camera(rng))
    height, width = taken.shape[:2]
    left, top = int(rng.integers(1, width // 6)), int(rng.integers(1, height // 6))
    box = (left, top, width - int(rng.integers(0, 80)), height - int(rng.integers(0, 80)))
    part = cropped(taken, box)
    return _lossless(part) if rng.random() < 0.3 else _jpeg(part, an_encoder(rng, 80, 97))


def saved_again(pixels: Pixels, rng: np.random.Generator, _: Album) -> File:
    """Opened and saved at another, mostly finer quality."""
    return _jpeg(reopened(pixels, a_camera(rng, 65, 92)), an_encoder(rng, 85, 98))


def via_webp(pixels: Pixels, rng: np.random.Generator, _: Album) -> File:
    """A WebP of the net, saved as JPEG or PNG."""
    once = opened(webp(reopened(pixels, a_camera(rng)), int(rng.integers(70, 92))))
    return _lossless(once) if rng.random() < 0.5 else _jpeg(once, an_encoder(rng, 80, 96))


HISTORIES: Mapping[str, History] = {
    "single": single,
    "reduced": reduced,
    "social": social,
    "social twice": social_twice,
    "lossless": lossless,
    "lossless of JPEG": lossless_of_jpeg,
    "filtered": filtered,
    "cropped": cut,
    "saved again": saved_again,
    "via WebP": via_webp,
    "screenshot": shot,
    "screenshot, unscaled": shot_unscaled,
}
LAYOUTS = frozenset(("screenshot", "screenshot, unscaled"))


def passed_on(
    pixels: Pixels, mask: Mask, level: Level, rng: np.random.Generator
) -> tuple[File, Mask]:
    """An edited picture as it is saved and found."""
    if level == "hq":
        if rng.random() < 0.4:
            return _lossless(pixels), mask
        return _jpeg(pixels, an_encoder(rng, 90, 97)), mask
    if level == "mq":
        return _jpeg(pixels, an_encoder(rng, 75, 89)), mask
    smaller = resized(pixels, float(rng.uniform(0.5, 0.9)))
    return _jpeg(smaller, an_encoder(rng, 70, 85)), _mask_to(mask, smaller)


def copied(
    pixels: Pixels, mask: Mask, kind: CopyKind, rng: np.random.Generator
) -> tuple[File, Mask]:
    """A copy of a picture as it is compared with a reference, and its mask."""
    if kind == "plain":
        return _jpeg(pixels, an_encoder(rng, 70, 97)), mask
    part, mask = _part(pixels, mask, rng)
    if kind == "web":
        smaller = resized(part, float(rng.uniform(0.5, 0.95)))
        return _jpeg(smaller, Encoder(float(rng.integers(65, 88)))), _mask_to(mask, smaller)
    smaller = _toned(resized(part, float(rng.uniform(0.35, 0.7))), rng)
    mask = _mask_to(mask, smaller)
    if rng.random() < 0.25:
        smaller, mask = np.ascontiguousarray(smaller[:, ::-1]), mask[:, ::-1]
    return _jpeg(smaller, Encoder(float(rng.integers(45, 75)))), mask


def _part(pixels: Pixels, mask: Mask, rng: np.random.Generator) -> tuple[Pixels, Mask]:
    """Up to a quarter of the area is cut off, but not what was changed."""
    height, width = mask.shape
    share = float(rng.uniform(0.75, 1.0)) ** 0.5
    tall, wide = int(height * share), int(width * share)
    top = _start(height, tall, np.nonzero(mask.any(axis=1))[0], rng)
    left = _start(width, wide, np.nonzero(mask.any(axis=0))[0], rng)
    box = (left, top, left + wide, top + tall)
    return cropped(pixels, box), mask[top : top + tall, left : left + wide]


def _start(length: int, kept: int, changed: NDArray[np.intp], rng: np.random.Generator) -> int:
    """Where the part that is kept begins, so that what was ``changed`` stays in it if it can."""
    low, high = 0, length - kept
    if len(changed):
        low, high = max(low, int(changed[-1]) + 1 - kept), min(high, int(changed[0]))
    return int(rng.integers(low, high + 1)) if high > low else max(0, min(low, length - kept))


def _toned(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    toned = pixels.astype(np.float64)
    toned = (toned - 128) * float(rng.uniform(0.75, 1.3)) + 128 + float(rng.uniform(-25, 25))
    toned = toned * rng.uniform(0.9, 1.1, 3)
    toned = 255 * (np.clip(toned, 0, 255) / 255) ** float(rng.uniform(0.8, 1.25))
    if rng.random() < 0.2:
        toned = np.repeat(toned @ np.array([[0.299], [0.587], [0.114]]), 3, axis=2)
    if rng.random() < 0.3:  # darker towards the corners
        height, width = toned.shape[:2]
        y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
        toned = toned * (1 - 0.15 * (x**2 + y**2))[:, :, None]
    return np.clip(toned + 0.5, 0, 255).astype(np.uint8)


def _mask_to(mask: Mask, pixels: Pixels) -> Mask:
    size = (pixels.shape[1], pixels.shape[0])
    shares = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    return np.asarray(np.asarray(shares) > 0.5)
