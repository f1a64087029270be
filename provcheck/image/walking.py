"""Listing the pictures of a folder."""

import os
from collections.abc import Iterator
from pathlib import Path

# Endings under which pictures travel; whether a file really is one is seen when it is opened.
_PICTURES = "jpg jpeg jpe jfif png webp gif tif tiff bmp avif heic heif"
SUFFIXES = frozenset(f".{ending}" for ending in _PICTURES.split())


def image_files(folder: Path) -> Iterator[Path]:
    """Yield the files with a picture's ending below ``folder``, sorted within each folder.

    Links are not followed and folders that cannot be read are passed over; names that begin with
    a dot are left out. Yields as it walks: nothing is held but the current folder's names.
    """
    try:
        with os.scandir(folder) as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from image_files(Path(entry.path))
        elif Path(entry.name).suffix.lower() in SUFFIXES:
            yield Path(entry.path)
