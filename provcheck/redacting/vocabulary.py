"""Which texts of a file lead nowhere: words of closed lists, names that many files bear, numbers.

A redacted copy keeps a value only where it is made of these. Whatever a list does not know goes,
however harmless it looks: a name of a program can be the name of its only user.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from provcheck.checks.editor_named import EDITORS
from provcheck.messages import Catalogue, catalogue
from provcheck.metadata import GENERATORS, writer_labels
from provcheck.metadata.platforms import platforms
from provcheck.model import TypedDate

BLANK = "▮▮▮"
"""What stands in the place of a text that was taken out."""

# Model numbers: a prefix that makers use, then digits and a few letters (S918B, 7RM4A, FZ1000).
_CODE = re.compile(
    r"(?:a|b|c|cph|d|dsc|ds|dx|e|ef|em|ep|epl|ex|f|fc|fe|fz|g|gf|gfx|gh|gm|gt|gx|h|hx|i|ilca|ilce|k"
    r"|kd|l|lx|m|mi|n|nex|om|p|qx|r|rf|rmx|rx|s|sgh|shv|slt|sm|sp|sx|sz|t|tg|tz|v|vg|w|wx|x|xa|xc|xe"
    r"|xf|xh|xm|xpro|xs|xt|xz|z|zs)?\d{1,4}[a-z]{0,2}\d{0,2}[a-z]?",
    re.IGNORECASE | re.ASCII,
)
_VERSION = re.compile(r"v?\d{1,3}(?:\.\d{1,3}){1,2}[a-z]?", re.IGNORECASE | re.ASCII)
_MEASURE = re.compile(r"f?\d{1,4}(?:\.\d{1,2})?(?:mm)?", re.IGNORECASE | re.ASCII)
_BETWEEN = re.compile(r"[\s,;:()/|+-]+")
# A name bears a generation and a year at most; more numbers are a telephone number.
_MOST_NUMBERS = 2
_LONGEST = 120

_QUANTITY = re.compile(r"(?:f/|1/)?\d{1,6}(?:\.\d{1,6})?(?: (?:s|mm|B|px))?", re.ASCII)
_CLOCK = re.compile(r"\d\d:\d\d UTC|\d{1,9}|Z|[+-]\d\d:?\d\d", re.ASCII)
_SIZE = re.compile(r"\d{1,6} × \d{1,6}", re.ASCII)
_QUALITY = re.compile(r"IJG \d{1,3}|own tables", re.ASCII)
_SAMPLING = re.compile(r"4:\d:\d|(?:\dx\d ?){1,4}", re.ASCII)
_ADDRESS = re.compile(r"https?://cv\.iptc\.org/newscodes/digitalsourcetype/")

_MARK = re.compile(r"\[([^\]]*)\]")
_OF_CASE = re.compile(r"[^\[]*(?= \[+\w+\]+(?: \d+)?: \w+$)")


def is_name(text: str) -> bool:
    """Whether a text is the name of a camera, a lens or a program that many people use."""
    if len(text) > _LONGEST:
        return False
    rest = GENERATORS.sub(" ", EDITORS.sub(" ", text))
    words = [word.strip(".") for word in _BETWEEN.split(rest) if word.strip(".")]
    numbers = sum(word.isdigit() for word in words)
    versions = sum(_VERSION.fullmatch(word) is not None for word in words)
    few = numbers <= _MOST_NUMBERS and versions <= 1
    return few and all(_is_word(word) for word in words)


def _is_word(word: str) -> bool:
    return word.casefold() in _known_words() or any(
        pattern.fullmatch(word) for pattern in (_CODE, _VERSION, _MEASURE)
    )


@cache
def _known_words() -> frozenset[str]:
    listed = (*writer_labels(), *_listed("names"))
    parts = (word for each in listed for word in _BETWEEN.split(each.casefold()))
    return frozenset(word for word in parts if word and not word.isdigit())


@cache
def _listed(key: str) -> frozenset[str]:
    """The words of one list of ``known.toml``."""
    text = resources.files(__package__).joinpath("known.toml").read_text("utf-8")
    entry = tomllib.loads(text)[key]
    return frozenset(entry.split() if isinstance(entry, str) else entry)


def is_quantity(text: str) -> bool:
    """A number as provcheck writes it, with its unit."""
    return _QUANTITY.fullmatch(text) is not None


def is_time(text: str) -> bool:
    """A date, or a part of one: fraction of a second, time zone."""
    return is_date(text) or _CLOCK.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """ISO text of any precision."""
    try:
        TypedDate.parse(text, type="embedded", source="")
    except ValueError:
        return False
    return True


def is_structure(text: str) -> bool:
    """A word or a number that says how the picture is coded."""
    known = text in _listed("structure") or text.isdigit() or is_writer(text)
    return known or _SAMPLING.fullmatch(text) is not None


def is_writer(text: str) -> bool:
    """What quantisation tables are called: a setting, or a writer that is on record."""
    return _QUALITY.fullmatch(text) is not None or text in writer_labels()


def is_profile(text: str) -> bool:
    """The name or size of a colour profile; profiles of single screens bear their owners' names."""
    return text in _listed("profiles") or is_quantity(text)


def is_source_type(text: str) -> bool:
    """A word of IPTC's list of digital source types, or its address."""
    return _ADDRESS.sub("", text).rstrip("/") in _listed("source_types")


def is_action(text: str) -> bool:
    """A word for a step in Content Credentials."""
    return text.startswith("c2pa.") and text.removeprefix("c2pa.") in _listed("actions")


def is_platform(text: str) -> bool:
    """Names of the table of platforms."""
    names = {platform.name for platform in platforms()}
    return text in names or set(text.split(", ")) <= names


def is_measured(text: str) -> bool:
    """What sentences print of our own measuring: a size, a clock time, a number with its unit."""
    return bool(_SIZE.fullmatch(text) or _CLOCK.fullmatch(text)) or is_quantity(text)


def is_term(group: str, value: str) -> bool:
    """A word of one of the catalogue's closed lists; ``a|b`` where each of them is."""
    return all(f"term.{group}.{word}" in words() for word in value.split("|"))


def words() -> Catalogue:
    """A catalogue to look up what is closed: every language has the same lists."""
    return catalogue("en")


def source(text: str) -> str:
    """A source in words of ours: other names of entries, and marks of languages, go."""
    if text.startswith(("reference:", "reference ", "--")):
        return text
    if _OF_CASE.match(text):
        return case_source(text)
    bare = _MARK.sub(lambda mark: mark[0] if mark[1].isdecimal() else "", text)
    known = _listed("places") | {platform.id for platform in platforms()}
    parts = re.split(r"([:/ ])", bare)
    return "".join(
        part if part in known or part in ":/ " or _MARK.sub("", part) in known or part.isdecimal()
        else BLANK
        for part in parts
    )  # fmt: skip


def case_source(text: str) -> str:
    """An entry of the case file, without the name that the desk gave the file."""
    return _OF_CASE.sub("case.toml", text, count=1)
