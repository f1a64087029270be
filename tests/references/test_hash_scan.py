"""The scan of all codes against comparing one by one."""

from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from provcheck.references import hash_scan
from provcheck.references.hash_scan import distance_between, near
from provcheck.references.store import Codes

NO_ROWS = np.empty(0, dtype=np.int64)


def _codes(values: NDArray[np.uint8], dead: NDArray[np.int64] = NO_ROWS) -> Codes:
    ids = tuple(f"{n:016x}" for n in range(len(values)))
    bits = 8 * values.shape[1]
    return Codes(kind="phash256", version="1", bits=bits, ids=ids, values=values, dead=dead)


@st.composite
def _scans(draw: st.DrawFn) -> tuple[Codes, dict[int, bytes], int]:
    """Codes of some length that lie near each other, with queries among them."""
    size = draw(st.sampled_from([1, 3, 8, 32]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    count = draw(st.integers(0, 60))
    centre = rng.integers(0, 256, size, dtype=np.uint8)
    flips = rng.integers(0, 256, (count, size), dtype=np.uint8)
    for _ in range(draw(st.integers(0, 3))):
        flips &= rng.integers(0, 256, (count, size), dtype=np.uint8)
    dead = np.flatnonzero(rng.random(count) < 0.2).astype(np.int64)
    queries = {
        n: (centre ^ (rng.integers(0, 256, size, dtype=np.uint8) & n)).astype(np.uint8).tobytes()
        for n in range(draw(st.integers(1, 8)))
    }
    return _codes(centre ^ flips, dead), queries, draw(st.integers(0, 8 * size))


@settings(deadline=None)
@given(_scans())
def test_the_scan_is_that_of_one_by_one(case: tuple[Codes, dict[int, bytes], int]) -> None:
    stored, queries, allowed = case
    expected = {}
    for row, value in enumerate(stored.values):
        by_query = {key: distance_between(q, value.tobytes()) for key, q in queries.items()}
        best = min(by_query, key=lambda key: by_query[key])
        if by_query[best] <= allowed and row not in stored.dead:
            expected[row] = (by_query[best], best)
    found = near(stored, queries, allowed)
    assert {
        int(row): (int(distance), int(query))
        for row, distance, query in zip(found.rows, found.distance, found.query, strict=True)
    } == expected


def test_an_exact_inverse_is_far_away() -> None:
    """256 differing bits do not wrap to none."""
    values = np.zeros((1, 32), dtype=np.uint8)
    assert len(near(_codes(values), {0: b"\xff" * 32}, 62).rows) == 0
    assert near(_codes(values), {0: b"\xff" * 32}, 256).distance.tolist() == [256]


def test_threads_find_what_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    values = rng.integers(0, 256, (70_000, 8), dtype=np.uint8)
    queries = MappingProxyType({n: values[n * 9_999].tobytes() for n in range(8)})
    alone = near(_codes(values), queries, 12)
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setattr(hash_scan, "_WORTH_THREADS", 1000)
    together = near(_codes(values), queries, 12)
    assert len(alone.rows) >= 8
    for one, other in (
        (alone.rows, together.rows),
        (alone.distance, together.distance),
        (alone.query, together.query),
    ):
        assert np.array_equal(one, other)
