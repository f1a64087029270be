"""Value by value: does provcheck say what ExifTool says?"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.metadata.truth import Value
from provcheck.model import Metadata, MetadataValue

_DATE = re.compile(r"(\d{4})[:/-](\d\d)(?:[:/-](\d\d))?(?:[ T:](\d\d):(\d\d)(?::(\d\d))?)?")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:/\d+)?")


@dataclass(slots=True)
class Score:
    """Counts of one row: ``disagreements`` says what was wrong or missing."""

    true: int = 0
    agree: int = 0
    wrong: int = 0
    missing: int = 0
    disagreements: list[str] = field(default_factory=list)


def score(name: str, truth: Sequence[Value], ours: Metadata, scores: dict[str, Score]) -> None:
    """Count every true value of one file as agreed, wrong or missing."""
    for value in truth:
        row = scores.setdefault(value.row, Score())
        row.true += 1
        found = _ours(value, ours)
        if any(_equal(value, each) for each in found):
            row.agree += 1
        elif found:
            row.wrong += 1
            shown = [each.value[:60] for each in found[:2]]
            row.disagreements.append(f"{name}: {value.field}: {value.text[:60]!r}, ours {shown}")
        else:
            row.missing += 1
            row.disagreements.append(f"{name}: {value.field}: {value.text[:60]!r}, ours nothing")


def _ours(value: Value, ours: Metadata) -> list[MetadataValue]:
    field_name = value.field.split(" ")[0]
    return [
        each
        for each in ours.values(value.group, field_name)
        if each.source.split(":")[0] == value.family
    ]


def _equal(true: Value, ours: MetadataValue) -> bool:
    if true.field.startswith("history "):
        return _in_step(true, ours)
    if true.row == "dates" and not true.field.endswith(("_subsec", "_offset")):
        return _date(true.text, true.family) == _date(ours.value, true.family)
    if true.row in ("GPS", "exposure"):
        return _close(true, ours)
    if _plain(true.text) == _plain(ours.value):
        return True
    # ExifTool prints "?" for a byte it cannot decode.
    pattern = re.escape(_plain(true.text)).replace(re.escape("?"), ".{0,3}")
    return "?" in true.text and re.fullmatch(pattern, _plain(ours.value)) is not None


def _in_step(true: Value, ours: MetadataValue) -> bool:
    part = true.field.split(" ")[1]
    key = part[0].lower() + part[1:]
    stated = dict(p.partition("=")[::2] for p in ours.raw.split("; "))
    if key not in stated:
        return False
    if key == "when":
        return _date(stated[key], "xmp") == _date(true.text, "xmp")
    return _plain(stated[key]) == _plain(true.text)


def _date(text: str, family: str) -> tuple[str | None, ...]:
    match = _DATE.search(text)
    if match is None:
        return (text,)
    return match.groups()[:3] if family == "iptc" else match.groups()


def _close(true: Value, ours: MetadataValue) -> bool:
    if true.field in ("date", "time"):
        same = _numbers(true.text) == _numbers(ours.value)
        return same or _seconds(true.text) == _seconds(ours.value)
    stated, said = _NUMBER.search(true.text), _NUMBER.search(ours.value)
    if stated is None or said is None:
        return False
    a, b = _ratio(stated[0]), _ratio(said[0])
    if true.field == "altitude":  # its sign stands in a tag of its own
        a, b = abs(a), abs(b)
    # Ours are rounded for reading; positions to a tenth of a metre.
    return abs(a - b) <= (2e-6 if true.field in ("latitude", "longitude") else 0.06 * max(a, 1))


def _numbers(text: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", text)[:3]]


def _seconds(text: str) -> int | None:
    parts = _numbers(text)
    return parts[0] * 3600 + parts[1] * 60 + parts[2] if len(parts) == 3 else None


def _ratio(text: str) -> float:
    top, _, bottom = text.partition("/")
    return float(top) / float(bottom or 1)


def _plain(text: str) -> str:
    escaped = text.replace("\\n", " ").replace("\\r", " ").replace("\\x0d", " ")
    return " ".join(escaped.replace("\\t", " ").replace("\\x00", "").split())


def totals(scores: dict[str, Score]) -> Score:
    """All rows together."""
    counts: Counter[str] = Counter()
    for each in scores.values():
        counts.update(true=each.true, agree=each.agree, wrong=each.wrong, missing=each.missing)
    return Score(counts["true"], counts["agree"], counts["wrong"], counts["missing"])
