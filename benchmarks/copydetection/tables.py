"""What a run prints: tools beside each other, then what provcheck itself claims."""

from collections.abc import Callable, Iterator, Sequence
from statistics import median

from benchmarks.copydetection.queries import PARALLAX, SCENE, Group
from benchmarks.copydetection.runs import Outcome
from benchmarks.copydetection.scoring import Asked, micro_average_precision, of_tool, threshold
from benchmarks.intervals import counted, wilson
from benchmarks.machine import table

STRICT, LOOSE = 0.001, 0.01
"""Shares of the pictures that are not in the set which a threshold lets through."""

Row = list[str]


class Column:
    """One tool's answers, and its thresholds."""

    def __init__(self, name: str, outcomes: Sequence[Outcome], tool: int) -> None:
        self.name = name
        self.asked = of_tool(outcomes, tool)
        self.strict = threshold(self.of("absent"), STRICT)
        self.loose = threshold(self.of("absent"), LOOSE)
        self.seconds = median(outcome.results[tool].seconds for outcome in outcomes)

    def of(self, *groups: Group) -> list[Asked]:
        return [one for one in self.asked if one.query.group in groups]


_RECALLS: tuple[tuple[str, Group], ...] = (("all families", "edited"), ("hard set", "hard"))
_SCENES: tuple[tuple[str, Group], ...] = ((SCENE, "scene"), (PARALLAX, "made scene"))


def beside_each_other(columns: Sequence[Column]) -> str:
    """Recall at first place, tools as columns: the main figures, then family by family."""
    first = columns[0]
    rows = [["at 0.1 % false positives", *(column.name for column in columns)]]
    for name, group in _RECALLS:
        if first.of(group):
            rows.append([f"**recall, {name}**", *(_recall(c.of(group), c.strict) for c in columns)])
            rows.append(
                [f"recall, {name}, at 1 %", *(_recall(c.of(group), c.loose) for c in columns)]
            )
    rows.append(["µAP", *(_micro(column) for column in columns)])
    rows += [
        [f"{name} flagged", *(_flagged(column, group) for column in columns)]
        for name, group in _SCENES
        if first.of(group)
    ]
    rows.append(["median seconds", *(f"{column.seconds:.3f}" for column in columns)])
    rows += [
        [family, *(_share(column, family, "") for column in columns)]
        for family in _names(first.of("edited"), lambda one: one.query.family)
    ]
    return table(rows)


def hard_levels(columns: Sequence[Column]) -> str:
    rows = [["hard level", "n", *(column.name for column in columns)]]
    pairs = _names(columns[0].of("hard"), lambda one: f"{one.query.family}/{one.query.level}")
    for pair in pairs:
        family, _, level = pair.partition("/")
        count = sum(
            (one.query.family, one.query.level) == (family, level)
            for one in columns[0].asked
            if one.query.group == "hard"
        )
        rows.append([pair, str(count), *(_share(c, family, level) for c in columns)])
    return table(rows)


def claims(column: Column) -> str:
    """What one tool claims: confirmed matches, right and wrong."""
    rows = [["queries", "n", "first at 0.1 %", "right one confirmed", "another one confirmed"]]
    for name, asked in (("all families", column.of("edited")), ("hard set", column.of("hard"))):
        rows.append(_claimed(name, asked, column.strict))
    for family in _names(column.of("edited", "hard"), lambda one: one.query.family):
        asked = [one for one in column.of("edited", "hard") if one.query.family == family]
        rows.append(_claimed(family, asked, column.strict))
    absent = column.of("absent")
    wrong = counted(sum(one.wrongly_confirmed() for one in absent), len(absent))
    rows.append(["not in the set", str(len(absent)), "-", "-", wrong])
    return table(rows)


def several_claims(column: Column) -> str:
    """Pictures that show several references: how many of these are found."""
    rows = [["several references", "n", "parts at 0.1 %", "parts confirmed", "all confirmed"]]
    asked = column.of("several")
    for level in _names(asked, lambda one: one.query.level):
        some = [one for one in asked if one.query.level == level]
        parts = sum(len(one.query.shown) for one in some)
        complete = sum(one.parts_confirmed() == len(one.query.shown) for one in some)
        rows.append(
            [
                level,
                str(len(some)),
                counted(sum(one.parts_found(column.strict) for one in some), parts),
                counted(sum(one.parts_confirmed() for one in some), parts),
                counted(complete, len(some)),
            ]
        )
    return table(rows)


