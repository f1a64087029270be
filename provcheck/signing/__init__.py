"""Detached signatures (Ed25519) and time stamps (RFC 3161) beside a report, all offline.

The report, never the image, is signed: signing an image would change the evidence. Needs the
extra ``sign`` (cryptography, rfc3161-client), which is imported when it is first used.
"""

from provcheck.signing.keys import KnownKeys, known_keys, new_key, remember_key
from provcheck.signing.signature import Signature, read_signature, sign, signed_by
from provcheck.signing.timestamp import Stamp, read_roots, read_stamp, stamp_request

__all__ = [
    "KnownKeys",
    "Signature",
    "Stamp",
    "known_keys",
    "new_key",
    "read_roots",
    "read_signature",
    "read_stamp",
    "remember_key",
    "sign",
    "signed_by",
    "stamp_request",
]
