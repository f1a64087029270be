"""Groups in folders of pictures, found from the folder's index alone."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import skimage.data
from pictures import jpeg, png
from PIL import Image, ImageDraw

from provcheck.batch import Failure, examine_many
from provcheck.groups import find_groups, scanned_file
from provcheck.image import image_files
from provcheck.model import Group, GroupMember
from provcheck.sets import open_references

NOW = "2024-10-23T08:14:00Z"
COFFEE = Image.fromarray(skimage.data.coffee())
CAT = Image.fromarray(skimage.data.chelsea())
ROCKET = Image.fromarray(skimage.data.rocket())

Look = Callable[..., dict[str, Group]]


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """Write files, examine them and group them: proposed name -> group."""

    def groups(**files: bytes) -> dict[str, Group]:
        folder = tmp_path / "folder"
        folder.mkdir()
        for name, content in files.items():
            (folder / name.replace("_", ".")).write_bytes(content)
        outcomes = examine_many(image_files(folder), now=datetime.now(UTC))
        scanned = [scanned_file(r, p.name) for p, r in outcomes if not isinstance(r, Failure)]
        with open_references(folder, cache=tmp_path / "cache", now=NOW) as index:
            found = find_groups(index, scanned, limit=8)
        assert len({group.proposed for group in found}) == len(found)
        return {group.proposed[0]: group for group in found}

    return groups


def members(group: Group) -> dict[str, GroupMember]:
    return {member.name: member for member in group.members}


def scaled(picture: Image.Image, factor: float) -> Image.Image:
    size = (round(picture.width * factor), round(picture.height * factor))
    return picture.resize(size, Image.Resampling.LANCZOS)


def dated(picture: Image.Image) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8769)[0x9003] = "2024:10:19 18:05:00"
    return jpeg(picture, 95, exif=exif)


def test_copies_their_relations_and_the_proposal(look: Look) -> None:
    changed = COFFEE.copy()
    ImageDraw.Draw(changed).ellipse((250, 150, 330, 230), fill=(200, 30, 30))
    small = jpeg(scaled(COFFEE, 0.6), 60)
    found = look(
        camera_jpg=dated(COFFEE),
        small_jpg=small,
        again_jpg=small,
        crop_jpg=jpeg(COFFEE.crop((40, 30, 300, 230)), 85),
        mirrored_jpg=jpeg(COFFEE.transpose(Image.Transpose.FLIP_LEFT_RIGHT), 85),
        changed_jpg=jpeg(changed, 85),
        cat_jpg=jpeg(CAT, 85),
    )
    assert set(found) == {"camera.jpg"}
    group = found["camera.jpg"]
    assert group.proposed == ("camera.jpg",)
    assert set(group.reasons) == {"uncropped", "least-compressed", "only-date", "only-camera"}
    assert group.date is not None and group.date.value == "2024-10-19T18:05:00"
    by_name = members(group)
    assert next(iter(by_name)) == "camera.jpg"
    assert by_name["camera.jpg"].compared_with is None
    assert {m.compared_with for m in group.members[1:]} == {"camera.jpg"}
    assert by_name["small.jpg"].relation == by_name["again.jpg"].relation == "same-image"
    crop = by_name["crop.jpg"]
    assert crop.relation == "partial" and "cropped" in crop.modifications
    assert crop.reference_overlap == pytest.approx(260 * 200 / (600 * 400), abs=0.02)
    assert by_name["mirrored.jpg"].orientation == "mirrored"
    assert by_name["changed.jpg"].relation == "differs"
    assert 0 < by_name["changed.jpg"].changed_fraction < 0.1
    assert "cat.jpg" not in by_name


def test_a_collage_glues_nothing_together(look: Look) -> None:
    page = Image.new("RGB", (1000, 760), "white")
    page.paste(scaled(COFFEE, 0.8), (10, 10))
    page.paste(CAT, (530, 10))
    page.paste(ROCKET, (180, 340))
    found = look(
        coffee_jpg=jpeg(COFFEE, 90),
        coffee2_jpg=jpeg(COFFEE, 60),
        cat_jpg=jpeg(CAT, 90),
        page_jpg=jpeg(page, 85),
    )
    assert set(found) == {"coffee.jpg", "cat.jpg"}
    assert set(members(found["coffee.jpg"])) == {"coffee.jpg", "coffee2.jpg", "page.jpg"}
    assert set(members(found["cat.jpg"])) == {"cat.jpg", "page.jpg"}
    assert found["cat.jpg"].reasons == ("by-itself",)
    for group in found.values():
        shown = members(group)["page.jpg"]
        assert shown.role == "shows"
        assert shown.subject_overlap is not None and shown.subject_overlap < 0.4


def test_two_crops_that_share_nothing_belong_to_their_photograph(look: Look) -> None:
    large = scaled(COFFEE, 2)
    found = look(
        whole_jpg=jpeg(large, 90),
        left_jpg=jpeg(large.crop((60, 200, 560, 700)), 90),
        right_jpg=jpeg(large.crop((640, 100, 1140, 600)), 90),
    )
    assert set(members(found["whole.jpg"])) == {"whole.jpg", "left.jpg", "right.jpg"}
    assert {m.role for m in found["whole.jpg"].members} == {"proposed", "member"}


def test_equal_bytes_and_equal_pixels_need_no_index(tmp_path: Path) -> None:
    folder, empty = tmp_path / "folder", tmp_path / "empty"
    folder.mkdir()
    empty.mkdir()
    plain = Image.new("RGB", (60, 40), "grey")
    (folder / "a.png").write_bytes(png(plain))
    (folder / "b.png").write_bytes(png(plain))
    (folder / "c.png").write_bytes(png(plain, compress_level=0))
    outcomes = examine_many(image_files(folder), now=datetime.now(UTC))
    scanned = [scanned_file(r, p.name) for p, r in outcomes if not isinstance(r, Failure)]
    with open_references(empty, cache=tmp_path / "cache", now=NOW) as index:
        (group,) = find_groups(index, scanned, limit=8)
    assert group.proposed == ("a.png", "b.png", "c.png")
    assert group.reasons == ()
    relations = [member.relation for member in group.members]
    assert relations == [None, "identical", "same-pixels"]


def test_a_folder_of_different_pictures_has_no_groups(look: Look) -> None:
    plain = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(plain, "PNG")
    darker = png(Image.new("RGB", (300, 200), "black"))
    assert not look(
        coffee_jpg=jpeg(COFFEE), cat_jpg=jpeg(CAT), blank_png=plain.getvalue(), dark_png=darker
    )


def test_each_picture_is_told_as_it_is_searched_for(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, picture in (("a.jpg", COFFEE), ("b.jpg", CAT)):
        (folder / name).write_bytes(jpeg(picture))
    outcomes = examine_many(image_files(folder), now=datetime.now(UTC))
    scanned = [scanned_file(r, p.name) for p, r in outcomes if not isinstance(r, Failure)]
    told: list[str] = []
    with open_references(folder, cache=tmp_path / "cache", now=NOW) as index:
        assert find_groups(index, scanned, limit=8, progress=told.append) == ()
    assert told == ["a.jpg", "b.jpg"]
