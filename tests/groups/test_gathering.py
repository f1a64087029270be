"""Which pictures are one group; above all: collages glue nothing together."""

from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from made_up import copies, cropped, put_into

from provcheck.groups.gathering import Core, gather
from provcheck.groups.shared import Shared


def cores(ids: str, *pairs: Shared) -> dict[str, str]:
    """Members as one text -> what shows them as one text; lone pictures left out."""
    return {
        "".join(core.members): "".join(core.shows)
        for core in gather(tuple(ids), pairs)
        if len(core.members) + len(core.shows) > 1
    }


def test_copies_of_copies_hang_together() -> None:
    assert cores("abcx", copies("a", "b"), copies("c", "b")) == {"abc": ""}


def test_a_crop_belongs_to_its_picture_and_so_do_two_that_share_nothing() -> None:
    assert cores("alr", cropped("l", "a"), cropped("r", "a")) == {"alr": ""}


def test_a_collage_shows_each_picture_and_joins_none() -> None:
    found = cores("abc", put_into("a", "c"), put_into("b", "c"))
    assert found == {"a": "c", "b": "c"}


def test_one_line_seen_is_enough_for_the_whole_collage_and_its_copies() -> None:
    found = cores(
        "abcd",
        put_into("a", "c"),
        put_into("b", "c", line=False),
        copies("c", "d"),
        put_into("b", "d", line=False),
    )
    assert found == {"a": "c", "b": "cd", "cd": ""}


def test_a_picture_in_the_picture_belongs_to_its_host_and_shows_its_guest() -> None:
    with_guest = Shared(subject="p", reference="h", relation="differs", changed_fraction=0.1)
    found = cores("hpg", with_guest, put_into("g", "p", 0.1))
    assert found == {"hp": "", "g": "p"}


def test_a_caption_beneath_a_crop_makes_no_container_of_the_photograph() -> None:
    captioned = Shared(
        subject="c",
        reference="a",
        relation="partial",
        subject_overlap=0.7,
        reference_overlap=0.3,
        subject_framed=True,
    )
    assert cores("abc", copies("a", "b"), captioned) == {"ab": "c"}


def test_a_screenshot_of_which_most_is_the_photograph_is_a_member() -> None:
    assert cores("as", put_into("a", "s", 0.6)) == {"as": ""}


SCENES = 4


@st.composite
def _folders(draw: st.DrawFn) -> tuple[str, tuple[Shared, ...], dict[str, set[int]]]:
    """Photographs of different scenes with copies, crops and pictures put together of several.

    Gives the pictures, the pairs that a comparison would confirm, and what each picture shows.
    """
    letters = iter("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    shows: dict[str, set[int]] = {}
    pairs: list[Shared] = []
    photographs: dict[int, list[str]] = {}
    for scene in range(SCENES):
        photographs[scene] = [next(letters) for _ in range(draw(st.integers(1, 3)))]
        shows |= {id: {scene} for id in photographs[scene]}
        pairs += [copies(one, other) for one, other in pairwise(photographs[scene])]
        for _ in range(draw(st.integers(0, 2))):
            crop = next(letters)
            shows[crop] = {scene}
            whole = draw(st.sampled_from(photographs[scene]))
            pairs.append(cropped(crop, whole, draw(st.floats(0.05, 0.98))))
    for _ in range(draw(st.integers(0, 3))):
        outer = next(letters)
        scenes = draw(st.sets(st.integers(0, SCENES - 1), min_size=1, max_size=SCENES))
        # Shares of one picture: together not all of it. At least one border is seen.
        weights = [draw(st.floats(0.05, 1.0)) for _ in scenes]
        total = max(1.06 * sum(weights), 1.0)
        lines = [draw(st.booleans()) for _ in scenes]
        lines[draw(st.integers(0, len(lines) - 1))] = True
        shows[outer] = scenes
        for scene, weight, line in zip(sorted(scenes), weights, lines, strict=True):
            inner = draw(st.sampled_from(photographs[scene]))
            pairs.append(put_into(inner, outer, weight / total, line=line))
    order = draw(st.permutations(pairs))
    turned = [
        pair.seen_from(draw(st.sampled_from((pair.subject, pair.reference)))) for pair in order
    ]
    return "".join(shows), tuple(turned), shows


@given(_folders())
def test_unrelated_photographs_never_share_a_group(
    folder: tuple[str, tuple[Shared, ...], dict[str, set[int]]],
) -> None:
    ids, pairs, shows = folder
    found = gather(tuple(ids), pairs)
    assert sorted(id for core in found for id in core.members) == sorted(ids)
    for core in found:
        single = [shows[id] for id in core.members if len(shows[id]) == 1]
        assert len(set().union(*single)) <= 1
        for outer in core.shows:
            assert outer not in core.members
            assert shows[outer] & set().union(*(shows[id] for id in core.members))


@given(_folders())
def test_copies_and_crops_are_never_torn_apart(
    folder: tuple[str, tuple[Shared, ...], dict[str, set[int]]],
) -> None:
    ids, pairs, shows = folder
    home = {id: core for core in gather(tuple(ids), pairs) for id in core.members}
    for pair in pairs:
        if len(shows[pair.subject]) == len(shows[pair.reference]) == 1 and pair.container is None:
            assert home[pair.subject] is home[pair.reference]


@given(_folders(), st.randoms(use_true_random=False))
def test_the_order_of_comparing_changes_nothing(
    folder: tuple[str, tuple[Shared, ...], dict[str, set[int]]], random: Random
) -> None:
    ids, pairs, _ = folder
    shuffled = list(pairs)
    random.shuffle(shuffled)

    def plain(cores: tuple[Core, ...]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        return [(core.members, core.shows) for core in cores]

    assert plain(gather(tuple(ids), pairs)) == plain(gather(tuple(ids), shuffled))
