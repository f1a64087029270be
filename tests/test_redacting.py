"""A copy for outside: nothing that leads to a source is left, in any form of it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from containers import XMP_HEAD, packet, segment
from factories import bare_report, pokrovsk_report
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from provcheck.model import Acquisition, Case, Place, Position, Report, TypedDate
from provcheck.pipeline import examine
from provcheck.redacting import BLANK, redact
from provcheck.report import (
    check_identity,
    first_break,
    render_report,
    to_html,
    to_json,
    to_markdown,
    to_text,
)
from provcheck.settings import Settings

NOW = datetime(2024, 10, 24, 9, 30, tzinfo=UTC)
SECRETS = (
    "48.28", "37.17", "48.281", "SERIAL-998877", "LENS-112233", "Ivan Petrenko", "ivan-laptop",
    "Secret caption", "/Users/ivan", "C:\\Users\\ivan", "secret-document-id", "+380441234567",
    "a secret prompt", "tipline@", "secret method", "secret.example", "Secret Comment",
)  # fmt: skip


def _camera_file() -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Canon", "EOS R5"
    exif[0x013B] = "Ivan Petrenko"
    exif[0x013C] = "ivan-laptop"
    exif[0x010E] = "Secret caption, long enough to be cut somewhere"
    exif[0x0131] = "Adobe Photoshop 25.0"
    details = exif.get_ifd(0x8769)
    details[0x9003] = "2024:10:19 18:05:00"
    details[0x9011] = "+03:00"
    details[0xA430] = "Ivan Petrenko"
    details[0xA431], details[0xA435] = "SERIAL-998877", "LENS-112233"
    details[0x9286] = b"ASCII\0\0\0Secret Comment"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (48.0, 16.0, 54.12)
    place[3], place[4] = "E", (37.0, 10.0, 33.0)
    place[17] = 123.0
    coded = io.BytesIO()
    Image.effect_noise((320, 240), 60).convert("RGB").save(coded, "JPEG", exif=exif)
    whole = coded.getvalue()
    xmp = packet(
        "<xmpMM:DocumentID>secret-document-id</xmpMM:DocumentID>"
        "<photoshop:Credit>Ivan Petrenko</photoshop:Credit>"
        "<dc:rights>call +380441234567</dc:rights>"
        "<crs:RawFileName>/Users/ivan/raw/0001.CR3</crs:RawFileName>"
    )
    return whole[:2] + segment(0xE1, XMP_HEAD + xmp) + whole[2:]


def _generated_file() -> bytes:
    texts = PngInfo()
    texts.add_text("parameters", "a secret prompt of a heap\nSteps: 20, Sampler: Euler, Seed: 1")
    texts.add_text("Comment", "C:\\Users\\ivan\\pictures")
    coded = io.BytesIO()
    Image.effect_noise((320, 240), 60).save(coded, "PNG", pnginfo=texts)
    return coded.getvalue()


def _examined(content: bytes) -> Report:
    case = Case(
        claim="A heap in Kyiv.",
        author="Somebody Else",
        date=TypedDate.parse("2024-10-21", type="claimed", source="case.toml [claim]: date"),
        place=Place(name="Kyiv", position=Position(latitude=50.45, longitude=30.52)),
    )
    acquisition = Acquisition(
        obtained_by="tipline@desk", method="secret method", url="https://secret.example/1"
    )
    return examine(
        content,
        name="photo.jpg",
        now=NOW,
        case=case,
        acquisition=acquisition,
        settings=Settings(examiner="tipline@desk"),
    )


@pytest.mark.parametrize("content", [_camera_file(), _generated_file()])
def test_nothing_secret_is_left_in_any_form(content: bytes) -> None:
    report = _examined(content)
    whole = to_json(report).decode("utf-8")
    assert sum(secret.replace("\\", "\\\\") in whole for secret in SECRETS) >= 4
    copy = redact(report, by="desk", now=NOW)
    forms = [to_json(copy).decode("utf-8"), to_html(copy), to_markdown(copy), to_text(copy)]
    forms.append(render_report(copy, ".sarif").decode("utf-8"))
    for secret in SECRETS:
        for form in forms:
            assert secret.casefold() not in form.casefold(), secret
            assert secret.replace("\\", "\\\\").casefold() not in form.casefold(), secret


def test_what_helps_and_leads_nowhere_stays() -> None:
    copy = redact(_examined(_camera_file()), by="desk", now=NOW)
    assert copy.metadata.first("camera", "model") == "EOS R5"
    assert copy.metadata.first("time", "taken") is not None
    editor = next(run for run in copy.checks if run.id == "editor-named")
    assert "Photoshop" in editor.findings[0].text
    assert {"context"} == {flag.flag for flag in copy.conclusion.flags}


def test_a_finding_of_the_position_says_that_it_was_taken_out() -> None:
    report = _examined(_camera_file())
    place = next(run for run in report.checks if run.id == "claim-place")
    assert place.findings[0].measures["distance_km"]
    copy = redact(report, by="desk", now=NOW)
    place = next(run for run in copy.checks if run.id == "claim-place")
    assert place.findings[0].message.id == "redaction.finding"
    assert not place.findings[0].measures
    assert not place.evidence
    assert copy.metadata.position is None


def test_the_copy_is_a_version_that_holds_and_names_what_went() -> None:
    report = _examined(_camera_file())
    copy = redact(report, by="desk", now=NOW)
    check_identity(copy, "copy.json")
    assert first_break(copy.custody) is None
    assert (copy.history[-1].action, copy.history[-1].report_id) == ("redacted", report.report_id)
    kinds = {each.kind for each in copy.redactions}
    assert {"position", "serial-number", "text", "acquisition", "listing", "picture"} <= kinds | {
        "picture"
    }
    assert copy.subject.sha256 == report.subject.sha256
    for form in (to_html(copy, "de"), to_markdown(copy, "de")):
        assert "Aus dieser Kopie entfernt" in form


def test_a_mark_of_a_generator_keeps_its_kind_without_its_words() -> None:
    copy = redact(_examined(_generated_file()), by=None, now=NOW)
    assert copy.metadata.ai_marks
    assert {mark.value for mark in copy.metadata.ai_marks} == {BLANK}
    assert {"ai"} <= {flag.flag for flag in copy.conclusion.flags}


def test_the_desks_own_words_and_references_stay() -> None:
    report = pokrovsk_report()
    copy = redact(report, by="desk", now=NOW)
    assert copy.case == report.case and copy.matches == report.matches
    rows = [row for run in copy.checks for row in run.evidence]
    assert any(row.source.startswith("reference:") for row in rows)


def test_a_bare_report_and_a_second_time() -> None:
    once = redact(bare_report(), by=None, now=NOW)
    assert once.redactions == ()
    twice = redact(redact(_examined(_camera_file()), by=None, now=NOW), by=None, now=NOW)
    check_identity(twice, "copy.json")


def test_pictures_inside_the_file_go_and_ours_stay() -> None:
    report = pokrovsk_report()
    kinds = [exhibit.kind for exhibit in report.exhibits]
    inner = replace(report.exhibits[0], id="thumbnail", kind="thumbnail")
    copy = redact(replace(report, exhibits=(*report.exhibits, inner)), by=None, now=NOW)
    assert [exhibit.kind for exhibit in copy.exhibits] == [k for k in kinds if k != "thumbnail"]


def test_short_names_go_as_well() -> None:
    exif = Image.Exif()
    exif[0x013B] = "Ana"
    coded = io.BytesIO()
    Image.effect_noise((320, 240), 60).convert("RGB").save(coded, "JPEG", exif=exif)
    report = _examined(coded.getvalue())
    assert "Ana" in to_text(report)
    assert "Ana" not in to_text(redact(report, by=None, now=NOW))


def test_what_was_taken_out_stays_listed_in_a_copy_of_a_copy() -> None:
    once = redact(_examined(_camera_file()), by=None, now=NOW)
    assert redact(once, by=None, now=NOW).redactions == once.redactions
