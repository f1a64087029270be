"""What a pack says about itself, and the names and limits that writing and reading share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FORMAT_VERSION = 1
"""Raised when an older provcheck could misread a pack. New fields alone do not raise it."""

HEADER, RECORDS, SIGNATURE = "pack.json", "records.jsonl", "signature.json"

MAX_RECORDS = 5_000_000
# A source record is a few hundred bytes; local features (``--features``) are 100 kB.
MAX_LINE = 2_000_000
MAX_HEADER = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PackHeader:
    """``pack.json``. ``set_name``, ``snapshot``, ``as_of``: the set that it was made from, and its
    state. ``codes``: kind and version of fingerprints and features -> how many references carry
    them. ``created_by``: in the maker's own words; only a signature says who that is.
    """

    format: int
    set_name: str
    snapshot: str
    as_of: str
    count: int
    created_at: str
    created_by: str
    tool: str
    records_sha256: str
    codes: Mapping[str, int] = field(default_factory=dict)
