"""References out of numbers, and sets and packs of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from provcheck.model import Fingerprint, LocalFeatures, Reference, Source
from provcheck.packs import write_pack
from provcheck.references import NewReference, open_reader, open_writer

NOW = datetime(2026, 3, 1, 10, tzinfo=UTC)
TEXT = "2026-03-01T10:00:00Z"


def prints(seed: int, kinds: Iterable[tuple[str, int]]) -> tuple[Fingerprint, ...]:
    """Random fingerprints, one of each kind."""
    values = np.random.default_rng(seed)
    return tuple(
        Fingerprint(kind=kind, version="1", bits=bits, value=values.bytes(bits // 8).hex())
        for kind, bits in kinds
    )


HASHES = (("dhash64", 64), ("phash256", 256), ("phash64", 64))


def made(name: str, source: Source | None = None, **changes: Any) -> NewReference:
    """A reference whose digest and hashes follow from its name."""
    digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()
    fields: dict[str, Any] = {
        "id": digest[:16],
        "name": name,
        "sha256": digest,
        "pixel_sha256": hashlib.sha256(digest.encode()).hexdigest(),
        "media_type": "image/jpeg",
        "byte_size": 1234,
        "width": 640,
        "height": 480,
        "added_at": TEXT,
        "has_proxy": False,
        "source": source or Source(),
    }
    parts: dict[str, Any] = {"fingerprints": prints(int(digest[:8], 16), HASHES)}
    parts |= {key: changes.pop(key) for key in ("fingerprints", "features") if key in changes}
    return NewReference(reference=Reference(**(fields | changes)), **parts)


def features() -> LocalFeatures:
    """Three local features."""
    return LocalFeatures(
        kind="rootsift",
        version="1",
        width=400,
        height=300,
        count=3,
        keypoints=np.ones((3, 4), "<f4").tobytes(),
        descriptors=bytes(range(128)) * 3,
    )


def filled(path: Path, *news: NewReference) -> Path:
    """A set with these references."""
    with open_writer(path, now=TEXT) as writer:
        for new in news:
            writer.add(new)
    return path


def packed(path: Path, *news: NewReference, **options: Any) -> Path:
    """A pack of a set with these references."""
    with open_reader(filled(path.with_suffix(".from.db"), *news)) as reader:
        write_pack(path, reader, created_by="desk B", now=NOW, **options)
    return path
