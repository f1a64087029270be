"""Twelve ways to change a picture, each with the mask of what it changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from benchmarks.forensics.camera import Pixels, a_camera, reopened

Mask = NDArray[np.bool_]
Alpha = NDArray[np.float32]
"""(h, w), 0 to 1: how much of the change is laid over the host."""


@dataclass(frozen=True)
class Setting:
    """``host``: what is edited; ``donor``: another photograph that was never saved as JPEG, of
    any size; ``area``: share of the host to change."""

    host: Pixels
    donor: Pixels
    area: float
    rng: np.random.Generator


Edit = Callable[[Setting], tuple[Pixels, Mask]]

_FLAGS = (
    ((255, 255, 255), (0, 57, 166), (213, 43, 30)),
    ((0, 87, 183), (255, 215, 0)),
    ((0, 0, 0), (221, 0, 0), (255, 206, 0)),
    ((2, 79, 162), (237, 28, 39), (2, 79, 162)),
    ((237, 41, 57), (255, 255, 255), (237, 41, 57)),
)
_WORDS = ("BREAKING", "LIVE 2024", "Pokrovsk", "CHECKPOINT 4", "For Sale", "EXIT", "Route 66")


def raw_splice(setting: Setting) -> tuple[Pixels, Mask]:
    """From a photograph that was never saved as JPEG."""
    alpha = _shape(setting)
    return _laid(setting.host, _part(setting, setting.donor, alpha), alpha)


def aligned_splice(setting: Setting) -> tuple[Pixels, Mask]:
    """From another JPEG, set in so that both grids of blocks coincide."""
    return _jpeg_splice(setting, aligned=True)


def shifted_splice(setting: Setting) -> tuple[Pixels, Mask]:
    """From another JPEG, its grid of blocks out of step with the host's."""
    return _jpeg_splice(setting, aligned=False)


def scaled_splice(setting: Setting) -> tuple[Pixels, Mask]:
    """From another JPEG, resized and turned a little."""
    rng, alpha = setting.rng, _shape(setting)
    donor = reopened(setting.donor, a_camera(rng))
    part = _turned(donor, rng, alpha)
    return _laid(setting.host, part, alpha)


def copy_move(setting: Setting) -> tuple[Pixels, Mask]:
    """A part of the picture, set in elsewhere pixel by pixel."""
    alpha = _shape(setting, soft=False)
    return _laid(setting.host, _moved(setting, alpha), alpha)


def copy_move_turned(setting: Setting) -> tuple[Pixels, Mask]:
    """A part of the picture, resized, turned or mirrored, set in elsewhere."""
    rng, alpha = setting.rng, _shape(setting)
    moved = _moved(setting, alpha)
    return _laid(setting.host, _turned(moved, rng, alpha, centred=True), alpha)


def inpainting(setting: Setting) -> tuple[Pixels, Mask]:
    """Something is taken out and filled in from around it (Telea 2004), with some grain."""
    alpha = _shape(setting, soft=False)
    hole = (alpha > 0.5).astype(np.uint8)
    rows, columns = _box(alpha, margin=24)
    part = np.ascontiguousarray(setting.host[rows, columns])
    filled = np.asarray(cv2.inpaint(part, hole[rows, columns], 5, cv2.INPAINT_TELEA), np.float32)
    grain = setting.rng.normal(0, 2.5, filled.shape[:2]).astype(np.float32)[:, :, None]
    new = setting.host.astype(np.float32)
    new[rows, columns] = filled + grain
    return _laid(setting.host, new, alpha)


def text(setting: Setting) -> tuple[Pixels, Mask]:
    """Letters set over the picture, as on a sign."""
    rng = setting.rng
    height, width = setting.host.shape[:2]
    word = str(rng.choice(_WORDS))
    size = max(12, round((setting.area * height * width * 2.2 / len(word)) ** 0.5))
    font = ImageFont.load_default(size)
    left, top, right, bottom = (round(value) for value in font.getbbox(word))
    x = int(rng.integers(0, max(1, width - (right - left))))
    y = int(rng.integers(0, max(1, height - (bottom - top))))
    drawn = Image.new("L", (width, height))
    ImageDraw.Draw(drawn).text((x - left, y - top), word, 255, font)
    alpha = np.asarray(np.asarray(drawn) / 255, np.float32)
    ink = rng.integers(0, 256, 3) if rng.random() < 0.5 else np.array([250, 250, 250])
    new = np.broadcast_to(ink.astype(np.float32), setting.host.shape)
    return _laid(setting.host, new, alpha)


