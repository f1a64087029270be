"""no-capture-metadata: absence is information, presence is a statement of the file."""

from __future__ import annotations

import pytest
from examinations import date, examination, reason, said, stating

from provcheck.checks.no_capture_metadata import no_capture_metadata

TAKEN = date("2024-10-21T15:42:07")


def test_a_stripped_file_is_information_only():
    run = no_capture_metadata(examination())
    assert (run.outcome, said(run)) == ("found", [("absent", "info")])


@pytest.mark.parametrize(
    ("dates", "fields", "name", "camera"),
    [
        ((TAKEN,), {"make": "Canon", "model": "Canon EOS 40D"}, "date-and-camera", "Canon EOS 40D"),
        ((TAKEN,), {"make": "samsung", "model": "SM-G930F"}, "date-and-camera", "samsung SM-G930F"),
        ((TAKEN,), {}, "date-only", None),
        ((), {"model": "SM-G930F"}, "camera-only", "SM-G930F"),
    ],
)
def test_what_is_there_is_stated(dates, fields, name, camera):
    run = no_capture_metadata(examination(metadata=stating(*dates, **fields)))
    assert (run.outcome, reason(run)) == ("clear", name)
    assert run.reason is not None
    assert run.reason.params.get("camera") == camera


def test_a_date_of_saving_is_not_capture_metadata():
    metadata = stating(date("2024-10-21", "file-name"), software="GIMP")
    assert no_capture_metadata(examination(metadata=metadata)).outcome == "found"
