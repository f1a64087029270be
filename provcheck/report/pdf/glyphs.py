"""Which characters the fonts of the PDF can show, and what stands for those they cannot.

A tagged PDF may hold no character without a glyph. One that no font has is therefore printed as
its number, ``[U+1F600]``. The fonts and ``coverage.json`` are made by ``fixtures/fonts.py``.
"""

import json
import re
import unicodedata
from bisect import bisect_right
from functools import cache
from importlib import resources
from typing import Any

# Printed as nothing by every font: they choose between forms of the character before them.
_SELECTORS = frozenset(range(0xFE00, 0xFE10))
_PLAIN = re.compile(r"[\n -~]*")


class Glyphs:
    """Makes texts showable, and counts which characters could not be shown."""

    def __init__(self) -> None:
        self.missing: set[str] = set()

    def showable(self, value: Any) -> Any:
        """The same plain value (dicts, lists, texts) with every text showable; keys stay."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            return {key: self.showable(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.showable(item) for item in value]
        return value

    def _text(self, text: str) -> str:
        text = text.replace("\t", " ")
        if _PLAIN.fullmatch(text):
            return text
        shown = []
        fonts: frozenset[int] = frozenset()
        for character in unicodedata.normalize("NFC", text):
            having = _families_with(character)
            if unicodedata.category(character)[0] == "M":
                # A mark is set in the font of the character that carries it.
                having &= fonts
            if having or character == "\n":
                shown.append(character)
                fonts = having
            elif ord(character) not in _SELECTORS:
                shown.append(f"[U+{ord(character):04X}]")
                self.missing.add(character)
                fonts = _families_with("]")
        return "".join(shown)


def families() -> tuple[str, ...]:
    """The families of the fonts, in the order in which a character is looked for."""
    return tuple(_coverage())


@cache
def _coverage() -> dict[str, list[list[int]]]:
    path = resources.files("provcheck.report").joinpath("fonts", "coverage.json")
    table: dict[str, list[list[int]]] = json.loads(path.read_text("utf-8"))
    return table


@cache
def _families_with(character: str) -> frozenset[int]:
    """The numbers of the families that have the character; none has controls and private ones."""
    if unicodedata.category(character)[0] == "C":
        return frozenset()
    code = ord(character)
    found = set()
    for number, ranges in enumerate(_coverage().values()):
        place = bisect_right(ranges, code, key=lambda pair: pair[0]) - 1
        if place >= 0 and code <= ranges[place][1]:
            found.add(number)
    return frozenset(found)
