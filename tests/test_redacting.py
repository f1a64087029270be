"""A copy for outside: nothing that leads to a source is left, in any form of it."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from containers import XMP_HEAD, packet, segment
from factories import bare_report, pokrovsk_report
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from provcheck.checks import all_checks
from provcheck.messages import catalogue
from provcheck.model import (
    Acquisition,
    AiMark,
    Case,
    CheckRun,
    CredentialAction,
    Credentials,
    EvidenceRow,
    Finding,
    Flag,
    Ingredient,
    Message,
    MetadataValue,
    Place,
    PlatformTrace,
    Position,
    RawValue,
    Report,
    Sentence,
    Statement,
    TrustList,
    TypedDate,
)
from provcheck.pipeline import examine
from provcheck.redacting import BLANK, redact
from provcheck.redacting.vocabulary import is_name
from provcheck.report import (
    check_identity,
    first_break,
    render_report,
    to_html,
    to_json,
    to_markdown,
    to_text,
)
from provcheck.report.pdf.content import content
from provcheck.report.pdf.figures import Pictures
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


def _run(report: Report, id: str) -> CheckRun:
    return next(run for run in report.checks if run.id == id)


def _with_place(report: Report, place: Place) -> Report:
    assert report.case is not None
    case = replace(report.case, place=place, author="Ivan Petrenko", date=None)
    return examine(_camera_file(), name="photo.jpg", now=NOW, case=case)


def test_a_copy_does_not_tell_whether_the_claim_fits_what_went() -> None:
    """The same copy but for the claim itself, whether place and author fit or not."""
    whole = _examined(_camera_file())
    near = Position(latitude=48.2817, longitude=37.1758)
    fits = _with_place(whole, Place(name="Pokrovsk", position=near))
    assert _run(fits, "claim-place").outcome == _run(fits, "claim-author").outcome == "clear"
    assert _run(whole, "claim-place").findings[0].measures["distance_km"]
    assert _run(whole, "claim-author").outcome == "found"
    told = []
    for report in (whole, fits):
        copy = redact(report, by="desk", now=NOW)
        assert copy.metadata.position is None
        assert not any(date.type == "gps" for date in (*copy.metadata.dates, *copy.timeline))
        counts = {each.kind: each.count for each in copy.redactions}
        runs = [_run(copy, "claim-place"), _run(copy, "claim-author")]
        told.append((runs, counts.get("evidence"), counts.get("position")))
        for run in runs:
            assert (run.outcome, run.findings, run.evidence) == ("inconclusive", (), ())
            assert run.text.startswith("Not told in this copy")
        sun = [each.message.id for each in _run(copy, "sun-position").findings]
        assert "sun-position.file-at" not in sun
        assert all("checks/claim-place/0" not in each.cites for each in copy.conclusion.reasons)
    assert told[0] == told[1]


def test_another_name_in_a_reference_does_not_tell_the_files_own() -> None:
    """It is found only where the file's names are the claimed one."""
    run = CheckRun(
        id="claim-author",
        version="1",
        outcome="found",
        findings=(Finding(message=Message(id="claim-author.reference-name"), severity="info"),),
        evidence=tuple(
            EvidenceRow(
                aspect="author", claimed="Ivan Petrenko", found=name, source=source,
                standing="consistent", reason=Message(id="claim-author.same"),
            )
            for name, source in (("Ivan Petrenko", "exif:IFD0:Artist"), ("X", "reference:0"))
        ),
    )  # fmt: skip
    copy = redact(replace(bare_report(), checks=(run,)), by=None, now=NOW)
    (left,) = copy.checks
    assert (left.outcome, left.findings) == ("inconclusive", ())
    assert [row.source for row in left.evidence] == ["reference:0"]


def test_a_flag_that_only_such_a_finding_raised_goes_with_it() -> None:
    whole = _examined(_camera_file())
    elsewhere = Place(name="Kyiv", position=Position(latitude=50.45, longitude=30.52))
    report = _with_place(whole, elsewhere)
    assert [flag.flag for flag in report.conclusion.flags] == ["context"]
    copy = redact(report, by=None, now=NOW)
    assert copy.conclusion.flags == ()
    for form in (to_text(copy), to_json(copy).decode("utf-8")):
        assert "GPS position in the file lies" not in form


