"""Photographs that packages ship, and the project's own: what benchmarks are run on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import numpy as np
import skimage.data
import sklearn.datasets
from PIL import Image

Split = Literal["tune", "test"]

FIXTURES = Path(__file__).parents[1] / "fixtures" / "images" / "pokrovsk"
# Those that lie in scikit-image's wheel; the others would be downloaded.
_SHIPPED = (
    "astronaut",
    "brick",
    "camera",
    "chelsea",
    "clock",
    "coffee",
    "coins",
    "grass",
    "gravel",
    "hubble_deep_field",
    "immunohistochemistry",
    "moon",
    "rocket",
)
_OWN = (
    "references/heap-one-flag.jpg",
    "references/heap-other-angle.jpg",
    "references/quarry-lake.jpg",
    "references/snowy-hill.jpg",
    "references/steppe-road.jpg",
    "innocent-other-heap.jpg",
)


def photos(split: Split) -> Iterator[tuple[str, Image.Image]]:
    """Named RGB photographs of one split; every photograph is in exactly one.

    Thresholds are set on ``tune`` and reported on ``test``.
    """
    for number, (name, picture) in enumerate(_all()):
        if (number % 2 == 0) == (split == "tune"):
            yield name, picture


def _all() -> Iterator[tuple[str, Image.Image]]:
    for name in _SHIPPED:
        try:
            yield name, Image.fromarray(getattr(skimage.data, name)()).convert("RGB")
        except (AttributeError, OSError, ModuleNotFoundError):  # moved out of the wheel
            continue
    for name in ("china.jpg", "flower.jpg"):
        pixels = np.asarray(sklearn.datasets.load_sample_image(name))
        yield name, Image.fromarray(pixels)
    for name in _OWN:
        with Image.open(FIXTURES / name) as picture:
            reduced = picture.convert("RGB")
            reduced.thumbnail((1600, 1600), Image.Resampling.LANCZOS)
        yield Path(name).stem, reduced
