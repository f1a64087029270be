"""Which copies are asked for, and the set they are asked of."""

import io
from collections import Counter
from pathlib import Path

import pytest
from drawn import scene
from PIL import Image

from benchmarks.copydetection import queries
from benchmarks.copydetection.families import FAMILIES, HARD
from benchmarks.copydetection.photographs import Photograph, Pile, Roles, Scene, roles
from benchmarks.copydetection.references import references


@pytest.fixture
def found(tmp_path: Path) -> list[Photograph]:
    for number in range(14):
        scene(number, 240, 160).save(tmp_path / f"{number}.png")
    return [Photograph(f"{n}", "test", tmp_path / f"{n}.png") for n in range(14)]


@pytest.fixture
def dealt(found: list[Photograph]) -> Roles:
    return roles(found)


def test_a_family_is_spread_evenly_over_levels_and_photographs(found: list[Photograph]) -> None:
    asked = list(queries.edited(found, ["crop"], 56))
    levels = Counter(query.level for query in asked)
    assert set(levels) == set(FAMILIES["crop"])
    assert max(levels.values()) == min(levels.values()) == 7
    assert set(Counter(query.photograph.name for query in asked).values()) == {4}
    assert len({query.name for query in asked}) == 56


def test_no_pair_is_asked_for_twice(found: list[Photograph]) -> None:
    asked = list(queries.edited(found[:4], ["crop"], 1000))
    assert len(asked) == len({query.name for query in asked}) == 4 * len(FAMILIES["crop"])


def test_each_hard_level_gets_its_queries(found: list[Photograph]) -> None:
    counts = Counter((query.family, query.level) for query in queries.hard(found, 5))
    assert counts == {(family, level): 5 for family in HARD for level in HARD[family]}


def test_strangers_wear_every_family(found: list[Photograph]) -> None:
    asked = list(queries.absent(found[:3], list(FAMILIES), 400, with_hard=True))
    assert {query.family for query in asked} == {*FAMILIES, *HARD}
    assert all(query.right is None and not query.shown for query in asked)


def test_a_query_does_not_depend_on_the_others(found: list[Photograph]) -> None:
    hosts = Pile(found[10:])
    many = {query.name: query for query in queries.edited(found[:6], ["collage", "overlay"], 30)}
    few = next(queries.edited(found[:6], ["overlay"], 1))
    assert few.content(1, hosts) == many[few.name].content(1, hosts)
    assert few.content(1, hosts) != few.content(2, hosts)


def test_several_references_share_a_picture(found: list[Photograph]) -> None:
    asked = list(queries.several(found, 12))
    assert {query.level: len(query.shown) for query in asked}["collage of 4"] == 4
    for query in asked:
        assert query.photograph not in query.neighbours
        assert query.right in query.shown
        # The hosts of the run are not needed: everything to be seen is in the set.
        assert Image.open(io.BytesIO(query.content(1, Pile(())))).format == "JPEG"


def test_other_photographs_of_a_scene_name_its_reference(found: list[Photograph]) -> None:
    one = Scene("video-street", "video", found[0], tuple(found[1:3]))
    asked = list(queries.of_scenes([one]))
    assert [(query.right, query.level) for query in asked] == [("0", "video")] * 2
    made = list(queries.made_scenes(found, 3))
    for query in (*asked, *made):
        assert Image.open(io.BytesIO(query.content(1, Pile(found[5:])))).format == "JPEG"


def test_the_set_holds_what_is_asked_for_and_no_hosts(
    dealt: Roles, found: list[Photograph]
) -> None:
    place = Scene("angle-x", "angle", Photograph("angle-x/a", "test", found[0].path), ())
    names = [reference.name for reference in references(dealt, [place], count=None, seed=1)]
    assert len(names) == len(set(names))
    assert {p.name for p in dealt.originals} <= set(names)
    assert "angle-x/a" in names
    assert not {p.name for p in (*dealt.strangers, *dealt.hosts)} & set(names)
    worn = [name for name in names if name.startswith("templated/")]
    assert len(worn) == 3 * len(dealt.templated)
    assert len({name.split("/")[1] for name in worn}) > 1 or len(worn) < 7


def test_a_set_of_any_size_keeps_what_is_asked_for(dealt: Roles) -> None:
    known = list(references(dealt, [], count=40, seed=1))
    assert len(known) == 40
    assert all(Image.open(io.BytesIO(reference.content)).format == "JPEG" for reference in known)
    small = {reference.name for reference in references(dealt, [], count=1, seed=1)}
    assert {p.name for p in dealt.originals} <= small
    assert not {p.name for p in dealt.distractors} & small
