"""editor-named: editors, and firmware that must stay silent."""

from __future__ import annotations

import pytest
from examinations import examination, reason, said, stating

from provcheck.checks.editor_named import editor_named


@pytest.mark.parametrize(
    "software",
    [
        "Adobe Photoshop CS2 Macintosh",
        "Adobe Photoshop Lightroom 5.3 (Macintosh)",
        "GIMP 2.4.5",
        "Snapseed 2.0",
        "Paint.NET v3.36",
        "Affinity Photo 2.1",
        "VSCOcam with g3 preset",
        "darktable 4.6.1",
        "Capture One 21 Windows",
        "ACDSee Ultimate 10",
        "Adobe ImageReady",
        "Adobe Fireworks CS5 11.0.0.484 Windows",
        "LightZone",
        "Zoner Photo Studio 14",
        "SIGMA PhotoPro 2.0.0.1586",
        "Digital Photo Professional",
        "Opanda PowerExif",
        "digiKam-0.9.4-beta4",
    ],
)
def test_editors_are_named(software: str):
    run = editor_named(examination(metadata=stating(software=software)))
    assert said(run) == [("editor", "notice")]
    assert run.findings[0].message.params["software"] == software


@pytest.mark.parametrize(
    "software",
    [
        "Ver.1.00",
        "G930FXXU1APB4",
        "HDR+ 1.0.345618096z",
        "16.1.2",
        "Nikon Transfer 1.1 W",
        "PMB Service Uploader",
        "COOLPIX P6000V1.0",
        "Canvas 12",
        "DSC-RX1R v1.00",
        "Samsung Pro Photography firmware 2",
        "Remington firmware",
        "Digital Camera FinePix E500 Ver1.00",
        "Microsoft Windows Photo Viewer 6.1.7600.16385",
    ],
)
def test_innocent_firmware_and_transfer_programs(software: str):
    run = editor_named(examination(metadata=stating(software=software)))
    assert (run.outcome, reason(run)) == ("clear", "no-editor")


def test_no_software_is_not_no_editor():
    assert editor_named(examination()).outcome == "not-applicable"


def test_one_program_in_two_fields_is_one_finding():
    metadata = stating(software="GIMP 2.10", processing_software="GIMP 2.10")
    assert len(editor_named(examination(metadata=metadata)).findings) == 1
