"""The table of platforms and messengers, ``traces.toml``, read once."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, Literal

Removes = Literal["photos", "all", "part", "nothing"]

# What stands for the parts of a date in a row's patterns. MILLISECONDS: since 1970, UTC.
_PARTS = {
    "DAY": r"(?P<year>\d{4})-?(?P<month>\d\d)-?(?P<day>\d\d)",
    "CLOCK": r"(?P<hour>\d{1,2})[.:-]?(?P<minute>\d\d)[.:-]?(?P<second>\d\d)",
    "HALF": r"(?:[\s\u202f](?P<half>[AP]M))?",
    "MILLISECONDS": r"(?P<milliseconds>\d{13})(?!\d)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One row of the table; its fields as the head of ``traces.toml`` explains them."""

    id: str
    name: str
    removes: Removes
    source: str
    checked: bool
    file_names: tuple[re.Pattern[str], ...] = ()
    long_sides: tuple[int, ...] = ()
    iptc: Mapping[int, re.Pattern[str]] = field(default_factory=dict)
    user_comment: str = ""


@functools.cache
def platforms() -> tuple[Platform, ...]:
    """Every row, in the file's order."""
    return tuple(_platform(row) for row in _table()["platform"])


def as_of() -> str:
    """The date of the table."""
    return str(_table()["as_of"])


@functools.cache
def _table() -> dict[str, Any]:
    text = resources.files("provcheck.metadata").joinpath("traces.toml").read_text("utf-8")
    return tomllib.loads(text)


def _platform(row: dict[str, Any]) -> Platform:
    fields = dict(row)
    fields["file_names"] = tuple(_compiled(each) for each in row.get("file_names", ()))
    fields["long_sides"] = tuple(row.get("long_sides", ()))
    fields["iptc"] = {int(key): re.compile(text) for key, text in row.get("iptc", {}).items()}
    return Platform(**fields)


def _compiled(pattern: str) -> re.Pattern[str]:
    for word, part in _PARTS.items():
        pattern = pattern.replace(word, part)
    return re.compile(r"(?<![A-Za-z0-9])" + pattern, re.IGNORECASE | re.ASCII)
