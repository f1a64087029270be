"""A person's rating where readers look first, and what the program says of its limits beside it."""

from provcheck.model import Report, Sentence
from provcheck.report.wording import Wording

# Asks for a rating: once somebody has given one, it would say what is no longer so.
_ASKS_FOR_RATING = "conclude.limit-no-rating"


def rated_line(report: Report, wording: Wording) -> str | None:
    """Who rated when, on which scale and how; None while nobody has."""
    held = report.assessment
    if held is None:
        return None
    return wording.label(
        "rated-line",
        name=held.rater,
        date=held.date[:10],
        scale=wording.term("scale", held.scale),
        rating=held.rating,
    )


def limits(report: Report) -> tuple[Sentence, ...]:
    """What the examination does not show, as it stands with or without a person's rating.

    The conclusion itself stays as the program wrote it; only what is printed differs.
    """
    held = report.conclusion.limits
    if report.assessment is None:
        return held
    return tuple(item for item in held if item.message.id != _ASKS_FOR_RATING)
