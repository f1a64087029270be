"""Pictures for the generator of edited copies: drawn, so that no test depends on a file."""

import numpy as np
from PIL import Image

from benchmarks.copydetection.edits.studio import Studio

MARK = (255, 0, 255)


def scene(number: int, width: int = 480, height: int = 320) -> Image.Image:
    """A picture with structure at several scales, another one for each number."""
    rng = np.random.default_rng(number)
    shown = np.zeros((height, width, 3))
    for cells in (4, 12, 40):
        noise = rng.integers(0, 256, (cells, cells, 3), dtype=np.uint8)
        shown += np.asarray(Image.fromarray(noise).resize((width, height)), dtype=float)
    return Image.fromarray((shown / 3).astype(np.uint8))


def marked(width: int = 1500, height: int = 1000) -> Image.Image:
    """A photograph of one loud colour, by which its share of a result is counted."""
    return Image.new("RGB", (width, height), MARK)


def share_of_mark(picture: Image.Image) -> float:
    """Share of the area in which the loud colour is seen."""
    values = np.asarray(picture.convert("RGB"), dtype=int)
    return float((np.abs(values - MARK).max(axis=2) < 60).mean())


def studio(seed: int = 1) -> Studio:
    return Studio(np.random.default_rng(seed), [scene(90 + number) for number in range(4)])
