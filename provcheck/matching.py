"""Finding the references that a subject shows, and the pictures that show it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from provcheck.compare import (
    Comparison,
    Picture,
    change_exhibits,
    compare,
    picture_exhibit,
    registered_exhibit,
)
from provcheck.fingerprint import local_features, oriented_fingerprints
from provcheck.image import Subject, open_embedded
from provcheck.metadata import embedded_thumbnail
from provcheck.model import Candidate, Exhibit, Match
from provcheck.references import PROPOSING_DISTANCE, ReferenceReader, search

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# A subject explained to this share leaves too little for another reference to be found in.
_ALL = 0.95

WORKING_SIDE = 1024
"""Long side in pixels at which pictures are compared; the size of the stored proxies as well."""


@contextmanager
def picture_in_preparation(subject: Subject) -> Iterator[Callable[[], Picture]]:
    """Extract the subject's features in the background; the call returns it as a picture.

    OpenCV works without the interpreter lock, so metadata and hashes are read meanwhile.
    """
    pixels = subject.rgb(WORKING_SIDE)
    with ThreadPoolExecutor(max_workers=1) as background:
        features = background.submit(local_features, pixels)

        def picture() -> Picture:
            return Picture(
                pixels=pixels,
                width=subject.asset.width,
                height=subject.asset.height,
                features=features.result(),
                mirrored=functools.cache(lambda: local_features(pixels, mirrored=True)),
            )

        yield picture


def has_features(picture: Picture) -> bool:
    """True when the picture has anything that local features hold on to."""
    return picture.features is not None and picture.features.count > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A match with what is only needed while the report is made."""

    match: Match
    comparison: Comparison | None = None
    pixels: NDArray[np.uint8] | None = None

    @property
    def changes_unknown(self) -> bool:
        """Confirmed by geometry alone: no picture is kept in which changes could be looked for."""
        return self.match.confirmed and self.comparison is not None and self.pixels is None


def find_matches(
    subject: Subject,
    picture: Picture,
    plain: bool,
    references: ReferenceReader | None,
    *,
    limit: int,
    exhibits: bool,
) -> tuple[Found, ...]:
    """Search the set, compare each candidate, confirmed matches first."""
    if references is None:
        return ()
    digests = (subject.asset.sha256, subject.asset.pixel_sha256)
    codes = {} if plain else oriented_fingerprints(subject)
    candidates = search(references, *digests, codes, picture.features, limit=limit)
    found = [_compared(picture, candidate, references) for candidate in candidates]
    if not any(_explains_all(pair.match) for pair in found):
        # Something is left that may be a mirrored part of a reference, or in a set small enough
        # to be compared whole.
        seen = {candidate.reference_id for candidate in candidates}
        flipped = picture.mirrored() if picture.mirrored else None
        more = list(search(references, *digests, {}, None, mirrored=flipped, limit=limit))
        if references.info().count <= limit:
            more += [Candidate(reference_id=reference.id) for reference in references.list()]
        for candidate in more:
            if candidate.reference_id not in seen:
                seen.add(candidate.reference_id)
                found.append(_compared(picture, candidate, references))
    found = [pair for pair in found if pair.match.confirmed or _worth_a_look(pair.match)]
    # Most of the picture explained first; the order of equals is the search's.
    found.sort(key=lambda p: (not p.match.confirmed, -(p.match.subject_overlap or 0.0)))
    for number, pair in enumerate(found):
        found[number] = replace(pair, match=_with_exhibit_ids(pair, number, exhibits))
    return tuple(found)


def _explains_all(match: Match) -> bool:
    """True when nothing of the subject is left that another reference could show."""
    return match.confirmed and (match.subject_overlap or 0.0) >= _ALL


# PDQ's authors match at 31 of 256 bits: an unconfirmed candidate that close deserves a look.
_LOOK_DISTANCE = 31


def _worth_a_look(match: Match) -> bool:
    """Unconfirmed candidates are shown only when something beyond chance points to them."""
    return match.inliers > 0 or match.distances.get("phash256", 256) <= _LOOK_DISTANCE


def _compared(picture: Picture, candidate: Candidate, references: ReferenceReader) -> Found:
    reference = references.get(candidate.reference_id)
    proxy = references.proxy(reference.id)
    pixels = open_embedded(proxy) if proxy else None
    if candidate.exact is not None:
        match = Match(
            reference=reference,
            relation=candidate.exact,
            modifications=() if candidate.exact == "identical" else ("re-saved",),
            distances=dict(candidate.distances),
            agreement=1.0,
            subject_overlap=1.0,
            reference_overlap=1.0,
            transform=(1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0),
        )
        return Found(match=match, pixels=pixels)
    other = Picture(
        pixels=pixels,
        width=reference.width,
        height=reference.height,
        features=references.features(reference.id),
    )
    near = any(
        distance <= PROPOSING_DISTANCE.get(kind, 0)
        for kind, distance in candidate.distances.items()
    )
    hint = candidate.orientation if near else None
    result = compare(picture, other, hint=hint)
    match = Match(
        reference=reference,
        relation=result.relation,
        orientation=result.orientation,
        modifications=result.modifications,
        distances=dict(candidate.distances),
        inliers=result.inliers,
        agreement=result.agreement,
        subject_overlap=result.subject_overlap,
        reference_overlap=result.reference_overlap,
        transform=result.transform,
        changed_regions=result.changed_regions,
        changed_fraction=result.changed_fraction,
    )
    return Found(match=match, comparison=result, pixels=pixels)


def _with_exhibit_ids(pair: Found, number: int, wanted: bool) -> Match:
    """The match with the ids of the exhibits that :func:`make_exhibits` will make for it."""
    if not wanted or pair.pixels is None:
        return pair.match
    kinds = ["reference"]
    if pair.comparison is not None and pair.comparison.working is not None:
        kinds.append("registered")
        if pair.match.changed_regions:
            kinds += ["changes", "mask"]
    return replace(pair.match, exhibits=tuple(f"match-{number}-{kind}" for kind in kinds))


def make_exhibits(
    subject: Subject, picture: Picture, found: Sequence[Found]
) -> tuple[Exhibit, ...]:
    assert picture.pixels is not None
    height, width = picture.pixels.shape[:2]
    made = [picture_exhibit("subject", "subject", picture.pixels)]
    inner = embedded_thumbnail(subject)
    thumbnail = open_embedded(inner) if inner else None
    if thumbnail is not None:
        made.append(picture_exhibit("thumbnail", "thumbnail", thumbnail))
    for pair in found:
        for id in pair.match.exhibits:
            kind = id.rsplit("-", 1)[-1]
            if pair.pixels is None or kind == "mask":
                continue
            if kind == "reference":
                made.append(picture_exhibit(id, "reference", pair.pixels))
            elif pair.comparison is None or pair.comparison.working is None:
                continue
            elif kind == "registered":
                made.append(
                    registered_exhibit(id, pair.pixels, pair.comparison.working, width, height)
                )
            elif pair.comparison.mask is not None:
                prefix = id.removesuffix("-changes")
                made += change_exhibits(prefix, picture.pixels, pair.comparison.mask)
    return tuple(made)