def test_what_is_cited_is_found_at_its_new_place() -> None:
    report = _examined(_camera_file())
    run = _run(report, "claim-date")
    gps = replace(
        run.findings[0],
        message=Message(id="claim-date.file-states", params={**run.findings[0].message.params,
                                                             "type": "gps"}),
    )  # fmt: skip
    changed = replace(run, findings=(gps, *run.findings))
    cites = ("checks/claim-date/1",)
    sentence = Sentence(message=run.findings[0].message, cites=cites)
    gone = Sentence(message=gps.message, cites=("checks/claim-date/0",))
    conclusion = replace(report.conclusion, reasons=(sentence, gone), flags=())
    checks = tuple(changed if each.id == "claim-date" else each for each in report.checks)
    copy = redact(replace(report, checks=checks, conclusion=conclusion), by=None, now=NOW)
    assert [each.cites for each in copy.conclusion.reasons] == [("checks/claim-date/0",)]
    assert _run(copy, "claim-date").findings[0].message == run.findings[0].message


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
    assert copy.timeline == report.timeline
    rows = [row for run in copy.checks for row in run.evidence]
    assert any(row.source.startswith("reference:") for row in rows)


def test_who_shared_a_reference_goes() -> None:
    report = pokrovsk_report()
    shared = tuple(
        replace(
            match,
            reference=replace(
                match.reference,
                source=replace(match.reference.source, shared_by="Secret Desk (unsigned)"),
            ),
        )
        for match in report.matches
    )
    assert shared
    told = replace(report, matches=shared)
    assert "Secret Desk" in to_html(told)
    copy = redact(told, by=None, now=NOW)
    assert copy.matches == report.matches, "the rest stays"
    went = {each.kind: each.count for each in copy.redactions}
    assert went["shared-by"] == len(shared)
    for form in (
        to_json(copy).decode("utf-8"), to_html(copy), to_markdown(copy), to_text(copy),
        render_report(copy, ".sarif").decode("utf-8"), str(content(copy, Pictures())),
    ):  # fmt: skip
        assert "Secret Desk" not in form
    again = redact(copy, by=None, now=NOW)
    assert {each.kind: each.count for each in again.redactions}["shared-by"] == len(shared)


def test_the_name_of_the_case_file_goes() -> None:
    report = _examined(_camera_file())
    assert report.case is not None and report.case.date is not None
    date = replace(report.case.date, source="petrenko.toml [claim]: date")
    said = replace(date, type="published", source="petrenko.toml [[statements]] 2: date")
    statement = Statement(speaker="Somebody", text="No.", date=said)
    case = replace(report.case, date=date, statements=(statement,))
    named = replace(report, case=case, timeline=(date,))
    copy = redact(named, by=None, now=NOW)
    assert "petrenko.toml" not in to_json(copy).decode("utf-8")
    assert [each.source for each in copy.timeline] == ["case.toml [claim]: date"]


def test_a_bare_report_and_a_second_time() -> None:
    once = redact(bare_report(), by=None, now=NOW)
    assert [each.kind for each in once.redactions] == ["file-name"]
    assert once.subject.name == "image.jpg"
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
    exif[0x010F], exif[0x0110] = "Ana", "EOS R5"
    coded = io.BytesIO()
    Image.effect_noise((320, 240), 60).convert("RGB").save(coded, "JPEG", exif=exif)
    report = _examined(coded.getvalue())
    assert "Ana" in to_text(report)
    copy = redact(report, by=None, now=NOW)
    assert "Ana" not in to_text(copy)
    assert copy.metadata.first("camera", "make") is None
    assert copy.metadata.first("camera", "model") == "EOS R5"


