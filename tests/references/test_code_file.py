"""The file of all codes gives what the set gives, whatever happened to either."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provcheck.model import LocalFeatures
from provcheck.references import (
    NewReference,
    code_file,
    open_reader,
    open_writer,
    set_codes,
)

NOW = "2026-03-01T10:00:00Z"
Make = Callable[..., NewReference]
MakeFeatures = Callable[[int, int], LocalFeatures]


@pytest.fixture(autouse=True)
def small_sets_have_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(set_codes, "WORTH_A_FILE", 1)
    monkeypatch.setattr(set_codes, "_TOGETHER", 3)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def _codes(path: Path, home: Path | None, kind: str = "phash64") -> dict[str, bytes]:
    with open_reader(path, index=home) as reader:
        codes = reader.codes(kind, "1")
        living = set(range(len(codes.ids))) - set(codes.dead.tolist())
        return {codes.ids[row]: codes.values[row].tobytes() for row in living}


def _with_features(path: Path, home: Path | None) -> list[int]:
    with open_reader(path, index=home) as reader:
        return sorted(reader.with_features("rootsift", "1").tolist())


def _head(home: Path) -> dict[str, object]:
    outer = json.loads((home / "codes" / "phash64-1" / "head.json").read_bytes())
    head: dict[str, object] = json.loads(outer["head"])
    return head


def _same(path: Path, home: Path) -> bool:
    return _codes(path, home) == _codes(path, None) and (
        _with_features(path, home) == _with_features(path, None)
    )


Step = tuple[str, int]
_steps = st.lists(
    st.tuples(st.sampled_from(["add", "remove", "rehash", "features", "look"]), st.integers(0, 7)),
    max_size=25,
)


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(_steps)
def test_the_file_follows_the_set(
    tmp_path_factory: pytest.TempPathFactory,
    new_reference: Make,
    new_features: MakeFeatures,
    steps: list[Step],
) -> None:
    folder = tmp_path_factory.mktemp("set")
    path, home = folder / "set.db", folder / "cache"
    open_writer(path, now=NOW).close()
    here: set[int] = set()
    for what, number in steps:
        item = new_reference(f"{number}.jpg")
        with open_writer(path, now=NOW) as writer:
            if what == "add":
                writer.add(item)
                here.add(number)
            elif what == "remove" and number in here:
                writer.remove(item.reference.id)
                here.discard(number)
            elif what == "rehash" and number in here:
                other = new_reference(f"other {number}.jpg")
                writer.add(replace(item, fingerprints=other.fingerprints))
            elif what == "features" and number in here:
                writer.add(replace(item, features=new_features(3, number)))
        if what == "look":
            assert _same(path, home)
    assert _same(path, home)


@pytest.fixture
def kept(tmp_path: Path, home: Path, new_reference: Make) -> Iterator[Path]:
    """A set of 100 references with its file."""
    path = tmp_path / "set.db"
    with open_writer(path, now=NOW) as writer:
        for number in range(100):
            writer.add(new_reference(f"{number}.jpg"))
    assert len(_codes(path, home)) == 100
    yield path
    assert _codes(path, home) == _codes(path, None)


def test_one_addition_adds_one_row(kept: Path, home: Path, new_reference: Make) -> None:
    before = _head(home)
    with open_writer(kept, now=NOW) as writer:
        writer.add(new_reference("new.jpg"))
    assert len(_codes(kept, home)) == 101
    after = _head(home)
    assert after["generation"] == before["generation"]
    assert (before["rows"], after["rows"]) == (100, 101)


def test_a_removal_leaves_a_dead_row(kept: Path, home: Path, new_reference: Make) -> None:
    before = _head(home)
    with open_writer(kept, now=NOW) as writer:
        writer.remove(new_reference("5.jpg").reference.id)
    assert len(_codes(kept, home)) == 99
    after = _head(home)
    assert after["generation"] == before["generation"]
    assert after["dead"] == [5]


def test_many_dead_rows_make_it_anew(kept: Path, home: Path, new_reference: Make) -> None:
    before = _head(home)
    with open_writer(kept, now=NOW) as writer:
        for number in range(40):
            writer.remove(new_reference(f"{number}.jpg").reference.id)
    assert len(_codes(kept, home)) == 60
    after = _head(home)
    assert after["generation"] != before["generation"]
    assert after["dead"] == []
    assert len(list((home / "codes" / "phash64-1").glob("*.codes"))) == 1, "the old one is gone"


@pytest.mark.parametrize("damage", ["cut codes", "cut numbers", "no head", "head", "other head"])
def test_a_damaged_file_is_made_anew(kept: Path, home: Path, damage: str) -> None:
    folder = home / "codes" / "phash64-1"
    if damage.startswith("cut"):
        (file,) = folder.glob(f"*.{damage.split()[1]}")
        file.write_bytes(file.read_bytes()[:-8])
    elif damage == "no head":
        (folder / "head.json").unlink()
    elif damage == "head":
        (folder / "head.json").write_bytes(b"\xff[")
    else:
        head = folder / "head.json"
        head.write_text(head.read_text().replace("100", "101"))
    assert _codes(kept, home) == _codes(kept, None)
    assert _head(home)["rows"] == 100


def test_rows_of_a_killed_writer_are_written_over(
    kept: Path, home: Path, new_reference: Make
) -> None:
    """Rows reach the disk before the head does: what lies behind the head's rows is nothing."""
    (codes,) = (home / "codes" / "phash64-1").glob("*.codes")
    with codes.open("ab") as handle:
        handle.write(b"\xff" * 80)
    with open_writer(kept, now=NOW) as writer:
        writer.add(new_reference("new.jpg"))
    assert _codes(kept, home) == _codes(kept, None)


