"""The files of a bag as a stranger hands it over: in a ZIP file, or in a folder it was unpacked to.

Both are opened for reading, bounded, and only where every file is one that a bag of ours may have:
no path that leads elsewhere, no link, no name twice, nothing locked.
"""

from __future__ import annotations

import lzma
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

from provcheck.errors import BundleUnreadable, SubjectError
from provcheck.image import Limits, read_file
from provcheck.safe_text import safe_text

_DAMAGED = (zlib.error, lzma.LZMAError)
# A case has a few dozen files; the largest is the picture itself.
_MOST_FILES = 2000
_MOST_BYTES = 300_000_000
_MOST_IN_ALL = 2_000_000_000
_DEEPEST = 20


class BagFiles(Protocol):
    """Files by their path below the bag's own folder."""

    sizes: Mapping[str, int]

    def read(self, name: str) -> bytes:
        """The content of a file that is listed in ``sizes``. Raises BundleUnreadable."""

    def close(self) -> None:
        """Let go of what was opened."""


def open_files(path: Path) -> BagFiles:
    """The files of a package, packed or unpacked. Raises BundleUnreadable."""
    return _Folder(path) if os.path.isdir(path) else _Zip(path)  # noqa: PTH112 - never raises


class _Zip:
    """A ZIP file with the bag's folder in it; nothing is unpacked to disk."""

    def __init__(self, path: Path) -> None:
        self._name = _shown(path)
        try:
            self._archive = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise _unreadable(self._name, reason) from error
        try:
            self._entries = self._checked()
        except BundleUnreadable:
            self.close()
            raise
        self.sizes: Mapping[str, int] = {
            name: entry.file_size for name, entry in self._entries.items()
        }

    def close(self) -> None:
        self._archive.close()

    def read(self, name: str) -> bytes:
        entry = self._entries[name]
        try:
            with self._archive.open(entry) as handle:
                return handle.read(entry.file_size + 1)
        except (*_DAMAGED, OSError, zipfile.BadZipFile, RuntimeError, EOFError) as error:
            reason = f"{safe_text(name, limit=100)} is damaged: {error}"
            raise _unreadable(self._name, reason) from error

    def _checked(self) -> dict[str, zipfile.ZipInfo]:
        entries = [entry for entry in self._archive.infolist() if not entry.is_dir()]
        _require_bounded(self._name, [entry.file_size for entry in entries])
        found: dict[str, zipfile.ZipInfo] = {}
        roots = {entry.filename.partition("/")[0] for entry in entries}
        for entry in entries:
            name = entry.filename.partition("/")[2]
            shown = safe_text(entry.filename, limit=100)
            kind = stat.S_IFMT(entry.external_attr >> 16)
            if len(roots) != 1 or "" in roots or kind not in (0, stat.S_IFREG):
                raise _unreadable(self._name, f"not a bag: {shown}")
            _require_plain(self._name, name, shown)
            if entry.flag_bits & 1 or name in found:
                raise _unreadable(self._name, f"unusable entry {shown}")
            found[name] = entry
        return found


class _Folder:
    """A folder that a package was unpacked to, or the one in which it lies there."""

    def __init__(self, path: Path) -> None:
        self._name = _shown(path)
        sizes: dict[str, int] = {}
        try:
            for name, size in self._walked(path, ""):
                sizes[name] = size
                if len(sizes) > _MOST_FILES:
                    raise _unreadable(self._name, "too many files")
        except OSError as error:
            raise _unreadable(self._name, error.strerror or str(error)) from error
        _require_bounded(self._name, list(sizes.values()))
        self._root = path
        # What lies beside the package's own folder is no part of it.
        inner = [name for name in sizes if name.count("/") == 1 and name.endswith("/bagit.txt")]
        if "bagit.txt" not in sizes and len(inner) == 1:
            root = inner[0].removesuffix("bagit.txt")
            self._root = path / root
            inside = {name: size for name, size in sizes.items() if name.startswith(root)}
            sizes = {name.removeprefix(root): size for name, size in inside.items()}
        for name in sizes:
            _require_plain(self._name, name, safe_text(name, limit=100))
        self.sizes: Mapping[str, int] = sizes

    def close(self) -> None:
        """Nothing is kept open."""

    def read(self, name: str) -> bytes:
        if not self.sizes[name]:
            return b""
        try:
            return read_file(self._root / name, Limits(max_bytes=_MOST_BYTES))
        except SubjectError as error:
            raise _unreadable(self._name, str(error)) from error

    def _walked(self, folder: Path, above: str) -> Iterator[tuple[str, int]]:
        if above.count("/") > _DEEPEST:
            raise _unreadable(self._name, "folders too deep")
        with os.scandir(folder) as entries:
            for entry in entries:
                name = above + entry.name
                if entry.is_dir(follow_symlinks=False):
                    yield from self._walked(folder / entry.name, f"{name}/")
                elif entry.is_file(follow_symlinks=False):
                    yield name, entry.stat(follow_symlinks=False).st_size
                else:
                    shown = safe_text(name, limit=100)
                    raise _unreadable(self._name, f"{shown} is a link or no regular file")


def _require_bounded(bag: str, sizes: list[int]) -> None:
    if len(sizes) > _MOST_FILES or sum(sizes) > _MOST_IN_ALL or max(sizes, default=0) > _MOST_BYTES:
        raise _unreadable(bag, "too large")


def _require_plain(bag: str, name: str, shown: str) -> None:
    if not name or "\\" in name or {"", ".", ".."} & set(name.split("/")):
        raise _unreadable(bag, f"not a bag: {shown}")


def _shown(path: Path) -> str:
    return safe_text(path.name or str(path))


def _unreadable(name: str, reason: str) -> BundleUnreadable:
    return BundleUnreadable(name=name, reason=safe_text(reason, limit=200))
