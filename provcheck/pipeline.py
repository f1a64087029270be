"""The way through: one image in, one report out. Read :func:`examine` downwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from provcheck.bookkeeping import custody, not_checked, timeline, tool, utc
from provcheck.candidates import Found
from provcheck.checks import Examination, run_checks
from provcheck.compare import Picture
from provcheck.conclude import conclude
from provcheck.exhibits import make_exhibits
from provcheck.fingerprint import fingerprints, is_plain
from provcheck.forensics import Traces
from provcheck.image import Limits, Subject, open_subject, sha256_of, state_of
from provcheck.matching import (
    find_alike,
    find_matches,
    has_features,
    learned_vectors,
    picture_in_preparation,
)
from provcheck.metadata import read_metadata
from provcheck.model import Acquisition, Case, Fingerprint, Metadata, Report
from provcheck.references import ReferenceReader
from provcheck.report import SCHEMA, identify, speak
from provcheck.settings import Settings


def examine(
    source: Path | bytes,
    *,
    now: datetime,
    references: ReferenceReader | None = None,
    case: Case | None = None,
    acquisition: Acquisition | None = None,
    settings: Settings | None = None,
    name: str | None = None,
) -> Report:
    """Examine one image and return its report.

    ``source``: a path, or the bytes already read (then with a ``name``). ``now``: with time
    zone. Raises SubjectError when the file cannot be examined, ReferenceSetError when the set
    cannot be read; nothing is written anywhere.
    """
    settings = settings or Settings()
    limits = Limits(max_bytes=settings.max_bytes, max_pixels=settings.max_pixels)

    before = state_of(source) if isinstance(source, Path) else None
    subject = open_subject(source, limits, name, whole=not settings.quick)
    looked = (_look_quickly if settings.quick else _look)(subject, references, settings)
    matches = tuple(pair.match for pair in looked.found)
    examination = Examination(
        subject=subject,
        traces=Traces(subject),
        metadata=looked.metadata,
        now=now,
        matches=matches,
        case=case,
        reference_set=references.info() if references else None,
        plain=looked.plain,
    )
    checks = run_checks(examination, without=settings.skip)
    conclusion = conclude(
        matches,
        checks,
        has_references=references is not None,
        plain=examination.plain,
        reference_set=examination.reference_set,
    )
    after: str | None = subject.asset.sha256
    # Reading the file again is a tenth of a quick look; there, only if it was written to.
    if isinstance(source, Path) and (not settings.quick or state_of(source) != before):
        after = sha256_of(source, limits)
    report = Report(
        schema=SCHEMA,
        report_id="",
        language=settings.language,
        tool=tool(),
        created_at=utc(now),
        subject=subject.asset,
        metadata=looked.metadata,
        conclusion=conclusion,
        settings_digest=settings.digest(),
        case=case,
        acquisition=acquisition,
        fingerprints=looked.prints,
        reference_set=examination.reference_set,
        matches=matches,
        timeline=timeline(looked.metadata, matches, case),
        checks=checks,
        not_checked=not_checked(
            references is not None,
            without_picture=any(p.changes_unknown for p in looked.found),
            checks=checks,
            skipped=settings.skip,
            quick=settings.quick,
        ),
        custody=custody(subject.asset.sha256, after, acquisition, now, settings.examiner),
        exhibits=make_exhibits(examination, checks, looked.picture, looked.found, settings),
    )
    return identify(speak(report, settings.language))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looked:
    """What is known of a subject before its checks run. ``plain``: too little detail to be
    searched for. ``picture``: None when the subject was only looked at quickly."""

    metadata: Metadata
    prints: tuple[Fingerprint, ...]
    plain: bool
    found: tuple[Found, ...]
    picture: Picture | None = None


def _look(subject: Subject, references: ReferenceReader | None, settings: Settings) -> _Looked:
    with picture_in_preparation(subject) as prepared:
        metadata = read_metadata(subject, settings.trust)
        prints = fingerprints(subject)
        plain = is_plain(subject)
        vectors = learned_vectors(subject, references, settings.descriptor)
        picture = prepared()
    return _Looked(
        metadata=metadata,
        prints=prints,
        plain=plain and not has_features(picture),
        found=find_matches(subject, picture, plain, references, vectors, settings),
        picture=picture,
    )


def _look_quickly(
    subject: Subject, references: ReferenceReader | None, settings: Settings
) -> _Looked:
    """One reduced decode, and nothing that needs more."""
    plain = is_plain(subject)
    return _Looked(
        metadata=read_metadata(subject, settings.trust),
        prints=fingerprints(subject),
        plain=plain,
        found=find_alike(subject, plain, references, settings),
    )
