"""What the file says about itself: curated values, each with its source and its reader."""

from provcheck.metadata.ai_marks import GENERATORS
from provcheck.metadata.credentials import ingredient_pictures
from provcheck.metadata.jpeg_writers import DIGEST_LENGTH, JpegWriter, jpeg_writers, writer_labels
from provcheck.metadata.reading import libraries, read_file_metadata, read_metadata
from provcheck.metadata.thumbnail import embedded_thumbnail
from provcheck.metadata.trust import read_trust_folder

__all__ = [
    "DIGEST_LENGTH",
    "GENERATORS",
    "JpegWriter",
    "embedded_thumbnail",
    "ingredient_pictures",
    "jpeg_writers",
    "libraries",
    "read_file_metadata",
    "read_metadata",
    "read_trust_folder",
    "writer_labels",
]
