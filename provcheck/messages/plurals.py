"""Plural forms chosen by rules that stand in a catalogue, so that a language is one file.

Rules are those of Unicode's CLDR for whole numbers, in its notation (UTS #35, part 3, section 5):
``one = "i % 10 = 1 and i % 100 != 11"``. A relation is ``i``, optionally ``% number``, then ``=``
or ``!=``, then numbers and ranges with commas. What no rule takes is ``other``.
"""

import re
from collections.abc import Mapping

FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})
_RELATION = re.compile(
    r"i(?:\s*%\s*(?P<modulus>\d+))?\s*(?P<sign>=|!=)\s*"
    r"(?P<values>\d+(?:\.\.\d+)?(?:\s*,\s*\d+(?:\.\.\d+)?)*)"
)


def plural_form(rules: Mapping[str, str], count: int) -> str:
    """The form for a count by the first rule that takes it. Raises ValueError for a rule that is
    none."""
    number = abs(count)
    for form, rule in rules.items():
        if any(
            all(_holds(relation, number) for relation in clause.split(" and "))
            for clause in rule.split(" or ")
        ):
            return form
    return "other"


def _holds(relation: str, number: int) -> bool:
    match = _RELATION.fullmatch(relation.strip())
    if match is None:
        raise ValueError(f"no plural rule: {relation!r}")
    if match["modulus"]:
        number %= int(match["modulus"])
    within = any(_within(number, part.strip()) for part in match["values"].split(","))
    return within == (match["sign"] == "=")


def _within(number: int, part: str) -> bool:
    low, _, high = part.partition("..")
    return int(low) <= number <= int(high or low)
