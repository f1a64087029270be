"""A signature file: who signed which bytes when, and the Ed25519 signature over that statement.

The file is JSON, so that a person can read it. Signed are the words ``provcheck-signature/1``, a
line feed, and the statement as canonical JSON (UTF-8, keys sorted, no spaces) without the
signature itself: name and time cannot be exchanged either. The time is the signer's own word;
a time stamp (RFC 3161) is another's.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from provcheck.errors import SignatureUnreadable
from provcheck.safe_text import safe_text
from provcheck.signing.keys import needs_cryptography, private_key

FORMAT = "provcheck-signature/1"
MAX_BYTES = 20_000

_FIELDS = ("format", "algorithm", "file_sha256", "signer", "signed_at", "public_key", "signature")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A signature as it stands in its file. ``public_key``, ``signature``: base64."""

    format: str
    algorithm: str
    file_sha256: str
    signer: str
    signed_at: str
    public_key: str
    signature: str

    @property
    def key(self) -> bytes:
        """The public key's 32 bytes. Raises ValueError."""
        return base64.b64decode(self.public_key, validate=True)

    @property
    def key_digits(self) -> str:
        """The key's first bytes in hexadecimal, to be read out to its owner."""
        digits = self.key.hex()[:16]
        return " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))


def sign(
    digest: str, key_file: Path, passphrase: bytes | None, signer: str, now: datetime
) -> bytes:
    """The signature file for a file with this SHA-256.

    ``now``: with time zone. Raises KeyUnusable and SignExtraMissing.
    """
    key = private_key(key_file, passphrase)
    statement = Signature(
        format=FORMAT,
        algorithm="Ed25519",
        file_sha256=digest,
        signer=safe_text(signer, limit=200),
        signed_at=now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        public_key=base64.b64encode(key.public_key().public_bytes_raw()).decode("ascii"),
        signature="",
    )
    made = base64.b64encode(key.sign(_signed(statement))).decode("ascii")
    written = {**asdict(statement), "signature": made}
    return json.dumps(written, indent=2, ensure_ascii=False).encode("utf-8") + b"\n"


def read_signature(content: bytes, name: str) -> Signature:
    """Read a signature file. Raises SignatureUnreadable, naming the file as ``name``."""
    try:
        if len(content) > MAX_BYTES:
            raise ValueError("too large")
        raw: Any = json.loads(content)
        if not isinstance(raw, dict) or set(raw) != set(_FIELDS):
            raise ValueError("its fields are not those of a signature")
        if not all(isinstance(value, str) and value == safe_text(value) for value in raw.values()):
            raise ValueError("a field is not plain text")
        found = Signature(**raw)
        if found.format != FORMAT or found.algorithm != "Ed25519":
            raise ValueError(f"its format is {found.format}, {found.algorithm}")
        if len(found.key) != 32:
            raise ValueError("its key has not 32 bytes")
    except (ValueError, RecursionError, binascii.Error) as error:
        reason = safe_text(str(error), limit=200)
        raise SignatureUnreadable(name=name, reason=reason) from error
    return found


def signed_by(signature: Signature) -> bool:
    """True when the key that the file names made the signature. Raises SignExtraMissing."""
    with needs_cryptography():
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    try:
        made = base64.b64decode(signature.signature, validate=True)
        Ed25519PublicKey.from_public_bytes(signature.key).verify(made, _signed(signature))
    except (InvalidSignature, ValueError):
        return False
    return True


def _signed(signature: Signature) -> bytes:
    statement = {key: value for key, value in asdict(signature).items() if key != "signature"}
    canonical = json.dumps(statement, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"{FORMAT}\n{canonical}".encode()
