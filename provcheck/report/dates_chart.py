"""The dates of a report on one axis, in three lanes: the file, references, the claim.

Drawn in percentages, so that it keeps its shape at any width; all words stand beside it as text.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from provcheck.model import Report, TypedDate
from provcheck.report.wording import Wording

# Room left at either end of the axis, in per cent of its length.
_MARGIN = 3.0
# Below this an axis shows nothing that the list of dates does not say better.
_SHORTEST_DAYS = 2.0
# What lies closer together is one stroke: an edit history may have thousands of steps.
_STEP = 0.25
_LANES = ("file", "reference", "claim")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A date as the stretch of time it may mean: from and to in per cent of the axis."""

    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One line of the chart. ``name``: its style; ``label``: its words."""

    name: str
    label: str
    strokes: tuple[Stroke, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesChart:
    """``claimed``: the claimed date, drawn across all lanes. ``first``, ``last``: the ends of the
    axis in words."""

    lanes: tuple[Lane, ...]
    claimed: Stroke | None
    first: str
    last: str


def dates_chart(report: Report, wording: Wording) -> DatesChart | None:
    """The chart, or None where there are not two dates apart from each other."""
    placed = [(date, span) for date in report.timeline if (span := _span(date)) is not None]
    if not placed:
        return None
    first = min(start for _, (start, _) in placed)
    last = max(end for _, (_, end) in placed)
    if (last - first).total_seconds() < _SHORTEST_DAYS * 86400:
        return None

    def at(moment: datetime) -> float:
        place = _MARGIN + (moment - first) / (last - first) * (100 - 2 * _MARGIN)
        return round(place / _STEP) * _STEP

    def strokes(dates: Iterable[tuple[TypedDate, tuple[datetime, datetime]]]) -> list[Stroke]:
        drawn = (Stroke(start=at(start), end=at(end)) for _, (start, end) in dates)
        return list(dict.fromkeys(drawn))

    lanes = (
        Lane(
            name=name,
            label=wording.label(f"dates-of-{name}"),
            strokes=tuple(strokes(pair for pair in placed if _lane(pair[0]) == name)),
        )
        for name in _LANES
    )
    claimed = strokes(pair for pair in placed if pair[0].type == "claimed")
    return DatesChart(
        lanes=tuple(lane for lane in lanes if lane.strokes),
        claimed=claimed[0] if claimed else None,
        first=wording.date(first.date().isoformat()),
        last=wording.date(last.date().isoformat()),
    )


def _lane(date: TypedDate) -> str:
    if date.source.startswith("reference:"):
        return "reference"
    of_file = date.type in ("capture", "digitised", "modified", "gps", "file-name", "embedded")
    return "file" if of_file or date.type in ("history", "signed") else "claim"


def _span(date: TypedDate) -> tuple[datetime, datetime] | None:
    try:
        return date.span()
    except ValueError:  # no date: only in a report from elsewhere
        return None
