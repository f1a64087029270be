"""Which photograph is for what."""

from pathlib import Path

import pytest
from drawn import scene

from benchmarks.copydetection.photographs import (
    Photograph,
    Pile,
    photographs,
    roles,
    scenes,
    split_of,
)


def folder_of(path: Path, count: int) -> Path:
    for number in range(count):
        scene(number, 90, 60).save(path / f"photo-{number:02}.jpg")
    (path / "notes.txt").write_text("not a photograph")
    return path


def test_a_photograph_stays_in_its_split_when_others_are_added(tmp_path: Path) -> None:
    folder_of(tmp_path, 40)
    before = {photograph.name for photograph in photographs(tmp_path, "tune")}
    scene(99, 90, 60).save(tmp_path / "another.jpg")
    after = {photograph.name for photograph in photographs(tmp_path, "tune")}
    assert after - {"another"} == before


def test_the_splits_share_nothing_and_leave_nothing_out(tmp_path: Path) -> None:
    folder_of(tmp_path, 40)
    names = [{p.name for p in photographs(tmp_path, split)} for split in ("tune", "test")]
    assert not names[0] & names[1]
    assert len(names[0] | names[1]) == 40


def test_too_few_photographs_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 8"):
        photographs(folder_of(tmp_path, 3), "test")


@pytest.mark.parametrize("count", [8, 11, 60, 131])
def test_nobody_is_two_things(count: int) -> None:
    found = [Photograph(f"photo {number}", "test") for number in range(count)]
    dealt = roles(found)
    parts = (
        dealt.originals,
        dealt.distractors,
        dealt.templated,
        dealt.strangers,
        dealt.hosts,
    )
    assert all(parts)
    assert sorted(p.name for part in parts for p in part) == sorted(p.name for p in found)


def test_the_packaged_photographs_are_enough() -> None:
    for split in ("tune", "test"):
        dealt = roles(photographs(None, split))
        assert dealt.originals[0].open().mode == "RGB"


def test_large_photographs_are_reduced(tmp_path: Path) -> None:
    scene(1, 4000, 2000).save(tmp_path / "large.jpg")
    photograph = Photograph("large", "test", tmp_path / "large.jpg")
    assert photograph.open().size == (1600, 800)
    assert Pile((photograph,))[0].size == (1600, 800)


def test_a_scene_is_a_folder_with_two_photographs(tmp_path: Path) -> None:
    takes = [f"video-street{number}" for number in range(4)]
    for name in ("angle-heap", *takes, "alone"):
        (tmp_path / name).mkdir()
        for shot in ("a", "b", "c")[: 1 if name == "alone" else 3]:
            scene(1, 90, 60).save(tmp_path / name / f"{shot}.jpg")
    found = [one for split in ("tune", "test") for one in scenes(tmp_path, split)]
    assert {(one.name, one.kind) for one in found} == {
        ("angle-heap", "angle"),
        *((take, "video") for take in takes),
    }
    assert {one.reference.split for one in found if one.kind == "video"} == {
        split_of("video-street")  # takes of one scene stay together
    }
    for one in found:
        assert one.reference.name == f"{one.name}/a"
        assert [other.name for other in one.others] == [f"{one.name}/b", f"{one.name}/c"]
    assert scenes(None, "test") == ()
