"""Colours and tones: grey, sepia, filters, gamma, brightness, contrast."""

import functools

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

from benchmarks.copydetection.edits.studio import Edit, Studio, clipped, pixels


def grey(picture: Image.Image, _: Studio) -> Image.Image:
    return picture.convert("L").convert("RGB")


def sepia(picture: Image.Image, _: Studio) -> Image.Image:
    toned = ImageOps.colorize(
        picture.convert("L"), (30, 18, 8), (255, 240, 205), mid=(160, 120, 75)
    )
    return toned.convert("RGB")


def saturation(factor: float) -> Edit:
    return lambda picture, _: ImageEnhance.Color(picture).enhance(factor)


def brightness(factor: float) -> Edit:
    return lambda picture, _: ImageEnhance.Brightness(picture).enhance(factor)


def contrast(factor: float) -> Edit:
    return lambda picture, _: ImageEnhance.Contrast(picture).enhance(factor)


def posterise(bits: int) -> Edit:
    return lambda picture, _: ImageOps.posterize(picture, bits)


def equalise(picture: Image.Image, _: Studio) -> Image.Image:
    return ImageOps.equalize(picture)


def gamma(value: float) -> Edit:
    curve = [round(255 * (level / 255) ** value) for level in range(256)] * 3
    return lambda picture, _: picture.point(curve)


def channel_gains(red: float, green: float, blue: float) -> Edit:
    """A warm or cold filter."""
    curves = [min(255, round(level * gain)) for gain in (red, green, blue) for level in range(256)]
    return lambda picture, _: picture.point(curves)


def faded(picture: Image.Image, _: Studio) -> Image.Image:
    """An old-film filter: lifted blacks, weak colours, dark corners."""
    toned = ImageEnhance.Color(picture).enhance(0.65)
    toned = channel_gains(1.06, 1.0, 0.88)(toned, _)
    toned = toned.point([round(35 + level * 0.82) for level in range(256)] * 3)
    return clipped(pixels(toned) * _vignette(toned.width, toned.height))


@functools.lru_cache(maxsize=8)
def _vignette(width: int, height: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    x = np.linspace(-1, 1, width, dtype=np.float32)
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    shade: np.ndarray[tuple[int, ...], np.dtype[np.float32]]
    shade = (1 - 0.28 * np.clip(x * x + y * y, 0, 2) / 1.2)[:, :, None].astype(np.float32)
    return shade


def app_filter(picture: Image.Image, studio: Studio) -> Image.Image:
    """One of what photo apps offer."""
    choices: tuple[Edit, ...] = (
        faded,
        channel_gains(1.15, 1.0, 0.82),
        channel_gains(0.85, 1.0, 1.18),
        saturation(1.7),
        contrast(1.4),
        gamma(0.7),
    )
    return studio.pick(choices)(picture, studio)
