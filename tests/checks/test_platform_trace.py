"""platform-trace: consistent with, explained, and silent about ordinary files."""

from __future__ import annotations

import pytest
from containers import jpeg_with, record, resource, segment
from examinations import examination, said
from metadata.tiff_building import text, tiff

from provcheck.checks.platform_trace import platform_trace
from provcheck.image import read_blocks
from provcheck.metadata import read_file_metadata
from provcheck.metadata.platforms import as_of, platforms
from provcheck.model import CheckRun


def run(name: str, *segments: bytes) -> CheckRun:
    metadata = read_file_metadata(read_blocks(jpeg_with(*segments)), name)
    return platform_trace(examination(metadata=metadata))


CAMERA = segment(0xE1, b"Exif\0\0" + tiff(ifd0=[text(0x010F, "Canon"), text(0x0110, "EOS")]))
FACEBOOK = segment(
    0xED, b"Photoshop 3.0\0" + resource(0x0404, record(40, b"FBMD01000abc0300000f2d000012ab"))
)


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("photo_2024-10-21_15-42-07.jpg", "file-name-photos"),
        ("IMG-20241021-WA0007.jpg", "file-name-photos"),
        ("signal-2024-10-21-154207.jpg", "file-name-all"),
        ("GaWlxJ4XoAAbc1d.jpg", "file-name-all"),
        ("462345678_1234567890_1234567890123_n.jpg", "file-name-all"),
        ("53123456789_0a1b2c3d4e_o.jpg", "file-name"),
        ("Screenshot_20241021-154207.png", "file-name"),
    ],
)
def test_names_that_platforms_write(name: str, finding: str) -> None:
    assert said(run(name)) == [(finding, "notice")]


@pytest.mark.parametrize(
    "name",
    [
        "DSCN0010.jpg",
        "IMG_20241021_154207.jpg",
        "Fujifilm_Finepx.jpg",
        "Pokrovsk-heap-1.jpg",
        "Evening-at-home.jpg",
        "photo_of_a_cat.jpg",
        "screenshots.jpg",
        "20241021_0a1b2c3d4e.jpg",
    ],
)
def test_ordinary_names_stay_silent(name: str) -> None:
    assert run(name).outcome == "clear"


def test_a_file_with_capture_data_is_not_explained_away() -> None:
    assert said(run("photo_2024-10-21_15-42-07.jpg", CAMERA)) == [("file-name", "notice")]


def test_facebook_s_iptc_entry() -> None:
    assert said(run("a.jpg", FACEBOOK)) == [("iptc-all", "notice")]


def test_a_size_alone_is_information_and_only_without_capture_data(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from provcheck.metadata import traces

    row = next(each for each in platforms() if each.id == "telegram")
    small = type(row)(
        id="t", name="T", removes="photos", source="test", checked=False, long_sides=(256,)
    )
    monkeypatch.setattr(traces, "platforms", lambda: (small,))
    assert said(run("a.jpg")) == [("size", "info")]
    assert run("a.jpg", CAMERA).outcome == "clear"


def test_every_row_names_its_source_and_the_table_its_date() -> None:
    assert as_of() >= "2026-11-22"
    for platform in platforms():
        assert platform.source
        assert platform.file_names or platform.long_sides or platform.iptc
