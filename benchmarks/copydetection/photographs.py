"""The photographs a run is made of, and what each of them is for."""

import functools
import hashlib
import string
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from benchmarks.photos import Split
from benchmarks.photos import photos as packaged

SUFFIXES = frozenset((".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp"))
_LONG_SIDE = 1600  # pixels; larger photographs are reduced

# How a split is divided, in shares.
_ORIGINALS, _DISTRACTORS, _TEMPLATED, _STRANGERS = 0.42, 0.18, 0.12, 0.18


@dataclass(frozen=True)
class Photograph:
    """``path``: where it lies, None for one that a package ships."""

    name: str
    split: Split
    path: Path | None = None

    def open(self) -> Image.Image:
        """RGB, upright, at most 1600 pixels wide and high."""
        return _opened(self)


@dataclass(frozen=True)
class Roles:
    """What each photograph of a split is for; nobody is two things.

    ``originals`` are in the set and asked for; ``distractors`` and ``templated`` (which wear the
    queries' frames and signs) are only in it; ``strangers`` are asked for and not in it;
    ``hosts`` lend backgrounds, neighbours and objects to the queries and are not in it either.
    """

    originals: tuple[Photograph, ...]
    distractors: tuple[Photograph, ...]
    templated: tuple[Photograph, ...]
    strangers: tuple[Photograph, ...]
    hosts: tuple[Photograph, ...]


@dataclass(frozen=True)
class Scene:
    """Photographs of one scene: the first is in the set, the others are asked for.

    ``kind``: the name up to the first hyphen.
    """

    name: str
    kind: str
    reference: Photograph
    others: tuple[Photograph, ...]


@dataclass(frozen=True)
class Pile:
    """Photographs by number, opened when they are asked for."""

    photographs: Sequence[Photograph]

    def __len__(self) -> int:
        return len(self.photographs)

    def __getitem__(self, number: int, /) -> Image.Image:
        return self.photographs[number].open()


def photographs(folder: Path | None, split: Split) -> tuple[Photograph, ...]:
    """Those of one split, in an order that has nothing to do with their names.

    A folder's are split by a digest of the file name, so that a photograph stays in its split
    whatever else is added. Raises ValueError when there are too few for a run.
    """
    if folder is None:
        found = [Photograph(name, split) for name, _ in packaged(split)]
    else:
        paths = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in SUFFIXES]
        found = [Photograph(path.stem, split_of(path.name), path) for path in paths]
        found = [photograph for photograph in found if photograph.split == split]
    if len(found) < 8:
        raise ValueError(f"{len(found)} photographs in the split {split}: at least 8 are needed")
    return tuple(sorted(found, key=lambda photograph: _digest("order", photograph.name)))


def split_of(name: str) -> Split:
    return "tune" if _digest("split", name)[0] % 2 else "test"


def roles(found: Sequence[Photograph]) -> Roles:
    """Deal out the photographs of one split, each role at least one."""
    ends: list[int] = []
    total = 0.0
    for share in (_ORIGINALS, _DISTRACTORS, _TEMPLATED, _STRANGERS):
        total += share
        ends.append(max(len(ends) + 1, round(total * len(found))))
    parts = [
        tuple(found[start:end]) for start, end in zip((0, *ends), (*ends, len(found)), strict=True)
    ]
    return Roles(*parts)


def scenes(folder: Path | None, split: Split) -> tuple[Scene, ...]:
    """The sub-folders with two or more photographs, of one split by a digest of their name.

    Folders that differ by a number at the end (several takes) are in the same split.
    """
    if folder is None:
        return ()
    found = []
    for home in sorted(path for path in folder.iterdir() if path.is_dir()):
        if split_of(home.name.rstrip(string.digits)) != split:
            continue
        paths = [path for path in sorted(home.iterdir()) if path.suffix.lower() in SUFFIXES]
        shots = [Photograph(f"{home.name}/{path.stem}", split, path) for path in paths]
        if len(shots) > 1:
            kind = home.name.partition("-")[0]
            found.append(Scene(home.name, kind, shots[0], tuple(shots[1:])))
    return tuple(found)


@functools.lru_cache(maxsize=48)
def _opened(photograph: Photograph) -> Image.Image:
    if photograph.path is None:
        return _shipped(photograph.split)[photograph.name]
    with Image.open(photograph.path) as opened:
        opened.draft("RGB", (_LONG_SIDE, _LONG_SIDE))  # large JPEGs decode faster reduced
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    picture.thumbnail((_LONG_SIDE, _LONG_SIDE), Image.Resampling.LANCZOS)
    return picture


@functools.cache
def _shipped(split: Split) -> dict[str, Image.Image]:
    return dict(packaged(split))


def _digest(*words: str) -> bytes:
    return hashlib.sha256("/".join(words).encode()).digest()