def flag(setting: Setting) -> tuple[Pixels, Mask]:
    """A striped cloth with folds, softened to the picture, with a little noise."""
    rng = setting.rng
    height, width = setting.host.shape[:2]
    across = min(width * 0.6, (setting.area * width * height * 1.5) ** 0.5)
    down = min(height * 0.6, across / 1.5)
    left = float(rng.uniform(0.05 * width, 0.95 * width - across))
    top = float(rng.uniform(0.05 * height, 0.95 * height - down))
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    u, v = (x - left) / across, (y - top) / down
    phase = float(rng.uniform(0, 6.3))
    v = v - 0.07 * np.sin(6.0 * u + phase)
    alpha = ((u >= 0) & (u <= 1) & (v >= 0) & (v <= 1)).astype(np.float32)
    stripes = np.array(_FLAGS[int(rng.integers(len(_FLAGS)))], np.float32)
    which = np.clip((v * len(stripes)).astype(int), 0, len(stripes) - 1)
    shade = 0.82 + 0.18 * np.cos(6.0 * u + phase + 0.8)
    cloth = stripes[which] * shade[:, :, None] * rng.uniform(0.7, 1.0) + rng.uniform(0, 25)
    cloth = cloth + rng.normal(0, 1.5, (height, width, 1))
    soft = float(rng.uniform(0.5, 1.0))
    blurred = np.asarray(cv2.GaussianBlur(cloth.astype(np.float32), (0, 0), soft))
    edge = np.asarray(cv2.GaussianBlur(alpha, (0, 0), soft), np.float32)
    return _laid(setting.host, blurred, edge)


def blurring(setting: Setting) -> tuple[Pixels, Mask]:
    """A face or number plate made unrecognisable."""
    alpha = _shape(setting)
    sigma = float(setting.rng.uniform(2.5, 7))
    soft = np.asarray(cv2.GaussianBlur(setting.host, (0, 0), sigma), np.float32)
    return _laid(setting.host, soft, alpha)


