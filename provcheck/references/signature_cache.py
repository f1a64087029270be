"""Signatures of local features that were fetched from a server before, in a file of the cache.

A signature follows from the bytes of a reference alone, so entries go by its id and never become
wrong; whoever asks names the ids that are in the set.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

from provcheck.references.sql import rows_among

Pairs = Sequence[tuple[str, bytes]]

# Fetched in one statement: 8 kB a reference.
_TOGETHER = 1000
_BUSY_SECONDS = 5.0


def read_through(path: Path, ids: Sequence[str], fetch: Callable[[Sequence[str]], Pairs]) -> Pairs:
    """Ids and signatures of these references: from the file, else by ``fetch``, then kept.

    A file that cannot be read or written is done without; a damaged one is made anew.
    """
    held: dict[str, bytes] = {}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS)) as connection:
            connection.row_factory = sqlite3.Row
            connection.execute(
                "CREATE TABLE IF NOT EXISTS signature (id TEXT PRIMARY KEY, value BLOB NOT NULL)"
                " STRICT, WITHOUT ROWID"
            )
            text = "SELECT id, value FROM signature WHERE id IN"
            held = {row["id"]: row["value"] for row in rows_among(connection, text, (), ids)}
            for part in _fetched(ids, held, fetch):
                connection.executemany("INSERT OR IGNORE INTO signature VALUES (?, ?)", part)
                connection.commit()
                held.update(part)
    except (sqlite3.Error, OSError) as error:
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(
            error, sqlite3.OperationalError
        ):
            with suppress(OSError):
                path.unlink()
        for part in _fetched(ids, held, fetch):
            held.update(part)
    return [(id, held[id]) for id in ids if id in held]


def _fetched(
    ids: Sequence[str], held: dict[str, bytes], fetch: Callable[[Sequence[str]], Pairs]
) -> Iterator[Pairs]:
    missing = [id for id in ids if id not in held]
    for start in range(0, len(missing), _TOGETHER):
        yield fetch(missing[start : start + _TOGETHER])
