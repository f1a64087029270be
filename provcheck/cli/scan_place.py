"""What a scan looks through: a folder, or what lies below an address."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias, Union

from provcheck.errors import SubjectError
from provcheck.safe_text import safe_text

if TYPE_CHECKING:
    from provcheck.image import Limits
    from provcheck.stores import StoredFile

File: TypeAlias = Union[Path, "StoredFile"]


class Place(Protocol):
    """Where the pictures are. ``since``: only those are given that were written to then or later,
    as their file system has it; ``older``: how many the last way through left out for that."""

    since: datetime | None
    older: int

    def files(self) -> Iterator[File]:
        """In the order of their paths."""

    def shown(self, file: File) -> str:
        """A file's path as it is printed."""

    def digest(self, file: File, limits: Limits) -> str | None:
        """SHA-256 of its bytes; None when they cannot be read."""


class Folder:
    """The pictures of a folder, with all below it."""

    def __init__(self, path: Path, since: datetime | None) -> None:
        self.path = path
        self.since = since
        self.older = 0

    def files(self) -> Iterator[Path]:
        from provcheck.image import image_files

        self.older = 0
        for path in image_files(self.path):
            if _is_older(_changed(path) if self.since else None, self.since):
                self.older += 1
            else:
                yield path

    def shown(self, file: File) -> str:
        assert isinstance(file, Path)  # one of ours
        return safe_text(str(file.relative_to(self.path)))

    def digest(self, file: File, limits: Limits) -> str | None:
        from provcheck.image import sha256_of

        assert isinstance(file, Path)  # one of ours
        return sha256_of(file, limits)


class Store:
    """The pictures below an address."""

    def __init__(self, address: str, since: datetime | None) -> None:
        self.address = address
        self.since = since
        self.older = 0

    def files(self) -> Iterator[StoredFile]:
        from provcheck.stores import stored_files

        self.older = 0
        for file in stored_files(self.address):
            if _is_older(file.changed, self.since):
                self.older += 1
            else:
                yield file

    def shown(self, file: File) -> str:
        assert not isinstance(file, Path)  # one of ours
        return safe_text(file.below)

    def digest(self, file: File, limits: Limits) -> str | None:
        assert not isinstance(file, Path)  # one of ours
        try:
            return hashlib.sha256(file.read(limits)).hexdigest()
        except SubjectError:
            return None


def _changed(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.lstat().st_mtime, UTC)
    except (OSError, ValueError, OverflowError):
        return None  # it vanished: the examination says so


def _is_older(changed: datetime | None, since: datetime | None) -> bool:
    """Whether a file is left out; one whose time is unknown is not."""
    return since is not None and changed is not None and changed < since
