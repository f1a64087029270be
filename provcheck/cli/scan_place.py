"""What a scan looks through: a folder, with all below it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from provcheck.safe_text import safe_text


class Folder:
    """The pictures of a folder; with ``since`` only those that were written to at that time or
    later, as the file system has it.

    ``older``: how many the last way through left out for that.
    """

    def __init__(self, path: Path, since: datetime | None = None) -> None:
        self.path = path
        self.since = since
        self.older = 0

    def files(self) -> Iterator[Path]:
        """In the order of their paths."""
        from provcheck.image import image_files

        self.older = 0
        for path in image_files(self.path):
            if self._is_older(path):
                self.older += 1
            else:
                yield path

    def shown(self, path: Path) -> str:
        """A file's path as it is printed."""
        return safe_text(str(path.relative_to(self.path)))

    def _is_older(self, path: Path) -> bool:
        if self.since is None:
            return False
        try:
            return path.lstat().st_mtime < self.since.timestamp()
        except OSError:
            return False  # it vanished; the examination says so
