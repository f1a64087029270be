"""A person rates: a report with an assessment is a new version of it, and the old one stays.

The machine sets no rating and proposes none. Every step is a chained line of the report's
history, so a rating that was replaced stays on record with the name of who gave it.
"""

import tomllib
import unicodedata
from dataclasses import replace
from datetime import datetime
from functools import cache
from importlib import resources

from provcheck.bookkeeping import utc
from provcheck.errors import AssessmentMissing, SamePerson, UnknownRating, UnknownScale
from provcheck.model import Assessment, Countersignature, HistoryEntry, Report
from provcheck.report import next_version
from provcheck.safe_text import safe_text
from provcheck.strict_table import filled_text

FREE = "free"
"""The scale of desks that rate in their own words."""

_NAME_LIMIT = 200
_RATING_LIMIT = 200
_REASON_LIMIT = 5000


@cache
def scales() -> dict[str, tuple[str, ...]]:
    """The rating scales by name, each with its ratings; ``free`` has none of its own."""
    text = resources.files("provcheck").joinpath("ratings.toml").read_text("utf-8")
    known = {name: tuple(table["ratings"]) for name, table in tomllib.loads(text).items()}
    return {**known, FREE: ()}


def assess(
    report: Report, *, rating: str, scale: str, by: str, reason: str, now: datetime
) -> Report:
    """The report with the rating of a named person, as a new version with an id of its own.

    An earlier assessment is replaced and stays in the history; its countersignatures go with
    it. Raises UnknownScale, UnknownRating, and InvalidValue for an empty text.
    """
    assessment = Assessment(
        rating=_rating(rating, scale),
        scale=scale,
        rater=filled_text(by, "by", _NAME_LIMIT),
        reason=filled_text(reason, "reason", _REASON_LIMIT),
        date=utc(now),
    )
    step = HistoryEntry(
        seq=0,
        time=assessment.date,
        action="assessed",
        report_id=report.report_id,
        actor=assessment.rater,
        rating=assessment.rating,
        scale=scale,
        reason=assessment.reason,
    )
    return next_version(replace(report, assessment=assessment), step)


def countersign(report: Report, *, by: str, now: datetime, note: str | None = None) -> Report:
    """The report with a further person standing by its assessment, as a new version.

    Raises AssessmentMissing where nobody has rated yet, SamePerson for somebody who rated or
    countersigned already, InvalidValue for an empty name.
    """
    if report.assessment is None:
        raise AssessmentMissing(name=safe_text(report.subject.name, limit=100))
    name = filled_text(by, "by", _NAME_LIMIT)
    signed = report.assessment.countersigned
    if _folded(name) in {_folded(report.assessment.rater), *(_folded(s.name) for s in signed)}:
        raise SamePerson(name=name)
    second = Countersignature(
        name=name,
        date=utc(now),
        note=filled_text(note, "reason", _REASON_LIMIT) if note else None,
    )
    step = HistoryEntry(
        seq=0,
        time=second.date,
        action="countersigned",
        report_id=report.report_id,
        actor=name,
        rating=report.assessment.rating,
        scale=report.assessment.scale,
        reason=second.note,
    )
    rated = replace(report.assessment, countersigned=(*signed, second))
    return next_version(replace(report, assessment=rated), step)


def _rating(rating: str, scale: str) -> str:
    if scale not in scales():
        raise UnknownScale(name=safe_text(scale, limit=40), known=", ".join(scales()))
    wanted = filled_text(rating, "rating", _RATING_LIMIT)
    if scale == FREE:
        return wanted
    for known in scales()[scale]:
        if _folded(known) == _folded(wanted):
            return known
    raise UnknownRating(name=wanted, scale=scale, known=", ".join(scales()[scale]))


def _folded(name: str) -> str:
    """A name as it is compared: ``M. Huber`` and `` m.  huber`` are one person."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
