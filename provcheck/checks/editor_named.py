"""Does the file name an editing program?

Whole words only, in the fields where programs sign (Software, ProcessingSoftware, CreatorTool).
Camera firmware, phone builds, cloud and transfer programs stay silent. A named program says who
saved the file last, not what was done to it.
"""

from __future__ import annotations

import re

from provcheck.checks.base import Card, Examination, clear, found, not_applicable
from provcheck.model import CheckRun, Finding, Metadata, MetadataValue

CARD = Card(id="editor-named", version="2")

_FIELDS = ("software", "processing_software", "creator_tool")

_NAMES = (
    "Photoshop",
    "Lightroom",
    "Camera Raw",
    "GIMP",
    "Snapseed",
    "Affinity",
    "Pixelmator",
    "Paint\\.NET",
    "PicsArt",
    "Canva",
    "Luminar",
    "Capture One",
    "Capture NX",
    "ViewNX",
    "darktable",
    "RawTherapee",
    "DxO",
    "ACDSee",
    "ACD Systems",
    "Facetune",
    "FaceApp",
    "Meitu",
    "BeautyPlus",
    "Remini",
    "VSCO(?:cam)?",
    "Picasa",
    "Photopea",
    "Pixlr",
    "Fotor",
    "Polarr",
    "PhotoScape",
    "PhotoImpact",
    "PhotoDirector",
    "Photo-?Paint",
    "PaintShop",
    "Paint Shop",
    "Photo Editor",
    "Krita",
    "IrfanView",
    "XnView",
    "FastStone",
    "ImageReady",
    "Fireworks",
    "LightZone",
    "Zoner",
    "Photo ?Pro",
    "Digital Photo Professional",
    "Silkypix",
    "Aperture",
    "ON1",
    "Topaz",
    "Photomatix",
    "PTGui",
    "Hugin",
    "digiKam",
    "GraphicConverter",
    "ImageMagick",
    "PhotoStudio",
    "Photo-?Plus",
    "Picture Manager",
    "PowerExif",
    "AirBrush",
    "YouCam",
    "Lensa",
    "Prisma",
)
# Letters may not touch the name (Canvas, Affinitylabs); digits may (VSCO3, GIMP2).
EDITORS = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(_NAMES)})(?![^\W\d_])", re.IGNORECASE)
"""Finds the names of editing programs in a text."""


def editor_named(examination: Examination) -> CheckRun:
    """One notice per program named; not applicable when the file names no software at all."""
    metadata = examination.metadata
    if not any(metadata.values("software", field) for field in _FIELDS):
        return not_applicable(CARD, CARD.message("no-software"))
    findings = [
        Finding(
            message=CARD.message("editor", software=value.value, source=value.source),
            severity="notice",
        )
        for value in named_editors(metadata)
    ]
    return found(CARD, findings) if findings else clear(CARD, CARD.message("no-editor"))


def named_editors(metadata: Metadata) -> tuple[MetadataValue, ...]:
    """The software values that name an editing program, each program text once."""
    seen: dict[str, MetadataValue] = {}
    for field in _FIELDS:
        for value in metadata.values("software", field):
            if EDITORS.search(value.value):
                seen.setdefault(value.value, value)
    return tuple(seen.values())
