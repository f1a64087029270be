"""Folders as reference sets: the index follows the folder, whatever happened in between."""

from pathlib import Path

import pytest
import skimage.data
from pictures import jpeg
from PIL import Image

from provcheck.ingest import Intake, take_in
from provcheck.references import open_writer
from provcheck.sets import open_references
from provcheck.settings import Settings

NOW = "2024-10-23T08:14:00Z"
COFFEE = jpeg(Image.fromarray(skimage.data.coffee()))
CHELSEA = jpeg(Image.fromarray(skimage.data.chelsea()))


class Desk:
    """A folder of references with its cache."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "set"
        self.folder.mkdir()
        self.cache = root / "cache"

    def look(self, **limits: int) -> tuple[dict[str, str | None], list[Intake]]:
        """Open the set: publishers by file name, and what was read (again) on the way."""
        told: list[Intake] = []
        with open_references(
            self.folder,
            cache=self.cache,
            now=NOW,
            settings=Settings(**limits),
            progress=told.append,
        ) as references:
            return {r.name: r.source.publisher for r in references.list()}, told


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_what_did_not_change_is_not_read_again(desk: Desk) -> None:
    (desk.folder / "a.jpg").write_bytes(COFFEE)
    assert len(desk.look()[1]) == 1
    assert desk.look() == ({"a.jpg": None}, [])
    (desk.folder / "b.jpg").write_bytes(CHELSEA)
    found, told = desk.look()
    assert set(found) == {"a.jpg", "b.jpg"}
    assert [intake.path.name for intake in told] == ["b.jpg"]


def test_a_deleted_file_is_gone_even_when_the_listing_was_lost(desk: Desk) -> None:
    (desk.folder / "a.jpg").write_bytes(COFFEE)
    desk.look()
    for listing in desk.cache.rglob("*.json"):
        listing.unlink()
    (desk.folder / "a.jpg").unlink()
    assert desk.look()[0] == {}


def test_failures_are_told_and_tried_each_time(desk: Desk) -> None:
    (desk.folder / "a.jpg").write_bytes(COFFEE)
    for _ in range(2):
        found, told = desk.look(max_bytes=1000)
        assert found == {}
        assert [intake.result for intake in told] == ["failed"]
    assert desk.look()[0] == {"a.jpg": None}


def test_a_copy_without_a_sidecar_leaves_the_record_of_its_twin(desk: Desk) -> None:
    (desk.folder / "a.jpg").write_bytes(COFFEE)
    (desk.folder / "a.jpg.toml").write_text('publisher = "Desk"\n', "utf-8")
    (desk.folder / "b.jpg").write_bytes(COFFEE)
    assert list(desk.look()[0].values()) == ["Desk"]
    (desk.folder / "a.jpg.toml").unlink()
    assert list(desk.look()[0].values()) == [None]


def test_a_moved_file_keeps_its_entry(desk: Desk) -> None:
    (desk.folder / "a.jpg").write_bytes(COFFEE)
    desk.look()
    (desk.folder / "inner").mkdir()
    (desk.folder / "a.jpg").rename(desk.folder / "inner" / "c.jpg")
    found, told = desk.look()
    assert len(found) == 1
    assert [intake.result for intake in told] == ["unchanged"]


def test_taking_in_goes_on_after_a_bad_file(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.jpg", tmp_path / "bad.jpg"
    good.write_bytes(COFFEE)
    bad.write_bytes(b"nothing")
    (tmp_path / "good.jpg.toml").write_text('publisher = "Desk"\n', "utf-8")
    with open_writer(tmp_path / "desk.db", now=NOW) as writer:
        outcomes = list(take_in(writer, [bad, tmp_path], now=NOW, settings=Settings()))
        again = list(take_in(writer, [good], now=NOW, settings=Settings()))
    assert [outcome.result for outcome in outcomes] == ["failed", "failed", "added"]
    assert outcomes[2].has_source
    assert [outcome.result for outcome in again] == ["unchanged"]


def test_a_damaged_index_is_made_anew(desk: Desk) -> None:
    (desk.folder / "a.jpg").write_bytes(COFFEE)
    desk.look()
    for index in desk.cache.rglob("*.db"):
        index.write_bytes(b"junk")
    found, told = desk.look()
    assert set(found) == {"a.jpg"}
    assert [intake.result for intake in told] == ["added"]
