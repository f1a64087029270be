"""Reference sets: known images with their sources, and finding them again.

``open_reader`` and ``open_writer`` open a set by its address; everything else works with the
protocols in ``store.py``.
"""

from __future__ import annotations

from pathlib import Path

from provcheck.errors import SetUnsupported
from provcheck.model import ReferenceSetKind
from provcheck.references.database import SqliteDatabase
from provcheck.references.indexing import WORTH_INDEXING, update_index
from provcheck.references.postgres import PostgresDatabase, is_on_server, server_address
from provcheck.references.postgres_reader import PostgresReader
from provcheck.references.postgres_setup import set_up
from provcheck.references.postgres_writer import PostgresWriter
from provcheck.references.review_feeds import Review, read_feed
from provcheck.references.search import PROPOSING_DISTANCE, search
from provcheck.references.set_reader import SetReader
from provcheck.references.set_writer import SetWriter
from provcheck.references.sidecars import find_source
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
    "find_source",
    "is_on_server",
    "open_reader",
    "open_writer",
    "read_feed",
    "search",
    "server_address",
    "set_up",
    "update_index",
]


def open_reader(
    address: str | Path,
    *,
    name: str | None = None,
    kind: ReferenceSetKind | None = None,
    index: Path | None = None,
) -> ReferenceReader:
    """Open the reference set in a ``.db`` file, or at a ``postgresql://`` address, for searching;
    it cannot be changed through this.

    ``name``: what a set in a file calls itself; its file name by default. ``kind``: what it
    stands for where it is no set. ``index``: the folder in which :func:`update_index` keeps the
    index of its local features, and in which codes are kept; without it every search looks at
    all of them.

    Raises SetMissing, SetCorrupt, SetTooNew, SetLocked, SetUnsupported, ReferenceSetError; for a
    server SetForbidden, ServerUnreachable, AddressUnusable, PostgresExtraMissing.
    """
    if is_on_server(address):
        return PostgresReader(server_address(str(address)), index=index)
    return SetReader(SqliteDatabase.to_read(_file(address), name=name), kind=kind, index=index)


def open_writer(address: str | Path, *, now: str, create: bool = True) -> ReferenceWriter:
    """Open the reference set in a ``.db`` file, or at a ``postgresql://`` address, for changes;
    with ``create`` a file is made if need be (on a server :func:`set_up` makes the set).

    ``now``: UTC, ISO 8601; the time of the changes made through this writer. Raises as
    :func:`open_reader`.
    """
    if is_on_server(address):
        return PostgresWriter(PostgresDatabase.to_write(server_address(str(address))), now=now)
    return SetWriter(SqliteDatabase.to_write(_file(address), create=create), now=now)


def _file(address: str | Path) -> Path:
    """The path of a set that is one file. Raises SetUnsupported for addresses of other servers."""
    scheme, separator, _ = str(address).partition("://")
    if separator:
        # The rest of the address may hold a password: it is not repeated.
        raise SetUnsupported(
            name=safe_text(f"{scheme}://…", limit=100), reason="no such server is known."
        )
    return Path(address)
