"""Reference sets: known images with their sources, and finding them again.

``open_reader`` and ``open_writer`` open a set by its address; everything else works with the
protocols in ``store.py``.
"""

from __future__ import annotations

from pathlib import Path

from provcheck.errors import SetUnsupported
from provcheck.references.archives import read_archive
from provcheck.references.calibration_file import write_calibration
from provcheck.references.hash_scan import distances
from provcheck.references.indexing import WORTH_INDEXING, update_index
from provcheck.references.records import (
    decode_features,
    decode_fingerprint,
    decode_reference,
    encode_source,
    made_safe,
)
from provcheck.references.review_feeds import Review, read_feed
from provcheck.references.search import PROPOSING_DISTANCE, search
from provcheck.references.sidecars import find_source
from provcheck.references.sqlite_reader import SqliteReader
from provcheck.references.sqlite_writer import SqliteWriter
from provcheck.references.store import (
    AddResult,
    Codes,
    Coverage,
    NewReference,
    ReferenceReader,
    ReferenceWriter,
)
from provcheck.safe_text import safe_text

__all__ = [
    "PROPOSING_DISTANCE",
    "WORTH_INDEXING",
    "AddResult",
    "Codes",
    "Coverage",
    "NewReference",
    "ReferenceReader",
    "ReferenceWriter",
    "Review",
    "decode_features",
    "decode_fingerprint",
    "decode_reference",
    "distances",
    "encode_source",
    "find_source",
    "made_safe",
    "open_reader",
    "open_writer",
    "read_archive",
    "read_feed",
    "search",
    "update_index",
    "write_calibration",
]


def open_reader(
    address: str | Path, *, name: str | None = None, index: Path | None = None
) -> ReferenceReader:
    """Open the reference set in a ``.db`` file for searching; it cannot be changed through this.

    ``name``: what the set calls itself; its file name by default. ``index``: the folder in which
    :func:`update_index` keeps the index of its local features; without it every search looks at
    all of them.

    Raises SetMissing, SetCorrupt, SetTooNew, SetLocked, SetUnsupported, ReferenceSetError.
    """
    return SqliteReader(_file(address), name=name, index=index)


def open_writer(address: str | Path, *, now: str, create: bool = True) -> ReferenceWriter:
    """Open the reference set in a ``.db`` file for changes; with ``create`` make it if need be.

    ``now``: UTC, ISO 8601; the time of the changes made through this writer. Raises as
    :func:`open_reader`.
    """
    return SqliteWriter(_file(address), now=now, create=create)


def _file(address: str | Path) -> Path:
    """The path of a set that is one file. Raises SetUnsupported for addresses of servers."""
    text = str(address)
    scheme, separator, rest = text.partition("://")
    if separator:
        # The rest of the address may hold a password: it is not repeated.
        place = rest.rpartition("@")[2]
        raise SetUnsupported(
            name=safe_text(f"{scheme}://{place}", limit=100),
            reason="sets on a database server cannot be opened by this version.",
        )
    return Path(address)
