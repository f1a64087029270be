"""Does the file's metadata carry marks of an image generator?

Each mark is a claim that somebody wrote. Strong and medium ones are warnings, weak ones notices;
none becomes more than that, because an entry without a signature can be added by anybody.
"""

from __future__ import annotations

from provcheck.checks.base import Card, Examination, clear, found
from provcheck.model import AiMark, CheckRun, Finding

CARD = Card(id="ai-mark", version="1")

# What is shown of a prompt; the whole of it stands in the report's metadata.
_SHOWN = 140


def ai_mark(examination: Examination) -> CheckRun:
    """One finding for each kind of mark, at its first place; the others are counted."""
    kinds: dict[str, list[AiMark]] = {}
    for mark in examination.metadata.ai_marks:
        kinds.setdefault(mark.kind, []).append(mark)
    if not kinds:
        return clear(CARD, CARD.message("no-marks"))
    return found(CARD, [_finding(marks) for marks in kinds.values()])


def _finding(marks: list[AiMark]) -> Finding:
    first = marks[0]
    value = first.value if len(first.value) <= _SHOWN else first.value[: _SHOWN - 1] + "…"
    weak = first.strength == "weak"
    return Finding(
        message=CARD.message(
            "weak" if weak else "mark", source=first.source, kind=first.kind, value=value
        ),
        severity="notice" if weak else "warning",
        measures={"strength": first.strength, "places": len(marks)},
    )
