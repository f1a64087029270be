"""Does a part of a lossless picture lie off the JPEG lattice that runs through the rest?"""

from __future__ import annotations

from provcheck.checks._earlier_saving import run
from provcheck.checks.base import Card, Examination
from provcheck.model import CheckRun

CARD = Card(id="jpeg-lattice", version="2", costly=True)


def jpeg_lattice(examination: Examination) -> CheckRun:
    """A warning with the areas that lie off it; nothing is said where there is no lattice."""
    return run(CARD, examination)
