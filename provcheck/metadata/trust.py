"""The user's list of trusted signers: a folder of PEM files."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from provcheck.errors import SubjectError, TrustFolderUnusable
from provcheck.image import Limits, read_file
from provcheck.safe_text import safe_text
from provcheck.settings import TrustAnchors

_BEGIN, _END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
_MAX_FILES = 200
_LIMITS = Limits(max_bytes=20_000_000)


def read_trust_folder(folder: Path) -> TrustAnchors:
    """Read every ``.pem`` file of a folder. Raises TrustFolderUnusable."""
    shown = safe_text(str(folder), limit=200)
    try:
        paths = sorted(p for p in folder.iterdir() if p.suffix.lower() == ".pem")[:_MAX_FILES]
        newest = max((path.stat().st_mtime for path in paths), default=0.0)
    except OSError as error:
        reason = safe_text(error.strerror or str(error), limit=100)
        raise TrustFolderUnusable(name=shown, reason=reason) from error
    digest, certificates = hashlib.sha256(), []
    for path in paths:
        try:
            content = read_file(path, _LIMITS)
        except SubjectError as error:
            raise TrustFolderUnusable(name=shown, reason=str(error)) from error
        digest.update(content)
        certificates += _certificates(content.decode("utf-8", "replace"))
    if not certificates:
        raise TrustFolderUnusable(name=shown, reason="it holds no .pem file with a certificate")
    return TrustAnchors(
        pem="\n".join(certificates) + "\n",
        files=tuple(safe_text(path.name, limit=100) for path in paths),
        certificates=len(certificates),
        sha256=digest.hexdigest(),
        date=datetime.fromtimestamp(newest, UTC).date().isoformat(),
    )


def _certificates(text: str) -> list[str]:
    """The certificates of a PEM file; the lines between them, which lists use for names, go."""
    found = []
    for part in text.split(_BEGIN)[1:]:
        body, end, _ = part.partition(_END)
        if end:
            found.append(f"{_BEGIN}{body.rstrip()}\n{_END}")
    return found
