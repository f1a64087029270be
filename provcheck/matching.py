"""Finding the references that a subject shows, and the pictures that show it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from provcheck.candidates import Found, compare_candidate, propose
from provcheck.compare import Picture
from provcheck.fingerprint import (
    DESCRIPTOR_KIND,
    descriptor_version,
    learned_fingerprints,
    local_features,
    mirrored_features,
    oriented_fingerprints,
)
from provcheck.image import Subject
from provcheck.model import Candidate, Fingerprint, LocalFeatures, Match, Orientation
from provcheck.references import ReferenceReader, search
from provcheck.settings import DescriptorModel, Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WORKING_SIDE = 1024
"""Long side in pixels at which pictures are compared; the size of the stored proxies as well."""

# Long side of the subject when small parts of it are looked at.
_CLOSER_SIDE = 1600
# A subject explained to this share leaves too little for another reference to be found in.
_ALL = 0.95
# Fewer features than this in what is left cannot place a reference.
_FEW_FEATURES = 12
# Each round explains another part of the subject; a collage of more parts is told as far as this.
_ROUNDS = 6
# Long side of the map of what is explained, in cells.
_CELLS = 128
# PDQ's authors match at 31 of 256 bits: an unconfirmed candidate that close deserves a look.
_LOOK_DISTANCE = 31


@contextmanager
def picture_in_preparation(subject: Subject) -> Iterator[Callable[[], Picture]]:
    """Extract the subject's features in the background; the call returns it as a picture.

    OpenCV works without the interpreter lock, so metadata and hashes are read meanwhile.
    """
    pixels = subject.rgb(WORKING_SIDE)
    with ThreadPoolExecutor(max_workers=1) as background:
        features = background.submit(local_features, pixels)
        yield lambda: _picture(subject, pixels, features.result())


def learned_vectors(
    subject: Subject, references: ReferenceReader | None, model: DescriptorModel | None
) -> dict[Orientation, Fingerprint]:
    """The subject's learned vectors, where the set holds any that they can be compared with."""
    if references is None or model is None:
        return {}
    if not len(references.codes(DESCRIPTOR_KIND, descriptor_version(model)).ids):
        return {}
    return learned_fingerprints(subject.rgb(WORKING_SIDE), model, mirrored=True)


def has_features(picture: Picture) -> bool:
    """True when the picture has anything that local features hold on to."""
    return picture.features is not None and picture.features.count > 0


def find_matches(
    subject: Subject,
    picture: Picture,
    plain: bool,
    references: ReferenceReader | None,
    vectors: Mapping[Orientation, Fingerprint],
    settings: Settings,
) -> tuple[Found, ...]:
    """Search the set, compare each candidate, then look at what is left; confirmed ones first."""
    if references is None:
        return ()
    hunt = _Hunt(subject, picture, references, settings.candidates)
    hunt.compare_whole(vectors)
    if hunt.left:
        hunt.compare_flipped()
    rounds = 0
    while hunt.left and rounds < _ROUNDS and hunt.look_closer():
        rounds += 1
    # Plain pictures hash alike: only what is confirmed says something about them.
    found = [
        pair
        for pair in hunt.found
        if pair.match.confirmed or (not plain and _worth_a_look(pair.match))
    ]
    # Most of the picture explained first; the order of equals is the search's.
    found.sort(key=lambda p: (not p.match.confirmed, -(p.match.subject_overlap or 0.0)))
    return tuple(
        replace(pair, match=_with_exhibit_ids(pair, number, settings.exhibits))
        for number, pair in enumerate(found)
    )


def find_alike(
    subject: Subject, plain: bool, references: ReferenceReader | None, settings: Settings
) -> tuple[Found, ...]:
    """The references with the same bytes or pixels, and those whose hashes lie so near that they
    deserve a look; nothing is compared, so these stay candidates."""
    if references is None:
        return ()
    asset = subject.asset
    candidates = search(
        references,
        asset.sha256,
        asset.pixel_sha256,
        oriented_fingerprints(subject),
        [],
        limit=settings.candidates,
    )
    pairs = (propose(candidate, references) for candidate in candidates)
    return tuple(
        pair for pair in pairs if pair.match.confirmed or (not plain and _worth_a_look(pair.match))
    )


