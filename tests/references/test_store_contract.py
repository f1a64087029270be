"""What every reference store does, told through the protocols only.

Another store joins by adding to ``_STORES`` how an empty one is made.
"""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest

from provcheck.errors import InvalidValue, ReferenceAmbiguous, ReferenceMissing
from provcheck.model import Fingerprint, LocalFeatures, Place, Position, Source, TypedDate
from provcheck.references import (
    NewReference,
    ReferenceReader,
    ReferenceWriter,
    open_reader,
    open_writer,
)
from provcheck.references.signatures import signature

LATER = "2026-03-02T09:30:00Z"
SOURCE = Source(
    publisher="Suspilne",
    url="https://suspilne.media/1",
    published_at=TypedDate.parse("2024-10-21", type="posted", source="channel"),
    caption='Flags on a heap,\n"near" Pokrovsk',
    place=Place(
        name="Pokrovsk",
        variants=("Покровськ", "Krasnoarmiisk"),
        position=Position(latitude=48.28, longitude=37.18),
        radius_m=2000,
    ),
)


class Store(Protocol):
    def reader(self) -> ReferenceReader: ...

    def writer(self, now: str = ...) -> ReferenceWriter: ...


class AddressedStore:
    def __init__(self, address: str | Path) -> None:
        self._address = address

    def reader(self) -> ReferenceReader:
        return open_reader(self._address)

    def writer(self, now: str = "2026-03-01T10:00:00Z") -> ReferenceWriter:
        return open_writer(self._address, now=now)


_STORES: dict[str, Callable[[Path, Callable[[str], str]], Store]] = {
    "sqlite": lambda folder, shared: AddressedStore(folder / "set.db"),
    "postgresql": lambda folder, shared: AddressedStore(shared("debian")),
    "postgresql-pgvector": lambda folder, shared: AddressedStore(shared("pgvector")),
}


@pytest.fixture(params=sorted(_STORES))
def store(
    request: pytest.FixtureRequest, tmp_path: Path, shared_set: Callable[[str], str]
) -> Store:
    return _STORES[request.param](tmp_path, shared_set)


Make = Callable[..., NewReference]
MakeFeatures = Callable[[int, int], LocalFeatures]


def _fill(store: Store, *items: NewReference) -> None:
    with store.writer() as writer:
        for item in items:
            writer.add(item)


def test_what_was_added_comes_back_whole(
    store: Store, new_reference: Make, new_features: MakeFeatures
) -> None:
    item = new_reference(
        "heap.jpg", source=SOURCE, features=new_features(7, 1), proxy=b"\xff\xd8jpeg"
    )
    _fill(store, item)
    id = item.reference.id
    with store.reader() as reader:
        assert reader.get(id) == item.reference
        assert reader.fingerprints(id) == item.fingerprints
        assert reader.features(id) == item.features
        assert reader.proxy(id) == item.proxy
        assert reader.has(item.reference.sha256)
        assert [r.id for r in reader.list()] == [id]


def test_a_reference_without_extras_has_none(store: Store, new_reference: Make) -> None:
    item = new_reference("bare.jpg", fingerprints=())
    _fill(store, item)
    with store.reader() as reader:
        id = item.reference.id
        assert reader.features(id) is None
        assert reader.proxy(id) is None
        assert reader.fingerprints(id) == ()
        assert not reader.get(id).has_proxy
        assert not reader.has("0" * 64)


def test_adding_again_changes_nothing(
    store: Store, new_reference: Make, new_features: MakeFeatures
) -> None:
    item = new_reference("a.jpg", source=SOURCE, features=new_features(3, 1), proxy=b"j")
    with store.writer() as writer:
        assert writer.add(item) == "added"
    with store.writer(LATER) as writer:
        assert writer.add(item) == "unchanged"
        assert writer.add(new_reference("a.jpg", fingerprints=())) == "unchanged"
    with store.reader() as reader:
        assert reader.info().as_of == "2026-03-01T10:00:00Z"
        assert reader.get(item.reference.id).source == SOURCE
        assert reader.features(item.reference.id) == item.features


def test_a_new_source_or_fingerprint_version_updates(store: Store, new_reference: Make) -> None:
    _fill(store, new_reference("a.jpg", source=SOURCE))
    other = dataclasses.replace(SOURCE, publisher="BBC")
    newer = (Fingerprint(kind="phash64", version="2", bits=64, value="00" * 8),)
    with store.writer(LATER) as writer:
        assert writer.add(new_reference("a.jpg", source=other)) == "updated"
        assert writer.add(new_reference("a.jpg", fingerprints=newer)) == "updated"
    with store.reader() as reader:
        (reference,) = reader.list()
        assert reference.source == other
        held = reader.fingerprints(reference.id)
        assert tuple(print for print in held if print.kind == "phash64") == newer
        assert {print.kind for print in held} > {"phash64"}, "kinds that were not given stay"
        assert reader.info().as_of == LATER


