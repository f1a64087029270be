"""What a set says about itself as a whole, kept up with every change."""

from __future__ import annotations

from provcheck.references.lattice import state_of, with_record, without_record
from provcheck.references.records import blob
from provcheck.references.set_codes import Stored, stored_rows
from provcheck.references.sql import Executor
from provcheck.references.tallies import plus, row_sum, sum_of_one


class Totals:
    """The running totals of a set, changed within the transaction that is under way.

    Raises what the database raises, and ValueError when the set's own are unusable.
    """

    def __init__(self, database: Executor) -> None:
        self._database = database

    @property
    def known(self) -> bool:
        """False for a set of an earlier form, whose totals are still to be worked out."""
        row = self._database.execute("SELECT lattice FROM state").fetchone()
        return row is not None and row["lattice"] is not None

    def work_out(self) -> None:
        """Make them from all rows."""
        records = self._database.execute("SELECT id, source FROM reference").fetchall()
        self._put(state_of((row["id"], row["source"]) for row in records), len(records))
        self._database.execute("DELETE FROM tally")
        tables: tuple[tuple[str, Stored], ...]
        tables = (("fingerprint", "fingerprints"), ("signature", "features"))
        for table, of in tables:
            keys = self._database.execute(f"SELECT DISTINCT kind, version FROM {table}")
            for row in keys.fetchall():
                key = row["kind"], row["version"]
                stored = stored_rows(self._database, *key, of, after=0)
                parts = [(len(numbers), row_sum(numbers, values)) for numbers, values in stored]
                count, total = (sum(part) for part in zip(*parts, strict=True))
                self._add(*key, count, total)

    def reference_in(self, id: str, source: str) -> None:
        """A reference came in."""
        lattice, count = self._state()
        self._put(with_record(lattice, id, source), count + 1)

    def reference_out(self, id: str, source: str) -> None:
        """A reference went out."""
        lattice, count = self._state()
        self._put(without_record(lattice, id, source), count - 1)

    def source_replaced(self, id: str, before: str, after: str) -> None:
        """A source record took the place of another."""
        lattice, count = self._state()
        self._put(with_record(without_record(lattice, id, before), id, after), count)

    def row_in(self, kind: str, version: str, number: int, value: bytes, *, late: bool) -> None:
        """A fingerprint (or, for features, the id of their reference) came in.

        ``late``: the reference was in the set before.
        """
        self._add(kind, version, 1, sum_of_one(number, value))
        if late:
            self._revise(kind, version, number)

    def row_out(self, kind: str, version: str, number: int, value: bytes) -> None:
        """It went out."""
        self._add(kind, version, -1, -sum_of_one(number, value))
        self._revise(kind, version, number)

    def _state(self) -> tuple[bytes, int]:
        row = self._database.execute("SELECT lattice, total FROM state").fetchone()
        if row is None or row["total"] is None:
            raise ValueError("the set lacks its state")
        return blob(row["lattice"]), row["total"]

    def _put(self, lattice: bytes, count: int) -> None:
        self._database.execute("UPDATE state SET lattice = ?, total = ?", (lattice, count))

    def _add(self, kind: str, version: str, count: int, total: int) -> None:
        key = kind, version
        row = self._database.execute(
            "SELECT count, sum FROM tally WHERE kind = ? AND version = ?", key
        ).fetchone()
        before, known = (row["count"], row["sum"]) if row else (0, "0")
        self._database.execute(
            "INSERT INTO tally (kind, version, count, sum) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (kind, version) DO UPDATE SET count = excluded.count, sum = excluded.sum",
            (*key, before + count, plus(known, total)),
        )

    def _revise(self, kind: str, version: str, number: int) -> None:
        self._database.execute(
            "INSERT INTO revision (kind, version, reference) VALUES (?, ?, ?)",
            (kind, version, number),
        )
