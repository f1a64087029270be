"""Source records that people keep beside their pictures.

For ``photo.jpg``: ``photo.jpg.toml``, else ``photo.jpg.json``, else the row for ``photo.jpg`` in
``references.csv`` of the same folder. Keys (all optional)::

    publisher, author, url, archive_url, caption, caption_language, rights, note,
    published_at, published_type   capture, published, posted, seen, indexed or archived
    [place] name, variants, latitude, longitude, radius_m

In a CSV file the first line names the columns: ``file``, the keys above, and ``place_name``,
``place_variants`` (separated by ``;``), ``latitude``, ``longitude``, ``radius_m``.
"""

from __future__ import annotations

import csv
import difflib
import functools
import io
import json
import unicodedata
from pathlib import Path
from typing import Any, cast

from provcheck.errors import InvalidValue, UnknownKey, UnreadableTable
from provcheck.model import DateType, Source
from provcheck.references.records import web_address
from provcheck.safe_text import safe_text
from provcheck.strict_table import MAX_TABLE_BYTES, StrictTable, read_place, read_toml

CSV_NAME = "references.csv"
PUBLISHED_TYPES = ("capture", "published", "posted", "seen", "indexed", "archived")

_NUMBERS = ("latitude", "longitude", "radius_m")
_COLUMNS = (
    "file",
    "publisher",
    "author",
    "url",
    "archive_url",
    "caption",
    "caption_language",
    "rights",
    "note",
    "published_at",
    "published_type",
    "place_name",
    "place_variants",
    *_NUMBERS,
)

# One table for a whole folder: 50,000 rows of a few hundred characters.
MAX_CSV_BYTES = 20_000_000


def find_source(image_path: Path) -> Source | None:
    """The source record beside a picture, or None when there is no sidecar (or no row) for it.

    Raises UnreadableTable, UnknownKey, InvalidValue.
    """
    toml = image_path.with_name(f"{image_path.name}.toml")
    if _is_file(toml):
        return read_source(StrictTable(read_toml(toml), safe_text(toml.name)))
    as_json = image_path.with_name(f"{image_path.name}.json")
    if _is_file(as_json):
        return read_source(StrictTable(_read_json(as_json), safe_text(as_json.name)))
    table = image_path.with_name(CSV_NAME)
    return _row_for(image_path.name, table) if _is_file(table) else None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        # A picture's name may be so long that the sidecar's name cannot exist.
        return False


def read_source(table: StrictTable) -> Source:
    """Read the keys of a sidecar. Raises UnknownKey, InvalidValue."""
    kind = table.choice("published_type", PUBLISHED_TYPES, "published")
    place = table.table("place")
    source = Source(
        publisher=table.text("publisher"),
        author=table.text("author"),
        url=_link(table, "url"),
        archive_url=_link(table, "archive_url"),
        published_at=table.date("published_at", type=cast(DateType, kind)),
        caption=table.text("caption"),
        caption_language=table.text("caption_language"),
        place=None if place is None else read_place(place),
        rights=table.text("rights"),
        note=table.text("note"),
    )
    table.finish()
    return source


def _link(table: StrictTable, key: str) -> str | None:
    return web_address(table.text(key), where=table.where, key=key)


def _read_json(path: Path) -> object:
    where = safe_text(path.name)
    text = _read_text(path, where, MAX_TABLE_BYTES)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableTable(where=where, reason=safe_text(str(error), limit=200)) from error


def _read_text(path: Path, where: str, limit: int) -> str:
    """UTF-8 text (with or without byte order mark) of bounded size. Raises UnreadableTable."""
    try:
        with path.open("rb") as handle:
            content = handle.read(limit + 1)
    except OSError as error:
        raise UnreadableTable(where=where, reason=error.strerror or "unreadable") from error
    if len(content) > limit:
        raise UnreadableTable(where=where, reason=f"larger than {limit} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableTable(where=where, reason="not UTF-8 text") from error


def _row_for(name: str, path: Path) -> Source | None:
    """The record of the row whose ``file`` is this name."""
    where = safe_text(path.name)
    try:
        status = path.stat()
    except OSError as error:
        raise UnreadableTable(where=where, reason=error.strerror or "unreadable") from error
    found = _csv_table(path, status.st_mtime_ns, status.st_size).get(_composed(name))
    if found is None:
        return None
    number, row = found
    line = f"{where} line {number}"
    return read_source(StrictTable(_nested(row, line), line))


# A folder's pictures are looked up one after the other: its table is parsed once, and again when
# its time or size has changed.
@functools.lru_cache(maxsize=1)
def _csv_table(path: Path, _mtime_ns: int, _size: int) -> dict[str, tuple[int, dict[str, str]]]:
    """File name -> (number of the row's last line, filled cells)."""
    where = safe_text(path.name)
    text = _read_text(path, where, MAX_CSV_BYTES)
    # newline="" leaves line ends inside quoted captions to the CSV reader.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    table: dict[str, tuple[int, dict[str, str]]] = {}
    try:
        head = _head(next(reader, []), where)
        for cells in reader:
            line = reader.line_num
            if any(cell.strip() for cell in cells[len(head) :]):
                reason = f"line {line} has more cells than the first line has names"
                raise UnreadableTable(where=where, reason=reason)
            row = {key: cell for key, cell in zip(head, cells, strict=False) if cell.strip()}
            name = _composed(row.pop("file", "").strip())
            if name in table:
                reason = f"lines {table[name][0]} and {line} are for the same file"
                raise InvalidValue(where=where, key="file", reason=reason)
            if name:
                table[name] = line, row
    except csv.Error as error:
        reason = safe_text(f"line {reader.line_num}: {error}", limit=200)
        raise UnreadableTable(where=where, reason=reason) from error
    return table


def _head(cells: list[str], where: str) -> list[str]:
    """The column names. Raises UnreadableTable, UnknownKey."""
    head = [cell.strip() for cell in cells]
    while head and not head[-1]:
        head.pop()
    if "file" not in head or len(set(head)) < len(head):
        reason = "the first line must name each column once, one of them 'file'"
        raise UnreadableTable(where=where, reason=reason)
    for name in head:
        if name not in _COLUMNS:
            nearest = difflib.get_close_matches(name, _COLUMNS, n=1, cutoff=0.0)[0]
            raise UnknownKey(where=where, key=safe_text(name, limit=60), nearest=nearest)
    return head


def _composed(name: str) -> str:
    """One spelling for names that differ only in how accents are stored (NFC)."""
    return unicodedata.normalize("NFC", name)


def _delimiter(text: str) -> str:
    """Comma, or semicolon where the first line has more of them, as spreadsheets write it."""
    head = text.partition("\n")[0]
    return ";" if head.count(";") > head.count(",") else ","


def _nested(row: dict[str, str], where: str) -> dict[str, Any]:
    """The flat cells of a CSV row in the shape of a TOML sidecar."""
    fields: dict[str, Any] = dict(row)
    place: dict[str, Any] = {}
    if "place_name" in fields:
        place["name"] = fields.pop("place_name")
    if "place_variants" in fields:
        place["variants"] = fields.pop("place_variants").split(";")
    for key in _NUMBERS:
        if key in fields:
            place[key] = _number(fields.pop(key), where, key)
    return fields | ({"place": place} if place else {})


def _number(text: str, where: str, key: str) -> float:
    """A number with decimal point or decimal comma."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError as error:
        raise InvalidValue(where=where, key=key, reason="expected a number") from error
