"""An image looked at again beside its report: a copy, another picture, new matches."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import skimage.data
from pictures import jpeg
from PIL import Image

from provcheck import Settings, examine, open_references
from provcheck.model import Report
from provcheck.recheck import nearness, search_again

NOW = datetime(2024, 10, 23, 8, 14, tzinfo=UTC)
STAMP = "2024-10-23T08:14:00Z"
COFFEE = Image.fromarray(skimage.data.coffee())
QUICK = Settings(exhibits=False)


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    image = tmp_path_factory.mktemp("checked") / "coffee.jpg"
    image.write_bytes(jpeg(COFFEE, 95))
    return image, examine(image, now=NOW, settings=QUICK)


@pytest.mark.parametrize(
    ("picture", "alike"),
    [
        (COFFEE, True),
        (COFFEE.resize((300, 200)), True),
        (Image.fromarray(skimage.data.chelsea()), False),
        (Image.fromarray(skimage.data.astronaut()), False),
    ],
)
def test_a_copy_saved_again_is_near_and_another_picture_is_not(
    checked: tuple[Path, Report], tmp_path: Path, picture: Image.Image, alike: bool
) -> None:
    other = tmp_path / "other.jpg"
    other.write_bytes(jpeg(picture, 70))
    seen = nearness(other, checked[1], QUICK)
    assert seen is not None
    assert (seen.alike, seen.bits) == (alike, 256)
    assert (seen.distance <= 31) == alike


def test_what_cannot_be_compared_is_not(checked: tuple[Path, Report], tmp_path: Path) -> None:
    image, report = checked
    broken, plain = tmp_path / "broken.jpg", tmp_path / "plain.jpg"
    broken.write_bytes(b"nothing")
    plain.write_bytes(jpeg(Image.new("RGB", (300, 200), "grey"), 90))
    assert nearness(broken, report, QUICK) is None
    assert nearness(plain, report, QUICK) is None
    assert nearness(tmp_path / "none.jpg", report, QUICK) is None
    assert nearness(image, replace(report, fingerprints=()), QUICK) is None
    older = tuple(replace(one, version="older") for one in report.fingerprints)
    assert nearness(image, replace(report, fingerprints=older), QUICK) is None


def test_only_what_the_report_does_not_know_is_new(
    checked: tuple[Path, Report], tmp_path: Path
) -> None:
    image, report = checked
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "small.jpg").write_bytes(jpeg(COFFEE.resize((450, 300)), 80))
    (folder / "cat.jpg").write_bytes(jpeg(Image.fromarray(skimage.data.chelsea()), 90))
    with open_references(folder, cache=tmp_path / "cache", now=STAMP) as references:
        found = search_again(image, report, references, QUICK)
        assert (found.set_name, found.count) == ("archive", 2)
        assert [name.rsplit("/", 1)[-1] for name in found.new] == ["small.jpg"]
        known = examine(image, now=NOW, references=references, settings=QUICK)
        assert search_again(image, known, references, QUICK).new == ()
        # The same file under another id, in a set that was made anew, is no news either.
        renamed = tuple(
            replace(match, reference=replace(match.reference, id="another"))
            for match in known.matches
        )
        again = search_again(image, replace(known, matches=renamed), references, QUICK)
        assert again.new == ()
        # What was only a candidate then and is confirmed now is.
        candidates = tuple(replace(match, relation="candidate") for match in known.matches)
        assert (
            len(search_again(image, replace(known, matches=candidates), references, QUICK).new) == 1
        )
