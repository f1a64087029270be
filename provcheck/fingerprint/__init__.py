"""Subject -> fingerprints by which copies are found again."""

from provcheck.fingerprint.global_hashes import VERSION as HASH_VERSION
from provcheck.fingerprint.global_hashes import (
    fingerprints,
    is_plain,
    libraries,
    oriented_fingerprints,
)
from provcheck.fingerprint.learned import KIND as DESCRIPTOR_KIND
from provcheck.fingerprint.learned import (
    descriptor_version,
    learned_fingerprints,
    open_descriptor,
)
from provcheck.fingerprint.local import KIND as FEATURES_KIND
from provcheck.fingerprint.local import VERSION as FEATURES_VERSION
from provcheck.fingerprint.local import local_features, mirrored_features

__all__ = [
    "DESCRIPTOR_KIND",
    "FEATURES_KIND",
    "FEATURES_VERSION",
    "HASH_VERSION",
    "descriptor_version",
    "fingerprints",
    "is_plain",
    "learned_fingerprints",
    "libraries",
    "local_features",
    "mirrored_features",
    "open_descriptor",
    "oriented_fingerprints",
]
