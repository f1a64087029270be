"""From a path to a Subject: the only package that opens pictures."""

from provcheck.image.decoding import libraries
from provcheck.image.opening import Limits, read_bounded, read_file
from provcheck.image.subject import FileDetails, Subject, open_embedded, open_subject, shrink
from provcheck.image.walking import image_files

__all__ = [
    "FileDetails",
    "Limits",
    "Subject",
    "image_files",
    "libraries",
    "open_embedded",
    "open_subject",
    "read_bounded",
    "read_file",
    "shrink",
]