def pixelation(setting: Setting) -> tuple[Pixels, Mask]:
    """The same in coarse pixels."""
    alpha = _shape(setting, soft=False)
    cell = int(setting.rng.integers(6, 16))
    height, width = setting.host.shape[:2]
    small = cv2.resize(setting.host, (width // cell, height // cell), interpolation=cv2.INTER_AREA)
    coarse = cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST)
    return _laid(setting.host, np.asarray(coarse, np.float32), alpha)


def gamma(setting: Setting) -> tuple[Pixels, Mask]:
    """A part made brighter or darker."""
    alpha = _shape(setting)
    exponent = float(np.exp(setting.rng.choice([-1, 1]) * setting.rng.uniform(0.25, 0.6)))
    new = 255 * (setting.host.astype(np.float32) / 255) ** exponent
    return _laid(setting.host, new, alpha)


EDITS: Mapping[str, Edit] = {
    "raw splice": raw_splice,
    "aligned splice": aligned_splice,
    "shifted splice": shifted_splice,
    "scaled splice": scaled_splice,
    "copy-move": copy_move,
    "copy-move, turned": copy_move_turned,
    "inpainting": inpainting,
    "text": text,
    "flag": flag,
    "blurring": blurring,
    "pixelation": pixelation,
    "gamma": gamma,
}


def _laid(host: Pixels, new: NDArray[np.floating], alpha: Alpha) -> tuple[Pixels, Mask]:
    mixed = host + (new - host.astype(np.float32)) * alpha[:, :, None]
    return np.clip(mixed + 0.5, 0, 255).astype(np.uint8), alpha > 0.5


def _shape(setting: Setting, *, soft: bool = True) -> Alpha:
    """A rounded outline or a rectangle of the wanted area, at a random place."""
    rng = setting.rng
    height, width = setting.host.shape[:2]
    stretch = float(np.exp(rng.uniform(-0.4, 0.4)))
    radius = (setting.area * height * width / np.pi) ** 0.5
    half_x, half_y = min(radius * stretch, width * 0.4), min(radius / stretch, height * 0.4)
    x = float(rng.uniform(half_x * 1.2, width - half_x * 1.2))
    y = float(rng.uniform(half_y * 1.2, height - half_y * 1.2))
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    u, v = (across - x) / half_x, (down - y) / half_y
    if rng.random() < 0.3:
        inside = 0.886 - np.maximum(np.abs(u), np.abs(v))  # as large as the circle
    else:
        angle = np.arctan2(v, u)
        bound = np.ones_like(angle)
        for wave in (2, 3, 5):
            bound += rng.uniform(0.02, 0.12) * np.sin(wave * angle + rng.uniform(0, 6.3))
        inside = bound - np.hypot(u, v)
    feather = max(1.0, 0.05 * radius) if soft and rng.random() < 0.6 else 0.5
    return np.asarray(np.clip(0.5 + inside * radius / (2 * feather), 0, 1), np.float32)


def _box(alpha: Alpha, margin: int = 0) -> tuple[slice, slice]:
    rows, columns = np.nonzero(alpha > 0)
    height, width = alpha.shape
    return (
        slice(max(0, int(rows.min()) - margin), min(height, int(rows.max()) + 1 + margin)),
        slice(max(0, int(columns.min()) - margin), min(width, int(columns.max()) + 1 + margin)),
    )


def _part(
    setting: Setting, donor: Pixels, alpha: Alpha, step: int = 1, shift: tuple[int, int] = (0, 0)
) -> NDArray[np.float32]:
    """The host with another picture's content under the shape, moved there by whole ``step``s."""
    rows, columns = _box(alpha)
    tall, wide = rows.stop - rows.start, columns.stop - columns.start
    rng = setting.rng
    if donor.shape[0] < tall + 2 * step or donor.shape[1] < wide + 2 * step:
        factor = max((tall + 3 * step) / donor.shape[0], (wide + 3 * step) / donor.shape[1])
        donor = np.asarray(cv2.resize(donor, None, fx=factor, fy=factor), np.uint8)
    top = int(rng.integers(0, (donor.shape[0] - tall - step) // step + 1)) * step
    left = int(rng.integers(0, (donor.shape[1] - wide - step) // step + 1)) * step
    top += (rows.start + shift[0]) % step
    left += (columns.start + shift[1]) % step
    new = setting.host.astype(np.float32)
    new[rows, columns] = donor[top : top + tall, left : left + wide]
    return new


def _jpeg_splice(setting: Setting, *, aligned: bool) -> tuple[Pixels, Mask]:
    rng, alpha = setting.rng, _shape(setting)
    donor = reopened(setting.donor, a_camera(rng))
    shift = (0, 0) if aligned else (int(rng.integers(1, 8)), int(rng.integers(1, 8)))
    return _laid(setting.host, _part(setting, donor, alpha, 8, shift), alpha)


def _moved(setting: Setting, alpha: Alpha) -> NDArray[np.float32]:
    """The host with its own content from elsewhere under the shape; of several places the one
    farthest away that does not overlap."""
    rows, columns = _box(alpha)
    tall, wide = rows.stop - rows.start, columns.stop - columns.start
    height, width = setting.host.shape[:2]
    places = [
        (
            int(setting.rng.integers(0, height - tall + 1)),
            int(setting.rng.integers(0, width - wide + 1)),
        )
        for _ in range(8)
    ]
    top, left = max(
        places, key=lambda p: abs(p[0] - rows.start) / tall + abs(p[1] - columns.start) / wide
    )
    new = setting.host.astype(np.float32)
    new[rows, columns] = setting.host[top : top + tall, left : left + wide]
    return new


def _turned(
    pixels: NDArray[np.generic], rng: np.random.Generator, alpha: Alpha, *, centred: bool = False
) -> NDArray[np.float32]:
    """Resized by 0.7 to 1.4 and turned by up to 15 degrees about the middle of the shape."""
    rows, columns = _box(alpha)
    to = ((columns.start + columns.stop) / 2, (rows.start + rows.stop) / 2)
    if centred:
        at = to
    else:
        at = tuple(float(rng.uniform(0.3, 0.7)) * side for side in pixels.shape[1::-1])
    scale = float(rng.choice([rng.uniform(0.7, 0.93), rng.uniform(1.07, 1.4)]))
    matrix = cv2.getRotationMatrix2D(at, float(rng.uniform(-15, 15)), scale)
    matrix[:, 2] += np.subtract(to, at)
    if rng.random() < 0.3:  # mirrored about the shape's middle
        flip = np.array([[-1.0, 0, 2 * to[0]], [0, 1, 0], [0, 0, 1]])
        matrix = (flip @ np.vstack([matrix, [0, 0, 1]]))[:2]
    size = (alpha.shape[1], alpha.shape[0])
    return np.asarray(
        cv2.warpAffine(
            pixels.astype(np.float32),
            matrix,
            size,
            flags=cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_REFLECT,
        ),
        np.float32,
    )
