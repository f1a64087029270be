"""Which programs and cameras are on record for a JPEG's quantisation tables.

The list is ``jpeg_writers.txt``: facts collected for ExifTool's JPEGDigest until about 2010, so it
knows Photoshop, Lightroom and other programs well and newer cameras hardly. Only equal tables with
equal sampling count. Tables of the Independent JPEG Group are not listed (see ``quality``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from provcheck.image import JpegCoding

# 48 bits: among 2,000 digests the chance of an accidental hit is 1 in 10^11 a file.
DIGEST_LENGTH = 12
_TABLE = 65  # one byte of precision and number, 64 values


@dataclass(frozen=True, slots=True)
class JpegWriter:
    """Somebody who was seen to write certain tables.

    ``name``: of the program, or the maker of the camera. ``setting``: of the program, or the camera
    with its setting.
    """

    kind: Literal["program", "camera"]
    name: str
    setting: str

    @property
    def label(self) -> str:
        """As shown: ``Adobe Photoshop, Quality 10`` or ``Canon EOS 20D, Fine``."""
        return f"{self.name}, {self.setting}" if self.kind == "program" else self.setting


def jpeg_writers(coding: JpegCoding) -> tuple[JpegWriter, ...]:
    """Every writer on record for these tables and this sampling; programs and cameras mixed."""
    sampling = "".join(f"{across}{down}" for _, across, down, _ in coding.components)
    listed = _listed()
    for digest in _digests(coding.table_segments):
        for key in ((digest, sampling), (digest, "*")):
            if key in listed:
                return listed[key]
    return ()


@cache
def writer_labels() -> frozenset[str]:
    """What every writer on record is called."""
    return frozenset(writer.label for writers in _listed().values() for writer in writers)


def _digests(segments: tuple[bytes, ...]) -> Iterator[str]:
    """As the tables stand in the file; in one segment; each in its own.

    Programs that repack a file without coding it again change the segments alone.
    """
    whole = b"".join(segments)
    layouts = [b"\0".join(segments), whole]
    if len(whole) % _TABLE == 0:
        layouts.append(b"\0".join(whole[at : at + _TABLE] for at in range(0, len(whole), _TABLE)))
    for layout in layouts:
        yield hashlib.md5(layout, usedforsecurity=False).hexdigest()[:DIGEST_LENGTH]


@cache
def _listed() -> Mapping[tuple[str, str], tuple[JpegWriter, ...]]:
    text = (resources.files(__package__) / "jpeg_writers.txt").read_text(encoding="utf-8")
    found: dict[tuple[str, str], tuple[JpegWriter, ...]] = {}
    kind: Literal["program", "camera"] = "program"
    name = ""
    for line in text.splitlines():
        if line.startswith("["):
            head, name = line.strip("[]").split(" ", 1)
            kind = "camera" if head == "camera" else "program"
        elif line and not line.startswith("#"):
            digest, sampling, setting = line.split(" ", 2)
            key = (digest, sampling)
            found[key] = (*found.get(key, ()), JpegWriter(kind, name, setting))
    return found