def scene_claims(column: Column) -> str:
    """Other photographs of scenes that are in the set, by kind."""
    rows = [["other photo of the scene", "n", "flagged at 0.1 %", "confirmed", "called the same"]]
    asked = column.of("scene")
    kinds = [("all", asked)] if asked else []
    kinds += [
        (kind, [one for one in asked if one.query.level == kind])
        for kind in _names(asked, lambda one: one.query.level)
    ]
    made = column.of("made scene")
    kinds += [
        (f"{PARALLAX}, {level}", [one for one in made if one.query.level == level])
        for level in _names(made, lambda one: one.query.level)
    ]
    for name, some in kinds:
        rows.append(
            [
                name,
                str(len(some)),
                counted(sum(one.flagged(column.strict) for one in some), len(some)),
                counted(sum(one.confirmed() for one in some), len(some)),
                counted(sum(one.called_the_same() for one in some), len(some)),
            ]
        )
    return table(rows)


def misses(column: Column) -> Iterator[tuple[Asked, str]]:
    """Edited copies that a tool does not find or confirm, and what it wrongly lets through.

    The line says rank, score, relation and measurements of the right answer and the best other.
    """
    for one in column.asked:
        query = one.query
        if query.group in ("edited", "hard"):
            word = _word(one, column.strict)
            if not word:
                continue
        elif query.group == "several":
            if one.parts_confirmed() == len(query.shown):
                continue
            word = f"{one.parts_confirmed()} of {len(query.shown)} confirmed"
        elif query.group == "absent":
            if one.top <= column.strict and not one.wrongly_confirmed():
                continue
            word = "let through"
        elif one.flagged(column.strict) or one.confirmed():
            word = "flagged"
        else:
            continue
        yield one, f"{word}: {query.name}: {_answered(one)}"


def _word(one: Asked, strict: float) -> str:
    """What is wrong with the answers to an edited copy; nothing when all is well."""
    if not one.found(strict):
        return "missed"
    if not one.confirmed():
        return "not confirmed"
    return "another confirmed too" if one.wrongly_confirmed() else ""


def _answered(one: Asked) -> str:
    right = one.right()
    said = []
    if right is not None:
        said.append(f"rank {one.rank()}, score {right.score:.3f}, {right.relation}, {right.detail}")
    others = [answer for answer in one.answers if answer is not right]
    if others:
        first = others[0]
        said.append(
            f"best other {first.reference}, score {first.score:.3f}, "
            f"{first.relation}, {first.detail}"
        )
    return "; ".join(said) or "no answer"


def _claimed(name: str, asked: Sequence[Asked], strict: float) -> Row:
    return [
        name,
        str(len(asked)),
        counted(sum(one.found(strict) for one in asked), len(asked)),
        counted(sum(one.confirmed() for one in asked), len(asked)),
        counted(sum(one.wrongly_confirmed() for one in asked), len(asked)),
    ]


def _recall(asked: Sequence[Asked], limit: float) -> str:
    return _with_interval(sum(one.found(limit) for one in asked), len(asked))


def _flagged(column: Column, group: Group) -> str:
    asked = column.of(group)
    return _with_interval(sum(one.flagged(column.strict) for one in asked), len(asked))


def _with_interval(count: int, total: int) -> str:
    low, high = wilson(count, total)
    return f"{count / total:.3f} [{low:.2f}, {high:.2f}]"


def _micro(column: Column) -> str:
    return f"{micro_average_precision(column.of('edited', 'absent')):.3f}"


def _share(column: Column, family: str, level: str) -> str:
    asked = [
        one
        for one in column.of("edited", "hard")
        if one.query.family == family and level in ("", one.query.level)
    ]
    return f"{sum(one.found(column.strict) for one in asked) / len(asked):.2f}"


def _names(asked: Sequence[Asked], name: Callable[[Asked], str]) -> list[str]:
    """Each name once, in the order they come."""
    return list(dict.fromkeys(name(one) for one in asked))
