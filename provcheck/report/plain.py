"""A report as plain values (dicts, lists, texts, numbers): what JSON and identity share."""

from __future__ import annotations

import json
import re
from math import isfinite
from typing import TYPE_CHECKING, Any

from provcheck.model import Report
from provcheck.safe_text import is_hostile, safe_text

if TYPE_CHECKING:
    from collections.abc import Mapping


def to_plain(report: Report) -> dict[str, Any]:
    """The report field by field; exhibit data stay ``bytes``, every text is made harmless.

    Numbers take the type of their field (1 in a field of fractions becomes 1.0), so that a
    report written and read again gives the same plain values. Raises ``msgspec.ValidationError``
    for a record that holds values its fields do not allow, and ValueError for a number that is
    not finite (JSON has none).
    """
    import msgspec

    values = msgspec.to_builtins(report, builtin_types=(bytes,), enc_hook=_base_value)
    typed = msgspec.convert(values, Report, builtin_types=(bytes,))
    values = msgspec.to_builtins(typed, builtin_types=(bytes,))
    plain: dict[str, Any] | None = _harmless_at_once(values)
    return harmless(values) if plain is None else plain


def _base_value(value: object) -> float:
    """numpy's float64 is a ``float`` by type, but msgspec wants the plain one."""
    if isinstance(value, float):
        return float(value)
    raise TypeError(f"a report cannot hold a {type(value).__name__}")


# What JSON writes for control characters; a line feed or tab is only looked at closely.
_ESCAPES = re.compile(r"\\[ubfnrt]")


def _harmless_at_once(values: Any) -> Any:
    """What :func:`harmless` gives, where it would change nothing; else None.

    Seen from all texts in one piece: nearly always so, and a scan makes many reports.
    """
    try:
        text = json.dumps(values, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError):  # pictures are bytes; a number may not be finite
        return None
    return None if _ESCAPES.search(text) or is_hostile(text) else json.loads(text)


def harmless(value: Any) -> Any:
    """The same plain value with every text, keys included, passed through ``safe_text``."""
    if isinstance(value, str):
        return safe_text(value, multiline=True)
    if isinstance(value, dict):
        return {safe_text(key): harmless(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [harmless(item) for item in value]
    if isinstance(value, float) and not isfinite(value):
        raise ValueError("a report cannot hold a number that is not finite")
    return value


def without_empty(value: Any) -> Any:
    """Leave out dictionary entries that are None or empty, at every depth.

    Identity is computed over this form, so that a field added by a later minor version (whose
    default must be None or empty) does not change the id of older reports.
    """
    if isinstance(value, dict):
        return {key: without_empty(item) for key, item in value.items() if not _empty(item)}
    if isinstance(value, list):
        return [without_empty(item) for item in value]
    return value


def _empty(value: Any) -> bool:
    return value is None or value == "" or value == [] or value == {}


def unknown_entry(raw: Any, known: Any, where: str = "") -> str | None:
    """The path of the first entry of ``raw`` that ``known`` lacks, or None.

    ``known`` is ``raw`` after it was read into records and written again; what was lost on the
    way is an entry that this version of provcheck does not know.
    """
    if isinstance(raw, dict) and isinstance(known, dict):
        return _unknown_key(raw, known, where)
    if isinstance(raw, list) and isinstance(known, list):
        for number, (item, other) in enumerate(zip(raw, known, strict=False)):
            found = unknown_entry(item, other, f"{where}/{number}")
            if found is not None:
                return found
    return None


def _unknown_key(raw: Mapping[str, Any], known: Mapping[str, Any], where: str) -> str | None:
    for key, item in raw.items():
        path = f"{where}/{key}".lstrip("/")
        if key not in known:
            return path
        found = unknown_entry(item, known[key], path)
        if found is not None:
            return found
    return None
