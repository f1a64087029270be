"""Outputs never replace what was given to be examined."""

import re
from collections.abc import Iterable
from pathlib import Path

from provcheck.errors import OutputDiffers, OutputIsInput, OutputThere, UnknownFormat
from provcheck.safe_text import safe_text
from provcheck.whole_file import write_whole

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


def require_ending(output: Path, *endings: str) -> None:
    """Refuse a name that says something else than what would be written. Raises UnknownFormat."""
    if output.suffix.lower() not in endings:
        raise UnknownFormat(name=safe_text(output.name), known=", ".join(endings))


def write_once(output: Path, content: bytes) -> None:
    """Write a file that people may go on with: where one is there it must be the same, byte for
    byte. Raises OutputDiffers, OutputError."""
    if output.exists():
        if not _holds(output, content):
            raise OutputDiffers(name=safe_text(str(output)))
        return
    write_whole(output, content)


def _holds(path: Path, content: bytes) -> bool:
    try:
        if not path.is_file() or path.stat().st_size != len(content):
            return False
        with path.open("rb") as handle:
            return handle.read(len(content) + 1) == content
    except OSError:
        return False


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
