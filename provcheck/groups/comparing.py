"""Searching a folder's index with its own pictures, and comparing what is proposed.

The only place of this package that knows the search and the comparison. Everything is taken from
the index: stored features and fingerprints, and the proxy instead of the file.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from provcheck.candidates import hash_hint
from provcheck.compare import Comparison, Picture, compare
from provcheck.fingerprint import is_plain, mirrored_features, oriented_fingerprints
from provcheck.groups.frames import put_together
from provcheck.groups.shared import REST, Shared
from provcheck.image import Limits, Subject, open_subject
from provcheck.model import Candidate
from provcheck.references import ReferenceReader, search

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Decoded proxies that are kept: 2 MB each at 1024 x 768.
_KEPT = 32


class Comparisons:
    """Pairs of references of one set; none is compared again the same way round."""

    def __init__(self, reader: ReferenceReader) -> None:
        self._reader = reader
        self._held = frozenset(reference.id for reference in reader.list())
        self._confirmed: dict[frozenset[str], Shared] = {}
        self._tried: set[tuple[str, str]] = set()
        self._subject = functools.lru_cache(maxsize=_KEPT)(self._opened)

    def confirmed(self) -> Iterator[Shared]:
        """Every pair that was compared and confirmed so far, in the order of comparing."""
        return iter(self._confirmed.values())

    def candidates(self, id: str, *, limit: int) -> tuple[Candidate, ...]:
        """References that may show the same picture as this one, itself left out.

        None for a picture that the set does not hold.
        """
        if id not in self._held:
            return ()
        reference = self._reader.get(id)
        subject = self._subject(id)
        features = self._reader.features(id)
        codes = {}
        if subject is not None and not is_plain(subject):
            # Upright, the stored values are those of the file and not of its proxy.
            codes = oriented_fingerprints(subject) | {"normal": self._reader.fingerprints(id)}
        found = search(
            self._reader,
            reference.sha256,
            reference.pixel_sha256,
            codes,
            [(features, False), (mirrored_features(features), True)] if features else [],
            limit=limit + 1,
        )
        others = [candidate for candidate in found if candidate.reference_id != id]
        # A closer look costs as much as ten rejections: only the likeliest place gets one.
        most = max((candidate.votes for candidate in others), default=0)
        return tuple(c if c.votes == most else replace(c, placement=None) for c in others)

    def shared(self, one: str, other: str, candidate: Candidate | None = None) -> Shared | None:
        """How two references show one picture, seen from ``one``; None when not confirmed.

        ``candidate``: the proposal of ``other`` to a search with ``one``, if there was one. It
        tells where to look, so a pair that failed the other way round is tried once more.
        """
        key = frozenset((one, other))
        tried = {(one, other)} if candidate is not None else {(one, other), (other, one)}
        if key not in self._confirmed and not tried & self._tried:
            self._tried.add((one, other))
            found = self._compared(one, other, candidate)
            if found is not None:
                self._confirmed[key] = found
        known = self._confirmed.get(key)
        return known.seen_from(one) if known is not None else None

    def _opened(self, id: str) -> Subject | None:
        proxy = self._reader.proxy(id)
        return open_subject(proxy, Limits(), id) if proxy is not None else None

    def _picture(self, id: str) -> Picture:
        reference = self._reader.get(id)
        subject = self._subject(id)
        features = self._reader.features(id)
        return Picture(
            pixels=subject.rgb() if subject is not None else None,
            width=reference.width,
            height=reference.height,
            features=features,
            flipped=mirrored_features(features) if features else None,
        )

    def _compared(self, one: str, other: str, candidate: Candidate | None) -> Shared | None:
        subject, reference = self._picture(one), self._picture(other)
        found = compare(
            subject,
            reference,
            hint=hash_hint(candidate) if candidate is not None else None,
            placement=candidate.placement if candidate is not None else None,
        )
        if found.relation == "candidate":
            return None
        ours, theirs = found.subject_overlap or 0.0, found.reference_overlap or 0.0
        framed = _framed(subject.pixels, reference.pixels, found, ours, theirs)
        return Shared(
            subject=one,
            reference=other,
            relation=found.relation,
            orientation=found.orientation,
            modifications=found.modifications,
            subject_overlap=ours,
            reference_overlap=theirs,
            changed_fraction=found.changed_fraction,
            subject_framed=framed[0],
            reference_framed=framed[1],
        )


def _framed(
    subject: NDArray[np.uint8] | None,
    reference: NDArray[np.uint8] | None,
    found: Comparison,
    ours: float,
    theirs: float,
) -> tuple[bool, bool]:
    """Whether the shared part was put into the subject, and into the reference."""
    import numpy as np

    if subject is None or reference is None or found.working is None:
        return False, False
    if min(ours, theirs) >= 1 - REST:
        return False, False
    if ours >= theirs:
        return put_together(subject, reference, found.working)
    back = np.asarray(np.linalg.inv(found.working), dtype=np.float64)
    outer, inner = put_together(reference, subject, back)
    return inner, outer
