"""Adding items to an array of a JSON object's text, and cutting them out again.

What is added takes on the text's indentation and line ends. Cutting is the exact opposite: a text
from which everything was cut that was added is byte for byte what it was.
"""

import json
import re
from typing import Any

from provcheck.story.edits import replaced
from provcheck.story.json_spans import elements, members, root

# JSON stories are put into pages; inside strings these are the same, written as escapes.
_MARKUP = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def add(text: str, key: str, items: list[Any]) -> str:
    """The text with the items at the end of the array under ``key``; without such a member a new
    one at the end of the object. The root must be an object with at least one member."""
    start = root(text)
    there = members(text, start)
    gap = text[start + 1 : there[0].start]
    array = next((member for member in there if member.key == key), None)
    if array is None:
        inner = _deeper(gap, _indent(gap))
        body = ",".join(inner + _written(item, inner, gap) for item in items)
        end = there[-1].end
        close = gap if "\n" in gap else ""
        colon = ": " if _is_spaced(text, there[0].start) else ":"
        member = f",{gap}{json.dumps(key)}{colon}[{body}{close}]"
        return text[:end] + member + text[end:]
    held = elements(text, array.value)
    inner = text[array.value + 1 : held[0][0]] if held else _deeper(gap, _indent(gap))
    body = ",".join(inner + _written(item, inner, gap) for item in items)
    place = held[-1][1] if held else array.value + 1
    return text[:place] + ("," if held else "") + body + text[place:]


def cut(text: str, key: str, places: list[int], *, with_key: bool) -> str:
    """The text without these elements of the array under ``key``, and with ``with_key`` without
    the member itself if nothing else is left in it."""
    there = members(text, root(text))
    number = next(place for place, member in enumerate(there) if member.key == key)
    array = there[number]
    held = elements(text, array.value)
    gone = set(places)
    if len(gone) == len(held):
        if with_key and number > 0:
            return text[: there[number - 1].end] + text[array.end :]
        if with_key and len(there) > 1:
            return text[: array.start] + text[there[1].start :]
        return text[: array.value + 1] + text[held[-1][1] :]
    first_kept = min(set(range(len(held))) - gone)
    spans = [
        (held[place - 1][1], held[place][1], "")
        if place > first_kept
        else (held[place][0], held[place + 1][0], "")
        for place in sorted(gone)
    ]
    return replaced(text, spans)


def _written(item: Any, gap: str, root_gap: str) -> str:
    """An item as JSON: on lines of its own after a gap with a line end, else in one line."""
    if "\n" not in gap:
        spaced = ", ", ": "
        return _inert(json.dumps(item, ensure_ascii=False, separators=spaced))
    unit = _indent(root_gap) or "  "
    lines = json.dumps(item, ensure_ascii=False, indent=unit).split("\n")
    return _inert(gap[_line_end(gap) :].join(lines))


def _inert(written: str) -> str:
    return re.sub("[<>&]", lambda match: _MARKUP[match.group()], written)


def _indent(gap: str) -> str:
    """What stands between the last line end of a gap and its end, if it has a line end."""
    return gap[gap.rfind("\n") + 1 :] if "\n" in gap else ""


def _deeper(gap: str, unit: str) -> str:
    return gap + unit if "\n" in gap else ""


def _line_end(gap: str) -> int:
    """Where the last line end of a gap begins."""
    end = gap.rfind("\n")
    return end - 1 if end > 0 and gap[end - 1] == "\r" else end


def _is_spaced(text: str, key: int) -> bool:
    """True where the first member has a space after its colon."""
    return re.match(r'"(?:[^"\\]|\\.)*+"\s*:\s', text[key:], re.S) is not None