def test_an_older_reader_sees_its_own_state(kept: Path, home: Path, new_reference: Make) -> None:
    with open_reader(kept, index=home) as older:
        older.info()
        with open_writer(kept, now=NOW) as writer:
            writer.add(new_reference("new.jpg"))
            writer.remove(new_reference("3.jpg").reference.id)
        assert len(_codes(kept, home)) == 100
        head = _head(home)
        codes = older.codes("phash64", "1")
        assert new_reference("3.jpg").reference.id in set(codes.ids)
        assert len(codes.ids) - len(codes.dead) == 100
        assert _head(home) == head, "nor does it put the file back"


def test_a_set_brought_back_gets_its_own_file(
    kept: Path, home: Path, new_reference: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup put in the set's place: other references may bear the same numbers."""
    backup = kept.with_name("backup.db")
    shutil.copy(kept, backup)
    for name in ("later.jpg", "much later.jpg"):
        with open_writer(kept, now=NOW) as writer:
            writer.add(new_reference(name))
    assert len(_codes(kept, home)) == 102
    with open_writer(backup, now=NOW) as writer:
        writer.add(new_reference("elsewhere.jpg"))
    for leftover in kept.parent.glob("set.db*"):
        leftover.unlink()
    shutil.copy(backup, kept)
    assert _codes(kept, home) == _codes(kept, None), "at once, if need be without a file"
    monkeypatch.setattr(code_file, "_AHEAD_SECONDS", 0.0)
    assert _codes(kept, home) == _codes(kept, None)
    assert _head(home)["rows"] == 101


def test_without_a_folder_to_write_to_the_set_is_read(kept: Path, tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.write_bytes(b"")
    assert _codes(kept, occupied) == _codes(kept, None)


def test_a_file_that_another_process_is_writing_is_not_waited_for(
    kept: Path, home: Path, new_reference: Make
) -> None:
    from filelock import FileLock

    with open_writer(kept, now=NOW) as writer:
        writer.add(new_reference("new.jpg"))
    with FileLock(home / "codes" / "phash64-1" / "lock"):
        assert len(_codes(kept, home)) == 101
        assert _head(home)["rows"] == 100


def test_codes_of_two_lengths_are_told(kept: Path, home: Path, new_reference: Make) -> None:
    import sqlite3

    from provcheck.errors import SetCorrupt

    with sqlite3.connect(kept) as connection:
        kind = "UPDATE fingerprint SET value = x'00' WHERE kind = 'phash256' AND reference = 7"
        connection.execute(kind)
    with pytest.raises(SetCorrupt):
        _codes(kept, home, "phash256")


def test_a_search_passes_over_dead_rows(kept: Path, home: Path, new_reference: Make) -> None:
    from provcheck.references import search

    item = new_reference("8.jpg")
    with open_writer(kept, now=NOW) as writer:
        writer.remove(item.reference.id)
    prints = {"normal": item.fingerprints}
    with open_reader(kept, index=home) as reader:
        codes = reader.codes("phash64", "1")
        assert np.array_equal(codes.dead, [8])
        assert item.reference.id not in {
            c.reference_id
            for c in search(reader, "", "", prints, [])  # type: ignore[arg-type]
        }
