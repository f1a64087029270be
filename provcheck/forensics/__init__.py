"""Traces in the pixels themselves: what they show without any reference, and where they end."""

from provcheck.forensics.blocks import middle
from provcheck.forensics.copy_move import CopiedArea
from provcheck.forensics.expert_views import EXPERT_PIXELS, EXPERT_VIEWS, ExpertView, expert_view
from provcheck.forensics.missing_trace import Silence
from provcheck.forensics.thumbnail import ThumbnailComparison, compare_thumbnail
from provcheck.forensics.thumbnail_areas import Area
from provcheck.forensics.traces import Compression, GridTraces, Traces, region_of

__all__ = [
    "EXPERT_PIXELS",
    "EXPERT_VIEWS",
    "Area",
    "Compression",
    "CopiedArea",
    "ExpertView",
    "GridTraces",
    "Silence",
    "ThumbnailComparison",
    "Traces",
    "compare_thumbnail",
    "expert_view",
    "middle",
    "region_of",
]
