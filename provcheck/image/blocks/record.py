"""What the walkers bring home: every block of a file by its place, and the payloads to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

TrailerKind = Literal[
    "padding",
    "second-jpeg",
    "multi-picture",
    "motion-photo",
    "samsung-trailer",
    "zip",
    "png",
    "pdf",
    "text",
    "unknown",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block as the container states it: ``offset`` and ``length`` in bytes of the file.

    ``name`` says the marker, chunk or box and, where there is one, the signature of its content
    (``APP1 Exif``, ``iTXt``, ``uuid``).
    """

    name: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """A payload cut out of its blocks: ``place`` is how values name it (``exif``, ``xmp:2``)."""

    place: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class TextEntry:
    """A text of the container: PNG keyword and text, JPEG or GIF comment (``key`` empty)."""

    place: str
    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trailer:
    """Bytes behind the end of the picture."""

    offset: int
    length: int
    kind: TrailerKind


@dataclass(frozen=True, slots=True, kw_only=True)
class JpegCoding:
    """How a JPEG was coded (ITU-T T.81).

    ``tables``: quantisation by table id, 64 values each, row by row. ``table_segments``: the bytes
    of the segments that define them, by the first id of each. ``components``: (id,
    horizontal sampling, vertical sampling, table id). ``standard_huffman``: every Huffman table
    is one of Annex K.3; None when the file has none before its first scan (arithmetic coding).
    """

    tables: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    table_segments: tuple[bytes, ...] = ()
    width: int = 0
    height: int = 0
    bits: int = 8
    components: tuple[tuple[int, int, int, int], ...] = ()
    progressive: bool = False
    arithmetic: bool = False
    standard_huffman: bool | None = None
    scans: int = 0
    restart_interval: int = 0
    adobe_transform: int | None = None

    @property
    def subsampling(self) -> str | None:
        """As in ``4:2:0``; the sampling factors themselves where that notation has no word."""
        if len(self.components) < 3:
            return None
        factors = [(across, down) for _, across, down, _ in self.components[:3]]
        if factors[1] == factors[2] == (1, 1):
            known = {(1, 1): "4:4:4", (2, 1): "4:2:2", (2, 2): "4:2:0", (1, 2): "4:4:0"}
            known[(4, 1)] = "4:1:1"
            if factors[0] in known:
                return known[factors[0]]
        if len(set(factors)) == 1:
            return "4:4:4"
        return " ".join(f"{across}x{down}" for across, down in factors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """Everything a container holds besides its pixels.

    ``exif``: TIFF streams, from ``II``/``MM`` on. ``xmp``: whole packets, Extended XMP joined,
    in file order. ``iptc``: IPTC-IIM record streams. ``notes``: (message name, parameters) for
    what could not be walked.
    """

    format: str
    blocks: tuple[Block, ...] = ()
    exif: tuple[Payload, ...] = ()
    xmp: tuple[Payload, ...] = ()
    iptc: tuple[Payload, ...] = ()
    icc: bytes | None = None
    texts: tuple[TextEntry, ...] = ()
    jpeg: JpegCoding | None = None
    trailer: Trailer | None = None
    pictures: int = 1
    credentials: bool = False
    notes: tuple[tuple[str, Mapping[str, str | int]], ...] = ()

    def has(self, name: str) -> bool:
        """True when a block with this name (as :class:`Block` words it) is there."""
        return any(block.name == name for block in self.blocks)
