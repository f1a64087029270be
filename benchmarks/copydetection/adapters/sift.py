"""A peer as it is commonly built: SIFT, an approximate index, votes, RANSAC (OpenCV, faiss)."""

import functools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.copydetection.adapters.answer import Answer, NotInstalledError
from benchmarks.copydetection.references import Reference

Floats = NDArray[np.float32]

_SIDE = 800  # pixels, long side
_FEATURES = 600
_RATIO = 0.8  # Lowe 2004
_TOLERANCE = 5.0  # pixels
_VERIFIED = 5
_LISTS = 128
_PROBES = 8
_NEIGHBOURS = 3


@dataclass(frozen=True)
class Local:
    """``points``: (n, 2) pixels; ``descriptors``: (n, 128)."""

    points: Floats
    descriptors: Floats


@dataclass
class Sift:
    """Score: inliers of a homography, of the upright or the mirrored query."""

    name: str = "SIFT+RANSAC"
    names: list[str] = field(default_factory=list)
    features: list[Local] = field(default_factory=list)
    path: Path | None = None

    def prepare(self, references: Sequence[Reference], folder: Path, jobs: int) -> None:
        if find_spec("faiss") is None:
            raise NotInstalledError("faiss-cpu")
        import faiss

        with ThreadPoolExecutor(jobs) as pool:
            self.features = list(pool.map(lambda r: _extract(_grey(r.content)), references))
        self.names = [reference.name for reference in references]
        together = np.concatenate([found.descriptors for found in self.features])
        lists = min(_LISTS, max(1, len(together) // 40))  # faiss asks for 39 points a list
        index = faiss.IndexIVFFlat(faiss.IndexFlatL2(128), 128, lists)
        index.train(together)
        owners = np.repeat(
            np.arange(len(self.features)), [len(found.points) for found in self.features]
        )
        index.add_with_ids(together, owners)
        self.path = folder / "sift.faiss"
        faiss.write_index(index, str(self.path))

    def query(self, content: bytes) -> list[Answer]:
        grey = _grey(content)
        inliers: dict[int, int] = {}
        for picture in (grey, cv2.flip(grey, 1)):
            asked = _extract(np.asarray(picture, np.uint8))
            for row in self._voted(asked):
                found = _verified(asked, self.features[row])
                inliers[row] = max(found, inliers.get(row, 0))
        ranked = sorted(inliers, key=lambda row: (-inliers[row], row))
        return [
            Answer(self.names[row], inliers[row], detail=f"{inliers[row]} inliers")
            for row in ranked
        ]

    def _voted(self, asked: Local) -> list[int]:
        """The references that most features of the query are nearest to."""
        assert self.path is not None
        if not len(asked.points):
            return []
        _, owners = _index(self.path).search(asked.descriptors, _NEIGHBOURS)
        votes = np.bincount(owners[owners >= 0], minlength=len(self.names))
        best = np.argsort(-votes, kind="stable")[:_VERIFIED]
        return [int(row) for row in best if votes[row]]


def _grey(content: bytes) -> NDArray[np.uint8]:
    grey = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert grey is not None
    scale = _SIDE / max(grey.shape)
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(grey, np.uint8)


def _extract(grey: NDArray[np.uint8]) -> Local:
    points, descriptors = cv2.SIFT.create(nfeatures=_FEATURES).detectAndCompute(grey, None)
    if descriptors is None:
        return Local(np.zeros((0, 2), np.float32), np.zeros((0, 128), np.float32))
    places = np.array([point.pt for point in points], np.float32)
    return Local(places, np.asarray(descriptors, np.float32))


def _verified(asked: Local, known: Local) -> int:
    """Inliers of the homography between the pairs that pass the ratio test."""
    if len(asked.points) < 4 or len(known.points) < 4:
        return 0
    pairs = cv2.BFMatcher().knnMatch(asked.descriptors, known.descriptors, k=2)
    good = [first for first, second in pairs if first.distance < _RATIO * second.distance]
    # One pair for each feature of the reference: many pairs with one place fit any homography.
    good = list({p.trainIdx: p for p in sorted(good, key=lambda p: -p.distance)}.values())
    if len(good) < 4:
        return 0
    ours = np.array([asked.points[pair.queryIdx] for pair in good])
    theirs = np.array([known.points[pair.trainIdx] for pair in good])
    cv2.setRNGSeed(0)
    matrix, mask = cv2.findHomography(ours, theirs, cv2.RANSAC, _TOLERANCE)
    return int(np.sum(mask)) if matrix is not None else 0


@functools.cache
def _index(path: Path) -> Any:
    import faiss

    index: Any = faiss.read_index(str(path))
    index.nprobe = _PROBES
    return index
