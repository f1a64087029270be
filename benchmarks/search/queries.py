"""Copies and parts of references, as they come in; every query is the bytes of a JPEG file."""

import functools
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import skimage.data
from PIL import Image, ImageEnhance

Copy = Callable[[Image.Image, np.random.Generator], Image.Image]
Named = tuple[str, Image.Image]

_HOST_SIDE = 1000  # pixels, long side of a picture that another one is set into
_INSET = 0.1  # share of the host's area


@dataclass(frozen=True)
class Query:
    """``right``: name of the photograph that is shown, None when none of the set is."""

    family: str
    right: str | None
    content: bytes


def jpeg(picture: Image.Image, quality: int) -> bytes:
    coded = io.BytesIO()
    picture.save(coded, "JPEG", quality=quality)
    return coded.getvalue()


def whole(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Reduced to 40 to 100 % and toned."""
    return _toned(_scaled(picture, rng.uniform(0.4, 1.0)), rng)


def crop(low: float, high: float) -> Copy:
    """``low`` to ``high`` of the area, scaled by 0.7 to 1.3 and toned."""

    def cropped(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
        share = rng.uniform(low, high)
        across = min(1.0, (share * rng.uniform(0.6, 1.6)) ** 0.5)
        width = max(1, int(picture.width * across))
        height = max(1, min(picture.height, int(picture.height * share / across)))
        left = int(rng.integers(picture.width - width + 1))
        top = int(rng.integers(picture.height - height + 1))
        part = picture.crop((left, top, left + width, top + height))
        return _toned(_scaled(part, rng.uniform(0.7, 1.3)), rng)

    return cropped


def mirrored_crop(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    return crop(0.25, 0.6)(picture, rng).transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def turned(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    return whole(picture, rng).transpose(Image.Transpose.ROTATE_270)


def inset(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """The whole picture on a tenth of another one."""
    hosts = strangers()
    host = hosts[int(rng.integers(len(hosts)))]
    host = _scaled(host, _HOST_SIDE / max(host.size))
    small = _scaled(picture, (_INSET * host.width * host.height / _area(picture)) ** 0.5)
    left = int(rng.integers(max(1, host.width - small.width)))
    top = int(rng.integers(max(1, host.height - small.height)))
    host.paste(small, (left, top))
    return host


FAMILIES: Mapping[str, Copy] = {
    "whole copy": whole,
    "crop 25-60 %": crop(0.25, 0.6),
    "crop 10-25 %": crop(0.10, 0.25),
    "crop 5-10 %": crop(0.05, 0.10),
    "mirrored crop 25-60 %": mirrored_crop,
    "turned by 90 degrees": turned,
    "picture in picture 10 %": inset,
}
ABSENT = "none of it in the set"


@functools.cache
def strangers() -> tuple[Image.Image, ...]:
    """Pictures that lie in no split of :mod:`benchmarks.photos`."""
    pixels = [getattr(skimage.data, name)() for name in ("stereo_motorcycle", "retina", "page")]
    pixels[0] = pixels[0][0]  # left, right, disparity
    return tuple(Image.fromarray(values).convert("RGB") for values in pixels)


def queries(photographs: Sequence[Named], count: int, rng: np.random.Generator) -> Iterator[Query]:
    """``count`` queries of each family, in turn of each photograph, saved at quality 50 to 90."""
    for family, copy in FAMILIES.items():
        for number in range(count):
            name, picture = photographs[number % len(photographs)]
            yield Query(family, name, jpeg(copy(picture, rng), int(rng.integers(50, 91))))
    hosts = strangers()
    for number in range(count):
        shown = crop(0.3, 1.0)(hosts[number % len(hosts)], rng)
        yield Query(ABSENT, None, jpeg(shown, int(rng.integers(50, 91))))


def _area(picture: Image.Image) -> int:
    return picture.width * picture.height


def _scaled(picture: Image.Image, scale: float) -> Image.Image:
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _toned(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    contrast = ImageEnhance.Contrast(picture).enhance(rng.uniform(0.8, 1.25))
    return ImageEnhance.Brightness(contrast).enhance(rng.uniform(0.85, 1.15))
