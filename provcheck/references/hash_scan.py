"""Comparing a subject's hashes with every stored one, exactly, in one pass over memory."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provcheck.references.code_file import CodeFile
from provcheck.references.store import Codes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Codes that are compared together: they, and what is worked out about them, stay in a core's
# second-level cache (``python -m benchmarks.hashscan`` prints the time a code takes).
_CHUNK = 16_384
# Numpy counts bits without the interpreter's lock; below so many codes a thread costs more than
# it saves. Where the environment asks libraries for one thread (our own workers do), there is one.
_WORTH_THREADS = 500_000
_MOST_THREADS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Stored codes near the subject's, by row: ``rows`` (n,), ``distance`` (n,) in bits and
    ``query`` (n,), the key of the query that is nearest (the first among equals)."""

    rows: NDArray[np.intp]
    distance: NDArray[np.uint16]
    query: NDArray[np.intp]


def near(stored: Codes | CodeFile, queries: Mapping[int, bytes], allowed: int) -> Near:
    """All living rows of which at most ``allowed`` bits differ from one of the queries.

    Codes of other lengths than whole words of 8 bytes are compared byte by byte.
    """
    import numpy as np

    word = np.dtype(np.uint64 if stored.values.shape[1] % 8 == 0 else np.uint8)
    words = stored.values.view(word)
    asked = [(key, np.frombuffer(value, dtype=word)) for key, value in queries.items()]
    threads = _threads(len(words))
    size = max(1, -(-len(words) // threads))
    spans = [range(start, min(start + size, len(words))) for start in range(0, len(words), size)]
    if len(spans) < 2:
        found = [_near_in(words, asked, allowed, span) for span in spans]
    else:
        with ThreadPoolExecutor(threads) as pool:
            found = list(pool.map(lambda span: _near_in(words, asked, allowed, span), spans))
    rows = np.concatenate([np.empty(0, np.intp), *(part.rows for part in found)])
    living = ~np.isin(rows, stored.dead) if len(stored.dead) else np.ones(len(rows), bool)
    return Near(
        rows=rows[living],
        distance=np.concatenate([np.empty(0, np.uint16), *(p.distance for p in found)])[living],
        query=np.concatenate([np.empty(0, np.intp), *(part.query for part in found)])[living],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A stored code near the subject's: ``number`` of its reference, ``distance`` in bits and
    ``query``, the key of the query that is nearest (the first among equals)."""

    number: int
    distance: int
    query: int


def nearest(stored: CodeFile, queries: Mapping[int, bytes], allowed: int, limit: int) -> list[Hit]:
    """The first ``limit`` of what :func:`near` finds: nearest first, then by number."""
    import numpy as np

    hits = near(stored, queries, allowed)
    numbers = stored.numbers[hits.rows]
    return [
        Hit(number=int(numbers[hit]), distance=int(hits.distance[hit]), query=int(hits.query[hit]))
        for hit in np.lexsort((numbers, hits.distance))[:limit]
    ]


def distance_between(one: bytes, other: bytes) -> int:
    """The number of bits in which two codes of equal length differ."""
    return (int.from_bytes(one) ^ int.from_bytes(other)).bit_count()


def _near_in(
    words: NDArray[np.uint64] | NDArray[np.uint8],
    asked: list[tuple[int, NDArray[np.uint64] | NDArray[np.uint8]]],
    allowed: int,
    span: range,
) -> Near:
    import numpy as np

    rows, distances, queries = [], [], []
    for start in range(span.start, span.stop, _CHUNK):
        # Turned once for all queries: a word of all codes after the other, as the loops read them.
        columns = np.ascontiguousarray(words[start : min(start + _CHUNK, span.stop)].T)
        best = np.full(columns.shape[1], np.iinfo(np.uint16).max, dtype=np.uint16)
        which = np.zeros(columns.shape[1], dtype=np.intp)
        for key, query in asked:
            # A sum in bytes would wrap: an exact inverse of 256 bits would be at distance 0.
            bits = np.bitwise_count(columns[0] ^ query[0]).astype(np.uint16)
            for column, value in zip(columns[1:], query[1:], strict=True):
                bits += np.bitwise_count(column ^ value)
            if (closer := np.flatnonzero((bits <= allowed) & (bits < best))).size:
                best[closer] = bits[closer]
                which[closer] = key
        if (hits := np.flatnonzero(best <= allowed)).size:
            rows.append(hits + start)
            distances.append(best[hits])
            queries.append(which[hits])
    return Near(
        rows=np.concatenate([np.empty(0, np.intp), *rows]),
        distance=np.concatenate([np.empty(0, np.uint16), *distances]),
        query=np.concatenate([np.empty(0, np.intp), *queries]),
    )


def _threads(count: int) -> int:
    if count < _WORTH_THREADS or os.environ.get("OMP_NUM_THREADS") == "1":
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(cores or 1, _MOST_THREADS))
