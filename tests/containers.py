"""Containers built block by block, so that wrong ones can be built too."""

import io
import struct
import zlib
from typing import Any

from PIL import Image

XMP_HEAD = b"http://ns.adobe.com/xap/1.0/\0"


def segment(marker: int, body: bytes) -> bytes:
    """One JPEG segment."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg_with(*segments: bytes, tail: bytes = b"", **options: Any) -> bytes:
    """A small JPEG with these segments right behind its start."""
    coded = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(coded, "JPEG", **options)
    whole = coded.getvalue()
    return whole[:2] + b"".join(segments) + whole[2:] + tail


def chunk(name: bytes, body: bytes) -> bytes:
    """One PNG chunk."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_with(*chunks: bytes, tail: bytes = b"") -> bytes:
    """A small PNG with these chunks before its end."""
    coded = io.BytesIO()
    Image.linear_gradient("L").save(coded, "PNG")
    whole = coded.getvalue()
    return whole[:-12] + b"".join(chunks) + whole[-12:] + tail


def packet(*descriptions: str) -> bytes:
    """An XMP packet with these rdf:Description contents; the usual prefixes are declared."""
    names = {
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "dc": "http://purl.org/dc/elements/1.1/",
        "xmp": "http://ns.adobe.com/xap/1.0/",
        "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
        "stEvt": "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#",
        "stRef": "http://ns.adobe.com/xap/1.0/sType/ResourceRef#",
        "exif": "http://ns.adobe.com/exif/1.0/",
        "photoshop": "http://ns.adobe.com/photoshop/1.0/",
        "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
        "TC260": "http://www.tc260.org.cn/ns/AIGC/1.0/",
        "own": "https://example.org/names/own/",
    }
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in names.items())
    body = "".join(
        f'<rdf:Description rdf:about="">{each}</rdf:Description>' for each in descriptions
    )
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {declared}>{body}</rdf:RDF></x:xmpmeta>'
        '<?xpacket end="w"?>'
    ).encode()


def resource(number: int, data: bytes) -> bytes:
    """One Photoshop image resource without a name."""
    padded = data + b"\0" * (len(data) % 2)
    return b"8BIM" + struct.pack(">H", number) + b"\0\0" + struct.pack(">I", len(data)) + padded


def record(number: int, data: bytes, of: int = 2) -> bytes:
    """One IPTC-IIM data set."""
    return struct.pack(">BBBH", 0x1C, of, number, len(data)) + data


def box(kind: bytes, body: bytes) -> bytes:
    """One box of an ISO media file."""
    return struct.pack(">I4s", len(body) + 8, kind) + body


def heif_with(exif: bytes, xmp: bytes) -> bytes:
    """A HEIC file without a picture: two items and where they are."""
    head = box(b"ftyp", b"heic\0\0\0\0mif1heic")
    infe = [
        box(b"infe", b"\x02\0\0\0" + struct.pack(">HH4s", 1, 0, b"Exif") + b"\0"),
        box(
            b"infe",
            b"\x02\0\0\0" + struct.pack(">HH4s", 2, 0, b"mime") + b"\0application/rdf+xml\0",
        ),
    ]
    iinf = box(b"iinf", b"\0\0\0\0" + struct.pack(">H", 2) + b"".join(infe))
    payload = struct.pack(">I", 6) + b"Exif\0\0" + exif

    def meta(at: int) -> bytes:
        places = struct.pack(">HHHII", 1, 0, 1, at, len(payload))
        places += struct.pack(">HHHII", 2, 0, 1, at + len(payload), len(xmp))
        iloc = box(b"iloc", b"\0\0\0\0" + struct.pack(">HH", 0x4400, 2) + places)
        return box(b"meta", b"\0\0\0\0" + iinf + iloc)

    at = len(head) + len(meta(0)) + 8
    return head + meta(at) + box(b"mdat", payload + xmp)
