"""Time each stage of taking photographs into a reference set.

    python -m benchmarks.intake [--photos DIR] [--count 40] [--megapixels 2]

Photographs are resized to the size asked for and saved as JPEG (quality 88, 4:2:0). One thread, one
process; wall and processor time in milliseconds, medians over the photographs (each the least of
seven). ``global stage`` is what a set without local features would need: the reduced decode of the
bytes and all hashes.
"""

import argparse
import io
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import TypeVar

import cv2
from PIL import Image

from benchmarks.copydetection.photographs import photographs
from benchmarks.machine import machine, table
from provcheck.fingerprint import fingerprints, local_features
from provcheck.image import Limits, Subject, open_subject
from provcheck.ingest import PROXY_SIDE, prepare
from provcheck.references import open_writer

_NOW = "2024-10-23T08:00:00Z"
_RUNS = 7

T = TypeVar("T")


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.intake", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--photos", type=Path, help="folder of photographs")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--megapixels", type=float, default=2.0)
    given = parser.parse_args()
    cv2.setNumThreads(1)
    seen: dict[str, list[tuple[float, float]]] = {}
    chosen = photographs(given.photos, "test")[: given.count]
    with tempfile.TemporaryDirectory() as folder:
        for photograph in chosen:
            content = _file(photograph.open(), given.megapixels)
            for name, times in _stages(content, Path(folder) / "set.db"):
                seen.setdefault(name, []).append(times)
    rows = [["stage", "wall, ms", "processor, ms"]]
    for name, times_of in seen.items():
        wall, busy = (median(times[part] for times in times_of) * 1000 for part in (0, 1))
        rows.append([name, f"{wall:.1f}", f"{busy:.1f}"])
    print(f"{len(chosen)} photographs of {given.megapixels:g} megapixels; {machine()}.\n")
    print(table(rows))


def _file(picture: Image.Image, megapixels: float) -> bytes:
    scale = (megapixels * 1e6 / (picture.width * picture.height)) ** 0.5
    size = round(picture.width * scale), round(picture.height * scale)
    coded = io.BytesIO()
    picture.resize(size, Image.Resampling.LANCZOS).save(coded, "JPEG", quality=88)
    return coded.getvalue()


def _stages(content: bytes, path: Path) -> Iterator[tuple[str, tuple[float, float]]]:
    limits = Limits()
    subject = open_subject(content, limits, "photo.jpg")
    pixels = subject.rgb(PROXY_SIDE)
    new = prepare(subject, None, now=_NOW)

    def stored() -> None:
        with open_writer(path, now=_NOW) as writer:
            writer.add(new)
            writer.remove(new.reference.id)

    def whole() -> None:
        prepare(open_subject(content, limits, "photo.jpg"), None, now=_NOW)

    yield "open: read, hash, decode", _timed(lambda: open_subject(content, limits, "photo.jpg"))
    yield "global stage: reduced decode, hashes", _timed(lambda: fingerprints(_fresh(subject)))
    yield "local features", _timed(lambda: local_features(pixels))
    yield "picture kept for comparison", _timed(lambda: subject.jpeg(PROXY_SIDE, 90))
    yield "store (and take out again)", _timed(stored)
    yield "all that refs add computes", _timed(whole)


def _fresh(subject: Subject) -> Subject:
    """The same subject with nothing derived from it yet."""
    return Subject(
        asset=subject.asset,
        content=subject.content,
        format=subject.format,
        pixels=subject.rgb(),
    )


def _timed(work: Callable[[], T]) -> tuple[float, float]:
    """Wall and processor seconds, each the least of a few runs."""
    wall, busy = [], []
    for _ in range(_RUNS):
        start = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - start[0])
        busy.append(time.process_time() - start[1])
    return min(wall), min(busy)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
