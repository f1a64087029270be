"""Made-up references: local features mixed of those of photographs, in any number."""

import functools
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from provcheck.fingerprint import FEATURES_KIND, FEATURES_VERSION
from provcheck.model import LocalFeatures
from provcheck.references.segments import write_segment

_SIDE = (1024, 768)
_TOWARDS = 0.35  # so far a descriptor is moved towards another one


def made_up(pool: Sequence[LocalFeatures], number: int) -> LocalFeatures:
    """As many features as one of the pool has, drawn from all of it, each descriptor moved towards
    another one and each keypoint put elsewhere; ``number`` decides all."""
    descriptors, keypoints = _pooled(tuple(pool))
    rng = np.random.default_rng(number)
    count = pool[int(rng.integers(len(pool)))].count
    first, second = rng.integers(len(descriptors), size=(2, count))
    mixed = descriptors[first] * (1 - _TOWARDS) + descriptors[second] * _TOWARDS
    points = keypoints[first].copy()
    points[:, :2] = rng.uniform(0, 1, (count, 2)) * _SIDE
    points[:, 3] = rng.uniform(0, 360, count)
    return LocalFeatures(
        kind=FEATURES_KIND,
        version=FEATURES_VERSION,
        width=_SIDE[0],
        height=_SIDE[1],
        count=count,
        keypoints=points.astype("<f4").tobytes(),
        descriptors=np.rint(mixed).astype(np.uint8).tobytes(),
    )


def made_up_id(number: int) -> str:
    return f"{number + (1 << 60):016x}"


def write_made_up(folder: Path, pool: Sequence[LocalFeatures], numbers: range) -> Path:
    """A segment of made-up references."""

    def items() -> Iterator[tuple[str, LocalFeatures]]:
        for number in numbers:
            yield made_up_id(number), made_up(pool, number)

    return write_segment(folder, items())


@functools.lru_cache(maxsize=1)
def _pooled(
    pool: tuple[LocalFeatures, ...],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """All descriptors (n, 128) and keypoints (n, 4) of the pool."""
    descriptors = [np.frombuffer(f.descriptors, np.uint8).reshape(-1, 128) for f in pool]
    keypoints = [np.frombuffer(f.keypoints, "<f4").reshape(-1, 4) for f in pool]
    return np.concatenate(descriptors).astype(np.float32), np.concatenate(keypoints)
