"""The files that a reference set of a run is made of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from benchmarks.copydetection.edits.studio import jpeg
from benchmarks.copydetection.families import TEMPLATES
from benchmarks.copydetection.photographs import Photograph, Pile, Roles, Scene
from benchmarks.copydetection.queries import Query
from benchmarks.distractors import distractor

_QUALITY = 92
_EACH_WEARS = 3  # templates that one photograph wears, one after the other


@dataclass(frozen=True)
class Reference:
    name: str
    content: bytes


def references(
    roles: Roles, scenes: Iterable[Scene], *, count: int | None, seed: int
) -> Iterator[Reference]:
    """Originals, scenes, distractors, templated ones.

    ``count``: how many altogether; distractors are left out for it, or patches of distractors
    shuffled into more. Originals, scenes and templated ones always are in the set.
    """
    sought = [*roles.originals, *(scene.reference for scene in scenes)]
    worn = list(templated(roles.templated))
    spare = len(roles.distractors) if count is None else max(0, count - len(sought) - len(worn))
    for photograph in (*sought, *roles.distractors[:spare]):
        yield Reference(photograph.name, jpeg(photograph.open(), _QUALITY))
    pile = Pile(roles.templated)
    for query in worn:
        yield Reference(f"templated/{query.name}", query.content(seed, pile))
    for number in range(spare - len(roles.distractors)):
        source = roles.distractors[number % len(roles.distractors)].open()
        yield Reference(f"patches/{number}", jpeg(distractor(source, number), 80))


def templated(photographs: Iterable[Photograph]) -> Iterator[Query]:
    """Photographs that nobody asks for, in the frames and signs that the queries wear."""
    number = 0
    for photograph in photographs:
        for _ in range(_EACH_WEARS):
            family, level = TEMPLATES[number % len(TEMPLATES)]
            yield Query("absent", family, level, photograph, None)
            number += 1
