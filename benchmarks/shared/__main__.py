"""Search a set on a PostgreSQL server: with the codes kept in a cache, and inside the database.

    python -m benchmarks.shared postgresql://OWNER@HOST/DATABASE [--count 100000] [--runs 7]

The database must hold no set yet: one of made-up hashes is made in it and taken out again. Each
line is the wall time from connecting to the answer for eight queries, as a check asks them.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.machine import machine, table
from provcheck.references import open_reader, server_address, set_up
from provcheck.references.postgres import PostgresDatabase
from provcheck.references.postgres_reader import nearest_in_database
from provcheck.references.totals import Totals

_KIND, _VERSION, _BYTES = "phash256", "1", 32
_ALLOWED, _LIMIT = 62, 8
_REFERENCES = """
    INSERT INTO reference (id, sha256, pixel_sha256, name, media_type, byte_size, width, height,
                           added_at, source)
    SELECT left(digest, 16), digest, digest, 'made up', 'image/jpeg', 1, 1, 1, '', '{{}}'
    FROM (SELECT encode(sha256(n::text::bytea), 'hex') AS digest
          FROM generate_series(1, {count}) AS n) AS made
"""
_FINGERPRINTS = f"""
    INSERT INTO fingerprint (kind, version, reference, bits, value)
    SELECT '{_KIND}', '{_VERSION}', number, {8 * _BYTES}, sha256(id::bytea) FROM reference
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("address")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=7)
    chosen = parser.parse_args()
    address = server_address(chosen.address)
    database = PostgresDatabase(address)
    if database.script("SELECT to_regnamespace('provcheck') IS NOT NULL AS there")[0]["there"]:
        parser.error("the database holds a set already")
    try:
        _make(chosen.address, chosen.count)
        print(f"Measured on: {machine()}; {chosen.count:,} references, medians of {chosen.runs}.\n")
        print(table([["", "ms"], *_rows(chosen.address, chosen.runs)]))
    finally:
        database.script("DROP SCHEMA IF EXISTS provcheck CASCADE")
        database.close()


def _make(text: str, count: int) -> None:
    set_up(server_address(text))
    database = PostgresDatabase.to_write(server_address(text))
    with database.transaction():
        database.script("SET LOCAL statement_timeout = 0")
        database.script(_REFERENCES.format(count=count))
        database.script(_FINGERPRINTS)
        Totals(database).work_out()
    database.script("ANALYZE reference; ANALYZE fingerprint")
    database.close()


def _rows(address: str, runs: int) -> list[list[str]]:
    rng = np.random.default_rng(0)
    queries = {number: rng.bytes(_BYTES) for number in range(8)}

    def local(index: Path) -> None:
        with open_reader(address, index=index) as reader:
            reader.near(_KIND, _VERSION, queries, allowed=_ALLOWED, limit=_LIMIT)

    def inside(by_extension: bool) -> None:
        database, _ = PostgresDatabase.to_read(server_address(address))
        nearest_in_database(
            database, _KIND, _VERSION, queries, _ALLOWED, _LIMIT, by_extension=by_extension
        )
        database.close()

    with tempfile.TemporaryDirectory() as folder:
        first = _milliseconds(lambda: local(Path(folder)), 1)
        return [
            ["first time: all codes are fetched", f"{first:.0f}"],
            ["nothing new: codes from the cache", _median(lambda: local(Path(folder)), runs)],
            ["in the database, pgvector where it is there", _median(lambda: inside(True), runs)],
            ["in the database, bit_count", _median(lambda: inside(False), runs)],
        ]


def _median(work: Callable[[], None], runs: int) -> str:
    return f"{_milliseconds(work, runs):.0f}"


def _milliseconds(work: Callable[[], None], runs: int) -> float:
    seen = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        seen.append(time.perf_counter() - start)
    return 1000 * statistics.median(seen)


if __name__ == "__main__":
    main()