def test_features_arrive_later_and_follow_the_version(
    store: Store, new_reference: Make, new_features: MakeFeatures
) -> None:
    _fill(store, new_reference("a.jpg"))
    first = new_features(4, 1)
    second = dataclasses.replace(new_features(5, 2), version="2")
    with store.writer() as writer:
        assert writer.add(new_reference("a.jpg", features=first)) == "updated"
        assert writer.add(new_reference("a.jpg", features=second)) == "updated"
    with store.reader() as reader:
        (reference,) = reader.list()
        assert reader.features(reference.id) == second
        assert len(reader.signatures("rootsift", "1").ids) == 0
        assert reader.signatures("rootsift", "2").values.tobytes() == signature(second)


def test_removing_leaves_nothing_behind(
    store: Store, new_reference: Make, new_features: MakeFeatures
) -> None:
    gone = new_reference("gone.jpg", features=new_features(3, 1), proxy=b"j")
    kept = new_reference("kept.jpg", features=new_features(2, 2))
    _fill(store, gone, kept)
    with store.writer(LATER) as writer:
        writer.remove(gone.reference.id)
        with pytest.raises(ReferenceMissing):
            writer.remove(gone.reference.id)
    with store.reader() as reader:
        assert [r.id for r in reader.list()] == [kept.reference.id]
        assert list(reader.codes("phash64", "1").ids) == [kept.reference.id]
        assert reader.signatures("rootsift", "1").ids == (kept.reference.id,)
        assert {c.count for c in reader.coverage()} == {1}
        assert reader.info().count == 1
        for question in (reader.get, reader.proxy, reader.features, reader.fingerprints):
            with pytest.raises(ReferenceMissing):
                question(gone.reference.id)


def test_update_source_replaces_the_record(store: Store, new_reference: Make) -> None:
    item = new_reference("a.jpg", source=SOURCE)
    _fill(store, item)
    with store.writer(LATER) as writer:
        writer.update_source(item.reference.id, Source(note="taken down"))
        with pytest.raises(ReferenceMissing):
            writer.update_source("0" * 16, SOURCE)
        with pytest.raises(InvalidValue):
            writer.update_source(item.reference.id, Source(url="javascript:alert(1)"))
    with store.reader() as reader:
        assert reader.get(item.reference.id).source == Source(note="taken down")


def test_resolve_takes_the_shortest_unique_beginning(store: Store, new_reference: Make) -> None:
    items = [new_reference(f"{n}.jpg") for n in range(20)]
    _fill(store, *items)
    ids = [item.reference.id for item in items]
    with store.reader() as reader:
        for item in items:
            assert reader.resolve(item.reference.id) == item.reference.id
            assert reader.resolve(item.reference.sha256.upper()) == item.reference.id
        doubled = next(d for d in "0123456789abcdef" if sum(i.startswith(d) for i in ids) > 1)
        with pytest.raises(ReferenceAmbiguous):
            reader.resolve(doubled)
        for nonsense in ("", "*", "zz", "0" * 65, "' OR 1"):
            with pytest.raises(ReferenceMissing):
                reader.resolve(nonsense)


def test_list_is_in_order_of_addition_and_can_be_paged(store: Store, new_reference: Make) -> None:
    items = [new_reference(f"{n}.jpg", added_at=f"2026-01-0{9 - n}T00:00:00Z") for n in range(5)]
    _fill(store, *items)
    wanted = [item.reference.id for item in reversed(items)]
    with store.reader() as reader:
        assert [r.id for r in reader.list()] == wanted
        assert [r.id for r in reader.list(limit=2, offset=1)] == wanted[1:3]
        assert list(reader.list(offset=9)) == []


def test_exact_tells_bytes_from_pixels(store: Store, new_reference: Make) -> None:
    one = new_reference("one.jpg", pixel_sha256="ab" * 32)
    two = new_reference("two.png", pixel_sha256="ab" * 32)
    _fill(store, one, two, new_reference("three.jpg"))
    with store.reader() as reader:
        assert reader.exact(two.reference.sha256, "ab" * 32) == (
            (two.reference.id, "identical"),
            (one.reference.id, "same-pixels"),
        )
        assert reader.exact("0" * 64, "1" * 64) == ()
        assert reader.exact("", "") == ()


def test_codes_and_signatures_line_up_with_their_ids(
    store: Store, new_reference: Make, new_features: MakeFeatures
) -> None:
    items = [new_reference(f"{n}", features=new_features(n, n) if n else None) for n in range(4)]
    _fill(store, *items)
    with store.reader() as reader:
        codes = reader.codes("phash256", "1")
        assert codes.bits == 256
        for id, row in zip(codes.ids, codes.values, strict=True):
            stored = {f.kind: f.value for f in reader.fingerprints(id)}
            assert row.tobytes().hex() == stored["phash256"]
        signed = reader.signatures("rootsift", "1")
        assert np.diff(signed.starts).tolist() == [1, 2, 3]
        for position, id in enumerate(signed.ids):
            rows = signed.values[signed.starts[position] : signed.starts[position + 1]]
            features = reader.features(id)
            assert features is not None
            assert rows.tobytes() == signature(features)
        assert reader.codes("phash256", "other").values.shape[0] == 0
        assert reader.signatures("rootsift", "other").starts.tolist() == [0]


