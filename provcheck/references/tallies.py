"""Sums over stored rows: does a copy of a set's codes hold what the set holds?

Not a signature: the copy lies in the user's own cache, and the sum finds what was missed, not
what was forged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MODULUS = 1 << 64
_DIGITS = 16


def row_sum(numbers: NDArray[np.int64], values: NDArray[np.uint8]) -> int:
    """The sum modulo 2**64 of a hash of each row.

    ``numbers``: (n,) of the references; ``values``: (n, bytes) of theirs.
    """
    import numpy as np

    short = -values.shape[1] % 8
    words = np.pad(values, ((0, 0), (0, short))) if short else np.ascontiguousarray(values)
    mixed = _mixed(numbers.astype(np.uint64))
    for word in words.view("<u8").T:
        mixed = _mixed(mixed ^ word)
    return int(mixed.sum(dtype=np.uint64))


def sum_of_one(number: int, value: bytes) -> int:
    """:func:`row_sum` of a single row."""
    import numpy as np

    row = np.frombuffer(value, dtype=np.uint8).reshape(1, -1)
    return row_sum(np.array([number], dtype=np.int64), row)


def plus(text: str, more: int) -> str:
    """A stored sum (16 hex digits) with another added; ``more`` may be negative.

    Raises ValueError when the text is no number.
    """
    return as_text(int(text, 16) + more)


def as_text(total: int) -> str:
    """A sum as it is stored."""
    return f"{total % _MODULUS:0{_DIGITS}x}"


def _mixed(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of splitmix64 (Steele, Lea and Flood, OOPSLA 2014), whose steps are one to
    one: every bit of a word changes about half of the result's."""
    import numpy as np

    mixed = words + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
