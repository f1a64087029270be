"""What differs between a saved report and the same examination made again.

What must differ (times, custody, what people added) is left out; what explains a difference
(library versions, the reference set's snapshot, settings) is named apart.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isclose
from typing import Any

from provcheck.model import Message, Report
from provcheck.report import silence, to_plain

# Other numbers of threads and other processors round differently.
_RELATIVE = 1e-6
# What people, the clock and the shelf decide, and what is compared apart.
_APART = frozenset(
    {
        "report_id",
        "created_at",
        "language",
        "tool",
        "settings_digest",
        "reference_set",
        "custody",
        "history",
        "assessment",
        "searches",
        "exhibits",
    }
)
# Within what is compared: the name of the file, which is said apart, and the day on which the
# shelf took a reference in.
_NO_FINDING = re.compile(r"subject/name|matches/.*/reference/added_at", re.S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One place where two reports differ: its path (``checks/claim-date/outcome``), and the two
    values as short text, "" where there is none."""

    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """``causes``: what may explain differences. ``differences``: in the result itself."""

    causes: tuple[Message, ...]
    differences: tuple[Difference, ...]


def compare_reports(before: Report, after: Report) -> Replay:
    """Hold the report of a repeated examination against the saved one."""
    one, other = to_plain(silence(before)), to_plain(silence(after))
    differences = [
        found
        for key in one
        if key not in _APART
        for found in _differences(one[key], other.get(key), key)
        if _NO_FINDING.fullmatch(found.path) is None
    ]
    differences += _pictures(before, after)
    return Replay(causes=tuple(_causes(before, after)), differences=tuple(differences))


def _causes(before: Report, after: Report) -> Iterator[Message]:
    if before.subject.name != after.subject.name:
        names = {"before": before.subject.name, "after": after.subject.name}
        yield Message(id="replay.other-name", params=names)
    was, now = before.tool, after.tool
    for name, one, other in (
        (was.name, was.version, now.version),
        *((n, was.libraries.get(n), now.libraries.get(n)) for n in _names(was, now)),
    ):
        if one != other:
            params = {"name": name, "before": one or "-", "after": other or "-"}
            yield Message(id="replay.other-version", params=params)
    if before.settings_digest != after.settings_digest:
        yield Message(id="replay.other-settings")
    old, new = before.reference_set, after.reference_set
    if old is not None and old.kind == "file":
        yield Message(id="replay.compared-file", params={"name": old.name})
    elif (old is None) != (new is None):
        yield Message(id="replay.no-set-then" if old is None else "replay.no-set-now")
    elif old is not None and new is not None and old.snapshot != new.snapshot:
        params = {"name": new.name, "before": old.as_of, "after": new.as_of}
        counts = {"old_count": old.count, "new_count": new.count}
        yield Message(id="replay.other-set", params={**params, **counts})


def _names(was: Any, now: Any) -> list[str]:
    return sorted({*was.libraries, *now.libraries})


def _pictures(before: Report, after: Report) -> Iterator[Difference]:
    """Exhibits by id; those that one report was written without are left out."""
    new = {exhibit.id: exhibit.sha256 for exhibit in after.exhibits}
    for exhibit in before.exhibits:
        if exhibit.id in new and new[exhibit.id] != exhibit.sha256:
            yield Difference(
                path=f"exhibits/{exhibit.id}",
                before=exhibit.sha256[:12],
                after=new[exhibit.id][:12],
            )


def _differences(one: Any, other: Any, path: str) -> Iterator[Difference]:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in dict.fromkeys((*one, *other)):
            yield from _differences(one.get(key), other.get(key), f"{path}/{key}")
    elif isinstance(one, list) and isinstance(other, list):
        yield from _differences(_by_name(one), _by_name(other), path)
    elif not _same(one, other):
        yield Difference(path=path, before=_short(one), after=_short(other))


def _by_name(items: list[Any]) -> dict[str, Any]:
    """List items under what names them, so that one item more does not shift all that follow."""
    named: dict[str, Any] = {}
    for place, item in enumerate(items):
        name = _name(item) or str(place)
        named[name if name not in named else f"{name}#{place}"] = item
    return named


def _name(item: Any) -> str | None:
    if not isinstance(item, Mapping):
        return None
    if isinstance(item.get("reference"), Mapping):
        return str(item["reference"].get("name"))
    for key in ("id", "check", "flag", "kind"):
        if isinstance(item.get(key), str):
            return str(item[key])
    if isinstance(item.get("value"), str) and isinstance(item.get("type"), str):
        return f"{item['type']} {item['value']}"
    message = item.get("message")
    return str(message.get("id")) if isinstance(message, Mapping) else None


def _same(one: Any, other: Any) -> bool:
    numbers = (int, float)
    if isinstance(one, numbers) and isinstance(other, numbers):
        return isclose(one, other, rel_tol=_RELATIVE, abs_tol=1e-9)
    return bool(one == other)


def _short(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return str(_name(value) or ", ".join(str(key) for key in value))[:80]
    return (f"{value:.6g}" if isinstance(value, float) else str(value))[:80]
