"""size-differs: resized, turned, as noted, and lying on its side."""

from __future__ import annotations

import struct

import pytest
from examinations import examination, reason, said
from metadata.tiff_building import LONG, jpeg, raw, short, tiff

from provcheck.checks.size_differs import size_differs
from provcheck.image import Limits, open_subject
from provcheck.metadata import read_metadata
from provcheck.model import CheckRun


def run(width: int | None, height: int | None, orientation: int = 1) -> CheckRun:
    """The picture itself is stored with 96 x 64 pixels."""
    noted = [
        raw(tag, LONG, struct.pack("<I", size))
        for tag, size in ((0xA002, width), (0xA003, height))
        if size is not None
    ]
    subject = open_subject(
        jpeg(tiff(ifd0=[short(0x0112, orientation)], exif=noted)), Limits(), "a.jpg"
    )
    return size_differs(examination(subject=subject, metadata=read_metadata(subject)))


def test_another_size_is_a_notice() -> None:
    assert said(run(4000, 3000)) == [("other-size", "notice")]


def test_a_turned_picture_is_information() -> None:
    assert said(run(64, 96)) == [("turned", "info")]


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_the_noted_size_is_clear_however_the_camera_was_held(orientation: int) -> None:
    found = run(96, 64, orientation)
    assert (found.outcome, reason(found)) == ("clear", "same")


@pytest.mark.parametrize(("width", "height"), [(None, None), (96, None), (0, 0)])
def test_without_a_noted_size_it_does_not_apply(width: int | None, height: int | None) -> None:
    assert run(width, height).outcome == "not-applicable"
