"""BagIt bags (RFC 8493, version 1.0): written whole as a ZIP file, and read as a stranger's.

A bag is a folder with ``data/`` (the payload), ``bagit.txt``, ``bag-info.txt``, and manifests with
the SHA-256 and SHA-512 of every file. Anybody can check one without this program:
``sha256sum -c manifest-sha256.txt``.
"""

from __future__ import annotations

import hashlib
import re
import stat
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from provcheck.bag_files import open_files
from provcheck.errors import BundleUnreadable
from provcheck.model import Message
from provcheck.safe_text import safe_text
from provcheck.whole_file import written_whole

ALGORITHMS = ("sha256", "sha512")
_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_VERSION = re.compile(rb"BagIt-Version: (\d+)\.(\d+)\r?\nTag-File-Character-Encoding: (\S+)\s*")
_MANIFEST = re.compile(r"(?P<digest>[0-9a-fA-F]+)[ \t]+\*?(?P<name>\S.*)")
_INFO = "bag-info.txt"
_LINE = 76


def write_bag(
    path: Path,
    root: str,
    payload: Mapping[str, bytes],
    info: Iterable[tuple[str, str]],
    now: datetime,
) -> None:
    """Write a bag as a new ZIP file, whole or not at all.

    ``root``: the folder in the ZIP file. ``payload``: path below ``data/`` -> content, with plain
    names and ``/``. ``info``: fields of ``bag-info.txt``; Bagging-Date and Payload-Oxum are added.
    ``now`` becomes the time of every entry. Raises OutputError, OutputThere.
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
        _INFO: "".join(_field(name, value) for name, value in fields).encode("utf-8"),
    }
    tags |= {f"manifest-{name}.txt": _manifest(files, name) for name in ALGORITHMS}
    tags |= {f"tagmanifest-{name}.txt": _manifest(tags, name) for name in ALGORITHMS}
    with written_whole(path, new=True) as handle, zipfile.ZipFile(handle, "w") as archive:
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
    """A bag opened for reading: a ZIP file, or the folder it was unpacked to.

    Raises BundleUnreadable: neither of them, too large, or an entry that a bag of ours never has.
    """

    def __init__(self, path: Path) -> None:
        self.name = safe_text(path.name or str(path))
        self._source = open_files(path)
        self._sizes = self._source.sizes

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._source.close()

    @property
    def files(self) -> tuple[str, ...]:
        """The paths of all files below the bag's folder."""
        return tuple(self._sizes)

    def read(self, name: str) -> bytes:
        """The content of a file. Raises BundleUnreadable."""
        if name not in self._sizes:
            reason = f"it has no {safe_text(name, limit=100)}"
            raise BundleUnreadable(name=self.name, reason=reason)
        return self._source.read(name)

    def field(self, name: str) -> str | None:
        """What ``bag-info.txt`` says for a field that stands in one line; None without one."""
        if _INFO not in self._sizes:
            return None
        text = self.read(_INFO).decode("utf-8", "replace")
        match = re.search(rf"^{re.escape(name)}: *(.*?)\s*$", text, re.M)
        return match[1] if match else None

    def problems(self) -> Iterator[Message]:
        """Everything that does not fit (RFC 8493, section 3); nothing for a valid bag."""
        if not self._declared():
            yield Message(id="bag.no-declaration")
        if "fetch.txt" in self._sizes:
            yield Message(id="bag.fetch")
        payload = {name for name in self._sizes if name.startswith("data/")}
        tags = set(self._sizes) - payload
        yield from self._against("manifest", payload)
        own = {name for name in tags if name.startswith("tagmanifest-")}
        yield from self._against("tagmanifest", tags - own)
        if not self._oxum_fits(payload):
            yield Message(id="bag.oxum")

    def _against(self, kind: str, files: set[str]) -> Iterator[Message]:
        known = [a for a in ALGORITHMS if f"{kind}-{a}.txt" in self._sizes]
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
        if name not in self._sizes:
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
        if "bagit.txt" not in self._sizes:
            return False
        match = _VERSION.fullmatch(self.read("bagit.txt"))
        return match is not None and match[3].upper() == b"UTF-8"

    def _oxum_fits(self, payload: set[str]) -> bool:
        stated = re.fullmatch(r"(\d+)\.(\d+)", self.field("Payload-Oxum") or "")
        size = sum(self._sizes[name] for name in payload)
        return stated is None or (int(stated[1]), int(stated[2])) == (size, len(payload))
