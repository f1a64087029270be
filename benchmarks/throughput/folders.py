"""A folder of real photographs as JPEG files of 1 to 12 megapixels, and the floor of reading it."""

import hashlib
import io
import random
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

_MEGAPIXELS = 1.0, 12.0
_QUALITIES = 80, 85, 90, 92
_LEAST_CROP = 0.5


def make_folder(folder: Path, photos: list[Path], count: int, jobs: int) -> None:
    """``count`` files: crops of the photographs in turn, each with a size and a quality by lot."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [n for n in range(count) if not (folder / f"{n:05d}.jpg").exists()]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as processes:
        list(processes.map(partial(_make, folder, photos), missing, chunksize=8))


def _make(folder: Path, photos: list[Path], number: int) -> None:
    rng = random.Random(number)
    with Image.open(photos[number % len(photos)]) as opened:
        picture = opened.convert("RGB")
    share = rng.uniform(_LEAST_CROP, 1)
    width, height = round(picture.width * share), round(picture.height * share)
    left, top = rng.randint(0, picture.width - width), rng.randint(0, picture.height - height)
    picture = picture.crop((left, top, left + width, top + height))
    scale = (rng.uniform(*_MEGAPIXELS) * 1e6 / (width * height)) ** 0.5
    size = round(width * scale), round(height * scale)
    coded = io.BytesIO()
    picture.resize(size, Image.Resampling.BICUBIC).save(
        coded, "JPEG", quality=rng.choice(_QUALITIES)
    )
    (folder / f"{number:05d}.jpg").write_bytes(coded.getvalue())


def read_reduced(path: Path) -> str:
    """The floor: SHA-256 of the bytes, and the decode that hashes are made from."""
    content = path.read_bytes()
    with Image.open(io.BytesIO(content)) as picture:
        picture.draft("L", (256, 256))
        picture.load()
    return hashlib.sha256(content).hexdigest()


def read_eighth(path: Path) -> str:
    """A lower floor: SHA-256, and the decode to an eighth, too small for the hashes of some."""
    content = path.read_bytes()
    cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_REDUCED_GRAYSCALE_8)
    return hashlib.sha256(content).hexdigest()


def extract(path: Path) -> int:
    """The floor of a whole scan: SHA-256, decode, and local features at the working size."""
    from provcheck.fingerprint import local_features
    from provcheck.image import shrink
    from provcheck.matching import WORKING_SIDE

    content = path.read_bytes()
    hashlib.sha256(content)
    with Image.open(io.BytesIO(content)) as picture:
        pixels = np.asarray(picture.convert("RGB"))
    return local_features(shrink(pixels, WORKING_SIDE)).count


def hash_whole(path: Path) -> str:
    """What a script around imagehash does."""
    import imagehash

    with Image.open(path) as picture:
        return str(imagehash.phash(picture))
