"""Photographs as if a camera had taken them, and the encoders that save pictures.

A reduced photograph is as good as free of what was done to it before. It is taken again: light to
a Bayer sensor with shot and read noise, demosaicking, a tone curve, some sharpening.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]

# ITU-T T.81, Annex K, tables K.1 and K.2, row by row.
_LUMA = np.array(
    [
        [16, 11, 10, 16, 24, 40, 51, 61],
        [12, 12, 14, 19, 26, 58, 60, 55],
        [14, 13, 16, 24, 40, 57, 69, 56],
        [14, 17, 22, 29, 51, 87, 80, 62],
        [18, 22, 37, 56, 68, 109, 103, 77],
        [24, 35, 55, 64, 81, 104, 113, 92],
        [49, 64, 78, 87, 103, 121, 120, 101],
        [72, 92, 95, 98, 112, 100, 103, 99],
    ],
    np.float64,
)
_CHROMA = np.full((8, 8), 99.0)
_CHROMA[:4, :4] = [[17, 18, 24, 47], [18, 21, 26, 66], [24, 26, 56, 99], [47, 66, 99, 99]]
_GAMMA = 2.2


@dataclass(frozen=True)
class Encoder:
    """``quality`` as in the IJG's library; ``slope`` bends the tables from Annex K (1) to flat
    (0); ``sampling`` is Pillow's: 0 is 4:4:4, 1 is 4:2:2, 2 is 4:2:0."""

    quality: float
    slope: float = 1.0
    sampling: int = 2
    progressive: bool = False

    def tables(self) -> list[list[int]]:
        scale = 50 / self.quality if self.quality < 50 else 2 - self.quality / 50
        made = []
        for base in (_LUMA, _CHROMA):
            middle = float(np.exp(np.log(base).mean()))
            bent = middle * (base / middle) ** self.slope
            table = np.clip(np.floor(bent * scale + 0.5), 1, 255).astype(int)
            made.append([int(value) for value in table.ravel()])
        return made


def develop(photograph: Image.Image, long_side: int, rng: np.random.Generator) -> Pixels:
    """Take the photograph again with a long side of about so many pixels; (h, w, 3) RGB."""
    scale = long_side / max(photograph.size)
    size = (round(photograph.width * scale) // 2 * 2, round(photograph.height * scale) // 2 * 2)
    scene = np.asarray(photograph.resize(size, Image.Resampling.BOX), np.float64) / 255
    light = scene**_GAMMA
    sensor = np.empty(light.shape[:2])
    for row, column, channel in ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 2)):  # RGGB
        sensor[row::2, column::2] = light[row::2, column::2, channel]
    full_well = float(rng.uniform(1500, 9000))  # electrons: the fewer the noisier
    read = float(rng.uniform(1.5, 5)) / full_well
    noisy = rng.poisson(sensor * full_well) / full_well + rng.normal(0, read, sensor.shape)
    raw = np.clip(noisy * 65535, 0, 65535).astype(np.uint16)
    # OpenCV names the pattern by its second row and column: its "BG" is what others call RGGB.
    linear = np.asarray(cv2.cvtColor(raw, cv2.COLOR_BayerBG2RGB_EA), np.float64) / 65535
    picture = 255 * np.clip(linear, 0, 1) ** (1 / _GAMMA)
    if rng.random() < 0.7:
        soft = np.asarray(cv2.GaussianBlur(picture, (0, 0), 1.0), np.float64)
        picture = picture + rng.uniform(0.2, 0.7) * (picture - soft)
    return np.clip(picture + 0.5, 0, 255).astype(np.uint8)


def an_encoder(rng: np.random.Generator, low: float, high: float) -> Encoder:
    """An editor's or a platform's: the IJG's tables, or flatter ones with finer colour."""
    quality = float(rng.integers(round(low), round(high) + 1))
    if rng.random() < 0.3:
        return Encoder(quality, float(rng.uniform(0.75, 0.95)), 0)
    return Encoder(quality, sampling=int(rng.choice([0, 2, 2])), progressive=rng.random() < 0.2)


def a_camera(rng: np.random.Generator, low: float = 72, high: float = 96) -> Encoder:
    """A camera's: half of them the IJG's tables, the others bent."""
    slope = 1.0 if rng.random() < 0.5 else float(rng.uniform(0.7, 1.1))
    return Encoder(float(rng.uniform(low, high)), slope, int(rng.choice([1, 2, 2])))


def saved(pixels: Pixels, encoder: Encoder, exif: bytes = b"") -> bytes:
    coded = io.BytesIO()
    Image.fromarray(pixels).save(
        coded,
        "JPEG",
        qtables=encoder.tables(),
        subsampling=encoder.sampling,
        progressive=encoder.progressive,
        exif=exif,
    )
    return coded.getvalue()


def png(pixels: Pixels) -> bytes:
    coded = io.BytesIO()
    Image.fromarray(pixels).save(coded, "PNG", compress_level=1)
    return coded.getvalue()


def webp(pixels: Pixels, quality: int) -> bytes:
    coded = io.BytesIO()
    Image.fromarray(pixels).save(coded, "WEBP", quality=quality, method=2)
    return coded.getvalue()


def opened(content: bytes) -> Pixels:
    with Image.open(io.BytesIO(content)) as picture:
        return np.asarray(picture.convert("RGB"))


def reopened(pixels: Pixels, encoder: Encoder) -> Pixels:
    """Saved and opened again."""
    return opened(saved(pixels, encoder))


def resized(pixels: Pixels, factor: float) -> Pixels:
    height, width = pixels.shape[:2]
    size = (max(16, round(width * factor)), max(16, round(height * factor)))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS))


def cropped(array: Pixels, box: Sequence[int]) -> Pixels:
    """``box``: left, top, right, bottom."""
    left, top, right, bottom = box
    return np.ascontiguousarray(array[top:bottom, left:right])
