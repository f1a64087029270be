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
from provcheck.image import Subject
from provcheck.model import Acquisition, TypedDate
from provcheck.references import open_reader, open_writer
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
