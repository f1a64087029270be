"""Keys on disk: one's own (PKCS #8 in PEM) and those of people one knows (PEM).

``<folder>/NAME.key.pem`` is a private key, readable by its owner only; ``NAME.pub.pem`` beside it
is for giving away. ``<folder>/known/NAME.pem`` are the public keys of others.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from provcheck.errors import (
    KeyIsPrivate,
    KeyThere,
    KeyUnusable,
    PublicKeyUnusable,
    SignExtraMissing,
)
from provcheck.safe_text import safe_text
from provcheck.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

# A key in PEM is a few hundred bytes.
_MAX_BYTES = 20_000
_PLAIN_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,60}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownKeys:
    """Public keys (32 raw bytes) by the name of their file: one's own, and those of others."""

    own: Mapping[bytes, str]
    others: Mapping[bytes, str]


@contextmanager
def needs_cryptography() -> Iterator[None]:
    """Turns a missing package into the sentence that says how to install it."""
    try:
        yield
    except ImportError as error:
        raise SignExtraMissing() from error


def new_key(folder: Path, name: str, passphrase: bytes | None) -> Path:
    """Make a key pair and return the path of the public one.

    Raises KeyUnusable for a name that is no plain file name, KeyThere, OutputError.
    """
    with needs_cryptography():
        from cryptography.hazmat.primitives import serialization as form
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    private = _path(folder, name, ".key.pem")
    if private.exists():
        raise KeyThere(name=safe_text(str(private)))
    key = Ed25519PrivateKey.generate()
    locked = form.BestAvailableEncryption(passphrase) if passphrase else form.NoEncryption()
    written = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, locked)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write_private(private, written)
    public = _path(folder, name, ".pub.pem")
    pem = key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
    write_whole(public, pem)
    return public


def _write_private(path: Path, content: bytes) -> None:
    """A new file that nobody else can read, from its first byte on."""
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags, 0o600), "wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
    except FileExistsError as error:
        raise KeyThere(name=safe_text(str(path))) from error


def remember_key(folder: Path, file: Path, name: str) -> Path:
    """Keep somebody's public key under a name.

    Raises KeyIsPrivate, PublicKeyUnusable, KeyThere, OutputError; KeyUnusable for the name.
    """
    with needs_cryptography():
        from cryptography.hazmat.primitives import serialization as form
    if b"PRIVATE KEY-----" in _read(file, _public_unusable):
        raise KeyIsPrivate(name=safe_text(str(file)))
    _public_bytes(file)
    target = _path(folder / "known", name, ".pem")
    if target.exists():
        raise KeyThere(name=safe_text(str(target)))
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    loaded = form.load_pem_public_key(_read(file, _public_unusable))
    pem = loaded.public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
    write_whole(target, pem)
    return target


def known_keys(folder: Path) -> KnownKeys:
    """All public keys in the folder; files that hold none are passed over."""
    return KnownKeys(
        own=_keys_in(folder, "*.pub.pem", ".pub.pem"),
        others=_keys_in(folder / "known", "*.pem", ".pem"),
    )


def _keys_in(folder: Path, pattern: str, suffix: str) -> dict[bytes, str]:
    found: dict[bytes, str] = {}
    for path in sorted(folder.glob(pattern)):
        try:
            found.setdefault(_public_bytes(path), path.name.removesuffix(suffix))
        except KeyUnusable:
            continue
    return found


def private_key(path: Path, passphrase: bytes | None) -> Ed25519PrivateKey:
    """Read a private key. Raises KeyUnusable: unreadable, locked, or of another kind."""
    with needs_cryptography():
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives import serialization as form
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    try:
        key = form.load_pem_private_key(_read(path, _unusable), passphrase)
    except TypeError as error:
        locked = "it is locked; give --passphrase" if passphrase is None else "it has no passphrase"
        raise _unusable(path, locked) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        wrong = "no private key in PEM" if passphrase is None else "wrong passphrase, or no key"
        raise _unusable(path, wrong) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _unusable(path, "not an Ed25519 key")
    return key


def _public_bytes(path: Path) -> bytes:
    with needs_cryptography():
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives import serialization as form
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    try:
        key = form.load_pem_public_key(_read(path, _public_unusable))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _public_unusable(path, "no public key in PEM") from error
    if not isinstance(key, Ed25519PublicKey):
        raise _public_unusable(path, "not an Ed25519 key")
    return key.public_bytes_raw()


def _read(path: Path, unusable: Callable[[Path, str], KeyUnusable]) -> bytes:
    try:
        if not path.is_file():
            raise unusable(path, "there is no such file")
        with path.open("rb") as handle:
            return handle.read(_MAX_BYTES)
    except OSError as error:
        raise unusable(path, error.strerror or "unreadable") from error


def _path(folder: Path, name: str, suffix: str) -> Path:
    if _PLAIN_NAME.fullmatch(name) is None:
        reason = "a name takes letters, digits, dots, hyphens and underscores"
        raise KeyUnusable(name=safe_text(name, limit=80), reason=reason)
    return folder / f"{name}{suffix}"


def _unusable(path: Path, reason: str) -> KeyUnusable:
    return KeyUnusable(name=safe_text(str(path)), reason=reason)


def _public_unusable(path: Path, reason: str) -> PublicKeyUnusable:
    return PublicKeyUnusable(name=safe_text(str(path)), reason=reason)
