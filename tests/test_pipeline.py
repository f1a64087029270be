"""examine() and examine_many() as a program calls them."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import skimage.data
from pictures import jpeg, png
from PIL import Image

import provcheck
from provcheck import Settings, examine, examine_many, open_references, take_in
from provcheck.batch import Failure
from provcheck.errors import FileMissing, NotAnImage, SetMissing, SubjectError
from provcheck.image import Limits, Subject, open_subject
from provcheck.ingest import prepare
from provcheck.metadata import read_metadata
from provcheck.model import Acquisition, Metadata, TypedDate
from provcheck.references import NewReference, open_reader, open_writer
from provcheck.report import from_json, to_json

NOW = datetime(2024, 10, 23, 8, 14, tzinfo=UTC)
STAMP = "2024-10-23T08:14:00Z"
PHOTOS = {name: Image.fromarray(getattr(skimage.data, name)()) for name in ("coffee", "chelsea")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "references"
    made.mkdir()
    for name, picture in PHOTOS.items():
        (made / f"{name}.jpg").write_bytes(jpeg(picture, 95))
    return made


def test_the_report_is_complete_and_survives_its_json(folder: Path, tmp_path: Path) -> None:
    image = tmp_path / "crop.jpg"
    image.write_bytes(jpeg(PHOTOS["coffee"].crop((60, 30, 500, 330)), 80))
    with open_references(str(folder), cache=tmp_path / "cache", now=STAMP) as references:
        report = examine(image, now=NOW, references=references)
    assert report.created_at == STAMP
    assert report.subject.sha256 == hashlib.sha256(image.read_bytes()).hexdigest()
    assert report.reference_set is not None and report.reference_set.count == 2
    assert report.conclusion.status == "match-partial"
    assert report.tool.version == provcheck.__version__
    assert {run.outcome for run in report.checks} <= {
        "found",
        "clear",
        "not-applicable",
        "inconclusive",
    }
    assert {item.check for item in report.not_checked} >= {"reverse-image-search"}
    assert from_json(to_json(report), "r.json") == report


def test_the_same_examination_gives_the_same_report(folder: Path, tmp_path: Path) -> None:
    image = folder / "coffee.jpg"
    with open_references(str(folder), cache=tmp_path / "cache", now=STAMP) as references:
        first = examine(image, now=NOW, references=references)
        again = examine(image, now=NOW, references=references)
    assert first == again
    assert first.conclusion.status == "match-identical"


QUICK = Settings(quick=True, skip=("thumbnail-differs",))


def test_a_quick_look_decodes_no_more_than_it_needs(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy is proposed and not confirmed; the report says what was not looked for."""

    def whole(self: Subject, max_side: int | None = None) -> None:
        raise AssertionError("the whole picture was decoded")

    image = tmp_path / "copy.jpg"
    image.write_bytes(jpeg(PHOTOS["coffee"].resize((500, 333)), 70))
    with open_references(str(folder), cache=tmp_path / "cache", now=STAMP) as references:
        monkeypatch.setattr(Subject, "rgb", whole)
        report = examine(image, now=NOW, references=references, settings=QUICK)
        same = examine(folder / "coffee.jpg", now=NOW, references=references, settings=QUICK)
    (match,) = report.matches
    assert (match.reference.name, match.relation) == ("coffee.jpg", "candidate")
    assert report.conclusion.status == "candidate"
    assert not report.conclusion.flags
    assert (report.subject.pixel_sha256, report.subject.width) == ("", 500)
    assert {item.check for item in report.not_checked} >= {"parts-and-proof", "thumbnail-differs"}
    assert same.conclusion.status == "match-identical"
    assert from_json(to_json(report), "r.json") == report


def test_a_quick_look_finds_no_exact_copy_of_pixels_it_has_not_seen(tmp_path: Path) -> None:
    """References of which only hashes are known carry no digest of pixels either."""
    image = tmp_path / "a.jpg"
    image.write_bytes(jpeg(PHOTOS["coffee"], 90))
    with open_writer(tmp_path / "desk.db", now=STAMP) as writer:
        new = prepare(open_subject(tmp_path / "a.jpg", Limits()), None, now=STAMP)
        other = replace(new.reference, id="0" * 16, sha256="0" * 64, pixel_sha256="")
        writer.add(NewReference(reference=other))
    with open_reader(tmp_path / "desk.db") as references:
        report = examine(image, now=NOW, references=references, settings=QUICK)
    assert report.matches == ()


