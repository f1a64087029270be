"""TIFF: the tags of the first directory that hold XMP, IPTC, Photoshop resources or a profile.

TIFF 6.0, section 2; XMP specification part 3, section 3.1 (tag 700); Adobe's TIFF technical notes
(tags 33723, 34377); ICC.1:2022 Annex B.3 (tag 34675).
"""

from __future__ import annotations

from provcheck.image.blocks.photoshop import read_resources
from provcheck.image.blocks.record import Blocks
from provcheck.image.blocks.tiff_stream import TiffStream
from provcheck.image.blocks.walk import Walk

_XMP, _IPTC, _RESOURCES, _ICC = 700, 33723, 34377, 34675
# Where the C2PA specification keeps a manifest in TIFF files ("Embedding manifests").
_C2PA = 0xCD41
_MAX_PAYLOAD = 8_000_000


def walk_tiff(content: bytes) -> Blocks:
    """Walk the first directory of a TIFF file; never raises."""
    walk = Walk("TIFF")
    walk.payload("exif", content)
    read_tiff_tags(TiffStream(content), walk)
    return walk.finish()


def read_tiff_tags(tiff: TiffStream, walk: Walk) -> None:
    """Take over what the first directory of a TIFF stream embeds of other standards."""
    directory = tiff.directory("IFD0")
    walk.credentials = _C2PA in directory
    for tag, entry in directory.items():
        if tag not in (_XMP, _IPTC, _RESOURCES, _ICC):
            continue
        data = tiff.payload(entry, _MAX_PAYLOAD)
        if tag == _XMP:
            walk.payload("xmp", data)
        elif tag == _IPTC:
            walk.payload("iptc", _swapped(data, entry.type, tiff.order))
        elif tag == _RESOURCES:
            read_resources(data, walk)
        elif walk.icc is None:
            walk.icc = data


def _swapped(data: bytes, type: int, order: str) -> bytes:
    """IPTC written as LONGs by programs that swapped its bytes, put right."""
    if type != 4 or order != "<" or data[:1] == b"\x1c" or len(data) < 4:
        return data
    words = [data[at : at + 4][::-1] for at in range(0, len(data) - 3, 4)]
    return b"".join(words)