@pytest.mark.parametrize("secret", ["R5", "Canon", "no", "jpg", "exif"])
def test_a_short_name_takes_no_closed_word_with_it(secret: str) -> None:
    exif = Image.Exif()
    exif[0x013B], exif[0x010F], exif[0x0110] = secret, "Canon", "EOS R5"
    exif.get_ifd(0x8769)[0x9003] = "2024:10:19 18:05:00"
    coded = io.BytesIO()
    Image.effect_noise((320, 240), 60).convert("RGB").save(coded, "JPEG", exif=exif)
    copy = redact(_examined(coded.getvalue()), by=None, now=NOW)
    named = [copy.metadata.first("camera", name) for name in ("make", "model")]
    assert named == [None if secret in text.split() else text for text in ("Canon", "EOS R5")]
    assert copy.metadata.first("jpeg", "progressive") == "no"
    assert copy.metadata.values("time", "taken")[0].source == "exif:ExifIFD:DateTimeOriginal"
    assert BLANK not in " ".join(date.value + date.source for date in copy.timeline)


# What the desk wrote itself, and what identifies: closed by form, or no text of the file.
_OURS = frozenset(
    {"schema", "report_id", "language", "tool", "created_at", "sha256", "pixel_sha256"}
    | {"media_type", "settings_digest", "case", "fingerprints", "reference_set", "matches"}
    | {"not_checked", "searches", "assessment", "history", "redactions", "exhibits", "id", "data"}
    | {"claimed", "version", "cites", "time", "prev", "digest", "sha256_before", "sha256_after"}
)


class _Canaries:
    """Puts a text of its own into every field that may hold any text."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def __call__(self, value: Any, hint: Any = str) -> Any:
        if isinstance(value, Message):
            params = {key: each if isinstance(each, int | float) else self._next()
                      for key, each in value.params.items()}  # fmt: skip
            return replace(value, params=params)
        if isinstance(value, TypedDate) and value.type == "claimed":
            return value
        if is_dataclass(value) and not isinstance(value, type):
            hints = get_type_hints(type(value))
            changed = {
                each.name: self(getattr(value, each.name), hints[each.name])
                for each in fields(value)
                if each.name not in _OURS
            }
            return replace(value, **changed)
        if isinstance(value, tuple):
            return tuple(self(each, (*get_args(hint), str)[0]) for each in value)
        if isinstance(value, Mapping):
            return {key: self(each) for key, each in value.items()}
        closed = any(get_origin(each) is Literal for each in (hint, *get_args(hint)))
        return self._next() if isinstance(value, str) and not closed else value

    def _next(self) -> str:
        self.made.append(f"Canary{len(self.made)}song")
        return self.made[-1]


def _every_sentence() -> tuple[Finding, ...]:
    """Each sentence that a check, or a note, may say of the file, with a text in every place."""
    words = catalogue("en")
    sections = [check.card.id for check in all_checks()] + ["metadata", "platform-trace", "checks"]
    ids = [key for key in words.keys() if key.split(".")[0] in sections]  # noqa: SIM118
    of_file = [id for id in ids if not id.startswith(("claim-", "reference-", "sun-position."))]
    of_file += ["claim-author.other-name", "sun-position.file-at"]
    places = {id: {*words.placeholders(id), "unheard_of"} for id in of_file} | {"not.known": {"x"}}
    return tuple(
        Finding(
            message=Message(id=id, params={**dict.fromkeys(names, "?"), "count": 1}),
            severity="notice",
            text="?",
            measures=dict.fromkeys(("source", "codes", "signs", "tables_of", "other"), "?"),
        )
        for id, names in places.items()
    )


def _full_report() -> Report:
    """Every record that a file can fill."""
    report = _examined(_camera_file())
    found = Credentials(
        state="intact", signer="?", organisation="?", signed_at="?", generator="?", title="?",
        actions=(CredentialAction(action="?", when="?", software="?", source_type="?"),),
        ingredients=(Ingredient(title="?", relationship="?", state="none", signer="?",
                                codes=("?",), exhibit="?"),),
        codes=("?",), remote_url="?", reason="?",
        trust_list=TrustList(files=("?",), certificates=1, sha256="0", date="2024-01-01"),
    )  # fmt: skip
    everywhere = {group: {name: (MetadataValue(value="?", raw="?", source="?", reader="?"),)
                          for name in ("software", "taken", "model", "name", "quality", "size",
                                       "orientation", "digital_source_type", "iso", "format")}
                  for group in ("camera", "exposure", "software", "time", "picture", "jpeg", "icc",
                                "thumbnail", "image", "ai", "text", "gps", "made-up")}  # fmt: skip
    trace = PlatformTrace(
        platform="?", name="?", evidence="picture-size", source="?", value="?", removes="all"
    )
    metadata = replace(
        report.metadata,
        groups=everywhere,
        credentials=found,
        traces=(trace,),
        ai_marks=(AiMark(kind="?", source="?", value="?", strength="weak"),),
        dump=(RawValue(source="?", value="?"),),
        notes=tuple(each.message for each in _every_sentence()),
    )
    rows = tuple(
        EvidenceRow(aspect=aspect, claimed="Kyiv", found="?", source="?", standing="consistent",
                    reason=Message(id="entries-contradict.text", params={"first": "?"}), text="?")
        for aspect in ("date", "place", "author", "caption")
    )  # fmt: skip
    run = CheckRun(
        id="made-up", version="1", outcome="found", findings=_every_sentence(), evidence=rows,
        reason=Message(id="checks.failed", params={"reason": "?"}), text="?",
    )  # fmt: skip
    sentences = tuple(Sentence(message=each.message, text="?") for each in run.findings)
    conclusion = replace(report.conclusion, reasons=sentences, limits=sentences,
                         flags=(Flag(flag="ai", reasons=sentences),))  # fmt: skip
    # In what these say, the claim and the references are the desk's own words.
    of_desk = ("claim-", "reference-", "sun-position")
    runs = tuple(each for each in report.checks if not each.id.startswith(of_desk))
    return replace(report, metadata=metadata, conclusion=conclusion, checks=(*runs, run))


def test_no_free_text_of_the_file_is_left_in_any_form() -> None:
    put = _Canaries()
    report = put(_full_report())
    assert len(put.made) > 500
    copy = redact(report, by=None, now=NOW)
    package = [
        to_json(copy).decode("utf-8"), to_html(copy), to_markdown(copy), to_text(copy),
        render_report(copy, ".sarif").decode("utf-8"), str(content(copy, Pictures())),
    ]  # fmt: skip
    for form in package:
        left = set(re.findall(r"Canary\d+song", form))
        assert not left, left
    assert "image.jpg" in package[0]


def test_the_copy_stays_readable() -> None:
    """Closed words, dates, known names and the desk's own words are as they were."""
    report = _examined(_camera_file())
    copy = redact(report, by=None, now=NOW)
    for group, name in (("exposure", "iso"), ("jpeg", "quality"), ("jpeg", "subsampling"),
                        ("image", "format"), ("software", "software")):  # fmt: skip
        assert copy.metadata.first(group, name) == report.metadata.first(group, name)
    before, after = to_text(report), to_text(copy)
    for sentence in ("EOS R5", "A heap in Kyiv.", "The file names the program Adobe Photoshop 25.0",
                     "The file states 19 October 2024"):  # fmt: skip
        assert sentence in before
        assert sentence in after
    assert after.count(BLANK) < 10


