"""What a report records around its findings: dates, custody, limits, the tool itself."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from provcheck.model import (
    Acquisition,
    Case,
    CheckRun,
    CustodyEntry,
    Match,
    Message,
    Metadata,
    NotChecked,
    Tool,
    TypedDate,
)
from provcheck.report import linked
from provcheck.version import __version__


def timeline(
    metadata: Metadata, matches: Sequence[Match], case: Case | None
) -> tuple[TypedDate, ...]:
    """Every date that is known, earliest possible instant first."""
    dates = list(metadata.dates)
    for match in matches:
        published = match.reference.source.published_at
        if match.confirmed and published is not None:
            dates.append(replace(published, source=f"reference:{match.reference.id}"))
    if case is not None:
        dates += [date for date in (case.date, case.first_seen) if date is not None]
    return tuple(sorted(set(dates), key=lambda date: (date.span(), date.type, date.source)))


# They look for the same trace in different formats; each says so where there is none.
_OF_TRACES = frozenset({"double-quantisation", "foreign-grid", "jpeg-lattice"})


def not_checked(
    has_references: bool,
    *,
    without_picture: bool,
    checks: Sequence[CheckRun],
    skipped: Sequence[str],
    quick: bool = False,
) -> tuple[NotChecked, ...]:
    """What a reader might think was done; ``skipped``: ids of checks that were left out,
    ``quick``: nothing was searched for by parts, nor confirmed."""
    of_traces = [run.outcome for run in checks if run.id in _OF_TRACES]
    without_trace = bool(of_traces) and not {"found", "clear"}.intersection(of_traces)
    names = ["reverse-image-search", "geolocation"]
    if without_trace:
        names.append("pixel-forensics")
    if not has_references:
        names.insert(0, "reference-set")
    if without_picture:
        names.insert(0, "edit-map")
    if quick and has_references:
        names.insert(0, "parts-and-proof")
    reasons = [(name, name) for name in names] + [(id, "skipped") for id in skipped]
    return tuple(
        NotChecked(check=name, reason=Message(id=f"not-checked-reason.{reason}"))
        for name, reason in reasons
    )


def custody(
    before: str,
    after: str | None,
    acquisition: Acquisition | None,
    now: datetime,
    examiner: str | None,
) -> tuple[CustodyEntry, ...]:
    """The chained lines from how the file was obtained to its examination.

    ``before``, ``after``: SHA-256 of the file's bytes as first read, and as read again at the
    end (None: it could not be read again). ``examiner``: who had it examined.
    """
    steps = []
    if acquisition is not None:
        steps.append(
            CustodyEntry(
                seq=1,
                time=acquisition.obtained_at.value if acquisition.obtained_at else "",
                action="acquired",
                actor=acquisition.obtained_by,
                method=acquisition.method,
                source_url=acquisition.url,
                archive_url=acquisition.archive_url,
                clock_source="recorded" if acquisition.obtained_at else None,
            )
        )
    made_by = tool()
    steps.append(
        CustodyEntry(
            seq=len(steps) + 1,
            time=utc(now),
            action="examined",
            actor=examiner,
            sha256_before=before,
            sha256_after=after,
            tool=f"{made_by.name} {made_by.version}",
            clock_source="system",
        )
    )
    return linked(steps)


@functools.cache
def tool() -> Tool:
    """provcheck and the libraries whose version may change a result."""
    from provcheck import compare, fingerprint, image, metadata

    rooms = (image, metadata, fingerprint, compare)
    versions = {name: text for room in rooms for name, text in room.libraries().items()}
    return Tool(name="provcheck", version=__version__, libraries=dict(sorted(versions.items())))


def utc(moment: datetime) -> str:
    """UTC, ISO 8601, whole seconds. Raises ValueError for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without its time zone says nothing; pass datetime.now(UTC)")
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
