"""Traces in the pixels themselves: what they show without any reference, and where they end."""

from provcheck.forensics.copy_move import CopiedArea
from provcheck.forensics.missing_trace import Silence
from provcheck.forensics.traces import Compression, Traces, region_of

__all__ = ["Compression", "CopiedArea", "Silence", "Traces", "region_of"]
