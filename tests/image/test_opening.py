"""Opening: regular files only, bounded, every refusal with its own name."""

import io
import os
import socket
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage.data
from hypothesis import given
from hypothesis import strategies as st
from pictures import jpeg, png
from PIL import Image

from provcheck.errors import (
    FileEmpty,
    FileMissing,
    FileTooLarge,
    FileUnreadable,
    ImageDamaged,
    ImageTooLarge,
    NotAFile,
    NotAnImage,
    SubjectError,
)
from provcheck.image import Limits, image_files, open_embedded, open_subject, read_file

PHOTO = jpeg(Image.fromarray(skimage.data.astronaut()))


def test_a_regular_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(PHOTO)
    assert read_file(path, Limits()) == PHOTO


def test_missing_folder_empty_and_too_large(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jpg"
    empty.touch()
    large = tmp_path / "large.jpg"
    large.write_bytes(b"x" * 101)
    with pytest.raises(FileMissing):
        read_file(tmp_path / "none.jpg", Limits())
    with pytest.raises(NotAFile, match="a folder"):
        read_file(tmp_path, Limits())
    with pytest.raises(FileEmpty):
        read_file(empty, Limits())
    with pytest.raises(FileTooLarge, match="101 bytes"):
        read_file(large, Limits(max_bytes=100))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs POSIX files")
def test_links_pipes_sockets_and_devices_are_refused_at_once(tmp_path: Path) -> None:
    link, pipe, sock = tmp_path / "link.jpg", tmp_path / "pipe.jpg", tmp_path / "s"
    link.symlink_to("/dev/zero")
    os.mkfifo(pipe)
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(sock))
    try:
        for path, kind in ((link, "a link"), (pipe, "a pipe"), (sock, "a socket")):
            with pytest.raises(NotAFile, match=kind):
                read_file(path, Limits())
        with pytest.raises(NotAFile, match="a device"):
            read_file(Path("/dev/zero"), Limits())
    finally:
        server.close()


def test_a_name_with_a_null_character_is_an_error_not_a_crash() -> None:
    with pytest.raises((FileUnreadable, FileMissing)):
        read_file(Path("a\0b"), Limits())


def test_what_is_no_image_is_said_so() -> None:
    for content in (b"%PDF-1.4 ...", b"<svg/>", b"hello", b"%!PS-Adobe-3.0 EPSF-3.0\n"):
        with pytest.raises(NotAnImage, match=r"x\.jpg"):
            open_subject(content, Limits(), "x.jpg")


def test_a_truncated_jpeg_is_damaged() -> None:
    with pytest.raises(ImageDamaged, match="cut off or damaged"):
        open_subject(PHOTO[: len(PHOTO) // 2], Limits(), "half.jpg")


def test_too_many_pixels_are_refused_before_decoding() -> None:
    bomb = png(Image.new("1", (30_000, 30_000)))
    with pytest.raises(ImageTooLarge, match="900000000 pixels"):
        open_subject(bomb, Limits(), "bomb.png")


@pytest.mark.parametrize("format", ["PNG", "TIFF", "WEBP", "JPEG"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_pixels_come_out_as_displayed(orientation: int, format: str) -> None:
    shown = Image.fromarray(skimage.data.astronaut()[:200, :300])
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = shown.transpose(undo[orientation]) if orientation in undo else shown
    exif = Image.Exif()
    exif[0x0112] = orientation
    coded = io.BytesIO()
    options: dict[str, Any] = {"WEBP": {"lossless": True}, "JPEG": {"quality": 98}}
    stored.save(coded, format, exif=exif.tobytes(), **options.get(format, {}))
    subject = open_subject(coded.getvalue(), Limits(), "o")
    assert (subject.asset.width, subject.asset.height) == (300, 200)
    assert subject.asset.orientation == orientation
    off = np.abs(subject.rgb().astype(int) - skimage.data.astronaut()[:200, :300])
    assert off.mean() < (4 if format == "JPEG" else 0.01)
    assert subject.reduced.size == (300, 200)
    grey = np.asarray(Image.fromarray(subject.rgb()).convert("L"), dtype=int)
    assert np.abs(np.asarray(subject.reduced, dtype=int) - grey).mean() < 4


def test_the_hashed_picture_lies_over_white_as_the_shown_one() -> None:
    see_through = Image.new("L", (32, 32), 7)
    subject = open_subject(png(see_through, transparency=7), Limits(), "t.png")
    assert (subject.rgb() == 255).all()
    assert subject.reduced.getextrema() == (255, 255)


def test_bytes_read_elsewhere_obey_the_limits_too() -> None:
    with pytest.raises(FileTooLarge):
        open_subject(PHOTO, Limits(max_bytes=1000), "stdin")
    with pytest.raises(FileEmpty):
        open_subject(b"", Limits(), "stdin")


def test_equal_pixels_in_other_files_have_equal_pixel_digests() -> None:
    picture = Image.fromarray(skimage.data.coffee())
    one = open_subject(png(picture), Limits(), "a.png").asset
    other = open_subject(png(picture, compress_level=1), Limits(), "b.png").asset
    assert one.sha256 != other.sha256
    assert one.pixel_sha256 == other.pixel_sha256


def test_transparency_is_laid_over_white() -> None:
    see_through = Image.new("RGBA", (8, 8), (255, 0, 0, 0))
    subject = open_subject(png(see_through), Limits(), "t.png")
    assert (subject.rgb() == 255).all()


def test_sixteen_bit_pictures_are_scaled_not_clipped() -> None:
    deep = Image.new("I;16", (4, 4), 0x8080)
    subject = open_subject(png(deep), Limits(), "deep.png")
    assert (subject.rgb() == 0x80).all()


def test_hostile_names_are_made_inert() -> None:
    subject = open_subject(PHOTO, Limits(), "a\x1b[31m\n\u202egpj.exe")
    assert subject.asset.name == "a\\x1b[31m\\n\\u202egpj.exe"


@given(
    cut=st.integers(0, len(PHOTO) - 1),
    changes=st.lists(st.tuples(st.integers(0, len(PHOTO) - 1), st.integers(0, 255)), max_size=20),
)
def test_mutated_files_open_or_raise_one_of_ours(cut: int, changes: list[tuple[int, int]]) -> None:
    content = bytearray(PHOTO)
    for place, value in changes:
        content[place] = value
    try:
        subject = open_subject(bytes(content[cut:]) or b"x", Limits(), "m.jpg")
    except SubjectError:
        return
    assert subject.rgb().shape[2] == 3


def test_embedded_pictures_that_cannot_be_read_are_none() -> None:
    assert open_embedded(b"nothing") is None
    assert open_embedded(PHOTO, max_pixels=10) is None
    found = open_embedded(PHOTO)
    assert found is not None and found.shape == (512, 512, 3)


def test_walking_takes_pictures_only_and_follows_no_links(tmp_path: Path) -> None:
    for name in ("b.JPG", "a.png", "notes.txt", ".hidden.jpg"):
        (tmp_path / name).touch()
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "c.webp").touch()
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "outside.jpg").symlink_to("/etc/passwd")
    found = [path.relative_to(tmp_path).as_posix() for path in image_files(tmp_path)]
    assert found == ["a.png", "b.JPG", "inner/c.webp"]


def test_walking_goes_as_deep_as_folders_go(tmp_path: Path) -> None:
    place = tmp_path
    for _ in range(400):
        place = place / "d"
    place.mkdir(parents=True)
    (place / "deep.jpg").touch()
    assert [path.name for path in image_files(tmp_path)] == ["deep.jpg"]
