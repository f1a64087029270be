"""trailing-data: what stands behind a picture is measured and named."""

from __future__ import annotations

import pytest
from containers import jpeg_with
from examinations import examination, said

from provcheck.checks.trailing_data import trailing_data
from provcheck.image import Limits, open_subject
from provcheck.model import CheckRun, Metadata


def run(tail: bytes) -> CheckRun:
    subject = open_subject(jpeg_with(tail=tail), Limits(), "a.jpg")
    return trailing_data(examination(subject=subject, metadata=Metadata()))


@pytest.mark.parametrize(
    ("tail", "severity"),
    [
        (jpeg_with(), "info"),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 40, "info"),
        (b"PK\x03\x04" + b"a" * 40, "notice"),
        (b"%PDF-1.7" + b"a" * 40, "notice"),
        (b"a message to whom it may concern", "notice"),
    ],
)
def test_cameras_do_this_archives_do_not(tail: bytes, severity: str) -> None:
    found = run(tail)
    assert said(found) == [("behind", severity)]
    assert found.findings[0].measures["length"] == len(tail)


@pytest.mark.parametrize("tail", [b"", b"\0" * 16])
def test_nothing_or_padding_is_clear(tail: bytes) -> None:
    assert run(tail).outcome == "clear"
