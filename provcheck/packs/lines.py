"""A reference as one line of a pack, and back.

Reading goes through the decoders that serve the stores (``provcheck.references.records``), and
checks on top what a store's own schema holds there: a pack is a stranger's file.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from provcheck.model import Fingerprint, LocalFeatures
from provcheck.references import (
    PROPOSING_DISTANCE,
    NewReference,
    ReferenceReader,
    decode_features,
    decode_fingerprint,
    decode_reference,
    encode_source,
)

_KEYS = ("sha256", "pixel_sha256", "name", "media_type", "byte_size", "width", "height", "added_at")
_SHA256 = re.compile("[0-9a-f]{64}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+:-]{0,79}", re.ASCII)
_BITS = re.compile(r"[a-z-]*[a-z](\d+)")
# What goes into every pack: digests and hashes of the whole picture. Whatever comes later stays out
# until somebody has asked what it gives away.
_HASHES = frozenset({"sha256", "pixel-sha256", *PROPOSING_DISTANCE})
_MOST_PRINTS = 32
_MOST_FEATURES = 10_000
_MOST_PIXELS = 1_000_000
_LARGEST = 10**12
_LONGEST_NAME = 1000


def references_of(
    reader: ReferenceReader, *, features: bool = True, pictures: bool = True
) -> Iterator[NewReference]:
    """Everything a set holds, by id. Without ``features`` only what is compared bit by bit: local
    features and learned vectors say more about a picture than a hash does. Raises SetCorrupt.
    """
    for id in sorted(reference.id for reference in reader.list()):
        prints = reader.fingerprints(id)
        yield NewReference(
            reference=reader.get(id),
            fingerprints=tuple(p for p in prints if features or p.kind in _HASHES),
            features=reader.features(id) if features else None,
            proxy=reader.proxy(id) if pictures else None,
        )


def to_line(new: NewReference) -> bytes:
    """One line of ``records.jsonl``, with its line feed. Who shared a record with this desk stays
    here: it says who works with whom."""
    reference = new.reference
    record: dict[str, Any] = {key: getattr(reference, key) for key in _KEYS}
    record["source"] = json.loads(encode_source(replace(reference.source, shared_by=None)))
    record["fingerprints"] = [
        {"kind": item.kind, "version": item.version, "value": item.value}
        for item in new.fingerprints
    ]
    if new.features is not None:
        packed = {
            key: base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value
            for key, value in asdict(new.features).items()
        }
        record["features"] = packed
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8") + b"\n"


def from_line(line: bytes) -> NewReference:
    """The reference of a line. Raises ValueError when it is not one."""
    try:
        raw = json.loads(line)
        if not isinstance(raw, dict):
            raise ValueError("a line is no record")
        row = {key: raw[key] for key in _KEYS}
        row |= {"id": str(raw["sha256"])[:16], "has_proxy": False}
        row["source"] = json.dumps(raw["source"])
        reference = decode_reference(row)
        prints = tuple(_fingerprint(item) for item in _some(raw["fingerprints"]))
        features = raw.get("features")
        local = None if features is None else _features(features)
    except (KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise ValueError(f"a record lacks a field or has a wrong one: {error}") from error
    if len({item.kind for item in prints}) < len(prints):
        raise ValueError("a record has two fingerprints of one kind")
    if not _SHA256.fullmatch(reference.sha256):
        raise ValueError("a SHA-256 is not one")
    if reference.pixel_sha256 and not _SHA256.fullmatch(reference.pixel_sha256):
        raise ValueError("a SHA-256 of pixels is not one")
    sides = reference.width, reference.height
    if not (min(sides) >= 0 and max(sides) <= _MOST_PIXELS and 0 <= reference.byte_size < _LARGEST):
        raise ValueError("a size is out of bounds")
    if len(reference.name) > _LONGEST_NAME or len(reference.media_type) > _LONGEST_NAME:
        raise ValueError("a name is too long")
    datetime.fromisoformat(reference.added_at)
    return NewReference(reference=reference, fingerprints=prints, features=local)


def without_name(new: NewReference) -> NewReference:
    """The same with the id for a file name."""
    return replace(new, reference=replace(new.reference, name=new.reference.id))


def _some(items: Any) -> list[Any]:
    if not isinstance(items, list) or len(items) > _MOST_PRINTS:
        raise ValueError("a record has no list of fingerprints, or too long a one")
    return items


def _fingerprint(item: Any) -> Fingerprint:
    value = bytes.fromhex(item["value"])
    made = decode_fingerprint(
        {"kind": item["kind"], "version": item["version"], "bits": len(value) * 8, "value": value}
    )
    if not (_NAME.fullmatch(made.kind) and _NAME.fullmatch(made.version) and made.bits):
        raise ValueError("a fingerprint has an unusable kind, version or length")
    named = _BITS.fullmatch(made.kind)
    if named and int(named[1]) != made.bits:
        raise ValueError(f"a {made.kind} of {made.bits} bits")
    return made


def _features(item: Any) -> LocalFeatures:
    packed = {
        key: base64.b64decode(item[key], validate=True) for key in ("keypoints", "descriptors")
    }
    features = decode_features({**item, **packed})
    if not (_NAME.fullmatch(features.kind) and _NAME.fullmatch(features.version)):
        raise ValueError("local features have an unusable kind or version")
    if not 0 <= features.count <= _MOST_FEATURES:
        raise ValueError("more local features than a picture has")
    return features
