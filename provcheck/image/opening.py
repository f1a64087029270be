"""Getting the bytes of a file that an adversary may have placed there.

Regular files only: a FIFO would block for ever, a device may never end, a link may lead out of
the folder. The type is looked at before opening and again on the open descriptor.
"""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from provcheck.errors import (
    FileEmpty,
    FileMissing,
    FileTooLarge,
    FileUnreadable,
    NotAFile,
    SubjectError,
)
from provcheck.safe_text import safe_text

_PIECE = 4 << 20
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISLNK, "a link"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is still opened: most of what cameras and phones write lies well below."""

    max_bytes: int = 200_000_000
    max_pixels: int = 80_000_000


def read_file(path: Path, limits: Limits) -> bytes:
    """Read a regular file whole.

    Raises FileMissing, NotAFile, FileUnreadable, FileEmpty, FileTooLarge.
    """
    name = safe_text(path.name or str(path))
    try:
        _require_regular(path.lstat().st_mode, name)
        # O_NONBLOCK: should the file be swapped for a FIFO meanwhile, open() returns at once.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as handle:
            status = os.fstat(handle.fileno())
            _require_regular(status.st_mode, name)
            if status.st_size > limits.max_bytes:
                raise FileTooLarge(name=name, size=status.st_size, limit=limits.max_bytes)
            return read_stream(handle, name, limits)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FileMissing(name=name) from error
    except (OSError, ValueError) as error:  # ValueError: a null character in the path
        reason = getattr(error, "strerror", None) or str(error)
        raise FileUnreadable(name=name, reason=safe_text(reason, limit=100)) from error


def sha256_of(path: Path, limits: Limits) -> str | None:
    """SHA-256 of a regular file's bytes as they are now; None when it cannot be read."""
    try:
        return hashlib.sha256(read_file(path, limits)).hexdigest()
    except SubjectError:
        return None


def state_of(path: Path) -> tuple[int, ...] | None:
    """What a file system says of a file that changes with each write to it; None without a file.

    Equal before and after: nobody wrote to it. The time of the last change of status cannot be
    set back by a program.
    """
    try:
        found = path.lstat()
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def read_stream(handle: BinaryIO, name: str, limits: Limits) -> bytes:
    """Read an open stream to its end, but never more than the limit."""
    content = read_bounded(handle, limits)
    if len(content) > limits.max_bytes:
        raise FileTooLarge(name=name, size=len(content), limit=limits.max_bytes)
    if not content:
        raise FileEmpty(name=name)
    return content


def read_bounded(handle: BinaryIO, limits: Limits) -> bytes:
    """Read to the end, or a byte beyond the limit, which is enough to be refused."""
    parts = []
    left = limits.max_bytes + 1
    # In pieces: a read of the limit's size at once would claim that much memory beforehand.
    while left > 0 and (part := handle.read(min(left, _PIECE))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _require_regular(mode: int, name: str) -> None:
    if stat.S_ISREG(mode):
        return
    kind = next((word for test, word in _KINDS if test(mode)), "something else")
    raise NotAFile(name=name, kind=kind)
