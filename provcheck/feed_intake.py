"""Taking a feed of fact checks, or an archive, into a reference set.

A review names pictures by address and, at best, by digest. A picture that lies in a folder given
along is taken in whole, with the review as its source record. One that is known by its digest
only becomes a record without a picture: the same bytes are found again, copies are not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Literal
from urllib.parse import unquote, urlsplit

from provcheck.errors import ProvcheckError, ReferenceIdTaken, SubjectError
from provcheck.image import Limits, image_files, open_subject, read_file
from provcheck.ingest import prepare
from provcheck.model import Reference, Source
from provcheck.references import NewReference, ReferenceReader, ReferenceWriter, Review
from provcheck.safe_text import safe_text
from provcheck.settings import Settings

FeedResult = Literal["added", "updated", "unchanged", "kept", "no-picture", "failed"]

# A file is taken for the picture of an address by its name only where that name can hardly be
# another's: ``image.jpg`` and ``1.png`` are everywhere.
_TELLING_STEM = 12
_NOTE_LIMIT = 8000


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedIntake:
    """What became of one picture of a review, or of a review without any.

    ``kept``: the set has the file with a source record of its own, which stays. ``no-picture``:
    neither a file nor a digest is known.
    """

    name: str
    result: FeedResult
    reference_id: str | None = None
    record_only: bool = False
    error: ProvcheckError | None = None


@dataclass(slots=True)
class _Shelf:
    """The files of a folder by digest and by telling name; names held twice are left out."""

    by_digest: dict[str, Path] = field(default_factory=dict)
    by_name: dict[str, Path | None] = field(default_factory=dict)


def take_in_feed(
    writer: ReferenceWriter,
    known: ReferenceReader | None,
    reviews: Iterable[Review],
    *,
    images: Path | None,
    now: str,
    settings: Settings,
) -> Iterator[FeedIntake]:
    """Take in the pictures of all reviews, one outcome each as it is done.

    ``known``: the set as it was before, if there was one. ``images``: a folder of downloaded
    pictures. ``now``: UTC, ISO 8601. Problems of the set itself are raised.
    """
    limits = Limits(max_bytes=settings.max_bytes, max_pixels=settings.max_pixels)
    shelf = _shelf(images, limits) if images else _Shelf()
    told: dict[str, Source] = {}
    for review in reviews:
        found = dict.fromkeys(path for path in _files(review, shelf) if path is not None)
        for path in found:
            yield _take_file(writer, known, path, review, limits, now, told)
        missing = [digest for digest in review.digests if digest not in shelf.by_digest]
        for digest in missing:
            yield _take_record(writer, known, digest, review, now, told)
        if not found and not missing:
            yield FeedIntake(name=review.name, result="no-picture")


def _shelf(folder: Path, limits: Limits) -> _Shelf:
    shelf = _Shelf()
    for path in image_files(folder):
        try:
            digest = hashlib.sha256(read_file(path, limits)).hexdigest()
        except ProvcheckError:
            continue  # an unreadable file is nobody's picture
        shelf.by_digest.setdefault(digest, path)
        name = path.name.casefold()
        if len(path.stem) >= _TELLING_STEM:
            shelf.by_name[name] = None if name in shelf.by_name else path
    return shelf


def _files(review: Review, shelf: _Shelf) -> Iterator[Path | None]:
    for digest in review.digests:
        yield shelf.by_digest.get(digest)
    if not review.digests:
        for address in review.pictures:
            name = PurePosixPath(unquote(urlsplit(address).path)).name.casefold()
            yield shelf.by_name.get(name)


def _take_file(
    writer: ReferenceWriter,
    known: ReferenceReader | None,
    path: Path,
    review: Review,
    limits: Limits,
    now: str,
    told: dict[str, Source],
) -> FeedIntake:
    shown = safe_text(path.name)
    try:
        subject = open_subject(path, limits)
        source = _source(known, subject.asset.sha256, review, told)
        new = prepare(subject, source or review.source, now=now)
        result = writer.add(new) if source is not None else "kept"
    except (SubjectError, ReferenceIdTaken) as error:
        return FeedIntake(name=shown, result="failed", error=error)
    return FeedIntake(name=shown, result=result, reference_id=new.reference.id)


def _take_record(
    writer: ReferenceWriter,
    known: ReferenceReader | None,
    digest: str,
    review: Review,
    now: str,
    told: dict[str, Source],
) -> FeedIntake:
    id = digest[:16]
    source = _source(known, digest, review, told)
    if source is None:
        return FeedIntake(name=review.name, result="kept", reference_id=id)
    reference = Reference(
        id=id,
        name=review.name[:200] or id,
        sha256=digest,
        pixel_sha256="",
        media_type="",
        byte_size=0,
        width=0,
        height=0,
        added_at=now,
        has_proxy=False,
        source=source,
    )
    try:
        result = writer.add(NewReference(reference=reference))
    except ReferenceIdTaken as error:
        return FeedIntake(name=review.name, result="failed", error=error)
    return FeedIntake(name=review.name, result=result, reference_id=id, record_only=True)


def _source(
    known: ReferenceReader | None, digest: str, review: Review, told: dict[str, Source]
) -> Source | None:
    """What the set keeps of this review; None where it has a source record of its own.

    ``told``: what this feed said so far, by digest. A second review of a picture stands in the
    note of the first.
    """
    first = told.get(digest)
    if first is None and _has_source(known, digest):
        return None
    told[digest] = review.source if first is None else _also(first, review.source)
    return told[digest]


def _has_source(known: ReferenceReader | None, digest: str) -> bool:
    if known is None or not known.has(digest):
        return False
    return known.get(digest[:16]).source != Source()


def _also(first: Source, second: Source) -> Source:
    """The first review with a line about the second in its note."""
    date = second.published_at.value if second.published_at else None
    parts = (second.publisher, date, second.caption, second.note, second.url)
    line = "+ " + " · ".join(part for part in parts if part)
    notes = [note for note in (first.note or "").split("\n") if note]
    again = replace(first, note=None) == replace(second, note=None)
    if line in notes or (again and (second.note or "") in (*notes, "")):
        return first
    note = safe_text("\n".join([*notes, line]), limit=_NOTE_LIMIT, multiline=True)
    return replace(first, note=note)
