"""Makers of references, and of local features with the recipe of the project (RootSIFT)."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from provcheck.model import Fingerprint, LocalFeatures, Reference, Source
from provcheck.references import NewReference

NOW = "2026-03-01T10:00:00Z"


def make_features(count: int, seed: int) -> LocalFeatures:
    rng = np.random.default_rng(seed)
    keypoints = rng.uniform(1, 400, (count, 4)).astype("<f4")
    descriptors = rng.integers(0, 256, (count, 128), dtype=np.uint8)
    return LocalFeatures(
        kind="rootsift",
        version="1",
        width=400,
        height=400,
        count=count,
        keypoints=keypoints.tobytes(),
        descriptors=descriptors.tobytes(),
    )


def make_reference(name: str, **changes: Any) -> NewReference:
    sha256 = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()
    values = np.random.default_rng(int(sha256[:8], 16))
    fields: dict[str, Any] = {
        "pixel_sha256": hashlib.sha256(f"pixels of {sha256}".encode()).hexdigest(),
        "added_at": NOW,
        "source": Source(),
    }
    parts: dict[str, Any] = {
        "fingerprints": tuple(
            Fingerprint(kind=kind, version="1", bits=bits, value=values.bytes(bits // 8).hex())
            for kind, bits in (("dhash64", 64), ("phash256", 256), ("phash64", 64))
        ),
        "features": None,
        "proxy": None,
    }
    parts |= {key: changes.pop(key) for key in tuple(changes) if key in parts}
    fields |= changes
    reference = Reference(
        id=sha256[:16],
        name=name,
        sha256=sha256,
        media_type="image/jpeg",
        byte_size=1234,
        width=640,
        height=480,
        **fields,
    )
    return NewReference(reference=reference, **parts)


def extract_features(gray: np.ndarray, limit: int = 500) -> LocalFeatures:
    """RootSIFT of a grey picture, keypoints spread over a grid of 10 x 10 cells."""
    factor = 800 / max(gray.shape)
    if factor < 1:
        gray = cv2.resize(gray, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    height, width = gray.shape
    found, descriptors = cv2.SIFT_create(nfeatures=3000, contrastThreshold=0.02).detectAndCompute(
        gray, None
    )
    if descriptors is None:
        found, descriptors = (), np.zeros((0, 128), np.float32)
    points = np.array([(k.pt[0], k.pt[1], k.size, k.angle) for k in found], "<f4").reshape(-1, 4)
    taken: dict[tuple[int, int], int] = {}
    places = []
    for index in sorted(range(len(found)), key=lambda i: -found[i].response):
        cell = (int(points[index, 0] * 10 // width), int(points[index, 1] * 10 // height))
        taken[cell] = taken.get(cell, 0) + 1
        places.append((taken[cell], len(places), index))
    keep = [index for _, _, index in sorted(places)[:limit]]
    chosen = descriptors[keep]
    share = chosen / np.maximum(chosen.sum(axis=1, keepdims=True), 1e-9)
    packed = np.clip(np.rint(np.sqrt(share) * 512), 0, 255).astype(np.uint8)
    return LocalFeatures(
        kind="rootsift",
        version="1",
        width=width,
        height=height,
        count=len(keep),
        keypoints=points[keep].tobytes(),
        descriptors=packed.tobytes(),
    )


@pytest.fixture(scope="session")
def new_reference() -> Callable[..., NewReference]:
    return make_reference


@pytest.fixture(scope="session")
def new_features() -> Callable[[int, int], LocalFeatures]:
    return make_features


@pytest.fixture(scope="session")
def sift() -> Callable[[np.ndarray], LocalFeatures]:
    return extract_features


@pytest.fixture
def set_path(tmp_path: Path) -> Path:
    return tmp_path / "set.db"
