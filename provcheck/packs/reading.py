"""Reading a pack, which is a stranger's file: bounded, and looked through before it is used."""

from __future__ import annotations

import hashlib
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from provcheck.errors import PackTooNew, PackUnreadable
from provcheck.packs.header import (
    FORMAT_VERSION,
    HEADER,
    MAX_HEADER,
    MAX_LINE,
    MAX_RECORDS,
    RECORDS,
    SIGNATURE,
    PackHeader,
)
from provcheck.packs.lines import from_line
from provcheck.references import NewReference, made_safe
from provcheck.safe_text import safe_text

_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,  # an encrypted entry
    ValueError,
)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# Different recipes of fingerprints in one pack; a desk has a handful.
_MOST_CODES = 64


def is_pack(path: Path) -> bool:
    """True when a file begins as a ZIP file does."""
    try:
        with path.open("rb") as handle:
            return handle.read(4) == b"PK\x03\x04"
    except OSError:
        return False


class Pack:
    """An opened pack. ``header_bytes``: what its signature is about. ``signature``: the content
    of ``signature.json``, if there is one.

    Opening reads every record once: a pack that is cut off, changed or not one gives nothing.
    Raises PackUnreadable, PackTooNew.
    """

    def __init__(self, path: Path) -> None:
        self.name = safe_text(path.name)
        with self._named():
            self._archive = zipfile.ZipFile(path)
        try:
            with self._named():
                self._check_entries()
                self.header_bytes = self._small(HEADER)
                self.header = self._read_header()
                signed = SIGNATURE in self._archive.namelist()
                self.signature = self._small(SIGNATURE) if signed else None
            for _ in self.records():
                pass
        except BaseException:
            self._archive.close()
            raise

    def records(self) -> Iterator[NewReference]:
        """The references, by id. Raises PackUnreadable."""
        digest, count, last = hashlib.sha256(), 0, ""
        lengths: dict[tuple[str, str], int] = {}
        with self._named(), self._archive.open(RECORDS) as handle:
            while line := handle.readline(MAX_LINE + 1):
                count += 1
                if len(line) > MAX_LINE or count > self.header.count:
                    raise ValueError("a line is too long, or there are more than stated")
                digest.update(line)
                new = from_line(line)
                if new.reference.id <= last:
                    raise ValueError("its records are not in order, or one is there twice")
                last = new.reference.id
                _check_lengths(new, lengths)
                yield new
            if count != self.header.count or digest.hexdigest() != self.header.records_sha256:
                raise ValueError("its records are not those that it states")

    def close(self) -> None:
        """Release the file."""
        self._archive.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _named(self) -> Iterator[None]:
        """What goes wrong with the file becomes PackUnreadable."""
        try:
            yield
        except OSError as error:
            raise self._unreadable(error.strerror or "unreadable") from error
        except _DAMAGED as error:
            raise self._unreadable(str(error) or "damaged") from error

    def _check_entries(self) -> None:
        entries = self._archive.infolist()
        names = [entry.filename for entry in entries[:4]]
        if sorted(names) not in ([HEADER, RECORDS], [HEADER, RECORDS, SIGNATURE]):
            raise ValueError("not a pack: it does not hold pack.json and records.jsonl alone")
        for entry in entries:
            if entry.flag_bits & 1 or entry.compress_type not in _METHODS:
                raise ValueError(f"{entry.filename} is packed in a way that is not used here")

    def _small(self, name: str) -> bytes:
        with self._archive.open(name) as handle:
            content = handle.read(MAX_HEADER + 1)
        if len(content) > MAX_HEADER:
            raise ValueError(f"{name} is too large")
        return content

    def _read_header(self) -> PackHeader:
        import msgspec

        try:
            raw: Any = json.loads(self.header_bytes)
        except RecursionError as error:
            raise ValueError("pack.json is nested too deep") from error
        version = raw.get("format") if isinstance(raw, dict) else None
        if isinstance(version, int) and version > FORMAT_VERSION:
            raise PackTooNew(name=self.name, found=version, known=FORMAT_VERSION)
        if version != FORMAT_VERSION:
            raise ValueError("its format is none that is known")
        try:
            header = msgspec.convert(made_safe(raw), PackHeader)
        except msgspec.ValidationError as error:
            raise ValueError(f"pack.json: {error}") from error
        if not 0 <= header.count <= MAX_RECORDS:
            raise ValueError(f"more than {MAX_RECORDS} references")
        return header

    def _unreadable(self, reason: str) -> PackUnreadable:
        return PackUnreadable(name=self.name, reason=safe_text(reason, limit=200))


def _check_lengths(new: NewReference, lengths: dict[tuple[str, str], int]) -> None:
    """Fingerprints of one kind and version have one length, or a set could not be searched."""
    for item in new.fingerprints:
        if lengths.setdefault((item.kind, item.version), item.bits) != item.bits:
            raise ValueError(f"{item.kind} values of unequal length")
    if len(lengths) > _MOST_CODES:
        raise ValueError("too many kinds of fingerprints")
