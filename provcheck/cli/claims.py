"""What a call says about the claim: a case file, flags, or both (flags win)."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from provcheck.cli.streams import note

if TYPE_CHECKING:
    from provcheck.model import Acquisition, Case, Place

# Places of one name that are tried: the likeliest ones.
_MOST_CANDIDATES = 12


def read_claim(
    case_file: Path | None,
    claim: str | None,
    date: str | None,
    place: str | None,
    language: str,
) -> "tuple[Case | None, Acquisition | None]":
    """Read the case and how the file was obtained. Raises UsageError."""
    from provcheck.case_file import merge_claim, read_case

    case, acquisition = read_case(case_file) if case_file is not None else (None, None)
    if claim is not None or date is not None or place is not None:
        case = merge_claim(case, claim, date, place)
    if case is not None and case.place is not None:
        case = replace(case, place=_located(case.place, language))
    return case, acquisition


def _located(place: "Place", language: str) -> "Place":
    """The place with a position from the gazetteer, or with the places its name may mean."""
    if place.position is not None:
        return place
    from provcheck.gazetteer import look_up
    from provcheck.messages import catalogue

    found: tuple[Place, ...] | None = ()
    for name in (place.name, *place.variants):
        found = look_up(name)
        if found is None or found:
            break
    if not found:
        key = "call.no-gazetteer" if found is None else "call.not-in-gazetteer"
        note(f"provcheck: {catalogue(language).text(key, {'place': place.name})}")
        return place
    if len(found) > 1:
        return replace(place, candidates=found[:_MOST_CANDIDATES])
    only = found[0]
    return replace(
        place,
        variants=tuple(dict.fromkeys((*place.variants, *only.variants))),
        position=only.position,
        radius_m=place.radius_m or only.radius_m,
    )
