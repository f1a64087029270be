"""Is a file that names a camera built as a program would build it, not a camera?

Each sign alone is common in files that nobody edited (rates on the card), so three of them together
are information; only Photoshop's own block and progressive coding, which cameras hardly ever write,
make it a notice.
"""

from __future__ import annotations

from collections.abc import Iterator

from provcheck.checks.base import Card, Examination, clear, found, not_applicable
from provcheck.image import Blocks
from provcheck.model import CheckRun, Finding, Measure, Metadata, Severity

CARD = Card(id="saved-again", version="1")

# Of public sample files 2 of 14 without an editor's name have three weak signs or more, and 12 of
# 13 with one (python -m benchmarks.metadata.rates).
_LEAST_TOGETHER = 3
# Makers whose cameras and phones always write a maker note.
_WITH_NOTE = ("canon", "nikon", "apple", "sony", "fujifilm", "panasonic", "olympus", "pentax")


def saved_again(examination: Examination) -> CheckRun:
    """One finding that lists the signs; applies to JPEGs that name a camera."""
    metadata, blocks = examination.metadata, examination.subject.blocks
    if blocks.jpeg is None or metadata.first("camera", "make") is None:
        return not_applicable(CARD, CARD.message("no-camera"))
    strong, weak = tuple(_strong(blocks, metadata)), tuple(_weak(blocks, metadata))
    if not strong and len(weak) < _LEAST_TOGETHER:
        return clear(CARD, CARD.message("as-a-camera"))
    signs = (*strong, *weak)
    message = CARD.message("signs", signs="|".join(signs))
    severity: Severity = "notice" if strong else "info"
    measures: dict[str, Measure] = {"signs": ", ".join(signs)}
    return found(CARD, [Finding(message=message, severity=severity, measures=measures)])


def _strong(blocks: Blocks, metadata: Metadata) -> Iterator[str]:
    if blocks.has("APP13 Photoshop 3.0"):
        yield "photoshop-block"
    if (metadata.first("jpeg", "quality") or "").startswith("Photoshop"):
        yield "photoshop-tables"
    if blocks.jpeg is not None and blocks.jpeg.progressive:
        yield "progressive"


def _weak(blocks: Blocks, metadata: Metadata) -> Iterator[str]:
    if blocks.jpeg is not None and blocks.jpeg.adobe_transform is not None:
        yield "adobe-marker"
    if blocks.has("APP0 JFIF"):
        yield "jfif-header"
    if (metadata.first("jpeg", "quality") or "").startswith("IJG"):
        yield "standard-tables"
    if blocks.jpeg is not None and blocks.jpeg.standard_huffman is False:
        yield "optimised-codes"
    make = (metadata.first("camera", "make") or "").casefold()
    if make.startswith(_WITH_NOTE) and metadata.first("camera", "maker_note") is None:
        yield "no-maker-note"
