"""What the command line's tests share: the running example, and the outcome of a call."""

from collections.abc import Callable
from pathlib import Path

FIXTURES = Path(__file__).parents[1] / "fixtures" / "images" / "pokrovsk"


class Outcome:
    """Exit code and the two streams of one call."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err


Run = Callable[..., Outcome]
