"""Do EXIF, IPTC and XMP say different things about the same picture?

They are three places for one caption, one creator, one date of taking. Programs that know only one
of them leave the others as they were, so a contradiction shows which entries are older.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from provcheck.checks.base import Card, Examination, clear, found, not_applicable
from provcheck.model import CheckRun, Finding, Metadata, TypedDate

CARD = Card(id="entries-contradict", version="1")

# (what it is called, fields in which the same thing stands)
_SAME = (
    ("description", ("description",)),
    ("creator", ("artist", "creator")),
    ("rights", ("copyright", "rights")),
    ("headline", ("headline",)),
    ("city", ("city",)),
    ("country", ("country",)),
)
# Programs cut texts to the length that IPTC allows (IIM 4.2: 32 to 2000 bytes).
_LEAST_COMMON = 20


def entries_contradict(examination: Examination) -> CheckRun:
    """Information for each thing that is told in two ways; a notice for the date of taking."""
    metadata = examination.metadata
    findings = [*_texts(metadata), *_dates(metadata)]
    if findings:
        return found(CARD, findings)
    if not _families(metadata):
        return not_applicable(CARD, CARD.message("one-place"))
    return clear(CARD, CARD.message("agree"))


def _families(metadata: Metadata) -> bool:
    """True when at least two of EXIF, IPTC and XMP hold texts or dates."""
    sources = {value.source.split(":")[0] for group, _, value in metadata if group == "text"}
    return len(sources & {"exif", "iptc", "xmp"}) > 1


def _texts(metadata: Metadata) -> Iterator[Finding]:
    for aspect, fields in _SAME:
        stated: dict[str, tuple[str, str]] = {}
        for field in fields:
            for value in metadata.values("text", field):
                family = value.source.split(":")[0]
                stated.setdefault(family, (value.value, value.source))
        pair = _different(list(stated.values()))
        if pair is not None:
            (first, first_source), (second, second_source) = pair
            message = CARD.message(
                "text",
                aspect=aspect,
                first=_short(first),
                source1=first_source,
                second=_short(second),
                source2=second_source,
            )
            yield Finding(message=message, severity="info")


def _different(
    values: Sequence[tuple[str, str]],
) -> tuple[tuple[str, str], tuple[str, str]] | None:
    for place, one in enumerate(values):
        for other in values[place + 1 :]:
            if not _alike(one[0], other[0]):
                return one, other
    return None


def _alike(one: str, other: str) -> bool:
    """The same text, up to spaces and letter case, or one cut short."""
    a, b = ("".join(each.casefold().split()) for each in (one, other))
    shorter, longer = sorted((a, b), key=len)
    if longer.startswith(shorter) and len(shorter) >= _LEAST_COMMON:
        return True
    # A list of names or keywords in one place, its first entry in the other
    return a == b or (";" in longer and shorter in longer)


def _dates(metadata: Metadata) -> Iterator[Finding]:
    """Dates of taking from two places that cannot be the same day in any time zone."""
    taken = [date for date in metadata.dates if date.type == "capture"]
    for place, one in enumerate(taken):
        for other in taken[place + 1 :]:
            if _family(one) != _family(other) and (one.before(other) or other.before(one)):
                message = CARD.message(
                    "dates",
                    first=one.value,
                    source1=one.source,
                    second=other.value,
                    source2=other.source,
                )
                yield Finding(message=message, severity="notice")
                return


def _family(date: TypedDate) -> str:
    return date.source.split(":")[0]


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"
