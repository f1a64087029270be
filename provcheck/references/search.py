"""Finding the references that may show the same picture: cheap, and claiming nothing.

Three stages, each of which only proposes: equal bytes or pixels; global fingerprints in eight
orientations, compared with every reference exactly; local features. Registration against the
reference's picture decides afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, get_args

from provcheck.model import Candidate, Fingerprint, LocalFeatures, Orientation, Placement
from provcheck.references.local_votes import count_votes
from provcheck.references.store import Codes, Exactness, ReferenceReader
from provcheck.references.vectors import Alike, most_alike

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ORIENTATIONS: tuple[Orientation, ...] = get_args(Orientation)

# Bits that may differ for a fingerprint to propose a reference. PDQ's authors decide at 31 of
# 256 bits (Meta, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm",
# 2019); we only propose, so twice that. By the binomial distribution a set of 1,000,000 gives ~0
# chance neighbours within 62 of 256 bits and 0.0003 within 8 of 64 (uniform bits; plain pictures
# such as skies collide more often).
PROPOSING_DISTANCE: Mapping[str, int] = {"phash256": 62, "phash64": 8, "dhash64": 8}

# Fewest agreeing local features to propose a reference. ``python -m benchmarks.search`` prints the
# most votes that wrong references gather and those of the right one.
MIN_VOTES = 4

# Places on the list kept for references found by local features alone, so that look-alikes by
# hash (blank or dark pictures) cannot push out a picture in the picture.
_LOCAL_PLACES = 2


def search(
    reader: ReferenceReader,
    sha256: str,
    pixel_sha256: str,
    codes: Mapping[Orientation, tuple[Fingerprint, ...]],
    features: Sequence[tuple[LocalFeatures, bool]],
    *,
    vectors: Mapping[Orientation, Fingerprint] = MappingProxyType({}),
    limit: int = 8,
) -> tuple[Candidate, ...]:
    """The ``limit`` most likely references: exact ones first, then by hash, then by local votes.

    ``codes``: the subject's fingerprints in each orientation; a value under ``rotated-90`` fits
    references of which the subject is a copy turned by 90 degrees. ``features``: sets of local
    features of the subject, each with True when it is that of the subject flipped left-right.
    ``vectors``: learned ones, upright and mirrored. All are only compared with stored ones of
    equal kind and version; where there are none, that stage finds nothing (see
    ``reader.coverage``). Raises SetCorrupt.
    """
    exact = dict(reader.exact(sha256, pixel_sha256))
    scans = _scan_codes(reader, codes)
    by_hash = _by_hash(scans, limit)
    by_features = _by_features(reader, features)
    by_vector = _by_vector(reader, vectors)

    def rank(id: str) -> tuple[int, float, int, float, float, str]:
        vote = by_features.get(id)
        alike = by_vector.get(id)
        return (
            ("identical", "same-pixels", None).index(exact.get(id)),
            by_hash[id].share if id in by_hash else 2.0,
            -vote.count if vote else 0,
            -vote.weight if vote else 0.0,
            -alike.similarity if alike else 0.0,
            id,
        )

    ranked = sorted({*exact, *by_hash, *by_features, *by_vector}, key=rank)
    other = [id for id in ranked if id not in exact and id not in by_hash]
    kept = other[: min(_LOCAL_PLACES, limit // 2)]
    # The most alike vector has a place of its own: text and logos gather many votes.
    kept += [id for id in by_vector if id in other and id not in kept][: limit // 4]
    others = [id for id in ranked if id not in kept][: limit - len(kept)]
    return tuple(
        _candidate(
            id, exact.get(id), by_hash.get(id), by_features.get(id), by_vector.get(id), scans
        )
        for id in sorted([*others, *kept], key=rank)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scan:
    """Distances of the subject to all codes of one kind: the best orientation for each row."""

    codes: Codes
    distance: NDArray[np.uint16]
    orientation: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Near:
    """A proposal by hash. ``share``: the distance as a share of what its kind allows."""

    share: float
    orientation: Orientation


@dataclass(frozen=True, slots=True, kw_only=True)
class _Voted:
    """A proposal by local features."""

    count: int
    weight: float
    orientation: Orientation
    placement: Placement


def _scan_codes(
    reader: ReferenceReader, codes: Mapping[Orientation, tuple[Fingerprint, ...]]
) -> tuple[_Scan, ...]:
    """Compare the subject's fingerprints of each known kind and version with the whole set."""
    wanted: dict[tuple[str, str], dict[int, bytes]] = {}
    for number, orientation in enumerate(_ORIENTATIONS):
        for fingerprint in codes.get(orientation, ()):
            if fingerprint.kind in PROPOSING_DISTANCE:
                key = fingerprint.kind, fingerprint.version
                wanted.setdefault(key, {})[number] = bytes.fromhex(fingerprint.value)
    scans = []
    for (kind, version), values in wanted.items():
        stored = reader.codes(kind, version)
        same_length = {len(value) * 8 for value in values.values()} == {stored.bits}
        if stored.ids and same_length:
            scans.append(_scan(stored, values))
    return tuple(scans)


