"""Everything an examination can be told, as one frozen record."""

from dataclasses import dataclass, fields

ALL_FLAGS = ("reused", "edited", "context", "ai", "credentials")
"""The closed list of flags, in the order they are shown."""

MAX_BYTES = 200_000_000
MAX_PIXELS = 80_000_000
"""Default limits. Pillow itself opens nothing beyond 178 million pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an examination depends on besides the file, the references and the case.

    ``max_bytes``, ``max_pixels``: larger files are refused. ``candidates``: how many proposals
    of the search are compared. ``exhibits``: whether pictures are made for the report.
    ``language``: of the report's texts. The first three change what is found and make up the
    digest; the others only change what is shown.
    """

    max_bytes: int = MAX_BYTES
    max_pixels: int = MAX_PIXELS
    candidates: int = 8
    exhibits: bool = True
    language: str = "en"

    def digest(self) -> str:
        """SHA-256 over the settings that change what is found."""
        import hashlib
        import json

        shown_only = {"exhibits", "language"}
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in shown_only}
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
