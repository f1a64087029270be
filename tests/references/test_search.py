"""Which references are proposed, in which order, and what is left alone."""

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import cv2
import numpy as np
import pytest

from provcheck.model import Candidate, Fingerprint, LocalFeatures, Orientation
from provcheck.references import NewReference, ReferenceReader, open_reader, open_writer, search
from provcheck.references.local_scan import LocalScan
from provcheck.references.local_votes import MAX_DISTANCE
from provcheck.references.signatures import SIGNATURE_BYTES, signature

NOW = "2026-03-01T10:00:00Z"
NOTHING = ("0" * 64, "1" * 64)
Make = Callable[..., NewReference]
MakeFeatures = Callable[[int, int], LocalFeatures]
Sift = Callable[[np.ndarray], LocalFeatures]
Codes = dict[Orientation, tuple[Fingerprint, ...]]


def _code(kind: str, bits: int, value: int, version: str = "1") -> Fingerprint:
    return Fingerprint(kind=kind, version=version, bits=bits, value=f"{value:0{bits // 4}x}")


def _open(path: Path, *items: NewReference) -> ReferenceReader:
    with open_writer(path, now=NOW) as writer:
        for item in items:
            writer.add(item)
    return open_reader(path)


def _ids(candidates: tuple[Candidate, ...]) -> list[str]:
    return [candidate.reference_id for candidate in candidates]


def test_an_empty_set_proposes_nothing(set_path: Path, new_features: MakeFeatures) -> None:
    with _open(set_path) as reader:
        codes: Codes = {"normal": (_code("phash64", 64, 5),)}
        assert search(reader, *NOTHING, codes, [(new_features(50, 1), False)]) == ()


def test_exact_ones_come_first(set_path: Path, new_reference: Make) -> None:
    pixels = "ab" * 32
    bytes_equal = new_reference("z", pixel_sha256=pixels, fingerprints=())
    pixels_equal = new_reference("y", pixel_sha256=pixels, fingerprints=())
    near = new_reference("x", fingerprints=(_code("phash64", 64, 0),))
    codes: Codes = {"normal": (_code("phash64", 64, 1),)}
    with _open(set_path, near, pixels_equal, bytes_equal) as reader:
        found = search(reader, bytes_equal.reference.sha256, pixels, codes, [])
    assert [(c.reference_id, c.exact) for c in found] == [
        (bytes_equal.reference.id, "identical"),
        (pixels_equal.reference.id, "same-pixels"),
        (near.reference.id, None),
    ]
    assert found[2].distances == {"phash64": 1}


@pytest.mark.parametrize(
    ("kind", "bits", "most"), [("phash256", 256, 62), ("phash64", 64, 8), ("dhash64", 64, 8)]
)
def test_hashes_propose_up_to_their_distance(
    set_path: Path, new_reference: Make, kind: str, bits: int, most: int
) -> None:
    items = [
        new_reference(f"{n}", fingerprints=(_code(kind, bits, (1 << n) - 1),))
        for n in (0, most, most + 1, bits)
    ]
    with _open(set_path, *items) as reader:
        found = search(reader, *NOTHING, {"normal": (_code(kind, bits, 0),)}, [])
    # The exact inverse (all bits differ) must not wrap round to a distance of 0.
    assert _ids(found) == [items[0].reference.id, items[1].reference.id]
    assert [c.distances[kind] for c in found] == [0, most]


@pytest.mark.parametrize("orientation", get_args(Orientation))
def test_the_best_orientation_is_kept(
    set_path: Path, new_reference: Make, orientation: Orientation
) -> None:
    item = new_reference("a", fingerprints=(_code("phash256", 256, 0),))
    codes: Codes = {
        name: (_code("phash256", 256, 1 if name == orientation else (1 << 40) - 1),)
        for name in get_args(Orientation)
    }
    with _open(set_path, item) as reader:
        (found,) = search(reader, *NOTHING, codes, [])
    assert (found.orientation, found.distances) == (orientation, {"phash256": 1})


def test_other_versions_and_kinds_are_never_compared(set_path: Path, new_reference: Make) -> None:
    item = new_reference(
        "a", fingerprints=(_code("phash64", 64, 0), _code("novel", 64, 0), _code("dhash64", 64, 0))
    )
    with _open(set_path, item) as reader:
        for code in (_code("phash64", 64, 0, "2"), _code("novel", 64, 0), _code("dhash64", 128, 0)):
            assert search(reader, *NOTHING, {"normal": (code,)}, []) == ()


def test_the_nearest_come_first_and_the_limit_holds(set_path: Path, new_reference: Make) -> None:
    items = [
        new_reference(f"{n}", fingerprints=(_code("phash64", 64, (1 << n) - 1),)) for n in range(8)
    ]
    with _open(set_path, *reversed(items)) as reader:
        codes: Codes = {"normal": (_code("phash64", 64, 0),)}
        found = search(reader, *NOTHING, codes, [], limit=3)
        assert search(reader, *NOTHING, codes, [], limit=3) == found
    assert _ids(found) == [item.reference.id for item in items[:3]]


