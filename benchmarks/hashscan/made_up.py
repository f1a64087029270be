"""Reference sets of any size: real pictures, and made-up codes around theirs and elsewhere."""

import hashlib
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from provcheck.fingerprint import HASH_VERSION
from provcheck.image import Limits, open_subject
from provcheck.ingest import prepare
from provcheck.references import NewReference, open_writer

NOW = "2024-10-23T08:00:00Z"
KINDS = {"dhash64": 8, "phash256": 32, "phash64": 8}
_TOGETHER = 20_000
# Half of the made-up codes lie near a real one, as variants of a picture do, at up to this share
# of differing bits; the others are evenly spread.
_SPREAD = 40 / 256


def make_set(path: Path, pictures: Sequence[Path], count: int, seed: int = 1) -> None:
    """A set of ``count`` references at ``path``: the pictures, and made-up ones without pictures.

    The made-up ones are written to the tables directly; the set's totals are then worked out as
    for a set of an earlier form.
    """
    real = [prepare(open_subject(picture, Limits()), None, now=NOW) for picture in pictures]
    with open_writer(path, now=NOW) as writer:
        for new in real:
            writer.add(new)
    rng = np.random.default_rng(seed)
    centres = {kind: _codes(real, kind) for kind in KINDS}
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        for start in range(len(real), count, _TOGETHER):
            numbers = range(start + 1, min(start + _TOGETHER, count) + 1)
            connection.executemany(
                "INSERT INTO reference VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '{}')",
                _references(numbers),
            )
            for kind, size in KINDS.items():
                values = _around(centres[kind], len(numbers), size, rng)
                connection.executemany(
                    "INSERT INTO fingerprint VALUES (?, ?, ?, ?, ?)",
                    (
                        (kind, HASH_VERSION, number, 8 * size, value.tobytes())
                        for number, value in zip(numbers, values, strict=True)
                    ),
                )
        connection.execute("UPDATE state SET lattice = NULL")
        connection.commit()
    open_writer(path, now=NOW).close()


def _codes(real: Sequence[NewReference], kind: str) -> NDArray[np.uint8]:
    values = [f.value for new in real for f in new.fingerprints if f.kind == kind]
    return np.array([np.frombuffer(bytes.fromhex(value), dtype=np.uint8) for value in values])


def _around(
    centres: NDArray[np.uint8], count: int, size: int, rng: np.random.Generator
) -> NDArray[np.uint8]:
    values = rng.integers(0, 256, (count, size), dtype=np.uint8)
    near = count // 2
    share = rng.uniform(0, _SPREAD, (near, 1))
    flips = np.packbits(rng.random((near, 8 * size), dtype=np.float32) < share, axis=1)
    values[:near] = centres[rng.integers(0, len(centres), near)] ^ flips
    return rng.permutation(values)


def _references(numbers: range) -> Iterator[tuple[object, ...]]:
    for number in numbers:
        sha256 = hashlib.sha256(number.to_bytes(8) + secrets.token_bytes(8)).hexdigest()
        yield (
            number,
            sha256[:16],
            sha256,
            sha256[::-1],
            f"{number}.jpg",
            "image/jpeg",
            1_000_000,
            1920,
            1080,
            NOW,
        )
