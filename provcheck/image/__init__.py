"""From a path to a Subject: the only package that opens pictures."""

from provcheck.image.blocks import (
    Blocks,
    JpegCoding,
    Payload,
    TextEntry,
    TiffStream,
    Trailer,
    is_image,
    read_blocks,
)
from provcheck.image.decoding import libraries
from provcheck.image.exif_tags import ExifTag, exif_tags
from provcheck.image.opening import Limits, read_bounded, read_file, sha256_of, state_of
from provcheck.image.orientation import displayed_way
from provcheck.image.recoding import recode
from provcheck.image.small_copies import small_copy
from provcheck.image.subject import Subject, can_be_opened, open_embedded, open_subject, shrink
from provcheck.image.walking import image_files

__all__ = [
    "Blocks",
    "ExifTag",
    "JpegCoding",
    "Limits",
    "Payload",
    "Subject",
    "TextEntry",
    "TiffStream",
    "Trailer",
    "can_be_opened",
    "displayed_way",
    "exif_tags",
    "image_files",
    "is_image",
    "libraries",
    "open_embedded",
    "open_subject",
    "read_blocks",
    "read_bounded",
    "read_file",
    "recode",
    "sha256_of",
    "shrink",
    "small_copy",
    "state_of",
]