def _scan(stored: Codes, values: Mapping[int, bytes]) -> _Scan:
    """``values``: number of the orientation -> the subject's code in it."""
    import numpy as np

    distance = np.full(len(stored.ids), np.iinfo(np.uint16).max, dtype=np.uint16)
    orientation = np.zeros(len(stored.ids), dtype=np.uint8)
    words = stored.values.view(np.uint64)
    for number, value in values.items():
        different = np.bitwise_count(words ^ np.frombuffer(value, dtype=np.uint64))
        # Up to 256 bits: a uint8 sum of an exact inverse would wrap to distance 0.
        bits = different.sum(axis=1, dtype=np.uint16)
        better = bits < distance
        distance[better] = bits[better]
        orientation[better] = number
    return _Scan(codes=stored, distance=distance, orientation=orientation)


def _by_hash(scans: tuple[_Scan, ...], limit: int) -> dict[str, _Near]:
    """The nearest references of each kind within its proposing distance, at most ``limit``."""
    import numpy as np

    found: dict[str, _Near] = {}
    for scan in scans:
        allowed = PROPOSING_DISTANCE[scan.codes.kind]
        rows = np.flatnonzero(scan.distance <= allowed)
        for row in rows[np.argsort(scan.distance[rows], kind="stable")[:limit]]:
            id = scan.codes.ids[row]
            share = float(scan.distance[row]) / allowed
            if id not in found or share < found[id].share:
                orientation = _ORIENTATIONS[scan.orientation[row]]
                found[id] = _Near(share=share, orientation=orientation)
    return found


def _by_features(
    reader: ReferenceReader, features: Sequence[tuple[LocalFeatures, bool]]
) -> dict[str, _Voted]:
    """References with enough agreeing local features, upright or mirrored."""
    found: dict[str, _Voted] = {}
    for query, flipped in features:
        if query.count == 0:
            continue
        searched = reader.searched(query.kind, query.version)
        for vote in chain.from_iterable(count_votes(query, stored) for stored in searched):
            known = found.get(vote.reference_id)
            if vote.count >= MIN_VOTES and (known is None or vote.count > known.count):
                found[vote.reference_id] = _Voted(
                    count=vote.count,
                    weight=vote.weight,
                    orientation=_turned(vote.turn, flipped),
                    placement=Placement(matrix=vote.matrix, mirrored=flipped),
                )
    return found


def _by_vector(
    reader: ReferenceReader, vectors: Mapping[Orientation, Fingerprint]
) -> dict[str, Alike]:
    """The references with the most alike learned vectors, most alike first."""
    for vector in vectors.values():  # all of one model
        stored = reader.codes(vector.kind, vector.version)
        return {alike.reference_id: alike for alike in most_alike(stored, vectors)}
    return {}


def _turned(turn: int, flipped: bool) -> Orientation:
    """The orientation of a subject whose features (flipped or not) are turned clockwise so far.

    Flipping a mirrored and turned subject gives the reference turned the other way.
    """
    turn = -turn % 360 if flipped else turn
    return _ORIENTATIONS[turn // 90 + (4 if flipped else 0)]


def _candidate(
    id: str,
    exact: Exactness | None,
    near: _Near | None,
    vote: _Voted | None,
    alike: Alike | None,
    scans: tuple[_Scan, ...],
) -> Candidate:
    proposal = None if exact else near or vote or alike
    distances = {
        scan.codes.kind: int(scan.distance[scan.codes.ids.index(id)])
        for scan in scans
        if id in scan.codes.ids
    }
    return Candidate(
        reference_id=id,
        exact=exact,
        orientation=proposal.orientation if proposal else "normal",
        distances=distances,
        votes=vote.count if vote else 0,
        placement=vote.placement if vote else None,
    )
