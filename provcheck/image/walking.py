"""Listing the pictures of a folder."""

import os
from collections.abc import Iterator
from pathlib import Path

# Endings under which pictures travel; whether a file really is one is seen when it is opened.
_PICTURES = "jpg jpeg jpe jfif png webp gif tif tiff bmp avif heic heif"
SUFFIXES = frozenset(f".{ending}" for ending in _PICTURES.split())


def image_files(folder: Path) -> Iterator[Path]:
    """Yield the files with a picture's ending below ``folder``, in the order of their paths.

    Links are not followed and folders that cannot be read are passed over; names that begin with
    a dot are left out. Walks with a list of its own, so that no depth of folders is too deep.
    """
    waiting = [folder]
    while waiting:
        place = waiting.pop()
        if place is not folder and not place.is_dir():
            yield place
            continue
        try:
            with os.scandir(place) as scan:
                entries = [entry for entry in scan if not entry.name.startswith(".")]
        except OSError:
            continue
        wanted = [entry for entry in entries if _wanted(entry)]
        waiting += [Path(e.path) for e in sorted(wanted, key=lambda e: e.name, reverse=True)]


def _wanted(entry: "os.DirEntry[str]") -> bool:
    """Folders, and regular files with a picture's ending; no links."""
    if entry.is_dir(follow_symlinks=False):
        return True
    return entry.is_file(follow_symlinks=False) and Path(entry.name).suffix.lower() in SUFFIXES
