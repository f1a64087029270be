"""BagIt bags (RFC 8493, version 1.0) in a ZIP file: written whole, and read as a stranger's file.

A bag is a folder with ``data/`` (the payload), ``bagit.txt``, ``bag-info.txt``, and manifests with
the SHA-256 and SHA-512 of every file. Anybody can check one without this program:
``sha256sum -c manifest-sha256.txt``.
"""

from __future__ import annotations

import hashlib
import lzma
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from provcheck.errors import BundleUnreadable
from provcheck.model import Message
from provcheck.safe_text import safe_text
from provcheck.whole_file import written_whole

ALGORITHMS = ("sha256", "sha512")
_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_VERSION = re.compile(rb"BagIt-Version: (\d+)\.(\d+)\r?\nTag-File-Character-Encoding: (\S+)\s*")
_MANIFEST = re.compile(r"(?P<digest>[0-9a-fA-F]+)[ \t]+\*?(?P<name>\S.*)")
_DAMAGED = (zlib.error, lzma.LZMAError)
# A case has a few dozen files; the largest is the picture itself.
_MOST_FILES = 2000
_MOST_BYTES = 300_000_000
_MOST_IN_ALL = 2_000_000_000
_LINE = 76


def write_bag(
    path: Path,
    root: str,
    payload: Mapping[str, bytes],
    info: Iterable[tuple[str, str]],
    now: datetime,
) -> None:
    """Write a bag as a ZIP file, whole or not at all.

    ``root``: the folder in the ZIP file. ``payload``: path below ``data/`` -> content, with plain
    names and ``/``. ``info``: fields of ``bag-info.txt``; Bagging-Date and Payload-Oxum are added.
    ``now`` becomes the time of every entry. Raises OutputError.
    """
    files = {f"data/{name}": content for name, content in sorted(payload.items())}
    size = sum(len(content) for content in files.values())
    fields = [
        *info,
        ("Bagging-Date", now.date().isoformat()),
        ("Payload-Oxum", f"{size}.{len(files)}"),
    ]
    tags = {
        "bagit.txt": _DECLARATION,
        "bag-info.txt": "".join(_field(name, value) for name, value in fields).encode("utf-8"),
    }
    tags |= {f"manifest-{name}.txt": _manifest(files, name) for name in ALGORITHMS}
    tags |= {f"tagmanifest-{name}.txt": _manifest(tags, name) for name in ALGORITHMS}
    with written_whole(path) as handle, zipfile.ZipFile(handle, "w") as archive:
        for name, content in {**tags, **files}.items():
            entry = zipfile.ZipInfo(f"{root}/{name}", now.timetuple()[:6])
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


def _field(name: str, value: str) -> str:
    """One field of ``bag-info.txt``, long values folded (section 2.2.2)."""
    text = f"{name}: {' '.join(safe_text(value).split())}"
    lines = []
    while len(text) > _LINE and " " in text[len(name) + 2 : _LINE]:
        at = text.rindex(" ", len(name) + 2, _LINE)
        lines.append(text[:at])
        text = "  " + text[at + 1 :]
    return "\n".join([*lines, text]) + "\n"


def _manifest(files: Mapping[str, bytes], algorithm: str) -> bytes:
    lines = (
        f"{hashlib.new(algorithm, content).hexdigest()}  {name}\n"
        for name, content in files.items()
    )
    return "".join(lines).encode("utf-8")