class _Hunt:
    """One subject's way through the set: what was compared, and what that leaves unexplained."""

    def __init__(
        self, subject: Subject, picture: Picture, references: ReferenceReader, limit: int
    ) -> None:
        import numpy as np

        self.found: list[Found] = []
        self._subject = subject
        self._picture = picture
        self._closer: Picture | None = None
        self._references = references
        self._limit = limit
        self._seen: set[str] = set()
        scale = _CELLS / max(picture.width, picture.height)
        shape = (max(1, round(picture.height * scale)), max(1, round(picture.width * scale)))
        self._explained = np.zeros(shape, dtype=bool)

    @property
    def left(self) -> bool:
        """True while a part of the subject is left that another reference could show."""
        return float(self._explained.mean()) < _ALL

    def compare_whole(self, vectors: Mapping[Orientation, Fingerprint]) -> None:
        """Exact copies, whole pictures by hash and learned vector, and parts by features."""
        asset = self._subject.asset
        codes = oriented_fingerprints(self._subject)
        features = [(self._picture.features, False)] if self._picture.features else []
        self._compare(
            search(
                self._references,
                asset.sha256,
                asset.pixel_sha256,
                codes,
                features,
                vectors=vectors,
                limit=self._limit,
            ),
            self._picture,
        )

    def compare_flipped(self) -> None:
        """Mirrored parts; and a set that is small enough is compared whole."""
        flipped = self._picture.flipped
        more = list(self._by_features([(flipped, True)] if flipped else []))
        if self._references.info().count <= self._limit:
            more += [Candidate(reference_id=each.id) for each in self._references.list()]
        self._compare(more, self._picture)

    def look_closer(self) -> bool:
        """Small parts of what is left; True when another one was confirmed."""
        if self._closer is None:
            pixels = self._subject.rgb(_CLOSER_SIDE)
            self._closer = _picture(self._subject, pixels, local_features(pixels, closer=True))
        closer = self._closer
        assert closer.features is not None
        left = _outside(closer.features, self._explained)
        if left.count < _FEW_FEATURES:
            return False
        known = len(self.found)
        again = self._by_features([(left, False), (mirrored_features(left), True)])
        self._compare(again, closer)
        return any(pair.match.confirmed for pair in self.found[known:])

    def _by_features(self, features: Sequence[tuple[LocalFeatures, bool]]) -> tuple[Candidate, ...]:
        limit = self._limit + len(self._seen)
        return search(self._references, "", "", {}, features, limit=limit)

    def _compare(self, candidates: Iterable[Candidate], picture: Picture) -> None:
        """Compare what was not compared before, or only promised to be found by a closer look."""
        fresh = [c for c in candidates if c.reference_id not in self._seen]
        for candidate in fresh[: self._limit]:
            pair = compare_candidate(picture, candidate, self._references)
            if pair.match.confirmed or picture is not self._picture:
                self._seen.add(candidate.reference_id)
            self._keep(pair)

    def _keep(self, pair: Found) -> None:
        """Take a comparison in; a confirmed one takes the place of an earlier candidate."""
        import cv2
        import numpy as np

        id = pair.match.reference.id
        earlier = [n for n, other in enumerate(self.found) if other.match.reference.id == id]
        if earlier and not pair.match.confirmed:
            return
        for number in reversed(earlier):
            del self.found[number]
        self.found.append(pair)
        if not pair.match.confirmed:
            return
        shown = pair.comparison.shown if pair.comparison is not None else None
        if shown is None:
            self._explained |= (pair.match.subject_overlap or 0.0) >= _ALL
            return
        height, width = self._explained.shape
        cells = cv2.resize(shown.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
        self._explained |= np.asarray(cells) > 0.5


def _outside(features: LocalFeatures, explained: NDArray[np.bool_]) -> LocalFeatures:
    """The features that lie where nothing is explained yet."""
    import numpy as np

    height, width = explained.shape
    points = np.frombuffer(features.keypoints, dtype="<f4").reshape(-1, 4)
    rows = np.frombuffer(features.descriptors, dtype=np.uint8).reshape(-1, 128)
    column = np.clip(points[:, 0] * width / features.width, 0, width - 1).astype(np.intp)
    row = np.clip(points[:, 1] * height / features.height, 0, height - 1).astype(np.intp)
    kept = ~explained[row, column]
    return dataclasses.replace(
        features,
        count=int(kept.sum()),
        keypoints=points[kept].tobytes(),
        descriptors=rows[kept].tobytes(),
    )


def _picture(subject: Subject, pixels: NDArray[np.uint8], features: LocalFeatures) -> Picture:
    return Picture(
        pixels=pixels,
        width=subject.asset.width,
        height=subject.asset.height,
        features=features,
        flipped=mirrored_features(features),
        coding=subject.blocks.jpeg if pixels is subject.stored_rgb else None,
    )


def _worth_a_look(match: Match) -> bool:
    """Unconfirmed candidates are shown only when something beyond chance points to them."""
    return match.inliers > 0 or match.distances.get("phash256", 256) <= _LOOK_DISTANCE


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
