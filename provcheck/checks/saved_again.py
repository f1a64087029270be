"""Is a file that names a camera built as a program would build it, not a camera?

Each sign alone is common in files that nobody edited (rates on the card), so three of them together
are information; only Photoshop's own block, progressive coding and the tables of a program, which
cameras hardly ever write, make it a notice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from provcheck.checks.base import Card, Examination, clear, found, not_applicable
from provcheck.image import Blocks, JpegCoding
from provcheck.metadata import JpegWriter, jpeg_writers
from provcheck.model import CheckRun, Finding, Measure, Metadata, Severity

CARD = Card(id="saved-again", version="2")

# Fewer together are common in files as taken (python -m benchmarks.metadata.rates).
_LEAST_TOGETHER = 3
# Makers whose cameras and phones always write a maker note.
_WITH_NOTE = ("canon", "nikon", "apple", "sony", "fujifilm", "panasonic", "olympus", "pentax")


def saved_again(examination: Examination) -> CheckRun:
    """One finding that lists the signs; applies to JPEGs that name a camera."""
    metadata, blocks = examination.metadata, examination.subject.blocks
    if blocks.jpeg is None or metadata.first("camera", "make") is None:
        return not_applicable(CARD, CARD.message("no-camera"))
    tables = _tables(blocks.jpeg, metadata)
    strong, weak = tuple(_strong(blocks, tables)), tuple(_weak(blocks, metadata, tables))
    if not strong and len(weak) < _LEAST_TOGETHER:
        if tables.known is not None:
            return clear(CARD, CARD.message("as-on-record", writer=tables.known))
        return clear(CARD, CARD.message("as-a-camera"))
    signs = (*strong, *weak)
    message = CARD.message("signs", signs="|".join(signs))
    severity: Severity = "notice" if strong else "info"
    measures: dict[str, Measure] = {"signs": ", ".join(signs)}
    if tables.foreign is not None:
        measures["tables_of"] = tables.foreign
    return found(CARD, [Finding(message=message, severity=severity, measures=measures)])


@dataclass(frozen=True, slots=True)
class _Tables:
    """Whose quantisation tables these are: a writer of the maker's own, or somebody else's."""

    known: str | None = None
    foreign: str | None = None
    foreign_is_program: bool = False


def _tables(coding: JpegCoding, metadata: Metadata) -> _Tables:
    """What is on record for the tables; nothing where they are standard or not on record."""
    writers = () if _are_standard(metadata) else jpeg_writers(coding)
    if not writers:
        return _Tables()
    camera = " ".join(metadata.first("camera", field) or "" for field in ("make", "model"))
    own = [writer for writer in writers if _is_own(writer, camera.casefold())]
    if own:
        return _Tables(known=own[0].label)
    programs = [writer for writer in writers if writer.kind == "program"]
    named = (programs or writers)[0].label
    return _Tables(foreign=named, foreign_is_program=bool(programs))


def _are_standard(metadata: Metadata) -> bool:
    return (metadata.first("jpeg", "quality") or "").startswith("IJG")


def _is_own(writer: JpegWriter, camera: str) -> bool:
    # Apple's phones code with the library that QuickTime is on record for.
    if writer.kind == "program":
        return writer.name.startswith("Apple") and "apple" in camera
    return any(maker in camera for maker in writer.name.casefold().split("/"))


def _strong(blocks: Blocks, tables: _Tables) -> Iterator[str]:
    if blocks.has("APP13 Photoshop 3.0"):
        yield "photoshop-block"
    if tables.foreign_is_program:
        yield "program-tables"
    if blocks.jpeg is not None and blocks.jpeg.progressive:
        yield "progressive"


def _weak(blocks: Blocks, metadata: Metadata, tables: _Tables) -> Iterator[str]:
    if blocks.jpeg is not None and blocks.jpeg.adobe_transform is not None:
        yield "adobe-marker"
    if blocks.has("APP0 JFIF"):
        yield "jfif-header"
    if _are_standard(metadata):
        yield "standard-tables"
    if tables.foreign is not None and not tables.foreign_is_program:
        yield "other-maker-tables"
    if blocks.jpeg is not None and blocks.jpeg.standard_huffman is False:
        yield "optimised-codes"
    make = (metadata.first("camera", "make") or "").casefold()
    if make.startswith(_WITH_NOTE) and metadata.first("camera", "maker_note") is None:
        yield "no-maker-note"
