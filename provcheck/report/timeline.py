"""The timeline of a report: every date with its type, what it contradicts, long runs folded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from provcheck.model import Report, TypedDate
from provcheck.report.rows import origins
from provcheck.report.wording import Wording

# Two neighbouring dates this far apart get the distance printed between them. Below two days
# an unknown time zone may be all of the difference.
_GAP_DAYS = 2
# Of many dates of one type (an edit history), so many are shown at either end.
_DATES_SHOWN = 3
# What the check of a file's dates against one another says without a contradiction.
_FITTING = frozenset({"modified-after", "new-year"})
# The dates which that check holds against one another.
_OF_THE_FILE = frozenset({"capture", "digitised", "modified", "gps"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRow:
    """A line of the timeline. ``gap_days``: days since the line before, None where not clear.

    ``contradicts``: it contradicts the claim. ``cites``: the findings that it does not fit another
    date or the calendar. ``folded``: how many dates of its type this line stands for; the first of
    them is in ``iso``, and 0 is an ordinary line.
    """

    iso: str
    written: str
    type: str
    type_term: str
    source: str
    gap_days: int | None
    contradicts: bool = False
    cites: tuple[str, ...] = ()
    folded: int = 0


def date_rows(report: Report, wording: Wording) -> tuple[DateRow, ...]:
    """The timeline, earliest possible instant first."""
    dates = sorted(report.timeline, key=_order)
    origin = origins(report, wording)
    against = {
        (row.found, row.source)
        for run in report.checks
        for row in run.evidence
        if row.aspect == "date" and row.standing == "contradicts"
    }
    misfits = _misfits(report)
    shown, hidden = _folded(dates)
    return tuple(
        DateRow(
            iso=date.value,
            written=wording.date(date.value),
            type=date.type,
            type_term=wording.term("date-type", date.type),
            source=origin(date.source),
            gap_days=_gap(shown[place - 1], date) if place else None,
            contradicts=(date.value, date.source) in against,
            cites=tuple(misfits.get(date.value, ())) if date.type in _OF_THE_FILE else (),
            folded=hidden.get(place, 0),
        )
        for place, date in enumerate(shown)
    )


def _folded(dates: Sequence[TypedDate]) -> tuple[list[TypedDate], dict[int, int]]:
    """The dates to show, and at which of them how many of their type are left out.

    Of each type the first and the last few stay.
    """
    places: dict[str, list[int]] = {}
    for place, typed in enumerate(dates):
        places.setdefault(typed.type, []).append(place)
    # Of the dates left out, the first stays as the line that stands for all of them.
    left_out = {
        of_type[_DATES_SHOWN]: of_type[_DATES_SHOWN:-_DATES_SHOWN]
        for of_type in places.values()
        if len(of_type) > 2 * _DATES_SHOWN + 1
    }
    gone = {place for each in left_out.values() for place in each[1:]}
    kept = [place for place in range(len(dates)) if place not in gone]
    folded = {kept.index(place): len(each) for place, each in left_out.items()}
    return [dates[place] for place in kept], folded


def _misfits(report: Report) -> dict[object, list[str]]:
    """Where the report says of a date of the file that it does not fit another, or the calendar."""
    misfits = [
        (f"checks/{run.id}/{number}", finding.message)
        for run in report.checks
        if run.id == "dates-contradict"
        for number, finding in enumerate(run.findings)
        if finding.message.id.partition(".")[2] not in _FITTING
    ]
    places: dict[object, list[str]] = {}
    for place, message in misfits:
        for stated in set(message.params.values()):
            places.setdefault(stated, []).append(place)
    return places


def _order(typed: TypedDate) -> tuple[datetime, datetime]:
    """By span; a value that is no date (only in a report from elsewhere) goes last."""
    try:
        return typed.span()
    except ValueError:
        end = datetime.max.replace(tzinfo=UTC)
        return end, end


def _gap(earlier: TypedDate, later: TypedDate) -> int | None:
    try:
        days = (date.fromisoformat(later.value[:10]) - date.fromisoformat(earlier.value[:10])).days
    except ValueError:  # a year or a month: no distance in days
        return None
    return days if days >= _GAP_DAYS else None