def test_a_quick_look_sees_damage_and_changes(tmp_path: Path) -> None:
    image = tmp_path / "cut.jpg"
    content = jpeg(PHOTOS["coffee"], 90)
    image.write_bytes(content[: len(content) // 2])
    with pytest.raises(SubjectError):
        examine(image, now=NOW, settings=QUICK)
    image.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    assert examine(image, now=NOW, settings=QUICK).custody[-1].sha256_after == digest


def test_a_file_written_to_meanwhile_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = tmp_path / "a.jpg"
    image.write_bytes(jpeg(PHOTOS["coffee"], 90))

    def swapped(subject: Subject, trust: object) -> Metadata:
        image.write_bytes(b"something else")
        return read_metadata(subject, None)

    monkeypatch.setattr("provcheck.pipeline.read_metadata", swapped)
    report = examine(image, now=NOW, settings=QUICK)
    assert report.custody[-1].sha256_after == hashlib.sha256(b"something else").hexdigest()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_quick_look_gives_the_size_as_displayed(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = jpeg(PHOTOS["coffee"], 90, exif=exif)
    quick = examine(content, now=NOW, name="a.jpg", settings=QUICK)
    usual = examine(content, now=NOW, name="a.jpg")
    assert replace(usual.subject, pixel_sha256="") == quick.subject


def test_equal_pixels_in_another_file_are_said_so(tmp_path: Path) -> None:
    desk = tmp_path / "desk.db"
    original = tmp_path / "a.png"
    original.write_bytes(png(PHOTOS["coffee"]))
    with open_writer(desk, now=STAMP) as writer:
        list(take_in(writer, [original], now=STAMP, settings=Settings()))
    copy = png(PHOTOS["coffee"], compress_level=1)
    with open_reader(desk) as references:
        report = examine(copy, name="b.png", now=NOW, references=references)
    assert report.matches[0].relation == "same-pixels"
    assert report.conclusion.status == "match-identical"


def test_a_plain_picture_is_not_compared_with_anything(folder: Path, tmp_path: Path) -> None:
    flat = png(Image.new("RGB", (800, 600), (90, 120, 150)))
    (folder / "flat.png").write_bytes(png(Image.new("RGB", (640, 480), (90, 120, 150))))
    with open_references(str(folder), cache=tmp_path / "cache", now=STAMP) as references:
        report = examine(flat, name="flat.png", now=NOW, references=references)
    assert report.conclusion.status == "not-comparable"
    assert not report.conclusion.flags


def test_a_collage_matches_each_of_its_pictures(folder: Path, tmp_path: Path) -> None:
    left, right = (PHOTOS[name].resize((420, 280)) for name in ("coffee", "chelsea"))
    collage = Image.new("RGB", (860, 300), (255, 255, 255))
    collage.paste(left, (5, 10))
    collage.paste(right.transpose(Image.Transpose.FLIP_LEFT_RIGHT), (435, 10))
    with open_references(str(folder), cache=tmp_path / "cache", now=STAMP) as references:
        report = examine(jpeg(collage, 85), name="c.jpg", now=NOW, references=references)
    found = {match.reference.name: match for match in report.matches if match.confirmed}
    assert set(found) == {"coffee.jpg", "chelsea.jpg"}
    assert found["chelsea.jpg"].orientation == "mirrored"
    assert all(0.3 < (match.subject_overlap or 0) < 0.6 for match in found.values())


def test_custody_names_acquisition_and_examination() -> None:
    obtained = TypedDate.parse("2024-10-22T08:14+03:00", type="seen", source="case")
    acquisition = Acquisition(obtained_by="desk", obtained_at=obtained, method="download")
    content = jpeg(PHOTOS["coffee"])
    report = examine(content, name="a.jpg", now=NOW, acquisition=acquisition)
    acquired, examined = report.custody
    assert (acquired.seq, acquired.action, acquired.actor) == (1, "acquired", "desk")
    assert (examined.seq, examined.action, examined.time) == (2, "examined", STAMP)
    assert examined.sha256_before == examined.sha256_after == report.subject.sha256


def test_exhibits_are_only_made_when_wanted() -> None:
    content = jpeg(PHOTOS["coffee"])
    with_pictures = examine(content, name="a.jpg", now=NOW)
    assert [exhibit.kind for exhibit in with_pictures.exhibits] == ["subject"]
    without = examine(content, name="a.jpg", now=NOW, settings=Settings(exhibits=False))
    assert without.exhibits == ()
    assert with_pictures.settings_digest == without.settings_digest
    limited = examine(content, name="a.jpg", now=NOW, settings=Settings(max_pixels=10**6))
    assert limited.settings_digest != without.settings_digest


def test_many_go_on_after_bad_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad, breaking = (tmp_path / n for n in ("good.jpg", "bad.jpg", "breaking.jpg"))
    good.write_bytes(jpeg(PHOTOS["coffee"]))
    bad.write_bytes(b"nothing")
    breaking.write_bytes(jpeg(PHOTOS["chelsea"]))
    original = Subject.rgb

    def rgb(self: Subject, max_side: int | None = None) -> object:
        if self.asset.name == "breaking.jpg":
            raise RuntimeError("a flaw in a decoder\x1b")
        return original(self, max_side)

    monkeypatch.setattr(Subject, "rgb", rgb)
    paths = [bad, breaking, tmp_path / "none.jpg", good]
    outcomes = [outcome for _, outcome in examine_many(paths, now=NOW)]
    failures = [outcome.error for outcome in outcomes if isinstance(outcome, Failure)]
    assert [type(error) for error in failures] == [NotAnImage, SubjectError, FileMissing]
    assert "a flaw in a decoder\\x1b" in str(failures[1])
    assert not isinstance(outcomes[3], Failure)


def test_a_missing_set_is_raised_not_swallowed(tmp_path: Path) -> None:
    with (
        pytest.raises(SetMissing),
        open_references(str(tmp_path / "none.db"), cache=tmp_path, now=STAMP),
    ):
        pass


def test_updating_a_report_leaves_the_old_one(folder: Path) -> None:
    report = examine(folder / "coffee.jpg", now=NOW)
    with pytest.raises(AttributeError):
        report.language = "de"  # type: ignore[misc]
    assert replace(report, language="de") != report
