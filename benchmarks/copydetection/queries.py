"""Which edited photographs are asked for, and making their files.

Every query is made from the seed, the photograph, the family and the level alone: the order and
the number of the others do not matter.
"""

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np

from benchmarks.copydetection.edits.changing import replaced, splice
from benchmarks.copydetection.edits.encoding import messenger
from benchmarks.copydetection.edits.layouts import collage, inset
from benchmarks.copydetection.edits.scene import parallax
from benchmarks.copydetection.edits.studio import Album, Studio
from benchmarks.copydetection.families import FAMILIES, HARD, Level, Levels, level_of
from benchmarks.copydetection.photographs import Photograph, Pile, Scene

T = TypeVar("T")

Group = Literal["edited", "hard", "absent", "several", "scene", "made scene"]
"""What a query is for: an edited copy of a reference, a harder one, a picture that is not in the
set, several references in one picture, another photograph of a scene that is in the set, the same
made of one photograph."""

SCENE = "other photo of the scene"
PARALLAX = "parallax (made)"
SEVERAL = "several references"

_SCENE_LEVELS: Levels = {"passed on": Level(messenger(1280, 85), (75, 90))}
_PARALLAX_LEVELS: Levels = {
    f"{percent} % of the width": Level(parallax(percent / 100)) for percent in (3, 6, 12)
}
# How several references share a picture, and how many others the photograph is with.
_SEVERAL: Mapping[str, tuple[Level, int]] = {
    "collage of 2": (Level(collage(2)), 1),
    "collage of 3": (Level(collage(3)), 2),
    "collage of 4": (Level(collage(4)), 3),
    "on 20 % of another": (Level(inset(0.20)), 1),
    "15 % of another spliced in": (Level(splice(0.15)), 1),
    "45 % replaced by another": (Level(replaced(0.45)), 1),
}


@dataclass(frozen=True)
class Query:
    """``right``: name of the reference that shows the photograph (in the groups of scenes: the
    scene), None when none does. ``neighbours``: references that share the picture with it."""

    group: Group
    family: str
    level: str
    photograph: Photograph
    right: str | None
    neighbours: tuple[Photograph, ...] = ()

    @property
    def shown(self) -> frozenset[str]:
        """Names of all references that are to be seen."""
        right = () if self.right is None else (self.right,)
        return frozenset((*right, *(photograph.name for photograph in self.neighbours)))

    @property
    def name(self) -> str:
        return f"{self.family}/{self.level}/{self.photograph.name}"

    def content(self, seed: int, hosts: Album) -> bytes:
        """The JPEG file. ``hosts``: pictures that lie in no set."""
        digest = hashlib.sha256(f"{seed}/{self.name}".encode()).digest()
        rng = np.random.default_rng(int.from_bytes(digest[:8], "big"))
        others = Pile(self.neighbours) if self.neighbours else hosts
        return _level(self).apply(self.photograph.open(), Studio(rng, others))


def _level(query: Query) -> Level:
    if query.group == "scene":
        return _SCENE_LEVELS["passed on"]
    if query.group == "made scene":
        return _PARALLAX_LEVELS[query.level]
    if query.group == "several":
        return _SEVERAL[query.level][0]
    return level_of(query.family, query.level)


def edited(originals: Sequence[Photograph], families: Iterable[str], count: int) -> Iterator[Query]:
    """``count`` of each family, evenly over photographs and levels."""
    for family in families:
        for photograph, level in _pairs(originals, family, tuple(FAMILIES[family]), count):
            yield Query("edited", family, level, photograph, photograph.name)


def hard(originals: Sequence[Photograph], count: int) -> Iterator[Query]:
    """``count`` of each level of the hard set."""
    for family, levels in HARD.items():
        for level in levels:
            for photograph, _ in _pairs(originals, f"{family}/{level}", (level,), count):
                yield Query("hard", family, level, photograph, photograph.name)


def absent(
    strangers: Sequence[Photograph], families: Sequence[str], count: int, *, with_hard: bool
) -> Iterator[Query]:
    """``count`` pictures that are not in the set, in turn of all families and levels."""
    kinds = [(family, level) for family in families for level in FAMILIES[family]]
    if with_hard:
        kinds += [(family, level) for family, levels in HARD.items() for level in levels]
    for photograph, (family, level) in _pairs(strangers, "absent", tuple(kinds), count):
        yield Query("absent", family, level, photograph, None)


def of_scenes(scenes: Iterable[Scene]) -> Iterator[Query]:
    for scene in scenes:
        for photograph in scene.others:
            yield Query("scene", SCENE, scene.kind, photograph, scene.reference.name)


def made_scenes(originals: Sequence[Photograph], count: int) -> Iterator[Query]:
    for photograph, level in _pairs(originals, PARALLAX, tuple(_PARALLAX_LEVELS), count):
        yield Query("made scene", PARALLAX, level, photograph, photograph.name)


def several(originals: Sequence[Photograph], count: int) -> Iterator[Query]:
    """``count`` pictures in which everything to be seen is in the set."""
    for photograph, level in _pairs(originals, SEVERAL, tuple(_SEVERAL), count):
        others = [other for other in originals if other != photograph]
        salt = f"{level}/{photograph.name}"
        neighbours = tuple(_shuffled(others, salt)[: _SEVERAL[level][1]])
        yield Query("several", SEVERAL, level, photograph, photograph.name, neighbours)


def _pairs(
    photographs: Sequence[Photograph], salt: str, levels: Sequence[T], count: int
) -> Iterator[tuple[Photograph, T]]:
    """Photographs and levels in turn; each pair at most once, so there may be fewer."""
    order = _shuffled(photographs, salt)
    round_trip = math.lcm(len(order), len(levels))
    for number in range(min(count, len(order) * len(levels))):
        place = (number + number // round_trip) % len(order)
        yield order[place], levels[number % len(levels)]


def _shuffled(photographs: Iterable[Photograph], salt: str) -> list[Photograph]:
    """In an order that depends on the salt and the names alone."""
    return sorted(
        photographs,
        key=lambda photograph: hashlib.sha256(f"{salt}/{photograph.name}".encode()).digest(),
    )
