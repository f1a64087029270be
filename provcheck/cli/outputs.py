"""Outputs never replace what was given to be examined, nor what provcheck did not write."""

import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from errno import EISDIR
from os import strerror
from pathlib import Path

from provcheck.errors import (
    OutputDiffers,
    OutputError,
    OutputForeign,
    OutputHoldsWork,
    OutputIsInput,
    OutputThere,
    OutputTwice,
    OutputVouched,
    UnknownFormat,
)
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


def require_apart(*outputs: Path | None) -> None:
    """Refuse one file for two outputs. Raises OutputTwice."""
    named = [output for output in outputs if output is not None]
    for place, output in enumerate(named):
        if any(output.resolve() == other.resolve() for other in named[:place]):
            raise OutputTwice(name=safe_text(str(output)))


def require_report(output: Path | None) -> None:
    """Refuse a report that could not be written, or must not be, before anything is examined.

    Raises UnknownFormat, PdfExtraMissing and OutputError.
    """
    if output is not None:
        from provcheck.report import require_writable

        require_writable(output.name)
        require_replaceable(output, output.suffix.lower())


def require_replaceable(output: Path, form: str) -> None:
    """Refuse an output that cannot be written, or that takes the place of something.

    A file that is there is only replaced when provcheck wrote it, nobody signed it and nobody
    added to it. ``form``: what will be written, as an ending. Raises OutputError.
    """
    with _told_of(output):
        if output.is_file():
            _require_ours(output, form)
        if output.is_file() or not output.exists():  # a pipe or a device has nothing to try
            _try_folder(output.resolve().parent)
        elif output.is_dir():
            raise IsADirectoryError(EISDIR, strerror(EISDIR))


def require_folder(folder: Path | None) -> None:
    """Make the folder for an output and try whether it can be written to. Raises OutputError."""
    if folder is not None:
        with _told_of(folder):
            folder.mkdir(parents=True, exist_ok=True)
            _try_folder(folder)


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
    write_whole(output, content, new=True)


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


def _require_ours(output: Path, form: str) -> None:
    from provcheck.report import holds_work, is_ours

    name = safe_text(str(output))
    if not is_ours(output, form):
        raise OutputForeign(name=name, form=form)
    for suffix in (".sig", ".tsr"):
        voucher = output.with_name(output.name + suffix)
        if voucher.exists():
            raise OutputVouched(name=name, beside=safe_text(voucher.name))
    if holds_work(output, form):
        raise OutputHoldsWork(name=name)


def _try_folder(folder: Path) -> None:
    """Raises OSError where no file can be made in it."""
    with tempfile.TemporaryFile(dir=folder):
        pass


@contextmanager
def _told_of(output: Path) -> Iterator[None]:
    """Trouble of the system becomes a sentence about this output."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or "unwritable"
        raise OutputError(name=safe_text(str(output)), reason=reason) from error


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False
