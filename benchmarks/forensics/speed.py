"""How long each search for edits takes on a picture of 12 megapixels, on one core."""

import statistics
from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image

from benchmarks.copydetection.photographs import Photograph
from benchmarks.forensics.camera import Encoder, opened, png, saved
from benchmarks.forensics.copies import File
from benchmarks.forensics.looking import (
    at_copies,
    at_grid,
    at_pixels,
    at_thumbnail,
    beside_reference,
)
from benchmarks.forensics.scoring import Said
from benchmarks.forensics.sets import Item
from benchmarks.machine import table
from benchmarks.thumbnails.files import camera_thumbnail, exif_block

_SIZE = (4000, 3000)
_GRAIN = 4.0  # standard deviation in grey levels: enlarged photographs are too smooth


def speeds(photographs: Sequence[Photograph], seed: int, rounds: int) -> str:
    """Medians over so many photographs; decoding the picture is part of each search."""
    searches: tuple[tuple[str, str, Callable[[Item], Said]], ...] = (
        ("beside a reference of the same size", "jpeg", beside_reference),
        ("double quantisation (JPEG)", "jpeg", at_pixels),
        ("lattice (PNG)", "png", at_pixels),
        ("foreign block grid (PNG)", "png", at_grid),
        ("copied areas", "jpeg", at_copies),
        ("thumbnail", "jpeg", at_thumbnail),
    )
    times: dict[str, list[float]] = {name: [] for name, _, _ in searches}
    for number, photograph in enumerate(photographs[:rounds]):
        files = _files(photograph, np.random.default_rng([seed, number]))
        for name, kind, look in searches:
            times[name].append(look(files[kind]).seconds)
    megapixels = _SIZE[0] * _SIZE[1] / 1e6
    rows = [["search", "seconds", "seconds per megapixel"]]
    for name, seen in times.items():
        middle = statistics.median(seen)
        rows.append([name, f"{middle:.2f}", f"{middle / megapixels:.3f}"])
    return table(rows)


def _files(photograph: Photograph, rng: np.random.Generator) -> dict[str, Item]:
    """The photograph enlarged, with grain: a JPEG with a thumbnail and itself as reference, and
    what a viewer would save of it as PNG."""
    picture = photograph.open().resize(_SIZE, Image.Resampling.LANCZOS)
    grain = rng.normal(0, _GRAIN, (_SIZE[1], _SIZE[0], 1))
    pixels = np.clip(np.asarray(picture) + grain, 0, 255).astype(np.uint8)
    thumbnail = exif_block(camera_thumbnail(Image.fromarray(pixels), rng))
    first = saved(pixels, Encoder(80), thumbnail)
    again = File(saved(opened(first), Encoder(90), thumbnail), ".jpg", "jpeg 90")
    lossless = File(png(opened(first)), ".png", "png")
    return {
        "jpeg": Item(photograph.name, "unedited", "", again, reference=first),
        "png": Item(photograph.name, "unedited", "", lossless),
    }
