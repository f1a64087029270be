"""Outputs never replace what was given to be examined."""

import re
from collections.abc import Iterable
from pathlib import Path

from provcheck.errors import OutputIsInput, OutputThere
from provcheck.safe_text import safe_text

# The names under which pictures of a report are written (see provcheck/report/exhibit_files.py).
_EXHIBIT = re.compile(
    r"(subject|thumbnail|match-\d+-[a-z]+|ingredient-\d+|exhibit-\d+"
    r"|expert-[a-z-]+|(double-quantisation|jpeg-lattice|foreign-grid|copied-areas"
    r"|thumbnail-differs)-[a-z]+)\.(jpg|png|webp)"
)

_VERSIONED = re.compile(r"(?P<stem>.*?)(?:\.v(?P<number>\d{1,6}))?", re.S)


def protect(inputs: Iterable[Path | None], *outputs: Path | None) -> None:
    """Refuse outputs that are one of the files the call reads. Raises OutputIsInput."""
    given = [path for path in inputs if path is not None]
    for output in outputs:
        if output is not None and any(_same(output, path) for path in given):
            raise OutputIsInput(name=safe_text(str(output)))


def protect_from_exhibits(inputs: Iterable[Path | None], folder: Path | None) -> None:
    """Refuse a folder in which a file of the call has the name of an exhibit."""
    for path in inputs:
        if path is None or folder is None or _EXHIBIT.fullmatch(path.name) is None:
            continue
        if _same(folder, path.parent):
            raise OutputIsInput(name=safe_text(str(path)))


def require_new(output: Path) -> None:
    """Refuse to write over a file that is there. Raises OutputThere."""
    if output.exists():
        raise OutputThere(name=safe_text(str(output)))


def next_version_of(saved: Path) -> Path:
    """``report.json`` -> ``report.v2.json`` -> ``report.v3.json``."""
    match = _VERSIONED.fullmatch(saved.stem)
    assert match is not None  # the pattern takes any text
    number = int(match["number"] or 1) + 1
    return saved.with_name(f"{match['stem']}.v{number}.json")


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False
