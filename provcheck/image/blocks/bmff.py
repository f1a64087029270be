"""HEIC and AVIF: the items that hold Exif and XMP (ISO 23008-12, Annex A; ISO 14496-12, 8.11)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from provcheck.image.blocks.record import Blocks
from provcheck.image.blocks.walk import Walk

_MAX_BOXES = 500
_MAX_ITEMS = 2000
_MAX_PAYLOAD = 8_000_000
# Content Credentials in ISO files (C2PA specification, "Embedding manifests into BMFF").
_C2PA_UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")


@dataclass(frozen=True, slots=True)
class _Box:
    kind: bytes
    start: int
    end: int
    offset: int


def walk_bmff(content: bytes, format: str) -> Blocks:
    """Walk a HEIC or AVIF file; never raises."""
    walk = Walk(format)
    for box in _boxes(content, 0, len(content)):
        if not walk.block(box.kind.decode("latin-1"), box.offset, box.end - box.offset):
            break
        if box.kind == b"meta":
            _read_meta(content, box, walk)
        elif box.kind == b"uuid":
            _read_uuid(content, box, walk)
    return walk.finish()


def _boxes(content: bytes, start: int, end: int) -> Iterator[_Box]:
    place = start
    for _ in range(_MAX_BOXES):
        if place + 8 > end:
            return
        (size, kind) = struct.unpack_from(">I4s", content, place)
        head = 8
        if size == 1 and place + 16 <= end:
            (size,) = struct.unpack_from(">Q", content, place + 8)
            head = 16
        elif size == 0:
            size = end - place
        if size < head:
            return
        yield _Box(kind, place + head, min(place + size, end), place)
        place += size


def _read_uuid(content: bytes, box: _Box, walk: Walk) -> None:
    name = content[box.start : box.start + 16]
    if name == _C2PA_UUID:
        walk.credentials = True
    elif name == _XMP_UUID:
        walk.payload("xmp", content[box.start + 16 : min(box.end, box.start + _MAX_PAYLOAD)])


def _read_meta(content: bytes, meta: _Box, walk: Walk) -> None:
    boxes = {box.kind: box for box in _boxes(content, meta.start + 4, meta.end)}
    if b"iprp" in boxes:
        _read_profile(content, boxes[b"iprp"], walk)
    if b"iinf" not in boxes or b"iloc" not in boxes:
        return
    kinds = dict(_item_kinds(content, boxes[b"iinf"]))
    data = boxes.get(b"idat")
    for item, method, extents in _locations(content, boxes[b"iloc"]):
        kind = kinds.get(item)
        if kind not in ("Exif", "xmp"):
            continue
        base = data.start if method == 1 and data is not None else 0
        payload = b"".join(
            content[base + at : base + at + min(size, _MAX_PAYLOAD)] for at, size in extents[:32]
        )
        if kind == "xmp":
            walk.payload("xmp", payload)
        else:
            walk.payload("exif", _exif(payload))


def _exif(payload: bytes) -> bytes:
    """The TIFF stream of an Exif item: a 32-bit offset to it comes first."""
    if len(payload) < 8:
        return b""
    (offset,) = struct.unpack_from(">I", payload)
    stream = payload[4 + offset :]
    if stream[:2] not in (b"II", b"MM"):
        stream = payload[4:]
    return stream.removeprefix(b"Exif\0\0")


def _item_kinds(content: bytes, box: _Box) -> Iterator[tuple[int, str]]:
    if box.start + 8 > box.end:
        return
    wide = content[box.start] > 0
    start = box.start + (8 if wide else 6)
    for entry in _boxes(content, start, box.end):
        version = content[entry.start] if entry.start < entry.end else 0
        if entry.kind != b"infe" or version < 2:
            continue
        size = 4 if version >= 3 else 2
        at = entry.start + 4
        if at + size + 6 > entry.end:
            continue
        item = int.from_bytes(content[at : at + size], "big")
        kind = content[at + size + 2 : at + size + 6]
        if kind == b"Exif":
            yield item, "Exif"
        elif kind == b"mime":
            names = content[at + size + 6 : entry.end].split(b"\0")
            if len(names) > 1 and names[1] == b"application/rdf+xml":
                yield item, "xmp"


def _locations(content: bytes, box: _Box) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """(item, construction method, [(offset, length)]) of an ``iloc`` box, versions 0 to 2."""
    reader = _Reader(content, box.start, box.end)
    version = reader.number(1)
    reader.number(3)
    sizes = reader.number(2)
    offset_size, length_size = sizes >> 12 & 15, sizes >> 8 & 15
    base_size, index_size = sizes >> 4 & 15, sizes & 15 if version in (1, 2) else 0
    count = reader.number(4 if version == 2 else 2)
    for _ in range(min(count, _MAX_ITEMS)):
        item = reader.number(4 if version == 2 else 2)
        method = reader.number(2) & 15 if version in (1, 2) else 0
        reader.number(2)
        base = reader.number(base_size)
        extents = []
        for _ in range(reader.number(2)):
            reader.number(index_size)
            offset = reader.number(offset_size)
            extents.append((base + offset, reader.number(length_size)))
            if reader.spent:
                return
        yield item, method, extents


class _Reader:
    """Big-endian numbers one after the other; zeros behind the end."""

    def __init__(self, content: bytes, start: int, end: int) -> None:
        self._content, self._place, self._end = content, start, end

    @property
    def spent(self) -> bool:
        return self._place > self._end

    def number(self, size: int) -> int:
        data = self._content[self._place : min(self._place + size, self._end)]
        self._place += size
        return int.from_bytes(data.ljust(size, b"\0"), "big")


def _read_profile(content: bytes, box: _Box, walk: Walk) -> None:
    for inner in _boxes(content, box.start, box.end):
        if inner.kind != b"ipco":
            continue
        for item in _boxes(content, inner.start, inner.end):
            kind = content[item.start : item.start + 4]
            if item.kind == b"colr" and kind in (b"prof", b"rICC") and walk.icc is None:
                walk.icc = content[item.start + 4 : item.end]