@pytest.mark.parametrize(
    "name",
    ["Canon", "NIKON CORPORATION", "iPhone 14 Pro", "SM-S918B", "ILCE-7RM4A", "Pixel 7 Pro",
     "RF24-105mm F4 L IS USM", "iPhone 14 Pro back triple camera 6.86mm f/1.78", "GIMP 2.10.36",
     "Adobe Photoshop 25.0 (Windows)", "Adobe Photoshop Lightroom Classic 13.1", "17.1.2",
     "Canon EOS 5D Mark IV", "Midjourney", "DMC-FZ1000", "COOLPIX P900"],
)  # fmt: skip
def test_names_that_many_files_bear_stay(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name",
    ["Ivan's iPhone", "Petrenko Photo Suite", "+380441234567", "044 1234 567", "ivan-laptop",
     "Canon EOS R5 0123456789", "/home/ivan/photoshop", "case-0412 Petrenko", "48.281 37.175",
     "S918BXXU3BWK4"],
)  # fmt: skip
def test_other_names_go(name: str) -> None:
    assert not is_name(name)


def test_what_was_taken_out_stays_listed_in_a_copy_of_a_copy() -> None:
    once = redact(_examined(_camera_file()), by=None, now=NOW)
    assert redact(once, by=None, now=NOW).redactions == once.redactions
