"""JSON stories: strict reading, and where in the text each part of it stands.

The standard library parses without places; a story is edited by place, so that everything else
in it stays byte for byte.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

# Stories are a handful of levels deep; the parser of the standard library recurses.
_MAX_DEPTH = 100

# A string runs to its closing quote or to the end of the text: no quote is looked at twice.
_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.S)
_SCALAR = re.compile(r"[^\s,\]}]+")
_SPACE = re.compile(r"[ \t\n\r]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of an object: ``text[start:end]`` runs from the key's quote to the value's end."""

    key: str
    start: int
    value: int
    end: int


def load(text: str) -> Any:
    """Parse strictly: no key twice in an object, no NaN or Infinity, no byte order mark, at most
    100 levels. Raises ValueError with the reason."""
    if text.startswith("\ufeff"):
        raise ValueError("it begins with a byte order mark, which JSON does not allow")
    depth = 0
    for match in _STRUCTURE.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match.group(), 0)
        if depth > _MAX_DEPTH:
            raise ValueError(f"nested more than {_MAX_DEPTH} levels deep")
    return json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)


def members(text: str, place: int) -> list[Member]:
    """The members of the object that begins at ``place`` of a text that :func:`load` took."""
    found: list[Member] = []
    place = _after_space(text, place + 1)
    while text[place] != "}":
        start = place
        place = _value_end(text, place)
        key = json.loads(text[start:place])
        value = _after_space(text, _after_space(text, place) + 1)
        place = _value_end(text, value)
        found.append(Member(key=key, start=start, value=value, end=place))
        place = _after_comma(text, place)
    return found


def elements(text: str, place: int) -> list[tuple[int, int]]:
    """The spans of the elements of the array that begins at ``place``."""
    found: list[tuple[int, int]] = []
    place = _after_space(text, place + 1)
    while text[place] != "]":
        end = _value_end(text, place)
        found.append((place, end))
        place = _after_comma(text, end)
    return found


def root(text: str) -> int:
    """Where the text's one value begins."""
    return _after_space(text, 0)


def _value_end(text: str, place: int) -> int:
    if text[place] not in '"[{':
        scalar = _SCALAR.match(text, place)
        return scalar.end() if scalar else place
    depth = 0
    for match in _STRUCTURE.finditer(text, place):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match.group(), 0)
        if depth == 0:
            return match.end()
    return len(text)


def _after_space(text: str, place: int) -> int:
    space = _SPACE.match(text, place)
    return space.end() if space else place


def _after_comma(text: str, place: int) -> int:
    place = _after_space(text, place)
    return _after_space(text, place + 1) if text[place] == "," else place


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        counted = Counter(key for key, _ in pairs)
        twice = counted.most_common(1)[0][0]
        raise ValueError(f"the key {json.dumps(twice[:40])} stands twice in one object")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
