"""Paths in stories: relative ones only, and what lies behind them."""

import hashlib
import os
import re
from pathlib import Path
from urllib.parse import unquote

from provcheck.errors import StoryError
from provcheck.safe_text import safe_text

_CHUNK = 1 << 20
_MEDIA_TYPES = {
    ".json": "application/json",
    ".html": "text/html",
    ".htm": "text/html",
    ".pdf": "application/pdf",
    ".md": "text/markdown",
}
# A report or an image reached from a story; anything larger is not read to its end.
MAX_BYTES = 2_000_000_000
# Stories and reports lie in neighbouring folders; a path that climbs further is not ours.
_MAX_UP = 3
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# What RFC 3986 allows in a web address, written out; everything else has to be percent-encoded.
_WEB = re.compile(
    r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:[/?#][A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*)?"
)


def relative_to_story(path: Path, story: Path) -> str:
    """The path of a file as seen from the story's folder, with ``/``. Raises StoryError."""
    name = safe_text(story.name)
    try:
        relative = os.path.relpath(path.resolve(), story.resolve().parent)
    except ValueError as error:  # another drive
        raise StoryError(name=name, reason="story and file lie on different drives") from error
    written = relative.replace(os.sep, "/")
    if not is_relative(written):
        shown = safe_text(path.name, limit=100)
        raise StoryError(
            name=name,
            reason=f"{shown} lies too far from the story, or its path "
            "holds characters that do not belong into a story",
        )
    return written


def is_relative(path: str) -> bool:
    """True for a plain relative path: no address, no root, no backslash, no control characters,
    at most three steps up, and those at its beginning."""
    if not path or len(path) > 500 or path.startswith("/") or "\\" in path:
        return False
    if _SCHEME.match(path) or safe_text(path) != path:
        return False
    parts = path.split("/")
    up = next((place for place, part in enumerate(parts) if part != ".."), len(parts))
    return up <= _MAX_UP and not any(part in {"", ".", ".."} for part in parts[up:])


def is_web_address(text: str) -> bool:
    """True for a plain http or https address without anything that could act in a story."""
    return len(text) <= 500 and _WEB.fullmatch(text) is not None


def media_type(path: str) -> str:
    """The media type of a report file by its ending, "" for any other."""
    return _MEDIA_TYPES.get(path[path.rfind(".") :].lower(), "")


def local_file(address: str, story: Path) -> Path | None:
    """The file an image address in a story means, if it is a local one that exists."""
    path = unquote(address.split("#", 1)[0].split("?", 1)[0]).removeprefix("./")
    if not is_relative(path):
        return None
    found = story.parent / path
    return found if found.is_file() else None


def file_sha256(path: Path) -> str | None:
    """SHA-256 of a regular file's bytes; None when it cannot be read or is out of bounds."""
    digest, size = hashlib.sha256(), 0
    try:
        if not path.is_file():
            return None
        with path.open("rb") as handle:
            while chunk := handle.read(_CHUNK):
                size += len(chunk)
                if size > MAX_BYTES:
                    return None
                digest.update(chunk)
    except OSError:
        return None
    return digest.hexdigest()
