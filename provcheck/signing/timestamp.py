"""Time stamps of an authority (RFC 3161): the request is written, the answer checked, offline.

Sending the request is the user's own act. An answer counts against root certificates that the
user names; none ship with the package.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from provcheck.errors import RootsUnusable, StampUnreadable
from provcheck.safe_text import safe_text
from provcheck.signing.keys import needs_cryptography

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import SignedData

MAX_BYTES = 1_000_000
_PEM = (".pem", ".crt", ".cer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What an answer says. ``time``: UTC, ISO 8601. ``authority``: the name in its certificate,
    or "". ``fits``: it is about the file. ``holds``: its signature leads to one of the roots;
    None where no roots were given. ``reason``: why it does not hold."""

    time: str
    authority: str
    fits: bool
    holds: bool | None
    reason: str = ""


def stamp_request(content: bytes) -> bytes:
    """A time stamp request (``.tsq``, DER) over the SHA-256 of the bytes; asks for the
    authority's certificate. Raises SignExtraMissing."""
    with needs_cryptography():
        from rfc3161_client import HashAlgorithm, TimestampRequestBuilder
    builder = TimestampRequestBuilder().data(content).hash_algorithm(HashAlgorithm.SHA256)
    return builder.cert_request(cert_request=True).build().as_bytes()


def read_roots(folder: Path) -> tuple[Certificate, ...]:
    """The certificates of a folder of PEM files. Raises RootsUnusable, SignExtraMissing."""
    with needs_cryptography():
        from cryptography import x509
    shown = safe_text(str(folder))
    try:
        files = sorted(p for p in folder.iterdir() if p.suffix.lower() in _PEM and p.is_file())
        roots = [
            certificate
            for file in files
            for certificate in x509.load_pem_x509_certificates(_bounded(file))
        ]
    except OSError as error:
        raise RootsUnusable(name=shown, reason=error.strerror or "unreadable") from error
    except (ValueError, x509.InvalidVersion) as error:
        raise RootsUnusable(name=shown, reason="a file in it is no certificate in PEM") from error
    if not roots:
        raise RootsUnusable(name=shown, reason="no .pem, .crt or .cer file in it")
    return tuple(dict.fromkeys(roots))


def read_stamp(answer: bytes, content: bytes, roots: tuple[Certificate, ...], name: str) -> Stamp:
    """Hold an authority's answer (``.tsr``, DER) against the stamped bytes and the roots.

    Raises StampUnreadable, naming the file as ``name``, and SignExtraMissing.
    """
    with needs_cryptography():
        from cryptography import x509
        from cryptography.x509.oid import NameOID
        from rfc3161_client import decode_timestamp_response
    try:
        response = decode_timestamp_response(answer[:MAX_BYTES])
        info = response.tst_info
        signer = _signer(response.signed_data)
        named = signer.subject.get_attributes_for_oid(NameOID.COMMON_NAME) if signer else []
        time = info.gen_time.astimezone(UTC).isoformat(timespec="seconds")
    except (ValueError, x509.InvalidVersion) as error:
        reason = safe_text(str(error), limit=200)
        raise StampUnreadable(name=name, reason=reason) from error
    fits = _is_about(response, content)
    holds, reason = (None, "") if not roots else _held(response, content, roots)
    return Stamp(
        time=time.replace("+00:00", "Z"),
        authority=safe_text(str(named[0].value), limit=200) if named else "",
        fits=fits,
        holds=holds if fits or holds is None else False,
        reason=safe_text(reason, limit=200),
    )


def _signer(data: SignedData) -> Certificate | None:
    """The certificate that the signature names by issuer and number; answers hold others as well.

    One that names its signer by other means is taken at its only certificate. Raises ValueError.
    """
    from cryptography import x509

    inside = [x509.load_der_x509_certificate(der) for der in data.certificates]
    named = {(info.issuer, info.serial_number) for info in data.signer_infos}
    found = [each for each in inside if (each.issuer, each.serial_number) in named]
    return found[0] if len(found) == 1 else inside[0] if len(inside) == 1 else None


def _is_about(response: object, content: bytes) -> bool:
    import hashlib

    imprint = response.tst_info.message_imprint  # type: ignore[attr-defined]
    made = {
        "2.16.840.1.101.3.4.2.1": hashlib.sha256,
        "2.16.840.1.101.3.4.2.2": hashlib.sha384,
        "2.16.840.1.101.3.4.2.3": hashlib.sha512,
    }.get(imprint.hash_algorithm.dotted_string)
    return made is not None and made(content).digest() == imprint.message


def _held(response: object, content: bytes, roots: tuple[Certificate, ...]) -> tuple[bool, str]:
    from rfc3161_client import VerificationError, VerifierBuilder

    verifier = VerifierBuilder(roots=list(roots)).build()
    try:
        return verifier.verify_message(response, content), ""  # type: ignore[arg-type]
    except (VerificationError, ValueError) as error:
        return False, str(error)


def _bounded(file: Path) -> bytes:
    with file.open("rb") as handle:
        return handle.read(MAX_BYTES)
