"""A report in which every free text is an attack, for renderers to survive."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from typing import Any

from factories import pokrovsk_report

from provcheck.model import Report

HOSTILE = (
    "\x1b[31m\u202e<script>alert(1)</script><b onclick=x>\"'><img src=x onerror=alert(1)>"
    "[a](javascript:alert(1)) ![b](http://evil.example/x.png) {{ 7*7 }} {% x %} `c` "
    "www.evil.example -->\n--- \n" + "W" * 400
)
# Fields that are not free text: they choose a form, and another value is refused or ignored.
_KEPT = {"schema", "report_id", "language", "media_type", "sha256"}


def hostile_report() -> Report:
    """The Pokrovsk report with every free text replaced."""
    poisoned: Report = _poison(pokrovsk_report())
    return poisoned


def _poison(record: Any) -> Any:
    hints = typing.get_type_hints(type(record))
    changes = {
        item.name: _value(getattr(record, item.name), hints[item.name])
        for item in dataclasses.fields(record)
        if item.name not in _KEPT
    }
    return dataclasses.replace(record, **changes)


def _value(value: Any, hint: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return _poison(value)
    if isinstance(value, tuple):
        return tuple(_value(item, typing.get_args(hint)[0]) for item in value)
    if isinstance(value, Mapping):
        inner = typing.get_args(hint)[1]
        return {key: _value(item, inner) for key, item in value.items()}
    options = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    return HOSTILE if str in options and (value is None or isinstance(value, str)) else value
