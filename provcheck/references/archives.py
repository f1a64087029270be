"""A folder that auto-archiver (Bellingcat) stored to: which picture came from which address.

Read are its pages (``html_formatter``), its table (``csv_db``: the columns ``status``,
``metadata`` and ``media`` as Python prints them) and its records as JSON. All of them tell the
same; the first that names a file counts. Screenshots of whole pages are left out: they would look
like any other page of that platform.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import mimetypes
import os
import re
import warnings
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, urlsplit

from provcheck.errors import FeedUnreadable
from provcheck.model import Source, TypedDate
from provcheck.references.archived_pages import read_page
from provcheck.references.review_feeds import Review, is_web
from provcheck.safe_text import safe_text

MAX_FILES = 500_000
_MAX_BYTES = {".json": 20_000_000, ".csv": 100_000_000, ".html": 5_000_000}
_MAX_CELL = 1_000_000
_TEXT_LIMIT = 2000
_COLUMNS = {"status", "metadata", "media"}
_HASH = re.compile(r"SHA-?256:([0-9a-fA-F]{64})")
_AUTHORS = ("author", "uploader", "channel", "username")

_Item = tuple[dict[str, Any], list[dict[str, Any]], str]
"""What is told about an address, about each file stored for it, and the name of the record."""


def read_archive(folder: Path) -> tuple[Review, ...]:
    """Every picture that the folder tells the address of. Raises FeedUnreadable."""
    shown = safe_text(folder.name or str(folder))
    found: dict[str, Review] = {}
    for metadata, media, name in _items(folder, shown):
        for stored in media:
            key = _file_name(stored)
            if key and key not in found and _is_picture(stored, key):
                found[key] = _review(metadata, stored, key, name)
    if not found:
        reason = "no page, table or record of auto-archiver with pictures is in it"
        raise FeedUnreadable(name=shown, reason=reason)
    return tuple(found.values())


def _items(folder: Path, shown: str) -> Iterator[_Item]:
    """Records first: they tell the most."""
    files: dict[str, list[Path]] = {ending: [] for ending in _MAX_BYTES}
    seen = 0
    for home, folders, names in os.walk(folder):
        folders.sort()
        seen += len(names)
        if seen > MAX_FILES:
            raise FeedUnreadable(name=shown, reason=f"more than {MAX_FILES} files")
        for name in sorted(names):
            ending = Path(name).suffix.lower()
            if ending in files:
                files[ending].append(Path(home, name))
    readers = {".json": _of_json, ".csv": _of_csv, ".html": _of_html}
    for ending, paths in files.items():
        for path in paths:
            text = _read(path, _MAX_BYTES[ending])
            if text is not None:
                yield from readers[ending](text, safe_text(path.name))


def _read(path: Path, limit: int) -> str | None:
    """The text of a file; None for one that is unreadable, or too large to be a record."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as handle:
            content = handle.read(limit + 1)
    except OSError:
        return None
    return content.decode("utf-8-sig", "replace") if len(content) <= limit else None


def _of_json(text: str, name: str) -> Iterator[_Item]:
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        return  # sidecars and other files lie in such folders as well
    for record in raw if isinstance(raw, list) else [raw]:
        if isinstance(record, dict):
            yield from _record(record, name)


def _of_csv(text: str, name: str) -> Iterator[_Item]:
    for row in _rows(text, name):
        yield from _record({key: _printed(row[key] or "") for key in _COLUMNS}, name)


def _rows(text: str, name: str) -> list[dict[str, str | None]]:
    """The rows of a table of auto-archiver; none for another table."""
    rows = csv.DictReader(io.StringIO(text, newline=""))
    before = csv.field_size_limit(_MAX_CELL)  # a post with its comments is long
    try:
        return list(rows) if set(rows.fieldnames or ()) >= _COLUMNS else []
    except csv.Error as error:
        reason = safe_text(f"line {rows.line_num}: {error}", limit=200)
        raise FeedUnreadable(name=name, reason=reason) from error
    finally:
        csv.field_size_limit(before)


def _of_html(text: str, name: str) -> Iterator[_Item]:
    page = read_page(text)
    if page is not None:
        metadata, media = page
        yield dict(metadata), [{**stored, "properties": stored} for stored in media], name


def _record(record: dict[str, Any], name: str) -> Iterator[_Item]:
    metadata, media = record.get("metadata"), record.get("media")
    if isinstance(metadata, dict) and isinstance(media, list):
        yield metadata, [stored for stored in media if isinstance(stored, dict)], name


def _printed(cell: str) -> Any:
    """A value as Python prints it, dates as ISO text; None for anything else. Nothing is run."""
    try:
        with warnings.catch_warnings():  # about escapes in a stranger's text
            warnings.simplefilter("ignore")
            return _value(ast.parse(cell, mode="eval").body)
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        return None


def _value(node: ast.expr) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return [_value(item) for item in node.elts]
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return {str(_value(key)): _value(value) for key, value in pairs if key is not None}
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "datetime.datetime":
        year, month, day, *clock = (int(_value(item)) for item in node.args)
        hour, minute, second = [*clock, 0, 0, 0][:3]
        utc = any(ast.unparse(k.value) == "datetime.timezone.utc" for k in node.keywords)
        date = f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
        return date + ("Z" if utc else "")
    return None


def _file_name(stored: dict[str, Any]) -> str:
    for key in ("key", "_key", "filename"):
        value = stored.get(key)
        if isinstance(value, str) and value:
            return PurePosixPath(value.replace("\\", "/")).name
    return ""


def _is_picture(stored: dict[str, Any], name: str) -> bool:
    if _property(stored, "id") == "screenshot":
        return False
    kind = stored.get("type") or stored.get("mimetype") or stored.get("_mimetype")
    return str(kind or mimetypes.guess_type(name)[0] or "").startswith("image/")


def _property(stored: dict[str, Any], key: str) -> str:
    held = stored.get("properties")
    return _text(held.get(key)) if isinstance(held, dict) else ""


def _review(metadata: dict[str, Any], stored: dict[str, Any], key: str, name: str) -> Review:
    digest = _HASH.fullmatch(_property(stored, "hash"))
    title, url = _text(metadata.get("title")), _text(metadata.get("url"))
    archived = _text(metadata.get("_processed_at"))
    notes = ["auto-archiver", f"archived: {archived}" if archived else "", f"record: {name}"]
    archive = _text(metadata.get("wayback"))
    author = next((text for key in _AUTHORS if (text := _text(metadata.get(key)))), None)
    return Review(
        name=title or url or key,
        pictures=(quote(key),),  # an address, as in a feed
        digests=(digest[1].lower(),) if digest else (),
        source=Source(
            publisher=_host(url),
            author=author,
            url=url if is_web(url) else None,
            archive_url=archive if is_web(archive) else None,
            published_at=_date(_text(metadata.get("timestamp"))),
            caption=title or _text(metadata.get("content")) or None,
            note=" · ".join(note for note in notes if note),
        ),
    )


def _host(url: str) -> str | None:
    """The site that an address is on, as its publisher: ``t.me``."""
    if not is_web(url):
        return None
    return (urlsplit(url).hostname or "").removeprefix("www.") or None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    return safe_text(value.strip(), limit=_TEXT_LIMIT, multiline=True)


def _date(text: str) -> TypedDate | None:
    try:
        return TypedDate.parse(text, type="posted", source="auto-archiver: timestamp")
    except ValueError:
        return None
