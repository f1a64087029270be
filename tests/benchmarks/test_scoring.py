"""What answers come to, on made examples."""

import math

import pytest

from benchmarks.copydetection.adapters.answer import Answer
from benchmarks.copydetection.photographs import Photograph
from benchmarks.copydetection.queries import Group, Query
from benchmarks.copydetection.runs import Outcome, Result
from benchmarks.copydetection.scoring import Asked, micro_average_precision, of_tool, threshold
from benchmarks.copydetection.tables import (
    Column,
    beside_each_other,
    claims,
    hard_levels,
    misses,
    scene_claims,
    several_claims,
)


def query(right: str | None, group: Group = "edited", **changes: object) -> Query:
    given = {"group": group, "family": "crop", "level": "-10 %", "right": right, **changes}
    return Query(photograph=Photograph(right or "stranger", "test"), **given)


def asked(right: str | None, *answers: Answer, group: Group = "edited") -> Asked:
    return Asked(query(right, group), answers)


def answers_of(*scores: float) -> list[Asked]:
    return [asked(None, Answer("a", score)) for score in scores]


def test_the_threshold_lets_the_share_through() -> None:
    absent = answers_of(*(number / 1000 for number in range(1000)))
    strict, loose = threshold(absent, 0.001), threshold(absent, 0.01)
    assert sum(one.top > strict for one in absent) == 1
    assert sum(one.top > loose for one in absent) == 10


def test_with_few_negatives_none_passes() -> None:
    absent = answers_of(0.2, 0.7, 0.4)
    assert threshold(absent, 0.001) == 0.7


def test_without_any_answer_the_threshold_is_zero() -> None:
    assert threshold([asked(None), asked(None)], 0.001) == 0.0
    assert threshold([], 0.001) == 0.0
    assert asked(None).top == -math.inf


def test_found_means_first_and_above() -> None:
    right, other = Answer("a", 0.8), Answer("b", 0.9)
    assert asked("a", right).found(0.5)
    assert not asked("a", right).found(0.8)
    assert not asked("a", other, right).found(0.5)
    assert asked("a", other, right).flagged(0.5)
    assert asked("a", other, right).rank() == 2
    assert asked("a").rank() is None


def test_claims_are_told_apart() -> None:
    right = Answer("a", 2, confirmed=True, relation="partial")
    wrong = Answer("b", 1.5, confirmed=True, relation="same-image")
    assert asked("a", right).confirmed()
    assert not asked("a", right).called_the_same()
    assert not asked("a", right).wrongly_confirmed()
    assert asked("a", right, wrong).wrongly_confirmed()
    assert asked("b", right, wrong).called_the_same()
    both = Asked(query("a", "several", neighbours=(Photograph("b", "test"),)), (right, wrong))
    assert not both.wrongly_confirmed()
    assert both.parts_confirmed() == both.parts_found(1.0) == 2
    assert both.parts_found(1.7) == 1


def test_average_precision_over_all_queries() -> None:
    """Right at 0.9, wrong at 0.8, right at 0.7, one never found: (1/1 + 2/3) / 3."""
    some = [
        asked("a", Answer("a", 0.9)),
        asked("b", Answer("b", 0.7)),
        asked("c"),
        asked(None, Answer("a", 0.8)),
    ]
    assert micro_average_precision(some) == pytest.approx((1 + 2 / 3) / 3)


def test_of_equal_scores_wrong_ones_come_first() -> None:
    tied = [asked("a", Answer("a", 0.5)), asked(None, Answer("a", 0.5))]
    assert micro_average_precision(tied) == pytest.approx(0.5)
    assert math.isnan(micro_average_precision(answers_of(0.1)))


def outcome(one: Query, *answers: Answer) -> Outcome:
    return Outcome(one, (Result(answers, 0.25),), 0.01)


@pytest.fixture
def column() -> Column:
    sure = {"confirmed": True, "relation": "same-image"}
    outcomes = [
        outcome(query("a"), Answer("a", 1.9, **sure)),
        outcome(query("b"), Answer("c", 0.9), Answer("b", 0.4)),
        outcome(query("c"), Answer("c", 1.9, **sure), Answer("d", 1.6, **sure)),
        outcome(query("a", "hard", family="hard_crop", level="-93%"), Answer("a", 1.5, **sure)),
        outcome(query(None, "absent"), Answer("c", 0.3)),
        outcome(query("a", "scene", family="other", level="video"), Answer("a", 1.6, **sure)),
        outcome(query("a", "made scene", family="made", level="3 %")),
        outcome(
            query("a", "several", level="collage", neighbours=(Photograph("b", "test"),)),
            Answer("b", 1.7, **sure),
        ),
    ]
    assert len(of_tool(outcomes, 0)) == 8
    return Column("ours", outcomes, 0)


def test_the_tables_say_what_was_found(column: Column) -> None:
    assert (column.strict, column.loose, column.seconds) == (0.3, 0.3, 0.25)
    main = beside_each_other([column, column])
    assert "| **recall, all families**" in main
    assert main.count("0.667 [0.21, 0.94]") == 4  # at both thresholds, in both columns
    assert "1.000 [0.21, 1.00]" in main
    assert "hard_crop/-93%" in hard_levels([column])
    assert "2/3 [0.208, 0.939]" in claims(column)
    assert "1/1 [0.207, 1.000]" in scene_claims(column)
    assert "0/1 [0.000, 0.793]" in several_claims(column)


def test_misses_say_why(column: Column) -> None:
    lines = [line for _, line in misses(column)]
    assert lines[0].startswith("missed: crop/-10 %/b: rank 2, score 0.400")
    assert "best other c, score 0.900" in lines[0]
    assert lines[1].startswith("another confirmed too: crop/-10 %/c: rank 1")
    assert lines[2].startswith("flagged: other/video/a: rank 1")
    assert lines[3].startswith("1 of 2 confirmed")
    assert len(lines) == 4
