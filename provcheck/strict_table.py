"""Reading tables that people write (case files, sidecars): strict, and helpful when strict.

A :class:`StrictTable` wraps one parsed TOML/JSON table. Values are taken out by name and type;
whatever is left over at the end is an unknown key, reported with the nearest known one.
All text passes :func:`safe_text`, since sidecars travel with files of strangers.
"""

import difflib
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

from provcheck.errors import InvalidValue, OptionUnusable, UnknownKey, UnreadableTable
from provcheck.model.dates import DateType, TypedDate
from provcheck.model.places import Place, Position
from provcheck.safe_text import safe_text

# A case file or sidecar is a page of text; anything larger is a mistake or an attack.
MAX_TABLE_BYTES = 1_000_000


def read_toml(path: Path) -> dict[str, Any]:
    """Parse a TOML file of bounded size. Raises UnreadableTable."""
    where = safe_text(path.name)
    if path.exists() and not path.is_file():  # a pipe would be waited for without end
        raise UnreadableTable(where=where, reason="not a regular file")
    try:
        with path.open("rb") as handle:
            content = handle.read(MAX_TABLE_BYTES + 1)
    except OSError as error:
        raise UnreadableTable(where=where, reason=error.strerror or "unreadable") from error
    if len(content) > MAX_TABLE_BYTES:
        raise UnreadableTable(where=where, reason=f"larger than {MAX_TABLE_BYTES} bytes")
    try:
        return tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise UnreadableTable(where=where, reason="not UTF-8 text") from error
    except (ValueError, RecursionError) as error:  # ValueError: also numbers of absurd length
        raise UnreadableTable(where=where, reason=safe_text(str(error), limit=200)) from error


class StrictTable:
    """One table under reading. ``where`` names it in errors (``case.toml [place]``)."""

    def __init__(self, content: object, where: str) -> None:
        if not isinstance(content, Mapping):
            raise UnreadableTable(where=where, reason="expected a table of keys and values")
        self._content = {str(key): value for key, value in content.items()}
        self._known: list[str] = []
        self.where = where

    def _digits(self, key: str, value: int | float) -> str:
        """A number as text; absurdly long ones are refused, as Python itself refuses to print
        them."""
        if abs(value) > 1e18:
            raise InvalidValue(where=self.where, key=key, reason="the number is too large")
        return str(value)

    def _take(self, key: str) -> Any:
        self._known.append(key)
        return self._content.get(key)

    def text(self, key: str, *, required: bool = False) -> str | None:
        """Text (or a number, as text), made safe; None when absent or empty."""
        value = self._take(key)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = self._digits(key, value)
        if value is None or value == "":
            if required:
                raise InvalidValue(where=self.where, key=key, reason="it must be given")
            return None
        if not isinstance(value, str):
            raise InvalidValue(where=self.where, key=key, reason="expected text in quotes")
        return safe_text(value.strip(), multiline=True)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single text counts as a list of one."""
        value = self._take(key)
        if value is None:
            return ()
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise InvalidValue(where=self.where, key=key, reason="expected a list of texts")
        return tuple(safe_text(item.strip()) for item in items if item.strip())

    def number(self, key: str, *, low: float, high: float) -> float | None:
        """A number between ``low`` and ``high`` (both included)."""
        value = self._take(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise InvalidValue(where=self.where, key=key, reason="expected a number")
        if not low <= value <= high:
            raise InvalidValue(
                where=self.where, key=key, reason=f"must lie between {low:g} and {high:g}"
            )
        return float(value)

    def date(self, key: str, *, type: DateType) -> TypedDate | None:
        """An ISO date of any precision; TOML's own dates are accepted too."""
        value = self._take(key)
        if value is None or value == "":
            return None
        if isinstance(value, (datetime, date)):
            value = value.isoformat()
        if isinstance(value, int) and not isinstance(value, bool):
            value = self._digits(key, value).rjust(4, "0")
        try:
            return TypedDate.parse(str(value), type=type, source=f"{self.where}: {key}")
        except ValueError as error:
            reason = "expected a date like 2024, 2024-10, 2024-10-21 or 2024-10-21T15:42+03:00"
            raise InvalidValue(where=self.where, key=key, reason=reason) from error

    def choice(self, key: str, allowed: tuple[str, ...], default: str) -> str:
        """One of ``allowed`` words."""
        value = self._take(key)
        if value is None:
            return default
        if value not in allowed:
            reason = f"must be one of: {', '.join(allowed)}"
            raise InvalidValue(where=self.where, key=key, reason=reason)
        return cast(str, value)

    def table(self, key: str) -> "StrictTable | None":
        """A table inside this one."""
        value = self._take(key)
        return None if value is None else StrictTable(value, f"{self.where} [{key}]")

    def tables(self, key: str) -> tuple["StrictTable", ...]:
        """A list of tables inside this one."""
        value = self._take(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise InvalidValue(where=self.where, key=key, reason=f"expected [[{key}]] tables")
        return tuple(
            StrictTable(item, f"{self.where} [[{key}]] {number}")
            for number, item in enumerate(value, 1)
        )

    def finish(self) -> None:
        """Raise UnknownKey for the first key that nobody asked for."""
        for key in self._content:
            if key not in self._known:
                near = difflib.get_close_matches(key, self._known, n=1, cutoff=0.0)
                raise UnknownKey(
                    where=self.where,
                    key=safe_text(key, limit=60),
                    nearest=near[0] if near else self._known[0],
                )


def filled_text(text: str, key: str, limit: int) -> str:
    """A text that somebody gave on the command line, made safe and bounded.

    ``key``: the option's name without its dashes. Raises OptionUnusable where it is empty.
    """
    made = safe_text(text.strip(), limit=limit, multiline=True)
    if not made:
        raise OptionUnusable(option=f"--{key}", reason="it must not be empty")
    return made


def read_place(table: StrictTable) -> Place:
    """Read ``name, variants, latitude, longitude, radius_m`` from a place table."""
    name = table.text("name", required=True)
    variants = table.texts("variants")
    latitude = table.number("latitude", low=-90, high=90)
    longitude = table.number("longitude", low=-180, high=180)
    radius = table.number("radius_m", low=0, high=20_000_000)
    table.finish()
    if (latitude is None) != (longitude is None):
        missing = "latitude" if latitude is None else "longitude"
        raise InvalidValue(where=table.where, key=missing, reason="give both or neither")
    position = None
    if latitude is not None and longitude is not None:
        position = Position(latitude=latitude, longitude=longitude)
    return Place(name=str(name), variants=variants, position=position, radius_m=radius)
