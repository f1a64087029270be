"""entries-contradict: the same thing told in two ways, and what only looks like it."""

from __future__ import annotations

import pytest
from containers import XMP_HEAD, jpeg_with, packet, record, resource, segment
from examinations import examination, said
from metadata.tiff_building import text, tiff

from provcheck.checks.entries_contradict import entries_contradict
from provcheck.image import read_blocks
from provcheck.metadata import read_file_metadata
from provcheck.model import CheckRun


def run(
    exif: str = "", iptc: str = "", xmp: str = "", *, dates: tuple[str, str] = ("", "")
) -> CheckRun:
    """A file with this caption in EXIF, IPTC and XMP, and dates of taking in EXIF and XMP."""
    segments = []
    if exif or dates[0]:
        ifd0 = [text(0x010E, exif)] if exif else []
        taken = [text(0x9003, dates[0])] if dates[0] else []
        segments.append(segment(0xE1, b"Exif\0\0" + tiff(ifd0=ifd0, exif=taken)))
    if iptc:
        data = resource(0x0404, record(120, iptc.encode()))
        segments.append(segment(0xED, b"Photoshop 3.0\0" + data))
    if xmp or dates[1]:
        caption = f"<dc:description>{xmp}</dc:description>" if xmp else ""
        created = f"<photoshop:DateCreated>{dates[1]}</photoshop:DateCreated>" if dates[1] else ""
        segments.append(segment(0xE1, XMP_HEAD + packet(caption + created)))
    metadata = read_file_metadata(read_blocks(jpeg_with(*segments)), "a.jpg")
    return entries_contradict(examination(metadata=metadata))


def test_two_captions_are_information_and_both_are_shown() -> None:
    found = run(exif="A heap near Tsukuryne", xmp="A heap near Pokrovsk")
    assert said(found) == [("text", "info")]
    assert found.findings[0].message.params["source2"] == "xmp:dc:description"


def test_two_dates_of_taking_are_a_notice() -> None:
    assert said(run(dates=("2024:10:19 18:00:00", "2023-05-01"))) == [("dates", "notice")]


@pytest.mark.parametrize(
    ("exif", "iptc", "xmp"),
    [
        ("A heap near Pokrovsk", "", "A heap near  Pokrovsk "),
        ("A heap near Pokrovsk", "a HEAP near Pokrovsk", ""),
        ("", "A heap near Pokrovsk in the Donets", "A heap near Pokrovsk in the Donetsk oblast"),
    ],
)
def test_spaces_case_and_texts_cut_short_are_no_contradiction(
    exif: str, iptc: str, xmp: str
) -> None:
    assert run(exif, iptc, xmp).outcome == "clear"


def test_dates_that_may_be_one_moment_are_no_contradiction() -> None:
    assert run("x", dates=("2024:10:19 23:30:00", "2024-10-20")).outcome != "found"


def test_one_place_alone_has_nothing_to_compare() -> None:
    assert run(exif="A caption").outcome == "not-applicable"