def test_look_alikes_by_hash_do_not_push_out_a_local_match(
    set_path: Path, new_reference: Make, new_features: MakeFeatures
) -> None:
    features = new_features(60, 1)
    blank = [new_reference(f"b{n}", fingerprints=(_code("phash64", 64, 0),)) for n in range(9)]
    part = new_reference("part", fingerprints=(), features=features)
    with _open(set_path, *blank, part) as reader:
        found = search(
            reader, *NOTHING, {"normal": (_code("phash64", 64, 0),)}, [(features, False)], limit=8
        )
    assert len(found) == 8
    assert found[-1].reference_id == part.reference.id
    assert found[-1].votes == 60


def test_features_of_another_version_are_left_alone(
    set_path: Path, new_reference: Make, new_features: MakeFeatures
) -> None:
    features = new_features(60, 1)
    other = dataclasses.replace(features, version="2")
    with _open(set_path, new_reference("a", features=features), new_reference("b")) as reader:
        assert len(search(reader, *NOTHING, {}, [(features, False)])) == 1
        assert search(reader, *NOTHING, {}, [(other, False)]) == ()
        assert search(reader, *NOTHING, {}, [(new_features(0, 1), False)]) == ()
        assert search(reader, *NOTHING, {}, []) == ()


def test_features_that_agree_on_nothing_are_no_votes(
    set_path: Path, new_reference: Make, new_features: MakeFeatures
) -> None:
    features = new_features(60, 1)
    shuffled = np.frombuffer(features.keypoints, "<f4").reshape(-1, 4).copy()
    rng = np.random.default_rng(2)
    shuffled[:, :2] = rng.uniform(0, 400, (60, 2))
    shuffled[:, 2] = np.exp2(rng.uniform(0, 6, 60))
    shuffled[:, 3] = rng.uniform(0, 360, 60)
    elsewhere = dataclasses.replace(features, keypoints=shuffled.astype("<f4").tobytes())
    with _open(set_path, new_reference("a", features=elsewhere)) as reader:
        assert search(reader, *NOTHING, {}, [(features, False)]) == ()


def test_keypoints_that_are_no_numbers_do_no_harm(
    set_path: Path, new_reference: Make, new_features: MakeFeatures
) -> None:
    features = new_features(60, 1)
    wild = np.full((60, 4), np.nan, "<f4")
    wild[::2] = np.inf
    wild[::3, 2] = -1
    hostile = dataclasses.replace(features, keypoints=wild.tobytes())
    with _open(set_path, new_reference("a", features=hostile)) as reader:
        assert len(search(reader, *NOTHING, {}, [(features, False)])) <= 1


def test_a_repetitive_picture_stays_cheap(
    set_path: Path, new_reference: Make, new_features: MakeFeatures
) -> None:
    one = np.frombuffer(new_features(1, 1).descriptors, np.uint8)
    wall = dataclasses.replace(new_features(500, 1), descriptors=np.tile(one, 500).tobytes())
    items = [new_reference(f"wall{n}", features=wall) for n in range(20)]
    with _open(set_path, *items) as reader:
        pairs = LocalScan(reader.signatures("rootsift", "1"), reader.features).pairs(wall)
    # 500 x 10,000 equal features are 5,000,000 pairs; one is kept per query feature and reference.
    assert 0 < len(pairs.query) <= 500 * 20


class _Gallery:
    """Real photographs among made-up distractors mixed from real descriptors."""

    def __init__(self, path: Path, sift: Sift, make: Make) -> None:
        self.pictures = _photographs()
        features = {name: sift(picture) for name, picture in self.pictures.items()}
        items = [make(name, fingerprints=(), features=f) for name, f in features.items()]
        items += [
            make(f"mix{n}", fingerprints=(), features=f)
            for n, f in enumerate(_mixed(tuple(features.values()), 150))
        ]
        self.reader = _open(path, *items)
        self.names = {item.reference.id: item.reference.name for item in items}


def _photographs() -> dict[str, np.ndarray]:
    skimage_data = pytest.importorskip("skimage").data
    sklearn_images = pytest.importorskip("sklearn.datasets").load_sample_images()
    found = {
        name: getattr(skimage_data, name)()
        for name in ("astronaut", "coffee", "chelsea", "rocket", "camera")
    }
    found |= dict(zip(("china", "flower"), sklearn_images.images, strict=True))
    return {
        name: picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
        for name, picture in found.items()
    }


