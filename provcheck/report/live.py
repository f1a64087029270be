"""The two pictures of a match laid on each other, for the page's script to wipe and blink.

The page carries this as a ``<template>``, which a browser does not show: without the script the
still pictures stand there as ever.
"""

from dataclasses import dataclass

from provcheck.model import Match, Report
from provcheck.report.panels import Panel, panel, plate_of
from provcheck.report.pictures import Mark, subject_marks
from provcheck.report.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """The subject, and the reference fitted to its frame.

    ``marks``: the changed regions in that frame. ``focus``: where a reader who zooms in looks
    first, as shares of width and height: the middle of the largest changed region, or of all.
    ``start``: per cent of the width that the subject has when the page opens, so that the line
    crosses that region.
    """

    subject: Panel
    reference: Panel
    marks: tuple[Mark, ...]
    focus: tuple[float, float]
    start: int


def live(report: Report, match: Match, wording: Wording) -> Live | None:
    """The pictures of a match to be compared live, if the report holds both."""
    subject = plate_of(report, match, ("subject",))
    fitted = plate_of(report, match, ("registered",))
    if subject is None or fitted is None:
        return None
    focus = _focus(match, subject.width, subject.height)
    return Live(
        subject=panel("subject", subject, match, wording),
        reference=panel("registered", fitted, match, wording),
        marks=subject_marks(match, report.subject.width, report.subject.height),
        focus=focus,
        # Near an edge, the name of the narrow side would find no room.
        start=round(100 * min(max(focus[0], 0.2), 0.8)),
    )


def _focus(match: Match, width: int, height: int) -> tuple[float, float]:
    if not match.changed_regions:
        return 0.5, 0.5
    largest = max(match.changed_regions, key=lambda region: region.area_fraction)
    across = (largest.x + largest.width / 2) / width
    down = (largest.y + largest.height / 2) / height
    return round(across, 3), round(down, 3)
