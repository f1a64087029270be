"""Peers that hash the whole picture: imagehash, and Meta's PDQ."""

import functools
import importlib.util
import io
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.copydetection.adapters.answer import MOST, Answer, NotInstalledError
from benchmarks.copydetection.references import Reference

Bits = NDArray[np.bool_]
"""(hashes, bits)."""

# PDQ's authors discard hashes of a quality of 49 or less (Meta, "The TMK+PDQF Video-Hashing
# Algorithm and the PDQ Image-Hashing Algorithm", 2019).
_PDQ_QUALITY = 49


@dataclass
class WholeHash:
    """Compares one hash of each reference with one or more of the query; score: equal bits."""

    name: str
    of_reference: Callable[[Image.Image], Bits]
    of_query: Callable[[Image.Image], Bits]
    names: list[str] = field(default_factory=list)
    codes: Bits = field(default_factory=lambda: np.zeros((0, 0), np.bool_))

    def prepare(self, references: Sequence[Reference], folder: Path, jobs: int) -> None:
        with ThreadPoolExecutor(jobs) as pool:
            made = list(pool.map(lambda r: self.of_reference(_opened(r.content)), references))
        rows = [(r.name, bits[0]) for r, bits in zip(references, made, strict=True) if len(bits)]
        self.names = [name for name, _ in rows]
        self.codes = np.array([bits for _, bits in rows])

    def query(self, content: bytes) -> list[Answer]:
        asked = self.of_query(_opened(content))
        if not len(asked) or not len(self.codes):
            return []
        equal = np.max([(self.codes == bits).mean(axis=1) for bits in asked], axis=0)
        best = np.argsort(-equal, kind="stable")[:MOST]
        return [Answer(self.names[row], float(equal[row])) for row in best]


def phash(side: int) -> WholeHash:
    """imagehash, ``side`` x ``side`` bits."""
    bits = functools.partial(_phash, side)
    return WholeHash(f"phash {side * side}", bits, bits)


def dhash(side: int) -> WholeHash:
    bits = functools.partial(_dhash, side)
    return WholeHash(f"dhash {side * side}", bits, bits)


def pdq(*, eight: bool) -> WholeHash:
    """PDQ (pdqhash, MIT); ``eight``: the query turned and mirrored as well."""
    if importlib.util.find_spec("pdqhash") is None:
        raise NotInstalledError("pdqhash")
    return WholeHash("PDQ x8" if eight else "PDQ", _pdq, _pdq_eight if eight else _pdq)


def _phash(side: int, picture: Image.Image) -> Bits:
    return np.asarray(imagehash.phash(picture, hash_size=side).hash).reshape(1, -1)


def _dhash(side: int, picture: Image.Image) -> Bits:
    return np.asarray(imagehash.dhash(picture, hash_size=side).hash).reshape(1, -1)


def _pdq(picture: Image.Image) -> Bits:
    bits, quality = importlib.import_module("pdqhash").compute(np.asarray(picture))
    return np.asarray([bits] if quality > _PDQ_QUALITY else [], np.bool_)


def _pdq_eight(picture: Image.Image) -> Bits:
    bits, quality = importlib.import_module("pdqhash").compute_dihedral(np.asarray(picture))
    return np.asarray(bits if quality > _PDQ_QUALITY else [], np.bool_)


def _opened(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content)) as opened:
        return opened.convert("RGB")
