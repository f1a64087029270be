"""A report's pictures as files of their own."""

import re
from pathlib import Path

from provcheck.errors import OutputError
from provcheck.model import Exhibit, Report
from provcheck.safe_text import safe_text
from provcheck.whole_file import write_whole

SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}
"""The kinds of picture an exhibit may be; a report naming another kind is not believed."""

# Ids are made by us (``match-0-changes``), but a report may come from anywhere: nothing else is
# ever used as a file name.
_SAFE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def write_exhibits(report: Report, folder: Path) -> list[Path]:
    """Write each exhibit that has data into ``folder`` (made if missing) and list the files.

    Names are ``<exhibit id>.png``/``.jpg``/``.webp``; an exhibit whose id is no plain name is
    called ``exhibit-<position>``. Raises OutputError.
    """
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, exhibit in enumerate(report.exhibits):
            if exhibit.data is not None and exhibit.media_type in SUFFIXES:
                path = folder / exhibit_file_name(exhibit, number)
                write_whole(path, exhibit.data)
                written.append(path)
    except OSError as error:
        reason = error.strerror or "unwritable"
        raise OutputError(name=safe_text(str(folder)), reason=reason) from error
    return written


def exhibit_file_name(exhibit: Exhibit, number: int) -> str:
    """A plain file name for the exhibit at this place; its media type must be in SUFFIXES."""
    plain = len(exhibit.id) <= 80 and _SAFE_ID.fullmatch(exhibit.id) is not None
    stem = exhibit.id if plain else f"exhibit-{number}"
    return stem + SUFFIXES[exhibit.media_type]
