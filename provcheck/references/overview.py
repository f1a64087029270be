"""What a set says about itself as a whole, read in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from provcheck.model import ReferenceSetInfo
from provcheck.references.code_file import CodeState
from provcheck.references.lattice import digest_of, state_of
from provcheck.references.records import blob
from provcheck.references.sql import Executor
from provcheck.references.store import Coverage
from provcheck.references.tallies import as_text
from provcheck.safe_text import safe_text

DIGESTS_KIND = "digests"
"""What the digests of references are counted under, where they are: no kind of fingerprint."""

OVERVIEW = """
    SELECT state.*, tally.kind, tally.version, tally.count, tally.sum,
           (SELECT bits FROM fingerprint
            WHERE kind = tally.kind AND version = tally.version LIMIT 1) AS bits,
           coalesce((SELECT max(reference) FROM fingerprint
                     WHERE kind = tally.kind AND version = tally.version),
                    (SELECT max(reference) FROM signature
                     WHERE kind = tally.kind AND version = tally.version),
                    (SELECT max(number) FROM reference), 0) AS last,
           coalesce((SELECT max(number) FROM revision), 0) AS revision
    FROM state LEFT JOIN tally ON tally.count > 0
    ORDER BY tally.kind, tally.version
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What there is of one kind and version; the sum is empty where it was never made.

    ``bits``: of a code; of features nothing is said.
    """

    state: CodeState
    bits: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """One state of a set: time of the last change, digest of its content, and how much there is."""

    changed_at: str
    snapshot: str
    total: int
    tallies: Mapping[tuple[str, str], Tally]

    def info(self, name: str) -> ReferenceSetInfo:
        """As reports have it."""
        return ReferenceSetInfo(
            name=name, count=self.total, snapshot=self.snapshot, as_of=safe_text(self.changed_at)
        )

    def coverage(self) -> tuple[Coverage, ...]:
        """Kinds and versions by name."""
        return tuple(
            Coverage(kind=safe_text(kind), version=safe_text(version), count=tally.state.count)
            for (kind, version), tally in sorted(self.tallies.items())
            if kind != DIGESTS_KIND
        )

    def tally(self, kind: str, version: str) -> Tally:
        """What there is of a kind and version; where there is nothing, nothing."""
        nothing = Tally(state=CodeState(count=0, sum=as_text(0), last=0, revision=0), bits=8)
        return self.tallies.get((kind, version), nothing)


def read_overview(database: Executor) -> Overview:
    """The overview of the state that the database shows now.

    Raises what the database raises, and ValueError when the set lacks its state.
    """
    state = database.execute("SELECT * FROM state").fetchone()
    if state is None:
        raise ValueError("the set lacks its state")
    known = dict(state)
    if known.get("lattice") is None or known.get("total") is None:
        return _counted(database, known["changed_at"])
    return overview_of(database.execute(OVERVIEW).fetchall())


def overview_of(rows: Sequence[Any]) -> Overview:
    """The overview from the rows of ``OVERVIEW``. Raises ValueError as :func:`read_overview`."""
    if not rows:
        raise ValueError("the set lacks its state")
    first = rows[0]
    return Overview(
        changed_at=first["changed_at"],
        snapshot=digest_of(blob(first["lattice"])),
        total=first["total"],
        tallies={
            (row["kind"], row["version"]): Tally(
                state=CodeState(
                    count=row["count"],
                    sum=str(row["sum"]),
                    last=row["last"],
                    revision=first["revision"],
                ),
                bits=row["bits"],
            )
            for row in rows
            if row["kind"] is not None
        },
    )


def _counted(database: Executor, changed_at: str) -> Overview:
    """Of a set of an earlier form, which only readers opened since."""
    records = database.execute("SELECT id, source FROM reference").fetchall()
    counts = database.execute(
        "SELECT kind, version, count(*) AS n, max(bits) AS bits FROM fingerprint"
        " GROUP BY kind, version UNION ALL"
        " SELECT kind, version, count(*) AS n, NULL AS bits FROM signature GROUP BY kind, version"
    ).fetchall()
    return Overview(
        changed_at=changed_at,
        snapshot=digest_of(state_of((record["id"], record["source"]) for record in records)),
        total=len(records),
        tallies={
            (row["kind"], row["version"]): Tally(
                state=CodeState(count=row["n"], sum="", last=0, revision=0), bits=row["bits"]
            )
            for row in counts
        },
    )
