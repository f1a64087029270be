"""What is read from well-formed files: every value with its source."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from PIL import Image, ImageCms, PngImagePlugin
from tiff_building import BYTE, UNDEFINED, jpeg, picture, ratios, raw, short, text, tiff

from provcheck.image import Limits, open_subject
from provcheck.metadata import embedded_thumbnail, read_metadata
from provcheck.model import Metadata

NIKON = [text(0x010F, "NIKON CORPORATION"), text(0x0110, "NIKON D300")]


def read(content: bytes, name: str = "a.jpg") -> Metadata:
    return read_metadata(open_subject(content, Limits(), name))


def dates(metadata: Metadata) -> list[tuple[str, str]]:
    return [(date.type, date.value) for date in metadata.dates]


def notes(metadata: Metadata) -> list[str]:
    return [note.id.removeprefix("metadata.") for note in metadata.notes]


def position(*gps: object) -> Metadata:
    return read(jpeg(tiff(gps=list(gps))))  # type: ignore[arg-type]


def test_camera_values_come_with_source_and_reader():
    value = read(jpeg(tiff(ifd0=NIKON))).values("camera", "make")[0]
    assert (value.value, value.raw) == ("NIKON CORPORATION", "NIKON CORPORATION")
    assert (value.source, value.reader) == ("exif:IFD0:Make", "exifread")


def test_exposure_is_shown_as_photographers_write_it():
    exif = [
        ratios(0x829A, (1, 250)),
        ratios(0x829D, (28, 10)),
        short(0x8827, 400),
        ratios(0x920A, (70, 1)),
    ]
    metadata = read(jpeg(tiff(exif=exif)))
    assert metadata.first("exposure", "exposure_time") == "1/250 s"
    assert metadata.first("exposure", "f_number") == "f/2.8"
    assert metadata.first("exposure", "iso") == "400"
    assert metadata.first("exposure", "focal_length") == "70 mm"
    assert metadata.values("exposure", "exposure_time")[0].raw == "1/250"


def test_a_zero_denominator_is_a_note_and_not_a_value():
    metadata = read(jpeg(tiff(exif=[ratios(0x829A, (1, 0))])))
    assert metadata.first("exposure", "exposure_time") is None
    assert notes(metadata) == ["value-unusable"]


def test_dates_are_typed_and_take_their_offset():
    exif = [text(0x9003, "2024:10:21 15:42:07"), text(0x9011, "+03:00"), text(0x9291, "52")]
    metadata = read(jpeg(tiff(ifd0=[text(0x0132, "2024:10:22 08:00:00")], exif=exif)))
    assert dates(metadata) == [
        ("capture", "2024-10-21T15:42:07+03:00"),
        ("modified", "2024-10-22T08:00:00"),
    ]
    assert metadata.dates[0].source == "exif:ExifIFD:DateTimeOriginal"
    assert metadata.dates[0].zone_known
    assert metadata.first("time", "taken_subsec") == "52"


@pytest.mark.parametrize(
    ("stated", "note"),
    [
        ("0000:00:00 00:00:00", "date-blank"),
        ("    :  :     :  :  ", "date-blank"),
        ("2024:02:31 10:00:00", "date-impossible"),
        ("2024:10:21 25:00:00", "date-impossible"),
        ("yesterday", "date-impossible"),
    ],
)
def test_blank_and_impossible_dates_are_noted(stated: str, note: str):
    metadata = read(jpeg(tiff(exif=[text(0x9003, stated)])))
    assert dates(metadata) == []
    assert notes(metadata) == [note]


def test_an_impossible_offset_is_noted_and_the_date_kept():
    exif = [text(0x9003, "2024:10:21 15:42:07"), text(0x9011, "+99:00")]
    metadata = read(jpeg(tiff(exif=exif)))
    assert dates(metadata) == [("capture", "2024-10-21T15:42:07")]
    assert notes(metadata) == ["offset-impossible"]


def test_gps_becomes_decimal_degrees_and_a_utc_date():
    metadata = position(
        text(1, "N"),
        ratios(2, (48, 1), (16, 1), (5412, 100)),
        text(3, "E"),
        ratios(4, (37, 1), (10, 1), (3288, 100)),
        raw(5, BYTE, b"\1"),
        ratios(6, (42, 1)),
        ratios(7, (12, 1), (42, 1), (7, 1)),
        text(16, "T"),
        ratios(17, (2705, 10)),
        text(29, "2024:10:21"),
    )
    assert metadata.position is not None
    assert metadata.position.latitude == pytest.approx(48.2817, abs=1e-5)
    assert metadata.position.longitude == pytest.approx(37.1758, abs=1e-5)
    assert metadata.first("gps", "altitude") == "-42.0 m"
    assert metadata.first("gps", "direction") == "270.5° true"
    assert metadata.bearing == 270.5
    assert dates(metadata) == [("gps", "2024-10-21T12:42:07Z")]


def test_south_and_west_are_negative():
    metadata = position(text(1, "S"), ratios(2, (33, 1)), text(3, "W"), ratios(4, (70, 1)))
    assert metadata.position is not None
    assert (metadata.position.latitude, metadata.position.longitude) == (-33, -70)


@pytest.mark.parametrize(
    ("gps", "note"),
    [
        ((text(1, "N"), ratios(2, (0, 1)), text(3, "E"), ratios(4, (0, 1))), "gps-zero"),
        ((text(1, "N"), ratios(2, (91, 1)), text(3, "E"), ratios(4, (7, 1))), "gps-out-of-range"),
        ((ratios(2, (48, 1)), text(3, "E"), ratios(4, (7, 1))), "gps-incomplete"),
        ((text(1, "N"), ratios(2, (48, 0)), text(3, "E"), ratios(4, (7, 1))), "value-unusable"),
    ],
)
def test_positions_without_sense_are_noted_and_not_used(gps: tuple[object, ...], note: str):
    metadata = position(*gps)
    assert metadata.position is None
    assert note in notes(metadata)


def test_bytes_that_are_not_utf8_are_decoded_and_noted():
    metadata = read(jpeg(tiff(ifd0=[text(0x013B, "Jos\u00e9".encode("cp1252"))])))
    assert metadata.first("text", "artist") == "José"
    assert notes(metadata) == ["decoded-as"]


@pytest.mark.parametrize(
    "payload",
    [
        b"ASCII\0\0\0Screenshot",
        b"UNICODE\0" + "Screenshot".encode("utf-16-le"),
        b"UNICODE\0" + "Screenshot".encode("utf-16-be"),
        b"\0" * 8 + b"Screenshot\0\0",
    ],
)
def test_user_comment_is_read_in_its_character_set(payload: bytes):
    metadata = read(jpeg(tiff(exif=[raw(0x9286, UNDEFINED, payload)])))
    assert metadata.first("text", "user_comment") == "Screenshot"


def test_hostile_text_comes_back_inert():
    metadata = read(jpeg(tiff(ifd0=[text(0x010F, "Ca\x1b[31mnon\u202egpj")])))
    assert metadata.first("camera", "make") == "Ca\\x1b[31mnon\\u202egpj"


def test_png_text_keeps_its_own_source():
    info = PngImagePlugin.PngInfo()
    info.add_text("Software", "GIMP 2.10")
    info.add_text("Creation Tool!", "x")
    buffer = io.BytesIO()
    picture().save(buffer, "PNG", pnginfo=info)
    metadata = read(buffer.getvalue(), "a.png")
    assert metadata.values("software", "software")[0].source == "png:Software"
    assert metadata.first("png", "creation_tool_") == "x"


@pytest.mark.parametrize("quality", [20, 50, 87, 100])
def test_standard_tables_are_recognised_at_their_quality(quality: int):
    metadata = read(jpeg(quality=quality, subsampling=2))
    assert metadata.first("jpeg", "quality") == f"IJG {quality}"
    assert metadata.first("jpeg", "subsampling") == "4:2:0"


def test_other_tables_are_called_own():
    tables = [list(range(1, 65)), list(range(1, 65))]
    assert read(jpeg(qtables=tables)).first("jpeg", "quality") == "own tables"


def test_progressive_and_comment():
    metadata = read(jpeg(progressive=True, comment=b"hello"))
    assert metadata.first("jpeg", "progressive") == "yes"
    assert metadata.first("text", "comment") == "hello"


def test_colour_profile_is_named():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    metadata = read(jpeg(icc_profile=profile))
    assert metadata.first("icc", "name") == "sRGB built-in"
    assert metadata.first("icc", "size") == f"{len(profile)} B"


def test_thumbnail_bytes_and_facts():
    small = jpeg(image=picture(48, 32))
    subject = open_subject(jpeg(tiff(ifd0=NIKON, thumbnail=small)), Limits(), "a.jpg")
    assert embedded_thumbnail(subject) == small
    metadata = read_metadata(subject)
    assert metadata.first("thumbnail", "width") == "48"
    assert metadata.first("thumbnail", "byte_size") == str(len(small))


def test_a_thumbnail_that_is_no_picture_is_noted():
    subject = open_subject(jpeg(tiff(thumbnail=b"\xff\xd8 nothing")), Limits(), "a.jpg")
    assert notes(read_metadata(subject)) == ["thumbnail-unreadable"]


def test_a_tiff_file_is_its_own_exif_block():
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Phase One"
    picture().save(buffer, "TIFF", exif=exif)
    assert read(buffer.getvalue(), "a.tif").first("camera", "make") == "Phase One"


def test_a_bare_file_says_only_what_it_is():
    metadata = read(jpeg(), "flag.jpg")
    assert set(metadata.groups) == {"jpeg", "image"}
    assert (metadata.dates, metadata.position, metadata.notes) == ((), None, ())


def _development_files() -> list[Path]:
    beside = Path(__file__).parents[2].parent / "shared" / "data"
    folder = Path(os.environ.get("PROVCHECK_DEV_DATA", beside)) / "exif"
    return sorted(folder.glob("*.jp*g")) if folder.is_dir() else []


def test_real_camera_files_are_read_without_a_word(capfd: pytest.CaptureFixture[str]):
    files = _development_files()
    if not files:
        pytest.skip("development data is absent (PROVCHECK_DEV_DATA)")
    found = {path.name: read(path.read_bytes(), path.name) for path in files}
    assert found["Canon_40D.jpg"].first("camera", "model") == "Canon EOS 40D"
    assert dates(found["DSCN0010.jpg"])[0] == ("capture", "2008-10-22T16:28:39")
    assert found["DSCN0010.jpg"].position is not None
    for path in files:
        with Image.open(path) as opened:
            make = opened.getexif().get(0x010F)
        ours = found[path.name].first("camera", "make")
        assert ours == (str(make).strip("\0 ") if make else None), path.name
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("preset", "named"),
    [
        ("web_high", ["Adobe Photoshop, Save for web, Quality 60"]),
        ("maximum", ["Adobe Lightroom, Quality 77% - 84%", "Adobe Photoshop, Quality 10"]),
        (80, ["IJG 80"]),
    ],
)
def test_tables_are_named_by_the_setting_that_made_them(preset: str | int, named: list[str]):
    buffer = io.BytesIO()
    picture().save(buffer, "JPEG", quality=preset)
    found = read(buffer.getvalue()).values("jpeg", "quality")
    assert [value.value for value in found] == named
