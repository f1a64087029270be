"""Traces in the pixels themselves: what they show without any reference, and where they end."""

from provcheck.forensics.copy_move import CopiedArea
from provcheck.forensics.missing_trace import Silence
from provcheck.forensics.thumbnail import ThumbnailComparison, compare_thumbnail
from provcheck.forensics.thumbnail_areas import Area
from provcheck.forensics.traces import Compression, Traces, region_of

__all__ = [
    "Area",
    "Compression",
    "CopiedArea",
    "Silence",
    "ThumbnailComparison",
    "Traces",
    "compare_thumbnail",
    "region_of",
]
