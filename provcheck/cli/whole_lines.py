"""Reading files of lines that a killed run, or anybody, may have left in any state."""

from collections.abc import Iterator
from typing import BinaryIO


def whole_lines(handle: BinaryIO, longest: int) -> Iterator[bytes]:
    """The whole lines of a file; one that is too long, or has no end, is passed over."""
    while line := handle.readline(longest):
        if line.endswith(b"\n"):
            yield line
        else:
            while line and not line.endswith(b"\n"):
                line = handle.readline(longest)
