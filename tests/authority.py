"""A time stamp authority of our own: certificates from cryptography, answers from OpenSSL."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_DER, _PEM = serialization.Encoding.DER, serialization.Encoding.PEM
_CONFIGURATION = """
[tsa]
default_tsa = one
[one]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


class Authority:
    """``roots``: a folder with its root certificate."""

    def __init__(self, folder: Path) -> None:
        if shutil.which("openssl") is None:
            pytest.skip("openssl, which answers time stamp requests here, is not installed")
        self._folder = folder
        self.roots = folder / "roots"
        self.roots.mkdir(parents=True)
        root_key, root = _certificate("Test root", None)
        key, leaf = _certificate("Test authority", (root_key, root))
        (self.roots / "root.pem").write_bytes(root.public_bytes(_PEM))
        (folder / "tsa.pem").write_bytes(leaf.public_bytes(_PEM))
        (folder / "tsa.key").write_bytes(
            key.private_bytes(
                _PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        (folder / "tsa.cnf").write_text(_CONFIGURATION, "ascii")
        (folder / "serial").write_text("01\n", "ascii")

    def answer(self, request: Path, answer: Path, *, beside: int = 0) -> None:
        """Answer a ``.tsq`` with a ``.tsr``; ``beside``: so many certificates of others in it."""
        names = (f"Another authority of a longer name, number {number}" for number in range(beside))
        # A set in DER is sorted; longer ones come after the signer's, which OpenSSL puts first.
        others = sorted(_certificate(name, None)[1].public_bytes(_DER) for name in names)
        pem = b"".join(x509.load_der_x509_certificate(each).public_bytes(_PEM) for each in others)
        (self._folder / "others.pem").write_bytes(pem)
        subprocess.run(
            [
                "openssl", "ts", "-reply", "-config", "tsa.cnf", "-section", "one",
                "-queryfile", request.resolve(), "-signer", "tsa.pem", "-inkey", "tsa.key",
                "-out", answer.resolve(), *(["-chain", "others.pem"] if beside else []),
            ],
            cwd=self._folder,
            check=True,
            capture_output=True,
        )  # fmt: skip


_Issuer = tuple[rsa.RSAPrivateKey, x509.Certificate]


def _certificate(name: str, issuer: _Issuer | None) -> _Issuer:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[1].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), True)
    )
    if issuer is not None:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, True)
    return key, builder.sign(issuer[0] if issuer else key, hashes.SHA256())
