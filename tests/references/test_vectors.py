"""Learned vectors: the nearest few by cosine, exactly, and never of two models."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from provcheck.model import Fingerprint
from provcheck.references import vectors
from provcheck.references.store import Codes
from provcheck.references.vectors import MOST_ALIKE, PROPOSING_SIMILARITY, most_alike

DIMENSIONS = 64


def _stored(rows: NDArray[np.int8], version: str = "m-1") -> Codes:
    return Codes(
        kind="learned",
        version=version,
        bits=8 * rows.shape[1],
        ids=tuple(f"{number:016x}" for number in range(len(rows))),
        values=rows.view(np.uint8),
        dead=np.empty(0, dtype=np.int64),
    )


def _vector(values: NDArray[np.int8], version: str = "m-1", kind: str = "learned") -> Fingerprint:
    content = values.astype(np.int8).tobytes()
    return Fingerprint(kind=kind, version=version, bits=8 * len(content), value=content.hex())


def _random(count: int, seed: int = 0) -> NDArray[np.int8]:
    spread = np.random.default_rng(seed).normal(size=(count, DIMENSIONS))
    return np.rint(spread / np.abs(spread).max(axis=1, keepdims=True) * 127).astype(np.int8)


def test_the_nearest_reference_is_proposed_with_its_cosine() -> None:
    rows = _random(500)
    noisy = np.clip(rows[42] + np.random.default_rng(1).integers(-20, 21, DIMENSIONS), -127, 127)
    found = most_alike(_stored(rows), {"normal": _vector(noisy)})
    a, b = noisy.astype(float), rows[42].astype(float)
    assert found[0].reference_id == f"{42:016x}"
    assert found[0].orientation == "normal"
    assert found[0].similarity == pytest.approx(a @ b / np.sqrt((a @ a) * (b @ b)), abs=1e-5)
    assert len(found) <= MOST_ALIKE


def test_a_mirrored_subject_is_found_under_mirrored() -> None:
    rows = _random(50)
    vectors = {"normal": _vector(_random(1, seed=9)[0]), "mirrored": _vector(rows[7])}
    found = most_alike(_stored(rows), vectors)
    assert (found[0].reference_id, found[0].orientation) == (f"{7:016x}", "mirrored")
    assert found[0].similarity == pytest.approx(1, abs=1e-5)


def test_only_a_few_are_proposed_nearest_first_and_in_the_sets_order() -> None:
    rows = np.repeat(_random(1), 10, axis=0)
    rows[8] = _random(1, seed=3)[0]
    found = most_alike(_stored(rows), {"normal": _vector(rows[0])})
    assert [alike.reference_id for alike in found] == [f"{n:016x}" for n in range(MOST_ALIKE)]


def test_unlike_references_are_not_proposed() -> None:
    rows = _random(200)
    opposite = (-rows[3].astype(int)).astype(np.int8)
    found = most_alike(_stored(rows[3:4]), {"normal": _vector(opposite)})
    assert found == ()
    stranger = most_alike(_stored(rows), {"normal": _vector(_random(1, seed=5)[0])})
    assert all(alike.similarity >= PROPOSING_SIMILARITY for alike in stranger)


@pytest.mark.parametrize(
    "other",
    [
        _vector(_random(1)[0], version="n-1"),
        _vector(_random(1)[0], kind="phash64"),
        _vector(_random(1)[0][:32]),
    ],
)
def test_values_of_other_models_are_never_compared(other: Fingerprint) -> None:
    assert most_alike(_stored(_random(5)), {"normal": other}) == ()


def test_empty_sets_missing_vectors_and_zeros() -> None:
    rows = np.zeros((3, DIMENSIONS), dtype=np.int8)
    query = {"normal": _vector(_random(1)[0])}
    assert most_alike(_stored(rows[:0]), query) == ()
    assert most_alike(_stored(rows), query) == ()
    assert most_alike(_stored(_random(3)), {}) == ()
    assert most_alike(_stored(_random(3)), {"normal": _vector(rows[0])}) == ()


@given(st.integers(1, 40), st.integers(1, 50), st.integers(0, 2**32 - 1))
def test_rows_taken_in_parts_give_what_all_at_once_give(count: int, part: int, seed: int) -> None:
    rows = np.random.default_rng(seed).integers(-128, 128, (count, 16)).astype(np.int8)
    query = {"normal": _vector(rows[seed % count])}
    whole = most_alike(_stored(rows), query)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors, "_ROWS", part)
        parts = most_alike(_stored(rows), query)
    assert [alike.reference_id for alike in parts] == [alike.reference_id for alike in whole]
