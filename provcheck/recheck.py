"""Looking at an image again beside a report that was made earlier: is it a copy, what is new?"""

from __future__ import annotations

from pathlib import Path

from provcheck.errors import SubjectError
from provcheck.fingerprint import fingerprints, is_plain
from provcheck.image import Limits, open_subject
from provcheck.matching import find_matches, learned_vectors, picture_in_preparation
from provcheck.model import Match, Report
from provcheck.references import ReferenceReader
from provcheck.settings import Settings
from provcheck.story import Nearness, Searched

_KIND = "phash256"
# PDQ's authors take hashes of 256 bits for copies up to 31 bits apart (Meta, "The TMK+PDQF
# Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", 2019).
_COPY_DISTANCE = 31


def nearness(path: Path, report: Report, settings: Settings) -> Nearness | None:
    """How far an image file is from the image of a report, by the hash of the whole picture.

    None when the file cannot be opened, when one of the two has no such hash of the same version,
    or when the picture is too plain for it to mean anything.
    """
    limits = Limits(max_bytes=settings.max_bytes, max_pixels=settings.max_pixels)
    try:
        subject = open_subject(path, limits)
    except SubjectError:
        return None
    if is_plain(subject):
        return None
    for ours in fingerprints(subject):
        for theirs in report.fingerprints:
            key = theirs.kind, theirs.version, theirs.bits
            if ours.kind == _KIND and key == (ours.kind, ours.version, ours.bits):
                distance = (int(ours.value, 16) ^ int(theirs.value, 16)).bit_count()
                alike = distance <= _COPY_DISTANCE
                return Nearness(distance=distance, bits=ours.bits, alike=alike)
    return None


def search_again(
    path: Path, report: Report, references: ReferenceReader, settings: Settings
) -> Searched:
    """Search a set for an image and tell the confirmed matches that its report does not have.

    A reference is known by its id or by its bytes, so that a set made anew tells nothing twice.
    Raises SubjectError, ReferenceSetError.
    """
    limits = Limits(max_bytes=settings.max_bytes, max_pixels=settings.max_pixels)
    subject = open_subject(path, limits)
    with picture_in_preparation(subject) as prepared:
        plain = is_plain(subject)
        vectors = learned_vectors(subject, references, settings.descriptor)
        picture = prepared()
    found = find_matches(subject, picture, plain, references, vectors, settings)
    known = {name for match in report.matches if match.confirmed for name in _names(match)}
    new = [pair.match for pair in found if pair.match.confirmed]
    info = references.info()
    return Searched(
        new=tuple(match.reference.name for match in new if not known & _names(match)),
        set_name=info.name,
        count=info.count,
    )


def _names(match: Match) -> frozenset[str]:
    return frozenset({match.reference.id, match.reference.sha256})
