"""Whatever stands in a file, reading metadata neither raises nor prints, and ends soon."""

from __future__ import annotations

import functools
import logging
import struct
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from soundness import assert_sound
from tiff_building import LONG, directory, jpeg, picture, ratios, raw, text, tiff

from provcheck.image import Blocks, Limits, Payload, Subject, open_subject
from provcheck.metadata import embedded_thumbnail, read_metadata
from provcheck.metadata.icc import profile_name
from provcheck.model import Metadata

_WHOLE = tiff(
    ifd0=[
        text(0x010F, "Canon"),
        text(0x0110, "Canon EOS 40D"),
        text(0x0132, "2008:05:30 15:56:01"),
    ],
    exif=[
        text(0x9003, "2008:05:30 15:56:01"),
        ratios(0x829A, (1, 160)),
        raw(0x9286, 7, b"UNICODE\0" + "hello".encode("utf-16-le")),
    ],
    gps=[text(1, "N"), ratios(2, (48, 1), (16, 1), (54, 1)), text(3, "E"), ratios(4, (37, 1))],
    thumbnail=jpeg(image=picture(32, 32)),
)


@functools.cache
def _opened() -> Subject:
    return open_subject(jpeg(), Limits(), "a.jpg")


def read_block(exif: bytes, icc: bytes | None = None, name: str = "a.jpg") -> Metadata:
    """Read an EXIF block as it stands, past any sanity that writing a file would add."""
    opened = _opened()
    subject = Subject(
        asset=replace(opened.asset, name=name),
        content=opened.content,
        format="JPEG",
        pixels=opened.rgb(),
        blocks=Blocks(format="JPEG", exif=(Payload(place="exif", content=exif),), icc=icc),
    )
    embedded_thumbnail(subject)
    return read_metadata(subject)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"]))
def test_random_bytes(tail: bytes, head: bytes):
    assert_sound(read_block(head + tail))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(_WHOLE) - 1), st.integers(0, 255)), max_size=12))
def test_mutated_blocks(changes: list[tuple[int, int]]):
    block = bytearray(_WHOLE)
    for place, value in changes:
        block[place] = value
    assert_sound(read_block(bytes(block)))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(_WHOLE)))
def test_blocks_cut_off_anywhere(length: int):
    assert_sound(read_block(_WHOLE[:length]))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_random_colour_profiles(profile: bytes):
    for each in (profile, b"\0" * 128 + struct.pack(">I", 1) + profile):
        name = profile_name(each)
        assert name is None or 0 < len(name) <= len(each)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["", "IMG-20241021-WA", "photo_2024-10-21_"]))
def test_random_file_names(tail: str, head: str):
    for date in read_block(b"", name=head + tail).dates:
        assert date.type == "file-name"


def test_nothing_is_printed_or_logged(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
):
    broken = b"II*\0\x08\0\0\0" + struct.pack("<H", 400) + bytes(range(256)) * 20
    metadata = read_block(broken)
    read_block(b"not a TIFF stream")
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []
    assert metadata.first("image", "format") == "JPEG"


def test_the_log_of_exifread_is_left_as_it_was_found():
    log = logging.getLogger("exifread")
    read_block(_WHOLE)
    assert not log.disabled


def test_many_pointers_to_a_huge_directory_end_with_a_note():
    """200 GPS pointers to a directory that claims 65 535 entries: half a minute without a meter."""
    huge = 8 + 2 + 12 * 200 + 4
    entries = struct.pack("<HHII", 0x8825, 4, 1, huge) * 200
    block = b"II*\0\x08\0\0\0" + struct.pack("<H", 200) + entries + b"\0" * 4 + b"\xff\xff" * 9
    started = time.perf_counter()
    metadata = read_block(block)
    assert time.perf_counter() - started < 5
    assert [note.id for note in metadata.notes] == ["metadata.exif-unreadable"]


def test_a_text_that_claims_four_gigabytes():
    entry = struct.pack("<HHII", 0x010F, 2, 0xFFFFFFF0, 26)
    block = b"II*\0\x08\0\0\0" + struct.pack("<H", 1) + entry + b"\0" * 4 + b"A" * 200_000
    make = read_block(block).first("camera", "make")
    assert make is not None
    assert len(make) <= 65_536


@pytest.mark.parametrize(
    ("offset", "length"), [(0xFFFFFF00, 100), (8, 0xFFFFFFFF), (0, 100), (8, 0)]
)
def test_thumbnails_outside_the_block_are_not_there(offset: int, length: int):
    pointers = [
        (0x0201, LONG, struct.pack("<I", offset)),
        (0x0202, LONG, struct.pack("<I", length)),
    ]
    block = b"II*\0\x08\0\0\0" + struct.pack("<HI", 0, 14) + directory(pointers, 14)
    assert read_block(block).values("thumbnail", "width") == ()


def test_a_profile_that_claims_four_billion_tags():
    assert profile_name(b"\0" * 128 + b"\xff\xff\xff\xff" + b"\0" * 5000) is None
