"""Pictures in an object store, or wherever else fsspec gets by an address.

Only here is fsspec used. What an address leads to is only read, and only when a call names it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from provcheck.errors import (
    FileMissing,
    FileTooLarge,
    FileUnreadable,
    StoreExtraMissing,
    StoreUnusable,
)
from provcheck.image.opening import Limits, read_stream
from provcheck.image.walking import SUFFIXES
from provcheck.safe_text import safe_text

# Where file systems say when a file was last written to.
_TIMES = ("mtime", "LastModified", "last_modified", "updated", "created")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file below the address ``root``. ``path``: as its file system knows it; ``below``: from
    the root on. ``changed``: when it was written to, if that is known."""

    root: str
    path: str
    below: str
    changed: datetime | None = None

    @property
    def name(self) -> str:
        return PurePosixPath(self.below).name

    @property
    def stem(self) -> str:
        return PurePosixPath(self.below).stem

    def read(self, limits: Limits) -> bytes:
        """The file's bytes. Raises FileMissing, FileUnreadable, FileEmpty, FileTooLarge."""
        name = safe_text(self.name)
        try:
            system, _ = _opened(self.root)
            size = system.info(self.path).get("size")
            if isinstance(size, int) and size > limits.max_bytes:
                raise FileTooLarge(name=name, size=size, limit=limits.max_bytes)
            with system.open(self.path, "rb") as handle:
                return read_stream(handle, name, limits)
        except FileNotFoundError as error:
            raise FileMissing(name=name) from error
        except (OSError, ValueError) as error:
            reason = safe_text(getattr(error, "strerror", None) or str(error), limit=100)
            raise FileUnreadable(name=name, reason=reason) from error


def is_address(text: str) -> bool:
    """True for what names a place by an address instead of a path."""
    return "://" in text


def stored_files(root: str) -> Iterator[StoredFile]:
    """The files with a picture's ending below an address, in the order of
    :func:`provcheck.image.image_files`, which leaves out the same ones.

    The listing of one folder at a time is held. Raises StoreExtraMissing, StoreUnusable.
    """
    with _told_of(root):
        system, top = _opened(root)
        if not system.isdir(top):
            raise StoreUnusable(name=shown_address(root), reason="there is no such folder")
        waiting: list[tuple[str, Mapping[str, Any]]] = [("", {"name": top, "type": "directory"})]
        while waiting:
            below, entry = waiting.pop()
            if entry["type"] != "directory":
                path, changed = str(entry["name"]), _changed(entry)
                yield StoredFile(root=root, path=path, below=below, changed=changed)
                continue
            try:
                listed = [(_last(each), each) for each in system.ls(entry["name"], detail=True)]
            except (PermissionError, FileNotFoundError):
                if not below:
                    raise
                continue  # as a folder of this computer that cannot be read
            wanted = sorted(
                ((name, each) for name, each in listed if _wanted(name, each, entry)),
                key=lambda pair: pair[0],
                reverse=True,
            )
            waiting += [(f"{below}/{name}" if below else name, each) for name, each in wanted]


def shown_address(root: str) -> str:
    """An address as it may be printed: what stands before an @ may be a password."""
    scheme, _, rest = root.partition("://")
    return safe_text(f"{scheme}://{rest.rpartition('@')[2]}", limit=200)


def _opened(root: str) -> tuple[Any, str]:
    """The file system and the path that an address means there; nothing is listed ahead."""
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise StoreExtraMissing(name=shown_address(root)) from error
    system, path = url_to_fs(root, use_listings_cache=False)
    return system, path


@contextmanager
def _told_of(root: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        reason = "there is no such folder"
        raise StoreUnusable(name=shown_address(root), reason=reason) from error
    except (OSError, ValueError, ImportError) as error:  # ImportError: no driver for this scheme
        reason = safe_text(getattr(error, "strerror", None) or str(error), limit=200)
        raise StoreUnusable(name=shown_address(root), reason=reason) from error


def _last(entry: Mapping[str, Any]) -> str:
    return str(entry["name"]).rstrip("/").rpartition("/")[2]


def _wanted(name: str, entry: Mapping[str, Any], folder: Mapping[str, Any]) -> bool:
    """Folders, and files with a picture's ending; no links and nothing hidden."""
    itself = str(entry["name"]).strip("/") == str(folder["name"]).strip("/")
    if itself or not name or name.startswith(".") or entry.get("islink"):
        return False
    if entry["type"] == "directory":
        return True
    return entry["type"] == "file" and PurePosixPath(name).suffix.lower() in SUFFIXES


def _changed(entry: Mapping[str, Any]) -> datetime | None:
    for key in _TIMES:
        value = entry.get(key)
        try:
            if isinstance(value, (int, float)):
                return datetime.fromtimestamp(value, UTC)
            if isinstance(value, str):
                value = datetime.fromisoformat(value)
        except (ValueError, OverflowError, OSError):
            continue
        if isinstance(value, datetime):
            return value if value.tzinfo is not None else value.replace(tzinfo=UTC)
    return None
