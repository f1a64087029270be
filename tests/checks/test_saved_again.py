"""saved-again: one common sign stays silent, three or a telling one do not."""

from __future__ import annotations

from containers import resource, segment
from examinations import examination, said
from metadata.tiff_building import jpeg, raw, text, tiff

from provcheck.checks.saved_again import saved_again
from provcheck.image import Limits, open_subject
from provcheck.metadata import read_metadata
from provcheck.model import CheckRun

NOTE = [raw(0x927C, 7, b"a note of the maker's own")]
CANON = [text(0x010F, "Canon"), text(0x0110, "EOS 40D")]


def run(content: bytes) -> CheckRun:
    subject = open_subject(content, Limits(), "a.jpg")
    return saved_again(examination(subject=subject, metadata=read_metadata(subject)))


def test_a_camera_file_with_one_sign_is_clear() -> None:
    found = run(jpeg(tiff(ifd0=CANON, exif=NOTE)))
    assert found.outcome == "clear"


def test_three_weak_signs_are_information() -> None:
    found = run(jpeg(tiff(ifd0=CANON), optimize=True))
    assert said(found) == [("signs", "info")]
    assert "no-maker-note" in str(found.findings[0].measures["signs"])


def test_progressive_coding_and_photoshop_s_block_are_notices() -> None:
    assert said(run(jpeg(tiff(ifd0=CANON, exif=NOTE), progressive=True))) == [("signs", "notice")]
    content = jpeg(tiff(ifd0=CANON, exif=NOTE))
    block = segment(0xED, b"Photoshop 3.0\0" + resource(0x03ED, b"x" * 16))
    assert said(run(content[:2] + block + content[2:])) == [("signs", "notice")]


def test_a_file_that_names_no_camera_is_not_asked() -> None:
    assert run(jpeg(optimize=True)).outcome == "not-applicable"


def test_tables_on_record_for_a_program_are_a_notice() -> None:
    found = run(jpeg(tiff(ifd0=CANON, exif=NOTE), quality="web_high"))
    assert said(found) == [("signs", "notice")]
    assert "program-tables" in str(found.findings[0].measures["signs"])
    assert found.findings[0].measures["tables_of"] == "Adobe Photoshop, Save for web, Quality 60"
