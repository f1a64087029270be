"""Subject -> fingerprints by which copies are found again."""

from provcheck.fingerprint.global_hashes import VERSION as HASH_VERSION
from provcheck.fingerprint.global_hashes import (
    fingerprints,
    is_plain,
    libraries,
    oriented_fingerprints,
)
from provcheck.fingerprint.local import VERSION as FEATURES_VERSION
from provcheck.fingerprint.local import local_features

__all__ = [
    "FEATURES_VERSION",
    "HASH_VERSION",
    "fingerprints",
    "is_plain",
    "libraries",
    "local_features",
    "oriented_fingerprints",
]
