"""The blocks of a file, walked by their own rules: bounded, never decoding a pixel."""

from provcheck.image.blocks.reading import is_image, read_blocks
from provcheck.image.blocks.record import (
    Block,
    Blocks,
    JpegCoding,
    Payload,
    TextEntry,
    Trailer,
    TrailerKind,
)
from provcheck.image.blocks.tiff_stream import Entry, TiffStream

__all__ = [
    "Block",
    "Blocks",
    "Entry",
    "JpegCoding",
    "Payload",
    "TextEntry",
    "TiffStream",
    "Trailer",
    "TrailerKind",
    "is_image",
    "read_blocks",
]
