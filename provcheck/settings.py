"""Everything an examination can be told, as one frozen record."""

from dataclasses import dataclass, fields
from pathlib import Path

ALL_FLAGS = ("reused", "edited", "context", "ai", "credentials")
"""The closed list of flags, in the order they are shown."""

MAX_BYTES = 200_000_000
MAX_PIXELS = 80_000_000
"""Default limits. Pillow itself opens nothing beyond 178 million pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DescriptorModel:
    """A learned descriptor: where its ONNX file lies, and what it is (SHA-256 of the file).

    Made by :func:`provcheck.fingerprint.open_descriptor`, which looks inside.
    """

    path: Path
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustAnchors:
    """Certificates of signers that the user trusts, and where they come from.

    ``pem``: all of them, one after the other. ``sha256``: over the files, in the order of their
    names. ``date``: of the newest file. Made by :func:`provcheck.metadata.read_trust_folder`.
    """

    pem: str
    files: tuple[str, ...]
    certificates: int
    sha256: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an examination depends on besides the file, the references and the case.

    ``max_bytes``, ``max_pixels``: larger files are refused. ``candidates``: how many proposals
    of the search are compared. ``descriptor``: a learned one as a further way to find them.
    ``trust``: signers of Content Credentials that count as trusted. ``skip``: ids of checks that
    are left out. ``quick``: a JPEG is only decoded in reduced form; the reference set is searched
    by digest and hash, nothing is confirmed by geometry, no pictures are made. ``exhibits``:
    whether pictures are made for the report; ``expert``: maps that experts are used to as well.
    ``language``: of the report's texts. ``examiner``: who has the image examined, for the custody
    line. The last four only change what is shown; the others make up the digest.
    """

    max_bytes: int = MAX_BYTES
    max_pixels: int = MAX_PIXELS
    candidates: int = 8
    descriptor: DescriptorModel | None = None
    trust: TrustAnchors | None = None
    skip: tuple[str, ...] = ()
    quick: bool = False
    exhibits: bool = True
    expert: bool = False
    language: str = "en"
    examiner: str | None = None

    def digest(self) -> str:
        """SHA-256 over the settings that change what is found."""
        import hashlib
        import json

        apart = {"exhibits", "expert", "language", "examiner", "descriptor", "trust"}
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in apart}
        if self.descriptor is not None:
            # By its content: where it lies on this machine changes nothing.
            values["descriptor"] = self.descriptor.sha256
        if self.trust is not None:
            values["trust"] = self.trust.sha256
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
