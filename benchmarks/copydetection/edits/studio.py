"""What every edit works with: its own randomness, other pictures, and a few tools."""

import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels; right and bottom just outside."""

T = TypeVar("T")


class Album(Protocol):
    """Photographs by number, RGB, opened when they are asked for."""

    def __len__(self) -> int: ...

    def __getitem__(self, number: int, /) -> Image.Image: ...


@dataclass(frozen=True)
class Studio:
    """Randomness of one edit, and pictures that lie in no reference set."""

    rng: np.random.Generator
    others: Album

    def between(self, low: float, high: float) -> float:
        return float(self.rng.uniform(low, high))

    def whole(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return int(self.rng.integers(low, high + 1))

    def pick(self, choices: Sequence[T]) -> T:
        return choices[int(self.rng.integers(len(choices)))]

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def sign(self) -> int:
        return 1 if self.chance(0.5) else -1

    def other(self) -> Image.Image:
        return self.others[int(self.rng.integers(len(self.others)))]

    def apart(self, count: int) -> list[Image.Image]:
        """So many of the others, none twice as long as there are enough."""
        order: list[int] = []
        while len(order) < count:
            order += self.rng.permutation(len(self.others)).tolist()
        return [self.others[number] for number in order[:count]]

    def noise(self, height: int, width: int) -> NDArray[np.float32]:
        """Standard normal noise, (height, width)."""
        return self.rng.standard_normal((height, width), dtype=np.float32)


Edit = Callable[[Image.Image, Studio], Image.Image]


def chained(*edits: Edit) -> Edit:
    """One after the other."""

    def edit(picture: Image.Image, studio: Studio) -> Image.Image:
        for step in edits:
            picture = step(picture, studio)
        return picture

    return edit


def one_of(*edits: Edit) -> Edit:
    """Any of them, by the studio's randomness."""

    def edit(picture: Image.Image, studio: Studio) -> Image.Image:
        return studio.pick(edits)(picture, studio)

    return edit


def jpeg(picture: Image.Image, quality: int, **options: Any) -> bytes:
    coded = io.BytesIO()
    picture.save(coded, "JPEG", quality=quality, **options)
    return coded.getvalue()


def resaved(quality: int) -> Edit:
    """Saved as JPEG and opened again."""

    def edit(picture: Image.Image, _: Studio) -> Image.Image:
        with Image.open(io.BytesIO(jpeg(picture, quality))) as opened:
            return opened.convert("RGB")

    return edit


def sized(picture: Image.Image, width: float, height: float) -> Image.Image:
    size = (max(1, round(width)), max(1, round(height)))
    if size == picture.size:
        return picture
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def scaled(picture: Image.Image, factor: float) -> Image.Image:
    return sized(picture, picture.width * factor, picture.height * factor)


def with_area(picture: Image.Image, area: float) -> Image.Image:
    """Scaled to so many square pixels."""
    return scaled(picture, math.sqrt(area / (picture.width * picture.height)))


def within(picture: Image.Image, width: float, height: float) -> Image.Image:
    """Scaled to fit into a box, touching two of its sides."""
    return scaled(picture, min(width / picture.width, height / picture.height))


def covering(picture: Image.Image, width: int, height: int) -> Image.Image:
    """Scaled to cover a box; what stands out is cut off evenly."""
    large = scaled(picture, max(width / picture.width, height / picture.height))
    left, top = max(0, (large.width - width) // 2), max(0, (large.height - height) // 2)
    part = large.crop((left, top, left + width, top + height))
    return sized(part, width, height)


def pixels(picture: Image.Image) -> Pixels:
    return np.asarray(picture.convert("RGB"))


def clipped(values: NDArray[np.floating[Any]]) -> Image.Image:
    """RGB values 0 to 255 of any float type, (h, w, 3), as a picture."""
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
