"""Catalogues: one TOML file per language, ``<language>.toml``.

A sentence is a string, or a table of plural forms chosen by the parameter ``count`` by the rules in
``[format] plural``. Keys are dotted paths: ``claim-date.older-reference`` is ``older-reference`` in
table ``[claim-date]``. ``months`` are those of a day, ``months-alone`` those without one.
Placeholders are ``{name}`` or ``{name:format}`` with these formats:

=============  ==========================================================================
``number``     grouped and with the language's decimal sign, at most two decimals
``percent``    a fraction (0.032) as per cent
``date``       ISO text of any precision, written out
``km``         kilometres, one decimal below 10
``bytes``      a byte count in kB or MB
any other      the name of a term table: ``{type:date-type}`` looks up ``term.date-type.<type>``;
               values with bars between (``a|b``) become a list
=============  ==========================================================================
"""

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from provcheck.errors import ProvcheckError, UnknownLanguage
from provcheck.messages.plurals import FORMS, plural_form
from provcheck.model.dates import TypedDate
from provcheck.model.message import Message, Param
from provcheck.safe_text import safe_text

_PLACEHOLDER = re.compile(r"\{(?P<name>[a-z_][a-z0-9_]*)(?::(?P<format>[a-z-]+))?\}")
# Longest text taken over from a file into a sentence; the full value stays in the JSON report.
_PARAM_LIMIT = 300


def languages() -> tuple[str, ...]:
    """The languages that have a catalogue, English first."""
    found = sorted(
        entry.name.removesuffix(".toml")
        for entry in resources.files("provcheck.messages").iterdir()
        if entry.name.endswith(".toml")
    )
    return ("en", *(language for language in found if language != "en"))


@functools.cache
def catalogue(language: str) -> "Catalogue":
    """Load the catalogue of a language. Raises UnknownLanguage."""
    if language not in languages():
        raise UnknownLanguage(name=safe_text(language, limit=20), known=", ".join(languages()))
    text = resources.files("provcheck.messages").joinpath(f"{language}.toml").read_text("utf-8")
    return Catalogue(language=language, entries=tomllib.loads(text))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All sentences, terms and number habits of one language."""

    language: str
    entries: Mapping[str, Any]

    def sentence(self, message: Message) -> str:
        """Render a message; text parameters are made safe and bounded. KeyError if unknown."""
        return self.text(message.id, message.params)

    def text(self, key: str, params: Mapping[str, Param] | None = None) -> str:
        """Render the entry with this dotted key."""
        params = params or {}
        entry = self._lookup(key)
        if isinstance(entry, Mapping):
            form = plural_form(self.entries["format"]["plural"], int(params["count"]))
            entry = entry.get(form, entry["other"])
        return _PLACEHOLDER.sub(
            lambda match: self._format(params[match["name"]], match["format"]), str(entry)
        )

    def error(self, error: ProvcheckError) -> str:
        """An error's sentence in this language; the English one lives with the error itself."""
        if f"error.{error.code}" in self:
            return self.text(f"error.{error.code}", error.params)
        return str(error)

    def term(self, group: str, value: str) -> str:
        """A word of a closed list (``term.<group>.<value>``); the value itself if unlisted."""
        key = f"term.{group}.{value}"
        return str(self._lookup(key)) if key in self else safe_text(value)

    def __contains__(self, key: str) -> bool:
        try:
            self._lookup(key)
        except KeyError:
            return False
        return True

    def keys(self) -> Iterator[str]:
        """Every dotted key that has a sentence; plural tables count as one."""
        yield from _walk(self.entries, "")

    def placeholders(self, key: str) -> frozenset[str]:
        """The names of the placeholders of a sentence, over all its plural forms."""
        return frozenset(self.formats(key))

    def formats(self, key: str) -> dict[str, str | None]:
        """Placeholder -> format, over all plural forms; None for one that is printed as it is."""
        entry = self._lookup(key)
        forms = entry.values() if isinstance(entry, Mapping) else (entry,)
        return {m["name"]: m["format"] for form in forms for m in _PLACEHOLDER.finditer(str(form))}

    def number(self, value: float, decimals: int = 2) -> str:
        """A number with grouping and decimal sign, trailing zeros dropped."""
        text = f"{value:,.{decimals}f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        grouping, point = (str(self._lookup(f"format.{k}")) for k in ("grouping", "decimal"))
        return text.replace(",", "\0").replace(".", point).replace("\0", grouping)

    def percent(self, fraction: float) -> str:
        """A fraction as per cent; below 10 % with one decimal, never rounded to 0 or 100."""
        value = fraction * 100
        decimals = 1 if value < 10 or 99 < value < 100 else 0
        shown = round(value, decimals)
        if value > 0 and shown == 0:
            return self.text("format.percent-below", {"number": self.number(0.1)})
        if value < 100 and shown >= 100:
            shown = 99.9
        return self.text("format.percent", {"number": self.number(shown, 1)})

    def date(self, value: str) -> str:
        """ISO text of any precision, written out; text that is no date comes back as it is."""
        try:
            date = TypedDate.parse(value, type="embedded", source="")
        except ValueError:
            return safe_text(value)
        year, month, day = value[:4], value[5:7], value[8:10]
        if date.precision == "year":
            return year
        if date.precision == "month":
            alone = str(self._lookup("format.months-alone")[int(month) - 1])
            return self.text("format.month", {"year": year, "month": alone})
        month_name = str(self._lookup("format.months")[int(month) - 1])
        params: dict[str, Param] = {"year": year, "month": month_name, "day": int(day)}
        written = self.text("format.day", params)
        if date.precision == "day":
            return written
        clock, zone = value[11:16], re.search(r"(Z|[+-]\d\d:?\d\d)$", value[16:])
        shown_zone = "" if zone is None else (" UTC" if zone[0] == "Z" else f" {zone[0]}")
        return f"{written}, {clock}{shown_zone}"

    def _format(self, value: Param, style: str | None) -> str:
        match style:
            case None:
                return self._plain(value)
            case "number":
                return self.number(float(value))
            case "percent":
                return self.percent(float(value))
            case "date":
                return self.date(str(value))
            case "km":
                km = float(value)
                return self._unit("km", km, 1 if km < 10 else 0)
            case "bytes":
                size = float(value)
                unit, scale = ("megabytes", 1e6) if size >= 1e6 else ("kilobytes", 1e3)
                return self._unit(unit, size / scale, 1)
            case _:
                return ", ".join(self.term(style, part) for part in str(value).split("|"))

    def _unit(self, unit: str, value: float, decimals: int) -> str:
        return self.text(f"format.{unit}", {"number": self.number(value, decimals)})

    def _plain(self, value: Param) -> str:
        if isinstance(value, float):
            return self.number(value)
        return safe_text(str(value), limit=_PARAM_LIMIT)

    def _lookup(self, key: str) -> Any:
        entry: Any = self.entries
        for part in key.split("."):
            if not isinstance(entry, Mapping) or part not in entry:
                raise KeyError(f"no message {key!r} in language {self.language!r}")
            entry = entry[part]
        return entry


def _walk(entries: Mapping[str, Any], prefix: str) -> Iterator[str]:
    for key, entry in entries.items():
        if isinstance(entry, Mapping) and not set(entry) <= FORMS:
            yield from _walk(entry, f"{prefix}{key}.")
        else:
            yield prefix + key
