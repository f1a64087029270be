"""The index of local features: as good as looking at everything, whatever happens to it."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from provcheck.errors import IndexExtraMissing
from provcheck.model import LocalFeatures
from provcheck.references import (
    NewReference,
    indexing,
    open_reader,
    open_writer,
    update_index,
    words,
)
from provcheck.references.local_index import LocalIndex
from provcheck.references.local_scan import LocalScan
from provcheck.references.local_votes import count_votes

pytest.importorskip("faiss")

NOW = "2026-03-01T10:00:00Z"
Make = Callable[..., NewReference]
MakeFeatures = Callable[[int, int], LocalFeatures]
KIND = ("rootsift", "1")


@pytest.fixture(autouse=True)
def _small_sets_are_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "WORTH_INDEXING", 3)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def _fill(path: Path, *items: NewReference) -> None:
    with open_writer(path, now=NOW) as writer:
        for item in items:
            writer.add(item)


def _update(path: Path, folder: Path) -> int:
    with open_reader(path) as reader:
        return update_index(reader, folder, *KIND)


def _items(make: Make, make_features: MakeFeatures, *numbers: int) -> list[NewReference]:
    return [make(f"{n}", fingerprints=(), features=make_features(60, n)) for n in numbers]


def _shaken(features: LocalFeatures, seed: int) -> LocalFeatures:
    """The same details, a little different, in a picture of half the size and turned by 90."""
    rng = np.random.default_rng(seed)
    descriptors = np.frombuffer(features.descriptors, np.uint8).astype(float)
    noisy = np.clip(np.rint(descriptors + rng.normal(0, 5, descriptors.shape)), 0, 255)
    points = np.frombuffer(features.keypoints, "<f4").reshape(-1, 4).copy()
    side = features.width
    points[:, 0], points[:, 1] = (side - points[:, 1]) / 2, points[:, 0] / 2
    points[:, 2] /= 2
    points[:, 3] = (points[:, 3] + 90) % 360
    return dataclasses.replace(
        features,
        width=side // 2,
        height=side // 2,
        keypoints=points.astype("<f4").tobytes(),
        descriptors=noisy.astype(np.uint8).tobytes(),
    )


def _found(path: Path, folder: Path | None, query: LocalFeatures) -> dict[str, int]:
    """Id of each reference with votes -> how many."""
    with open_reader(path, index=folder) as reader:
        votes = [v for part in reader.searched(*KIND) for v in count_votes(query, part)]
        return {vote.reference_id: vote.count for vote in votes}


def _kinds(path: Path, folder: Path) -> list[tuple[type, int]]:
    with open_reader(path, index=folder) as reader:
        return [(type(part), part.count) for part in reader.searched(*KIND)]


def test_it_finds_what_looking_at_everything_finds(
    set_path: Path, folder: Path, new_reference: Make, new_features: MakeFeatures
) -> None:
    items = _items(new_reference, new_features, *range(8))
    _fill(set_path, *items)
    assert _update(set_path, folder) == 8
    assert _kinds(set_path, folder) == [(LocalIndex, 8)]
    for item in items:
        assert item.features is not None
        query = _shaken(item.features, 1)
        scanned, found = _found(set_path, None, query), _found(set_path, folder, query)
        assert max(found, key=found.__getitem__) == item.reference.id
        assert found[item.reference.id] >= 0.9 * scanned[item.reference.id] > 40


def test_it_tells_where_the_reference_shows_the_subject(
    set_path: Path, folder: Path, new_reference: Make, new_features: MakeFeatures
) -> None:
    items = _items(new_reference, new_features, *range(4))
    _fill(set_path, *items)
    _update(set_path, folder)
    features = items[2].features
    assert features is not None
    with open_reader(set_path, index=folder) as reader:
        (index,) = reader.searched(*KIND)
        votes = count_votes(_shaken(features, 1), index)
    best = max(votes, key=lambda vote: vote.count)
    assert best.turn == 90
    # A point at (x, y) of the reference is at ((side - y) / 2, x / 2) of the query.
    matrix = np.array(best.matrix).reshape(3, 3)
    x, y, _ = matrix @ (100.0, 60.0, 1.0)
    assert (x, y) == pytest.approx((120.0, features.width - 200.0), abs=6)


def test_new_references_are_found_before_and_after_they_are_indexed(
    set_path: Path, folder: Path, new_reference: Make, new_features: MakeFeatures
) -> None:
    first = _items(new_reference, new_features, *range(4))
    _fill(set_path, *first)
    _update(set_path, folder)
    later = _items(new_reference, new_features, 4, 5)
    _fill(set_path, *later)
    assert _update(set_path, folder) == 0  # two are not worth a file of their own
    assert _kinds(set_path, folder) == [(LocalScan, 2), (LocalIndex, 4)]
    for item in (*first, *later):
        assert item.features is not None
        found = _found(set_path, folder, _shaken(item.features, 2))
        assert max(found, key=found.__getitem__) == item.reference.id
    _fill(set_path, *_items(new_reference, new_features, 6, 7))
    assert _update(set_path, folder) == 4
    # Segments of equal size were merged into one.
    assert len(list(folder.rglob("*.ivf"))) == 1
    assert _kinds(set_path, folder) == [(LocalIndex, 8)]
    features = later[0].features
    assert features is not None
    assert _found(set_path, folder, _shaken(features, 3))[later[0].reference.id] > 40


def test_what_was_removed_is_no_longer_found(
    set_path: Path, folder: Path, new_reference: Make, new_features: MakeFeatures
) -> None:
    items = _items(new_reference, new_features, *range(8))
    _fill(set_path, *items)
    _update(set_path, folder)
    gone = items[3]
    assert gone.features is not None
    with open_writer(set_path, now=NOW) as writer:
        writer.remove(gone.reference.id)
    assert gone.reference.id not in _found(set_path, folder, _shaken(gone.features, 1))
    _fill(set_path, gone)
    assert gone.reference.id in _found(set_path, folder, _shaken(gone.features, 1))


def test_a_segment_of_which_much_was_removed_is_made_anew(
    set_path: Path, folder: Path, new_reference: Make, new_features: MakeFeatures
) -> None:
    items = _items(new_reference, new_features, *range(8))
    _fill(set_path, *items)
    _update(set_path, folder)
    with open_writer(set_path, now=NOW) as writer:
        for item in items[:4]:
            writer.remove(item.reference.id)
    assert _update(set_path, folder) == 4
    assert _kinds(set_path, folder) == [(LocalIndex, 4)]


@pytest.mark.parametrize("damage", ["cut", "noise", "no table", "empty table", "other table"])
def test_a_damaged_segment_is_passed_over_and_made_anew(
    set_path: Path, folder: Path, new_reference: Make, new_features: MakeFeatures, damage: str
) -> None:
    items = _items(new_reference, new_features, *range(4))
    _fill(set_path, *items)
    _update(set_path, folder)
    (segment,) = folder.rglob("*.ivf")
    table = segment.with_suffix(".npy")
    if damage == "cut":
        segment.write_bytes(segment.read_bytes()[:-100])
    elif damage == "noise":
        segment.write_bytes(b"\0" * 5000)
    elif damage == "no table":
        table.unlink()
    elif damage == "empty table":
        table.write_bytes(b"")
    else:
        np.save(table, np.zeros(4, dtype=[("id", "<u8")]))
    assert _kinds(set_path, folder) == [(LocalScan, 4)]
    features = items[0].features
    assert features is not None
    assert items[0].reference.id in _found(set_path, folder, _shaken(features, 1))
    assert _update(set_path, folder) == 4
    assert _kinds(set_path, folder) == [(LocalIndex, 4)]


def test_bytes_that_changed_in_a_segment_lose_votes_and_nothing_else(
    set_path: Path, folder: Path, new_reference: Make, new_features: MakeFeatures
) -> None:
    items = _items(new_reference, new_features, *range(4))
    _fill(set_path, *items)
    _update(set_path, folder)
    (segment,) = folder.rglob("*.ivf")
    content = bytearray(segment.read_bytes())
    rng = np.random.default_rng(1)
    features = items[0].features
    assert features is not None
    # The lists of numbers and signatures are the last and by far the longest part of the file.
    for place in rng.integers(len(content) - 240 * 24, len(content), 2000).tolist():
        content[place] = int(rng.integers(256))
    segment.write_bytes(bytes(content))
    found = _found(set_path, folder, _shaken(features, 1))
    assert set(found) <= {item.reference.id for item in items}


def test_an_interrupted_merge_counts_nobody_twice(
    set_path: Path, folder: Path, new_reference: Make, new_features: MakeFeatures
) -> None:
    items = _items(new_reference, new_features, *range(4))
    _fill(set_path, *items)
    _update(set_path, folder)
    (part,) = folder.rglob("*.ivf")
    kept = {path: path.read_bytes() for path in (part, part.with_suffix(".npy"))}
    _fill(set_path, *_items(new_reference, new_features, *range(4, 8)))
    _update(set_path, folder)
    for path, content in kept.items():
        path.write_bytes(content)  # as if the merge had been stopped before it took this away
    features = items[0].features
    assert features is not None
    alone = _found(set_path, None, _shaken(features, 1))[items[0].reference.id]
    assert _found(set_path, folder, _shaken(features, 1))[items[0].reference.id] <= alone


def test_features_without_sense_do_no_harm(
    set_path: Path, folder: Path, new_reference: Make, new_features: MakeFeatures
) -> None:
    features = new_features(60, 1)
    wild = np.frombuffer(features.keypoints, "<f4").copy()
    wild[::3] = np.nan
    wild[1::5] = np.inf
    wild[2::7] = -1e30
    hostile = dataclasses.replace(features, keypoints=wild.tobytes(), width=10**9)
    none = new_features(0, 2)
    items = [
        new_reference("hostile", fingerprints=(), features=hostile),
        new_reference("none", fingerprints=(), features=none),
        *_items(new_reference, new_features, 3, 4),
    ]
    _fill(set_path, *items)
    assert _update(set_path, folder) == 4
    found = _found(set_path, folder, hostile)
    assert all(count <= features.count for count in found.values())


def test_without_the_library_a_set_is_searched_one_by_one(
    set_path: Path,
    folder: Path,
    new_reference: Make,
    new_features: MakeFeatures,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _fill(set_path, *_items(new_reference, new_features, *range(4)))
    _update(set_path, folder)
    for module in (words, indexing):
        monkeypatch.setattr(module, "load_faiss", lambda: None)
    monkeypatch.setattr("provcheck.references.local_index.load_faiss", lambda: None)
    assert _kinds(set_path, folder) == [(LocalScan, 4)]
    with pytest.raises(IndexExtraMissing, match="provcheck\\[fast\\]"):
        _update(set_path, folder)
