"""Changing a set on a PostgreSQL server.

Besides what every set counts, the digests of its references are counted, so that readers can keep
a file of them and know without asking that a picture is not in the set.
"""

from __future__ import annotations

from provcheck.model import Reference
from provcheck.references.set_codes import DIGESTS, digest_code
from provcheck.references.set_writer import SetWriter


class PostgresWriter(SetWriter):
    """A :class:`~provcheck.references.store.ReferenceWriter` of a set on a server."""

    def _insert(self, reference: Reference, source: str) -> int:
        number = super()._insert(reference, source)
        self._totals.row_in(*DIGESTS, number, self._digests(number), late=False)
        return number

    def _complete(self, number: int, reference: Reference) -> bool:
        before = self._digests(number)
        changed = super()._complete(number, reference)
        if changed:
            self._totals.row_out(*DIGESTS, number, before)
            self._totals.row_in(*DIGESTS, number, self._digests(number), late=True)
        return changed

    def _delete(self, number: int) -> None:
        self._totals.row_out(*DIGESTS, number, self._digests(number))
        super()._delete(number)

    def _digests(self, number: int) -> bytes:
        return digest_code(self._text("sha256", number), self._text("pixel_sha256", number))
