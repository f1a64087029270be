"""Words of the manifest store's JSON, as c2pa-rs writes it: anything may be missing or odd."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from provcheck.safe_text import safe_text

NOT_TRUSTED = "signingCredential.untrusted"
"""The code of a signer who is on no list: no failure of the file."""


def mapping(value: Any) -> Mapping[str, Any]:
    """The value where it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def text(value: Any) -> str | None:
    """The value made safe where it is a text that says something."""
    if not isinstance(value, str) or not value.strip():
        return None
    return safe_text(value.strip(), limit=300)


def codes(results: Mapping[str, Any], kind: Literal["success", "failure"]) -> list[str]:
    """The codes of one kind in a list of validation results, each once."""
    entries = results.get(kind)
    found = [mapping(entry).get("code") for entry in entries] if isinstance(entries, list) else []
    return list(dict.fromkeys(safe_text(code, limit=80) for code in found if isinstance(code, str)))