def test_near_finds_the_nearest_first(store: Store, new_reference: Make) -> None:
    def code(bits: int) -> Fingerprint:
        value = (((1 << bits) - 1) | 1 << 255).to_bytes(32)
        return Fingerprint(kind="phash256", version="1", bits=256, value=value.hex())

    items = [new_reference(f"{n}", fingerprints=(code(n),)) for n in (9, 3, 5, 3, 40)]
    items[3] = new_reference("another 3", fingerprints=(code(3),))
    _fill(store, *items)
    with store.writer(LATER) as writer:
        writer.add(new_reference("9", fingerprints=(code(4),)))
    ids = [item.reference.id for item in items]
    queries = {7: bytes(32), 2: bytes.fromhex(code(0).value), 4: bytes([255] * 32)}
    with store.reader() as reader:

        def near(limit: int) -> list[tuple[str, int, int]]:
            found = reader.near("phash256", "1", queries, allowed=5, limit=limit)
            return [(hit.reference_id, hit.distance, hit.query) for hit in found]

        assert near(9) == [(ids[1], 3, 2), (ids[3], 3, 2), (ids[0], 4, 2), (ids[2], 5, 2)]
        assert near(2) == near(9)[:2]
        assert reader.near("phash256", "1", {0: bytes(8)}, allowed=64, limit=9) == ()
        assert reader.near("phash256", "other", queries, allowed=5, limit=9) == ()


def test_coverage_counts_kinds_and_versions(
    store: Store, new_reference: Make, new_features: MakeFeatures
) -> None:
    _fill(store, new_reference("a", features=new_features(2, 1)), new_reference("b"))
    with store.reader() as reader:
        counts = [(c.kind, c.version, c.count) for c in reader.coverage()]
    assert counts == [
        ("dhash64", "1", 2),
        ("phash256", "1", 2),
        ("phash64", "1", 2),
        ("rootsift", "1", 1),
    ]


def test_equal_content_has_equal_snapshots(
    tmp_path: Path, shared_set: Callable[[str], str], new_reference: Make
) -> None:
    """In whatever order it came, and in whatever store it is."""
    a, b = new_reference("a.jpg", source=SOURCE), new_reference("b.jpg")
    digests = []
    for number, items in enumerate(((a, b), (b, a))):
        folder = tmp_path / str(number)
        folder.mkdir()
        for make in _STORES.values():
            store = make(folder, shared_set)
            with store.writer(f"2026-0{number + 1}-01T00:00:00Z") as writer:
                for item in items:
                    writer.add(item)
            with store.reader() as reader:
                digests.append(reader.info().snapshot)
    assert len(set(digests)) == 1
    assert len(digests[0]) == 64


def test_every_change_of_content_changes_the_snapshot(store: Store, new_reference: Make) -> None:
    seen = []

    def look() -> None:
        with store.reader() as reader:
            seen.append(reader.info().snapshot)

    item = new_reference("a.jpg")
    with store.writer() as writer:
        look()
        writer.add(item)
        look()  # while the writer is still open: the digest is worked out on reading
        writer.update_source(item.reference.id, SOURCE)
    look()
    with store.writer() as writer:
        writer.update_source(item.reference.id, dataclasses.replace(SOURCE, rights="CC BY"))
    look()
    with store.writer() as writer:
        writer.remove(item.reference.id)
    look()
    assert len(set(seen)) == 4
    assert seen[0] == seen[-1]


def test_a_reader_keeps_to_the_state_it_was_opened_on(store: Store, new_reference: Make) -> None:
    _fill(store, new_reference("a.jpg"))
    late = new_reference("late.jpg")
    with store.reader() as reader, store.writer(LATER) as writer:
        writer.add(late)
        assert not reader.has(late.reference.sha256)
        assert reader.info().count == 1
        assert len(reader.codes("phash64", "1").ids) == 1
        with store.reader() as newer:
            assert newer.has(late.reference.sha256)


def test_text_of_strangers_is_made_harmless(store: Store, new_reference: Make) -> None:
    item = new_reference("evil\x1b[31m\udce4.jpg", source=Source(caption="a\u202eb\nc\ud800"))
    _fill(store, item)
    with store.reader() as reader:
        reference = reader.get(item.reference.id)
    assert reference.name == "evil\\x1b[31m\\udce4.jpg"
    assert reference.source.caption == "a\\u202eb\nc\\ud800"


def test_features_that_do_not_fit_their_count_are_refused(
    store: Store, new_reference: Make, new_features: MakeFeatures
) -> None:
    cut = dataclasses.replace(new_features(3, 1), count=4)
    with store.writer() as writer, pytest.raises(ValueError, match="rows"):
        writer.add(new_reference("a.jpg", features=cut))
    with store.reader() as reader:
        assert reader.info().count == 0
