"""Walking containers: every payload is found, nothing grows, nothing raises."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from containers import (
    XMP_HEAD,
    chunk,
    heif_with,
    jpeg_with,
    packet,
    png_with,
    record,
    resource,
    segment,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st
from metadata.tiff_building import raw, text, tiff
from PIL import Image

from provcheck.image import read_blocks

EXIF = tiff(ifd0=[text(0x010F, "Canon")])
XMP = packet("<dc:format>image/jpeg</dc:format>")
IPTC = record(120, b"caption")


def extended(guid: bytes, whole: bytes, offset: int, part: bytes) -> bytes:
    head = b"http://ns.adobe.com/xmp/extension/\0" + guid + struct.pack(">II", len(whole), offset)
    return segment(0xE1, head + part)


def test_jpeg_payloads() -> None:
    blocks = read_blocks(
        jpeg_with(
            segment(0xE1, b"Exif\0\0" + EXIF),
            segment(0xE1, XMP_HEAD + XMP),
            segment(0xE2, b"ICC_PROFILE\0\x02\x02" + b"B" * 10),
            segment(0xE2, b"ICC_PROFILE\0\x01\x02" + b"A" * 10),
            segment(0xFE, b"a comment"),
        )
    )
    assert [p.content for p in blocks.exif] == [EXIF]
    assert [p.content for p in blocks.xmp] == [XMP]
    assert blocks.icc == b"A" * 10 + b"B" * 10
    assert [(t.place, t.text) for t in blocks.texts] == [("jpeg:comment", "a comment")]
    assert blocks.has("APP1 Exif")
    assert blocks.has("APP1 XMP")
    assert blocks.trailer is None
    assert not blocks.notes


def test_extended_xmp_is_joined_by_its_identifier_in_any_order() -> None:
    whole = packet("<dc:description>" + "x" * 500 + "</dc:description>")
    guid = b"0123456789ABCDEF0123456789ABCDEF"
    blocks = read_blocks(
        jpeg_with(
            segment(0xE1, XMP_HEAD + XMP),
            extended(guid, whole, 300, whole[300:]),
            extended(guid, whole, 0, whole[:300]),
        )
    )
    assert [(p.place, p.content) for p in blocks.xmp] == [("xmp", XMP), ("xmp:2", whole)]


def test_iptc_split_over_two_segments() -> None:
    resources = resource(0x0404, IPTC + record(5, b"t" * 400))
    head = b"Photoshop 3.0\0"
    blocks = read_blocks(
        jpeg_with(segment(0xED, head + resources[:100]), segment(0xED, head + resources[100:]))
    )
    assert [p.content for p in blocks.iptc] == [IPTC + record(5, b"t" * 400)]


def test_a_packet_behind_a_broken_signature_is_still_found() -> None:
    blocks = read_blocks(jpeg_with(segment(0xE1, b"XMP\0://ns.adobe.com/xap/1.0/\0" + XMP)))
    assert [p.content for p in blocks.xmp] == [XMP]


@pytest.mark.parametrize(
    ("tail", "kind"),
    [
        (b"\0" * 300, "padding"),
        (jpeg_with(), "second-jpeg"),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 40, "motion-photo"),
        (b"abc" * 30 + b"SEFT", "samsung-trailer"),
        (b"PK\x03\x04" + b"\0" * 30, "zip"),
        (b"%PDF-1.4 ...", "pdf"),
        (b'{"key": "value"}', "text"),
        (bytes(range(128, 200)), "unknown"),
    ],
)
def test_trailers_are_measured_and_named(tail: bytes, kind: str) -> None:
    whole = jpeg_with()
    trailer = read_blocks(whole + tail).trailer
    assert trailer is not None
    assert (trailer.kind, trailer.offset, trailer.length) == (kind, len(whole), len(tail))


def test_coding_of_a_jpeg() -> None:
    plain = read_blocks(jpeg_with(quality=75, subsampling="4:2:0")).jpeg
    assert plain is not None
    assert (plain.width, plain.height, plain.subsampling) == (256, 256, "4:2:0")
    assert plain.standard_huffman is True
    assert not plain.progressive
    optimised = read_blocks(jpeg_with(optimize=True, subsampling="4:4:4")).jpeg
    assert optimised is not None
    assert (optimised.standard_huffman, optimised.subsampling) == (False, "4:4:4")
    progressive = read_blocks(jpeg_with(progressive=True)).jpeg
    assert progressive is not None
    assert progressive.progressive
    assert progressive.scans > 1


def test_quantisation_tables_are_those_that_pillow_reads() -> None:
    content = jpeg_with(quality=60)
    coding = read_blocks(content).jpeg
    assert coding is not None
    with Image.open(io.BytesIO(content)) as picture:
        expected = {key: tuple(table) for key, table in picture.quantization.items()}
    assert dict(coding.tables) == expected


def test_png_texts_profiles_and_trailer() -> None:
    profile = b"\niptc\n   16\n" + (b"Photoshop 3.0\0" + resource(0x0404, IPTC)).hex().encode()
    blocks = read_blocks(
        png_with(
            chunk(b"eXIf", EXIF),
            chunk(b"tEXt", b"Software\0GIMP"),
            chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"long")),
            chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP),
            chunk(b"iTXt", b"Title\0\0\0de\0Titel\0" + "Gruß".encode()),
            chunk(b"zTXt", b"Raw profile type iptc\0\0" + zlib.compress(profile)),
            chunk(b"iCCP", b"name\0\0" + zlib.compress(b"profile")),
            chunk(b"caBX", b"jumb"),
            tail=b"PK\x03\x04" + b"\0" * 20,
        )
    )
    assert [p.content for p in blocks.exif] == [EXIF]
    assert [p.content for p in blocks.xmp] == [XMP]
    assert [p.content for p in blocks.iptc] == [IPTC]
    assert [(t.key, t.text) for t in blocks.texts] == [
        ("Software", "GIMP"),
        ("Comment", "long"),
        ("Title", "Gruß"),
    ]
    assert blocks.icc == b"profile"
    assert blocks.credentials
    assert blocks.trailer is not None
    assert blocks.trailer.kind == "zip"


def test_a_text_that_inflates_to_200_megabytes_is_cut_and_noted() -> None:
    bomb = zlib.compress(b"A" * 200_000_000, 9)
    blocks = read_blocks(png_with(chunk(b"zTXt", b"Comment\0\0" + bomb)))
    assert len(blocks.texts[0].text) <= 4_000_000
    assert [note for note, _ in blocks.notes] == ["chunk-too-large"]


def test_webp_gif_tiff_and_heif() -> None:
    picture = Image.linear_gradient("L").convert("RGB")
    webp = io.BytesIO()
    picture.save(webp, "WEBP", exif=b"Exif\0\0" + EXIF, xmp=XMP, icc_profile=b"profile")
    found = read_blocks(webp.getvalue())
    assert [p.content for p in (*found.exif, *found.xmp)] == [EXIF, XMP]
    assert found.icc == b"profile"
    assert found.trailer is None
    gif = io.BytesIO()
    picture.convert("P").save(gif, "GIF", comment=b"hello")
    found = read_blocks(gif.getvalue() + b"tail of a file")
    assert [t.text for t in found.texts] == ["hello"]
    assert found.trailer is not None
    found = read_blocks(tiff(ifd0=[raw(700, 1, XMP), raw(33723, 7, IPTC)]))
    assert [p.content for p in (*found.xmp, *found.iptc)] == [XMP, IPTC]
    found = read_blocks(heif_with(EXIF, XMP))
    assert (found.format, found.exif[0].content, found.xmp[0].content) == ("HEIF", EXIF, XMP)


def test_more_blocks_than_any_program_writes_are_cut_and_noted() -> None:
    blocks = read_blocks(jpeg_with(*[segment(0xFE, b"x")] * 3000))
    assert len(blocks.blocks) <= 2000
    assert "blocks-capped" in [note for note, _ in blocks.notes]


_FILES = (
    jpeg_with(
        segment(0xE1, b"Exif\0\0" + EXIF), segment(0xED, b"Photoshop 3.0\0" + resource(4, b"x"))
    ),
    png_with(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP), chunk(b"zTXt", b"k\0\0x")),
    heif_with(EXIF, XMP),
    tiff(ifd0=[raw(34377, 7, resource(0x0404, IPTC)), raw(34675, 7, b"p" * 200)]),
    b"GIF89a\x01\0\x01\0\0\0\0!\xff\x0bXMP DataXMP" + XMP + b"\x01\xff\xfe" + b"\0" * 258 + b";",
    b"RIFF\x40\0\0\0WEBPEXIF\x08\0\0\0" + EXIF[:8] + b"XMP \xff\xff\xff\xff",
)


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(_FILES),
    st.lists(st.tuples(st.integers(0, 1200), st.integers(0, 255)), max_size=12),
    st.integers(0, 1500),
)
@example(b"GIF89a", [], 0)
@example(b"\xff\xd8\xff", [], 0)
def test_damaged_files_never_raise(whole: bytes, changes: list[tuple[int, int]], cut: int) -> None:
    content = bytearray(whole)
    for place, value in changes:
        if place < len(content):
            content[place] = value
    for damaged in (bytes(content), bytes(content[:cut])):
        blocks = read_blocks(damaged)
        assert all(0 <= block.offset < max(len(damaged), 1) for block in blocks.blocks)
