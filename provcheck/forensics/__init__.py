"""Traces in the pixels themselves: what they show without any reference, and where they end."""

from provcheck.forensics.missing_trace import Silence
from provcheck.forensics.traces import Compression, Traces

__all__ = ["Compression", "Silence", "Traces"]
