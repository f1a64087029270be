"""Reading ``case.toml``: what is claimed about an image, by whom, and how the file was obtained.

::

    outcome = "open"                       # the desk's own word
    note = "..."

    [claim]                                # text, language, translation, translator, date, author
    [place]                                # name, variants, latitude, longitude, radius_m
    [first_seen]                           # date, url, archive_url, by
    [acquisition]                          # url, archive_url, by, at, method
    [[statements]]                         # speaker, affiliation, date, text, language,
                                           # translation, position, url, archive_url

Every table and key is optional, except a place's ``name`` and a statement's ``speaker`` and
``text``. Unknown keys are refused with the nearest known one.
"""

import re
from dataclasses import replace
from pathlib import Path

from provcheck.errors import InvalidValue
from provcheck.model import Acquisition, Case, Place, Position, Statement, TypedDate
from provcheck.safe_text import safe_text
from provcheck.strict_table import StrictTable, read_place, read_toml

# Decimal fractions are required, so that "Route 66, 3" stays a name.
_NUMBER = r"[+-]?\d{1,3}\.\d+"
_WITH_POSITION = re.compile(
    rf"(?P<name>.*?)[\s@(]*(?P<latitude>{_NUMBER})\s*,\s*(?P<longitude>{_NUMBER})\s*\)?",
    re.ASCII,
)


def read_case(path: Path) -> tuple[Case, Acquisition | None]:
    """Read a case file.

    Raises UnreadableTable, UnknownKey and InvalidValue, each naming file, table and key.
    """
    table = StrictTable(read_toml(path), safe_text(path.name))
    outcome, note = table.text("outcome"), table.text("note")
    claim, place = table.table("claim"), table.table("place")
    first_seen, acquisition = table.table("first_seen"), table.table("acquisition")
    statements = tuple(_statement(entry) for entry in table.tables("statements"))
    table.finish()
    case = Case(outcome=outcome, note=note, statements=statements)
    if claim is not None:
        case = _with_claim(case, claim)
    if place is not None:
        case = replace(case, place=read_place(place))
    if first_seen is not None:
        case = _with_first_seen(case, first_seen)
    return case, None if acquisition is None else _acquisition(acquisition)


def merge_claim(case: Case | None, text: str | None, date: str | None, place: str | None) -> Case:
    """A case with the claim given on the command line; what is given there wins.

    ``date``: ISO text of any precision. ``place``: a name, ``48.28,37.18``, or both, as in
    ``Pokrovsk (48.28, 37.18)``; a name the case's place already has keeps that place's
    coordinates. Raises InvalidValue.
    """
    case = case or Case()
    if text:
        # Language and translation of the case file belong to the claim it holds.
        claim = safe_text(text.strip(), multiline=True)
        case = replace(
            case, claim=claim, claim_language=None, claim_translation=None, translator=None
        )
    if date:
        case = replace(case, date=_claimed_date(date))
    if place:
        case = replace(case, place=_claimed_place(place, case.place))
    return case


def _claimed_date(text: str) -> TypedDate:
    try:
        return TypedDate.parse(text, type="claimed", source="--claimed-date")
    except ValueError as error:
        reason = "expected a date like 2024, 2024-10, 2024-10-21 or 2024-10-21T15:42+03:00"
        raise InvalidValue(
            where="--claimed-date", key=safe_text(text, limit=60), reason=reason
        ) from error


def _claimed_place(text: str, known: Place | None) -> Place:
    shown = safe_text(text.strip())
    match = _WITH_POSITION.fullmatch(shown)
    if match is None:
        place = Place(name=shown)
        return known if known is not None and known.names() & place.names() else place
    latitude, longitude = float(match["latitude"]), float(match["longitude"])
    if abs(latitude) > 90 or abs(longitude) > 180:
        reason = "latitude must lie between -90 and 90, longitude between -180 and 180"
        raise InvalidValue(where="--claimed-place", key=shown, reason=reason)
    name = match["name"].strip(" ,;") or f"{match['latitude']}, {match['longitude']}"
    return Place(name=name, position=Position(latitude=latitude, longitude=longitude))


def _with_claim(case: Case, table: StrictTable) -> Case:
    case = replace(
        case,
        claim=table.text("text"),
        claim_language=table.text("language"),
        claim_translation=table.text("translation"),
        translator=table.text("translator"),
        author=table.text("author"),
        date=table.date("date", type="claimed"),
    )
    table.finish()
    return case


def _with_first_seen(case: Case, table: StrictTable) -> Case:
    case = replace(
        case,
        first_seen=table.date("date", type="posted"),
        first_seen_url=table.text("url"),
        first_seen_archive_url=table.text("archive_url"),
        first_seen_by=table.text("by"),
    )
    table.finish()
    return case


def _acquisition(table: StrictTable) -> Acquisition:
    acquisition = Acquisition(
        url=table.text("url"),
        archive_url=table.text("archive_url"),
        obtained_by=table.text("by"),
        obtained_at=table.date("at", type="seen"),
        method=table.text("method"),
    )
    table.finish()
    return acquisition


def _statement(table: StrictTable) -> Statement:
    statement = Statement(
        speaker=str(table.text("speaker", required=True)),
        text=str(table.text("text", required=True)),
        affiliation=table.text("affiliation"),
        date=table.date("date", type="published"),
        language=table.text("language"),
        translation=table.text("translation"),
        position=table.text("position"),
        url=table.text("url"),
        archive_url=table.text("archive_url"),
    )
    table.finish()
    return statement