def _mixed(sources: tuple[LocalFeatures, ...], count: int) -> Iterator[LocalFeatures]:
    rng = np.random.default_rng(11)
    descriptors = np.concatenate(
        [np.frombuffer(f.descriptors, np.uint8).reshape(-1, 128) for f in sources]
    )
    keypoints = np.concatenate([np.frombuffer(f.keypoints, "<f4").reshape(-1, 4) for f in sources])
    for _ in range(count):
        share = rng.uniform(0, 0.4, (300, 1))
        one, other, place = (rng.integers(0, len(descriptors), 300) for _ in range(3))
        mixed = descriptors[one] * (1 - share) + descriptors[other] * share
        mixed += rng.normal(0, 6, mixed.shape)
        yield dataclasses.replace(
            sources[0],
            count=300,
            keypoints=keypoints[place].tobytes(),
            descriptors=np.clip(mixed, 0, 255).astype(np.uint8).tobytes(),
        )


def _attacked(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A crop of 25 to 60 % of the area, resized, saved as JPEG quality 50."""
    side = np.sqrt(rng.uniform(0.25, 0.6))
    height, width = (int(length * side) for length in picture.shape)
    top, left = (
        int(rng.uniform(0, full - part))
        for full, part in zip(picture.shape, (height, width), strict=True)
    )
    part = picture[top : top + height, left : left + width]
    size = rng.uniform(0.6, 1.3)
    part = cv2.resize(part, None, fx=size, fy=size, interpolation=cv2.INTER_AREA)
    _, jpeg = cv2.imencode(".jpg", part, [cv2.IMWRITE_JPEG_QUALITY, 50])
    return cv2.imdecode(jpeg, cv2.IMREAD_GRAYSCALE)


@pytest.fixture(scope="module")
def gallery(
    tmp_path_factory: pytest.TempPathFactory, sift: Sift, new_reference: Make
) -> Iterator[_Gallery]:
    built = _Gallery(tmp_path_factory.mktemp("gallery") / "set.db", sift, new_reference)
    with built.reader:
        yield built


@pytest.mark.parametrize("flip", [False, True])
@pytest.mark.parametrize("quarter_turns", [0, 1, 3])
def test_parts_of_real_photographs_are_found(
    gallery: _Gallery, sift: Sift, flip: bool, quarter_turns: int
) -> None:
    rng = np.random.default_rng(quarter_turns)
    turn = "" if quarter_turns == 0 else f"rotated-{quarter_turns * 90}"
    wanted = "-".join(word for word in ("mirrored" if flip else "", turn) if word) or "normal"
    for name, picture in gallery.pictures.items():
        subject = _attacked(picture, rng)
        subject = subject[:, ::-1] if flip else subject
        subject = np.ascontiguousarray(np.rot90(subject, -quarter_turns))
        flipped = sift(np.ascontiguousarray(subject[:, ::-1]))
        found = search(gallery.reader, *NOTHING, {}, [(sift(subject), False), (flipped, True)])
        assert [gallery.names[c.reference_id] for c in found][:1] == [name]
        assert found[0].orientation == wanted
        assert len(found) <= 3


def test_other_photographs_are_hardly_ever_proposed(gallery: _Gallery, sift: Sift) -> None:
    skimage_data = pytest.importorskip("skimage").data
    proposals = []
    for name in ("coins", "moon", "brick", "grass", "gravel", "page"):
        picture = getattr(skimage_data, name)()
        flipped = sift(np.ascontiguousarray(picture[:, ::-1]))
        proposals.append(
            search(gallery.reader, *NOTHING, {}, [(sift(picture), False), (flipped, True)])
        )
    assert sum(len(found) for found in proposals) <= 2
    assert all(c.votes < 10 for found in proposals for c in found)


def test_pairs_are_those_of_a_full_comparison(gallery: _Gallery, sift: Sift) -> None:
    """The key look-ups find most pairs that comparing everything would find, and no others."""
    query = sift(_attacked(gallery.pictures["china"], np.random.default_rng(3)))
    stored = gallery.reader.signatures("rootsift", "1")
    pairs = LocalScan(stored, gallery.reader.features).pairs(query)
    codes = np.frombuffer(signature(query), np.uint8).reshape(-1, SIGNATURE_BYTES).view(np.uint64)
    words = stored.values.view(np.uint64)
    distances = sum(
        np.bitwise_count(codes[:, part, None] ^ words[None, :, part]).astype(np.uint16)
        for part in (0, 1)
    )
    position = [gallery.names[id] for id in stored.ids].index("china")
    mine = slice(stored.starts[position], stored.starts[position + 1])
    near = np.flatnonzero(distances[:, mine].min(axis=1) <= MAX_DISTANCE)
    found = pairs.query[pairs.reference == position]
    assert len(near) > 50
    assert set(found) <= set(near)
    assert len(found) >= 0.8 * len(near)
    assert np.array_equal(distances[pairs.query, pairs.row], pairs.distance)
    keys = pairs.query * len(stored.ids) + pairs.reference
    assert len(set(keys)) == len(keys)
