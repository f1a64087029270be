"""Changing a reference set, whatever database holds it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from provcheck.errors import ReferenceIdTaken, ReferenceMissing
from provcheck.model import Fingerprint, LocalFeatures, Reference, Source
from provcheck.references.records import blob, check_features, encode_source
from provcheck.references.signatures import signature
from provcheck.references.sql import Database, unusable_is_corrupt
from provcheck.references.store import AddResult, NewReference
from provcheck.references.totals import Totals
from provcheck.safe_text import safe_text


class SetWriter:
    """A :class:`~provcheck.references.store.ReferenceWriter` over a database opened for changes.

    ``now`` (UTC, ISO 8601) becomes the time of the last change with every change made. A second
    writer waits until the first has finished its reference, as long as the database lets it; then
    it raises SetLocked.
    """

    def __init__(self, database: Database, *, now: str) -> None:
        self.name = database.name
        self._now = now
        self._database = database
        self._totals = Totals(database)
        try:
            self._know_totals()
        except BaseException:
            database.close()
            raise

    def add(self, new: NewReference) -> AddResult:
        """Store a reference, or bring the stored one with the same bytes up to date.

        Raises InvalidValue for a source with an unusable link, ValueError for features whose
        arrays do not fit their count, ReferenceIdTaken.
        """
        source = encode_source(new.reference.source)
        signed = None
        if new.features is not None:
            check_features(new.features)
            signed = signature(new.features)
        with self._change():
            known = self._number("sha256", new.reference.sha256)
            if known is None:
                self._free_id(new.reference)
            number = self._insert(new.reference, source) if known is None else known
            late = known is not None
            changed = not late
            if late:
                changed |= self._complete(number, new.reference)
            if late and new.reference.source != Source():
                changed |= self._put_source(number, source)
            changed |= self._put_fingerprints(number, new.fingerprints, late=late)
            if new.features is not None and signed is not None:
                changed |= self._put_features(number, new.features, signed, late=late)
            if new.proxy is not None:
                changed |= self._put_proxy(number, new.proxy)
            if changed:
                self._touch()
        if not late:
            return "added"
        return "updated" if changed else "unchanged"

    def remove(self, id: str) -> None:
        """Take a reference and everything stored with it out. Raises ReferenceMissing."""
        with self._change():
            self._take_out(self._require(id), id)
            self._touch()

    def update_source(self, id: str, source: Source) -> None:
        """Replace the source record of a reference. Raises ReferenceMissing, InvalidValue."""
        text = encode_source(source)
        with self._change():
            if self._put_source(self._require(id), text):
                self._touch()

    def close(self) -> None:
        """Release the set."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _change(self) -> Iterator[None]:
        """One transaction; what is unusable in the set itself becomes SetCorrupt."""
        with self._database.transaction(), unusable_is_corrupt(self.name):
            yield

    def _know_totals(self) -> None:
        """Work the totals out for a set that comes from an earlier form."""
        with self._database.named_errors():
            known = self._totals.known
        if not known:
            with self._change():
                if not self._totals.known:  # another process may have been faster
                    self._totals.work_out()

    def _number(self, column: str, value: str) -> int | None:
        row = self._database.execute(
            f"SELECT number FROM reference WHERE {column} = ?", (value,)
        ).fetchone()
        return None if row is None else int(row["number"])

    def _require(self, id: str) -> int:
        number = self._number("id", id)
        if number is None:
            raise ReferenceMissing(name=self.name, id=safe_text(id, limit=70))
        return number

    def _free_id(self, reference: Reference) -> None:
        """Two digests that begin alike are made up; the file that is at hand is the one kept."""
        row = self._database.execute(
            "SELECT number, width FROM reference WHERE id = ?", (reference.id,)
        ).fetchone()
        if row is None:
            return
        if row["width"] or not reference.width:
            raise ReferenceIdTaken(name=self.name, id=reference.id)
        self._take_out(row["number"], reference.id)

    def _take_out(self, number: int, id: str) -> None:
        for row in self._rows_of(number):
            self._totals.row_out(row["kind"], row["version"], number, blob(row["value"]))
        self._features_out(number, id)
        self._totals.reference_out(id, self._text("source", number))
        self._delete(number)

    def _insert(self, reference: Reference, source: str) -> int:
        self._totals.reference_in(reference.id, source)
        cursor = self._database.execute(
            "INSERT INTO reference (id, sha256, pixel_sha256, name, media_type, byte_size, width,"
            " height, added_at, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " RETURNING number",
            (
                reference.id,
                reference.sha256,
                reference.pixel_sha256,
                safe_text(reference.name),
                safe_text(reference.media_type),
                reference.byte_size,
                reference.width,
                reference.height,
                reference.added_at,
                source,
            ),
        )
        return int(cursor.fetchone()["number"])

    def _delete(self, number: int) -> None:
        self._database.execute("DELETE FROM reference WHERE number = ?", (number,))

    def _complete(self, number: int, reference: Reference) -> bool:
        """Give a record that came without its picture what the picture's file says."""
        if not reference.width:
            return False
        cursor = self._database.execute(
            "UPDATE reference SET pixel_sha256 = ?, name = ?, media_type = ?, byte_size = ?,"
            " width = ?, height = ? WHERE number = ? AND width = 0",
            (
                reference.pixel_sha256,
                safe_text(reference.name),
                safe_text(reference.media_type),
                reference.byte_size,
                reference.width,
                reference.height,
                number,
            ),
        )
        return cursor.rowcount > 0

    def _put_source(self, number: int, source: str) -> bool:
        """Store a source record; True when it differs from the stored one."""
        before = self._text("source", number)
        if before == source:
            return False
        self._database.execute("UPDATE reference SET source = ? WHERE number = ?", (source, number))
        self._totals.source_replaced(self._text("id", number), before, source)
        return True

    def _put_fingerprints(
        self, number: int, fingerprints: tuple[Fingerprint, ...], *, late: bool
    ) -> bool:
        """Replace the stored fingerprints of the kinds that are given; True when they differ.

        The others stay: a learned vector, when the file is given again without its descriptor.
        """
        rows = {(f.kind, f.version, number, f.bits, bytes.fromhex(f.value)) for f in fingerprints}
        kinds = sorted({f.kind for f in fingerprints})
        stored = {
            (row["kind"], row["version"], number, row["bits"], row["value"])
            for row in self._rows_of(number)
            if row["kind"] in kinds
        }
        if rows == stored:
            return False
        for kind, version, _, _, value in stored - rows:
            self._totals.row_out(kind, version, number, blob(value))
        for kind, version, _, _, value in rows - stored:
            self._totals.row_in(kind, version, number, value, late=late)
        marks = ", ".join("?" * len(kinds))
        self._database.execute(
            f"DELETE FROM fingerprint WHERE reference = ? AND kind IN ({marks})", (number, *kinds)
        )
        self._database.executemany(
            "INSERT INTO fingerprint (kind, version, reference, bits, value)"
            " VALUES (?, ?, ?, ?, ?)",
            sorted(rows),
        )
        return True

    def _rows_of(self, number: int) -> list[Any]:
        """The fingerprints of a reference."""
        return self._database.execute(
            "SELECT kind, version, bits, value FROM fingerprint WHERE reference = ?",
            (number,),
        ).fetchall()

    def _put_features(
        self, number: int, features: LocalFeatures, signed: bytes, *, late: bool
    ) -> bool:
        """Store local features; True unless the stored ones have the same kind and version.

        The version names the whole recipe, so the same bytes cannot give other features; the
        last bit of a float may differ between machines, and that is no change.
        """
        known = self._database.execute(
            "SELECT 1 FROM features WHERE reference = ? AND kind = ? AND version = ?",
            (number, features.kind, features.version),
        ).fetchone()
        if known:
            return False
        id = self._text("id", number)
        self._features_out(number, id)
        self._totals.row_in(features.kind, features.version, number, bytes.fromhex(id), late=late)
        self._database.execute(
            "INSERT INTO features (reference, kind, version, width, height, count, keypoints,"
            " descriptors) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                features.kind,
                features.version,
                features.width,
                features.height,
                features.count,
                features.keypoints,
                features.descriptors,
            ),
        )
        self._database.execute(
            "INSERT INTO signature (reference, kind, version, value) VALUES (?, ?, ?, ?)",
            (number, features.kind, features.version, signed),
        )
        return True

    def _features_out(self, number: int, id: str) -> None:
        """Take out the features a reference has, if any."""
        rows = self._database.execute(
            "SELECT kind, version FROM signature WHERE reference = ?", (number,)
        )
        for row in rows.fetchall():
            self._totals.row_out(row["kind"], row["version"], number, bytes.fromhex(id))
        for table in ("features", "signature"):
            self._database.execute(f"DELETE FROM {table} WHERE reference = ?", (number,))

    def _text(self, column: str, number: int) -> str:
        row = self._database.execute(
            f"SELECT {column} FROM reference WHERE number = ?", (number,)
        ).fetchone()
        return str(row[column])

    def _put_proxy(self, number: int, jpeg: bytes) -> bool:
        """Store the first proxy of a reference; True when there was none.

        A proxy is a means of comparison, not a record: another encoder's bytes for the same
        picture are no change.
        """
        cursor = self._database.execute(
            "INSERT INTO proxy (reference, jpeg) VALUES (?, ?) ON CONFLICT DO NOTHING",
            (number, jpeg),
        )
        return cursor.rowcount > 0

    def _touch(self) -> None:
        self._database.execute(
            "UPDATE state SET changed_at = ? WHERE changed_at < ?", (self._now, self._now)
        )
