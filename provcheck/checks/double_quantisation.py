"""Does a part of a JPEG lack the trace of the coarser saving that runs through the rest?"""

from __future__ import annotations

from provcheck.checks._earlier_saving import run
from provcheck.checks.base import Card, Examination
from provcheck.model import CheckRun

CARD = Card(id="double-quantisation", version="2", costly=True)


def double_quantisation(examination: Examination) -> CheckRun:
    """A warning with the areas that lack it; nothing is said where no earlier saving shows."""
    return run(CARD, examination)
