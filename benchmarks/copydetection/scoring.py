"""What the answers come to: recall at a rate of false positives, average precision, claims."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.copydetection.adapters.answer import Answer
from benchmarks.copydetection.queries import Query
from benchmarks.copydetection.runs import Outcome

_SAME = ("identical", "same-pixels", "same-image")


@dataclass(frozen=True)
class Asked:
    """A query and one tool's answers to it, best first."""

    query: Query
    answers: tuple[Answer, ...]

    @property
    def top(self) -> float:
        return self.answers[0].score if self.answers else -math.inf

    def right(self) -> Answer | None:
        """The answer that names the reference which shows the photograph (or its scene)."""
        return next((a for a in self.answers if a.reference == self.query.right), None)

    def rank(self) -> int | None:
        """Place of the right answer, from 1."""
        names = [answer.reference for answer in self.answers]
        return names.index(self.query.right) + 1 if self.query.right in names else None

    def found(self, threshold: float) -> bool:
        """The right reference comes first and passes."""
        return self.rank() == 1 and self.top > threshold

    def flagged(self, threshold: float) -> bool:
        """The right reference passes, at any rank."""
        right = self.right()
        return right is not None and right.score > threshold

    def confirmed(self) -> bool:
        right = self.right()
        return right is not None and right.confirmed

    def called_the_same(self) -> bool:
        right = self.right()
        return right is not None and right.confirmed and right.relation in _SAME

    def wrongly_confirmed(self) -> bool:
        """A reference that is not to be seen is claimed to be shown."""
        return any(a.confirmed and a.reference not in self.query.shown for a in self.answers)

    def parts_found(self, threshold: float) -> int:
        """References to be seen that pass, of several."""
        return sum(a.score > threshold and a.reference in self.query.shown for a in self.answers)

    def parts_confirmed(self) -> int:
        return sum(a.confirmed and a.reference in self.query.shown for a in self.answers)


def of_tool(outcomes: Iterable[Outcome], tool: int) -> list[Asked]:
    return [Asked(outcome.query, outcome.results[tool].answers) for outcome in outcomes]


def threshold(absent: Sequence[Asked], share: float) -> float:
    """The score that at most ``share`` of the pictures which are not in the set surpass.

    With fewer than ``1 / share`` of them none does. Never below 0: no answer is no evidence.
    """
    tops = sorted((asked.top for asked in absent), reverse=True)
    allowed = math.floor(share * len(tops))
    return max(0.0, tops[allowed]) if allowed < len(tops) else 0.0


def micro_average_precision(asked: Sequence[Asked]) -> float:
    """Average precision over all answers to all queries together (as DISC21 is scored).

    Of equal scores wrong answers count as first.
    """
    sought = sum(one.query.right is not None for one in asked)
    answers = [
        (-answer.score, answer.reference == one.query.right)
        for one in asked
        for answer in one.answers
    ]
    right, total = 0, 0.0
    for place, (_, hit) in enumerate(sorted(answers), start=1):
        if hit:
            right += 1
            total += right / place
    return total / sought if sought else math.nan
