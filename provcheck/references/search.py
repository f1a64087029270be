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
from typing import get_args

from provcheck.model import Candidate, Fingerprint, LocalFeatures, Orientation, Placement
from provcheck.references.hash_scan import distance_between
from provcheck.references.local_votes import count_votes
from provcheck.references.store import Exactness, ReferenceReader
from provcheck.references.vectors import Alike, most_alike

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
    queries = _queries(codes)
    by_hash = _by_hash(reader, queries, limit)
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
            id,
            exact.get(id),
            by_hash.get(id) or by_features.get(id) or by_vector.get(id),
            by_features.get(id),
            _distances(reader, id, queries),
        )
        for id in sorted([*others, *kept], key=rank)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _ByHash:
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


# kind and version of a hash -> number of the orientation -> the subject's code in it
_Queries = Mapping[tuple[str, str], Mapping[int, bytes]]


def _queries(codes: Mapping[Orientation, tuple[Fingerprint, ...]]) -> _Queries:
    """The subject's fingerprints that propose, sorted by what they can be compared with."""
    wanted: dict[tuple[str, str], dict[int, bytes]] = {}
    for number, orientation in enumerate(_ORIENTATIONS):
        for fingerprint in codes.get(orientation, ()):
            if fingerprint.kind in PROPOSING_DISTANCE:
                key = fingerprint.kind, fingerprint.version
                wanted.setdefault(key, {})[number] = bytes.fromhex(fingerprint.value)
    return wanted


def _by_hash(reader: ReferenceReader, queries: _Queries, limit: int) -> dict[str, _ByHash]:
    """The nearest references of each kind within its proposing distance, at most ``limit``."""
    found: dict[str, _ByHash] = {}
    for (kind, version), values in queries.items():
        allowed = PROPOSING_DISTANCE[kind]
        for hit in reader.near(kind, version, values, allowed=allowed, limit=limit):
            share = hit.distance / allowed
            if hit.reference_id not in found or share < found[hit.reference_id].share:
                orientation = _ORIENTATIONS[hit.query]
                found[hit.reference_id] = _ByHash(share=share, orientation=orientation)
    return found


def _distances(reader: ReferenceReader, id: str, queries: _Queries) -> dict[str, int]:
    """Bits by which each of a reference's hashes differs from the subject's, at best."""
    return {
        held.kind: min(
            distance_between(value, bytes.fromhex(held.value))
            for value in queries[held.kind, held.version].values()
        )
        for held in reader.fingerprints(id)
        if (held.kind, held.version) in queries
    }


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
    proposal: _ByHash | _Voted | Alike | None,
    vote: _Voted | None,
    distances: dict[str, int],
) -> Candidate:
    return Candidate(
        reference_id=id,
        exact=exact,
        orientation=proposal.orientation if proposal and not exact else "normal",
        distances=distances,
        votes=vote.count if vote else 0,
        placement=vote.placement if vote else None,
    )