class Bag:
    """A bag in a ZIP file, opened for reading; nothing is unpacked to disk.

    Raises BundleUnreadable: no ZIP file, too large, or an entry that a bag of ours never has (a
    path that leads elsewhere, a link, a name twice, a locked entry).
    """

    def __init__(self, path: Path) -> None:
        self.name = safe_text(path.name or str(path))
        try:
            self._archive = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise self._unreadable(reason) from error
        try:
            self._entries = self._checked()
        except BundleUnreadable:
            self._archive.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._archive.close()

    @property
    def files(self) -> tuple[str, ...]:
        """The paths of all files below the bag's folder."""
        return tuple(self._entries)

    def read(self, name: str) -> bytes:
        """The content of a file. Raises BundleUnreadable."""
        entry = self._entries.get(name)
        if entry is None:
            raise self._unreadable(f"it has no {safe_text(name, limit=100)}")
        try:
            with self._archive.open(entry) as handle:
                content = handle.read(entry.file_size + 1)
        except (*_DAMAGED, OSError, zipfile.BadZipFile, RuntimeError, EOFError) as error:
            shown = safe_text(name, limit=100)
            raise self._unreadable(f"{shown} is damaged: {safe_text(str(error))}") from error
        return content

    def problems(self) -> Iterator[Message]:
        """Everything that does not fit (RFC 8493, section 3); nothing for a valid bag."""
        if not self._declared():
            yield Message(id="bag.no-declaration")
        if "fetch.txt" in self._entries:
            yield Message(id="bag.fetch")
        payload = {name for name in self._entries if name.startswith("data/")}
        tags = set(self._entries) - payload
        yield from self._against("manifest", payload)
        own = {name for name in tags if name.startswith("tagmanifest-")}
        yield from self._against("tagmanifest", tags - own)
        if not self._oxum_fits(payload):
            yield Message(id="bag.oxum")

    def _against(self, kind: str, files: set[str]) -> Iterator[Message]:
        known = [a for a in ALGORITHMS if f"{kind}-{a}.txt" in self._entries]
        if not known:
            yield Message(id="bag.no-manifest", params={"name": f"{kind}-sha256.txt"})
        reported: set[str] = set()
        for algorithm in known:
            manifest = f"{kind}-{algorithm}.txt"
            listed, whole = self._listed(manifest)
            if not whole:
                yield Message(id="bag.manifest-damaged", params={"name": manifest})
            for name, digest in listed.items():
                what = self._verdict(name, digest, algorithm)
                if what and name not in reported:
                    reported.add(name)
                    shown = safe_text(name, limit=200)
                    yield Message(id=f"bag.{what}", params={"name": shown})
            for name in sorted(files - set(listed)):
                if name not in reported:
                    reported.add(name)
                    yield Message(id="bag.unlisted", params={"name": safe_text(name, limit=200)})

    def _verdict(self, name: str, digest: str, algorithm: str) -> str:
        if name not in self._entries:
            return "missing"
        try:
            content = self.read(name)
        except BundleUnreadable:
            return "altered"
        return "" if hashlib.new(algorithm, content).hexdigest() == digest.lower() else "altered"

    def _listed(self, name: str) -> tuple[dict[str, str], bool]:
        """File -> digest, and whether every line could be read."""
        lines = self.read(name).decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
        matches = [_MANIFEST.fullmatch(line) for line in lines if line]
        listed = {match["name"]: match["digest"] for match in matches if match}
        return listed, len(listed) == len(matches)

    def _declared(self) -> bool:
        if "bagit.txt" not in self._entries:
            return False
        match = _VERSION.fullmatch(self.read("bagit.txt"))
        return match is not None and match[3].upper() == b"UTF-8"

    def _oxum_fits(self, payload: set[str]) -> bool:
        if "bag-info.txt" not in self._entries:
            return True
        text = self.read("bag-info.txt").decode("utf-8", "replace")
        match = re.search(r"^Payload-Oxum: *(\d+)\.(\d+)\s*$", text, re.M)
        size = sum(self._entries[name].file_size for name in payload)
        return match is None or (int(match[1]), int(match[2])) == (size, len(payload))

    def _checked(self) -> dict[str, zipfile.ZipInfo]:
        entries = [entry for entry in self._archive.infolist() if not entry.is_dir()]
        if len(entries) > _MOST_FILES or sum(e.file_size for e in entries) > _MOST_IN_ALL:
            raise self._unreadable("too large")
        found: dict[str, zipfile.ZipInfo] = {}
        roots = {entry.filename.partition("/")[0] for entry in entries}
        for entry in entries:
            name = entry.filename.partition("/")[2]
            parts = name.split("/")
            plain = name and "\\" not in name and not {"", ".", ".."} & set(parts)
            kind = stat.S_IFMT(entry.external_attr >> 16)
            if not plain or len(roots) != 1 or "" in roots or kind not in (0, stat.S_IFREG):
                raise self._unreadable(f"not a bag: {safe_text(entry.filename, limit=100)}")
            if entry.flag_bits & 1 or entry.file_size > _MOST_BYTES or name in found:
                raise self._unreadable(f"unusable entry {safe_text(entry.filename, limit=100)}")
            found[name] = entry
        return found

    def _unreadable(self, reason: str) -> BundleUnreadable:
        return BundleUnreadable(name=self.name, reason=safe_text(reason, limit=200))
