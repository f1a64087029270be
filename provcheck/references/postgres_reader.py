"""Reading a set on a PostgreSQL server, with what was read before kept in the user's cache.

Codes are kept in the same files as those of a set in SQLite, and brought up to date by the numbers
of references and revisions; signatures by the ids of their references. Where nothing is new, no
code is fetched. Where no file can be kept, the database searches by itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from provcheck.references.hash_scan import Hit, distance_between, nearest
from provcheck.references.postgres import PostgresDatabase, ServerAddress
from provcheck.references.records import blob
from provcheck.references.set_codes import DIGESTS, digest_code
from provcheck.references.set_reader import SetReader
from provcheck.references.signature_cache import read_through
from provcheck.references.sql import Database
from provcheck.references.store import Exactness

# pgvector's distance of bit strings, from 0.7 on; wherever the extension was put, and no
# operator of that name that somebody else made.
_HAMMING = """
    SELECT nspname FROM pg_extension AS extension
    JOIN pg_depend AS part ON part.refobjid = extension.oid AND part.deptype = 'e'
         AND part.refclassid = 'pg_extension'::regclass AND part.classid = 'pg_operator'::regclass
    JOIN pg_operator AS operator ON operator.oid = part.objid
    JOIN pg_namespace AS space ON space.oid = operator.oprnamespace
    WHERE extname = 'vector' AND oprname = '<~>'
          AND oprleft = 'bit'::regtype AND oprright = 'bit'::regtype
"""
_PLAIN_NAME = re.compile("[a-z_][a-z0-9_]*")


class PostgresReader(SetReader):
    """A :class:`~provcheck.references.store.ReferenceReader` of a set on a server."""

    def __init__(self, address: ServerAddress, *, index: Path | None = None) -> None:
        database, overview = PostgresDatabase.to_read(address)
        # However few codes there are: fetching them again takes longer than reading a file.
        super().__init__(database, index=index, overview=overview, worth_a_file=1)

    def exact(self, sha256: str, pixel_sha256: str) -> tuple[tuple[str, Exactness], ...]:
        """Ids of references with the same bytes (first) or the same pixels; where the kept digests
        say that there are none, the server is not asked."""
        if not self._may_hold(sha256, pixel_sha256):
            return ()
        return super().exact(sha256, pixel_sha256)

    def has(self, sha256: str) -> bool:
        """True when a file with these bytes is in the set."""
        return self._may_hold(sha256, "") and super().has(sha256)

    def _may_hold(self, sha256: str, pixel_sha256: str) -> bool:
        import numpy as np

        with self._reading():
            tally = self._overview().tally(*DIGESTS)
            held = self._codes.mapped(*DIGESTS, tally, "digests")
        if held is None:
            return True
        asked = np.frombuffer(digest_code(sha256, pixel_sha256), dtype=np.uint64)
        # An empty digest is of nothing.
        return bool(((held.values.view(np.uint64) == asked) & (asked != 0)).any())

    def _nearest(
        self, kind: str, version: str, queries: Mapping[int, bytes], allowed: int, limit: int
    ) -> Sequence[Hit]:
        with self._reading():
            held = self._codes.mapped(kind, version, self._overview().tally(kind, version))
            if held is not None:
                return nearest(held, queries, allowed, limit)
            return nearest_in_database(self._database, kind, version, queries, allowed, limit)

    def _signatures(
        self, kind: str, version: str, only: Sequence[str] | None
    ) -> Sequence[tuple[str, bytes]]:
        if self._index is None:
            return super()._signatures(kind, version, only)
        if only is None:
            only = [f"{id:016x}" for id in self.with_features(kind, version).tolist()]
        home = self._index / "signatures" / f"{kind}-{version}.db"
        fetch = super()._signatures
        return read_through(home, only, lambda ids: fetch(kind, version, ids))


def nearest_in_database(
    database: Database,
    kind: str,
    version: str,
    queries: Mapping[int, bytes],
    allowed: int,
    limit: int,
    *,
    by_extension: bool | None = None,
) -> list[Hit]:
    """What :func:`provcheck.references.hash_scan.nearest` finds, found by the server.

    ``by_extension``: with pgvector or without; by default with it where it is there.
    """
    space = None if by_extension is False else _hamming_space(database)
    if space is not None:
        one = f"(code OPERATOR({space}.<~>) CAST(? AS bit varying))"
    else:
        one = "bit_count(code # CAST(? AS bit varying))"
    rows = database.execute(
        f"""
        SELECT reference, value FROM
            (SELECT reference, value, least({", ".join([one] * len(queries))}) AS distance
             FROM fingerprint WHERE kind = ? AND version = ? AND bits = ?) AS compared
        WHERE distance <= ? ORDER BY distance, reference LIMIT ?
        """,
        (
            *(_bits(value) for value in queries.values()),
            *(kind, version, len(next(iter(queries.values()))) * 8),
            *(allowed, limit),
        ),
    ).fetchall()
    return [_hit(row["reference"], blob(row["value"]), queries) for row in rows]


def _hamming_space(database: Database) -> str | None:
    """The schema that pgvector is in, if it is there and compares bit strings."""
    found = database.execute(_HAMMING).fetchone()
    name = str(found["nspname"]) if found else ""
    return name if _PLAIN_NAME.fullmatch(name) else None


def _bits(value: bytes) -> str:
    return "".join(f"{byte:08b}" for byte in value)


def _hit(number: int, value: bytes, queries: Mapping[int, bytes]) -> Hit:
    distance, query = min((distance_between(value, code), key) for key, code in queries.items())
    return Hit(number=number, distance=distance, query=query)
