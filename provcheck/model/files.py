"""The file as received, rectangles in it, and pictures shown as evidence."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """The file as received. ``width``, ``height``: pixels as displayed (EXIF orientation applied).

    ``pixel_sha256`` is over the oriented 8-bit RGB pixels, row by row; empty where they were not
    decoded. ``orientation`` is the EXIF value (1 to 8) that was applied.
    """

    name: str
    sha256: str
    pixel_sha256: str
    media_type: str
    byte_size: int
    width: int
    height: int
    orientation: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A rectangle in pixels of the subject as displayed, top left origin.

    ``area_fraction``: share of the compared area that changed inside it. ``measure``: how
    strongly it differs, in the unit the check's card names. ``log10_nfa``: logarithm of how many
    such regions are expected in a picture without any change (number of false alarms), where a
    check models that. ``laid_over``: it looks like a caption, a bar, a logo or a frame; None
    where that was not asked.
    """

    x: int
    y: int
    width: int
    height: int
    area_fraction: float = 0.0
    measure: float = 0.0
    log10_nfa: float | None = None
    laid_over: bool | None = None


ExhibitKind = Literal[
    "subject",
    "reference",
    "registered",
    "changes",
    "mask",
    "thumbnail",
    "ingredient",
    "expert",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A picture made by us to be looked at; never the original bytes.

    ``id`` is unique in the report (``subject``, ``match-0-changes``). ``data`` is None where a
    report is written without pictures; ``sha256`` stays.
    """

    id: str
    kind: ExhibitKind
    media_type: str
    width: int
    height: int
    sha256: str
    data: bytes | None = None
