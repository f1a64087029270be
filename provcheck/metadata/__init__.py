"""What the file says about itself: curated values, each with its source and its reader."""

from provcheck.metadata.reading import libraries, read_file_metadata, read_metadata
from provcheck.metadata.thumbnail import embedded_thumbnail

__all__ = [
    "embedded_thumbnail",
    "libraries",
    "read_file_metadata",
    "read_metadata",
]
