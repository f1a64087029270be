"""A digest of a set's content that one addition or removal changes without reading the rest.

LtHash (Lewi, Kim, Maykov and Weis, "Securing Update Propagation with Homomorphic Hashing", 2019):
each record is hashed to 1,024 numbers of 16 bits, and a set's state is their sum. The order of
changes does not matter, and finding two sets with one sum is a hard lattice problem.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

_BYTES = 2048

EMPTY = bytes(_BYTES)
"""The state of a set without references."""


def with_record(state: bytes, id: str, source: str) -> bytes:
    """The state after a reference with this source record (text of ``encode_source``) came in."""
    return _summed(state, [(id, source)], +1)


def without_record(state: bytes, id: str, source: str) -> bytes:
    """The state after it went out."""
    return _summed(state, [(id, source)], -1)


def state_of(records: Iterable[tuple[str, str]]) -> bytes:
    """The state of a set with these records (id, source), in any order."""
    return _summed(EMPTY, records, +1)


def digest_of(state: bytes) -> str:
    """The digest by which reports name a state of a set: 64 hex digits."""
    return hashlib.sha256(state).hexdigest()


def _summed(state: bytes, records: Iterable[tuple[str, str]], sign: int) -> bytes:
    """Raises ValueError when the state is none."""
    import numpy as np

    if len(state) != _BYTES:
        raise ValueError("the digest of the content is cut off")
    total = np.frombuffer(state, dtype="<u2").copy()
    for id, source in records:
        hashed = hashlib.shake_128(f"{id}\t{source}".encode()).digest(_BYTES)
        lanes = np.frombuffer(hashed, dtype="<u2")
        total = total + lanes if sign > 0 else total - lanes
    return total.tobytes()
