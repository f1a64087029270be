"""HEIC: opened upright where the extra is there, one sentence where it is not."""

import os
import sys
from pathlib import Path

import pytest
from containers import heif_with

from provcheck.errors import HeifExtraMissing, SubjectError
from provcheck.image import Limits, open_subject
from provcheck.metadata import read_metadata

BESIDE = Path(__file__).parents[2].parent / "shared" / "data"
PHOTO = Path(os.environ.get("PROVCHECK_DEV_DATA", BESIDE)) / "exif" / "IMG_5195.HEIC"


def test_without_the_extra_one_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    with pytest.raises(HeifExtraMissing, match="provcheck\\[heif\\]"):
        open_subject(heif_with(b"II*\0", b"<x/>"), Limits(), "a.heic")


def test_a_file_without_a_picture_is_refused() -> None:
    with pytest.raises(SubjectError):
        open_subject(heif_with(b"II*\0", b"<x/>"), Limits(), "a.heic")


@pytest.mark.skipif(not PHOTO.is_file(), reason="development data is absent (PROVCHECK_DEV_DATA)")
def test_a_photograph_of_a_phone() -> None:
    subject = open_subject(PHOTO, Limits())
    assert (subject.asset.width, subject.asset.height) == (2566, 3313)
    assert subject.asset.media_type == "image/heif"
    metadata = read_metadata(subject)
    assert metadata.first("camera", "make") == "Apple"
    assert metadata.position is not None
