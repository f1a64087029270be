"""The way through: one image in, one report out. Read :func:`examine` downwards."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from provcheck.bookkeeping import custody, not_checked, timeline, tool, utc
from provcheck.checks import Examination, run_checks
from provcheck.conclude import conclude
from provcheck.exhibits import make_exhibits
from provcheck.fingerprint import fingerprints, is_plain
from provcheck.forensics import Traces
from provcheck.image import Limits, open_subject, sha256_of
from provcheck.matching import (
    find_matches,
    has_features,
    learned_vectors,
    picture_in_preparation,
)
from provcheck.metadata import read_metadata
from provcheck.model import Acquisition, Case, Report
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

    subject = open_subject(source, limits, name)
    with picture_in_preparation(subject) as prepared:
        metadata = read_metadata(subject, settings.trust)
        prints = fingerprints(subject)
        plain = is_plain(subject)
        vectors = learned_vectors(subject, references, settings.descriptor)
        picture = prepared()
    found = find_matches(subject, picture, plain, references, vectors, settings)
    matches = tuple(pair.match for pair in found)
    examination = Examination(
        subject=subject,
        traces=Traces(subject),
        metadata=metadata,
        now=now,
        matches=matches,
        case=case,
        reference_set=references.info() if references else None,
        plain=plain and not has_features(picture),
    )
    checks = run_checks(examination, without=settings.skip)
    conclusion = conclude(
        matches,
        checks,
        has_references=references is not None,
        plain=examination.plain,
        reference_set=examination.reference_set,
    )
    after = sha256_of(source, limits) if isinstance(source, Path) else subject.asset.sha256
    report = Report(
        schema=SCHEMA,
        report_id="",
        language=settings.language,
        tool=tool(),
        created_at=utc(now),
        subject=subject.asset,
        metadata=metadata,
        conclusion=conclusion,
        settings_digest=settings.digest(),
        case=case,
        acquisition=acquisition,
        fingerprints=prints,
        reference_set=examination.reference_set,
        matches=matches,
        timeline=timeline(metadata, matches, case),
        checks=checks,
        not_checked=not_checked(
            references is not None,
            without_picture=any(p.changes_unknown for p in found),
            checks=checks,
            skipped=settings.skip,
        ),
        custody=custody(subject.asset.sha256, after, acquisition, now, settings.examiner),
        exhibits=make_exhibits(examination, checks, picture, found, settings),
    )
    return identify(speak(report, settings.language))
