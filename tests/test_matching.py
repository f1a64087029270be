"""Finding what a picture shows of a reference set: parts, several at once, mirrored, tiny."""

import io
from collections.abc import Iterator

import pytest
import skimage.data
import sklearn.datasets
from PIL import Image, ImageDraw, ImageFont

from provcheck.candidates import Found
from provcheck.fingerprint import is_plain
from provcheck.image import Limits, open_subject
from provcheck.ingest import prepare
from provcheck.matching import find_matches, picture_in_preparation
from provcheck.references import ReferenceReader, open_reader, open_writer
from provcheck.settings import Settings

NOW = "2024-10-23T08:00:00Z"
PHOTOS = {
    "coffee": Image.fromarray(skimage.data.coffee()),
    "cat": Image.fromarray(skimage.data.chelsea()),
    "astronaut": Image.fromarray(skimage.data.astronaut()),
    "rocket": Image.fromarray(skimage.data.rocket()),
    "palace": Image.fromarray(sklearn.datasets.load_sample_image("china.jpg")),
}
# Never in the set.
STRANGER = Image.fromarray(sklearn.datasets.load_sample_image("flower.jpg"))


def _jpeg(picture: Image.Image, quality: int = 85) -> bytes:
    coded = io.BytesIO()
    picture.convert("RGB").save(coded, "JPEG", quality=quality)
    return coded.getvalue()


def _captioned(picture: Image.Image) -> Image.Image:
    """The picture above a bar of text, as a channel posts all of its pictures."""
    bar = picture.height // 2
    made = Image.new("RGB", (picture.width, picture.height + bar), (190, 20, 30))
    made.paste(picture, (0, 0))
    font = ImageFont.load_default(max(14, bar // 6))
    text = "Unbelievable: what they do not show you\non the evening news, share this now!\n" * 2
    ImageDraw.Draw(made).text((12, picture.height + 6), text, fill="white", font=font)
    return made


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReferenceReader]:
    path = tmp_path_factory.mktemp("set") / "references.db"
    files = {f"{name}.jpg": picture for name, picture in PHOTOS.items()}
    files["templated.jpg"] = _captioned(PHOTOS["rocket"].transpose(Image.Transpose.ROTATE_90))
    # Noise would be found by nothing; it only makes the set too large to be compared whole.
    for number in range(6):
        size = (300 + number, 200)
        files[f"noise-{number}.jpg"] = Image.effect_noise(size, 60 + number).convert("RGB")
    with open_writer(path, now=NOW) as writer:
        for name, picture in files.items():
            writer.add(prepare(open_subject(_jpeg(picture, 92), Limits(), name), None, now=NOW))
    with open_reader(path) as opened:
        yield opened


def _found(reader: ReferenceReader, picture: Image.Image, quality: int = 85) -> list[Found]:
    subject = open_subject(_jpeg(picture, quality), Limits(), "query.jpg")
    with picture_in_preparation(subject) as prepared:
        ours = prepared()
    found = find_matches(subject, ours, is_plain(subject), reader, {}, Settings(exhibits=False))
    return [pair for pair in found if pair.match.confirmed]


def _names(found: list[Found]) -> set[str]:
    return {pair.match.reference.name.removesuffix(".jpg") for pair in found}


def test_each_part_of_a_collage_is_reported_with_its_own_overlap(reader: ReferenceReader) -> None:
    collage = Image.new("RGB", (1200, 800), "white")
    shown = ("coffee", "cat", "astronaut", "palace")
    for number, name in enumerate(shown):
        tile = PHOTOS[name].resize((600, 400))
        collage.paste(tile, (number % 2 * 600, number // 2 * 400))
    found = _found(reader, collage)
    assert _names(found) == set(shown)
    for pair in found:
        assert pair.match.subject_overlap == pytest.approx(0.25, abs=0.03)
        assert pair.match.reference_overlap == pytest.approx(1.0, abs=0.05)


def test_a_small_picture_in_a_picture_is_found_beside_its_host(reader: ReferenceReader) -> None:
    host = PHOTOS["palace"].resize((1600, 1068))
    inset = PHOTOS["cat"].resize((300, 200))  # 3.5 % of the area
    host.paste(inset, (1200, 800))
    found = _found(reader, host)
    assert _names(found) == {"palace", "cat"}
    (cat,) = (p.match for p in found if p.match.reference.name == "cat.jpg")
    assert cat.relation == "partial"
    assert cat.subject_overlap == pytest.approx(0.035, abs=0.01)


def test_donor_and_host_of_a_large_splice_are_both_found(reader: ReferenceReader) -> None:
    host = PHOTOS["palace"].copy()
    donor = PHOTOS["astronaut"].crop((100, 0, 400, 300))
    host.paste(donor, (40, 60))
    found = _found(reader, host)
    assert _names(found) == {"palace", "astronaut"}


@pytest.mark.parametrize("share", [0.07, 0.3])
def test_a_mirrored_crop_is_found_mirrored(reader: ReferenceReader, share: float) -> None:
    photo = PHOTOS["palace"]
    width, height = (round(side * share**0.5) for side in photo.size)
    part = photo.crop((200, 120, 200 + width, 120 + height))
    (only,) = _found(reader, part.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    assert (only.match.reference.name, only.match.orientation) == ("palace.jpg", "mirrored")
    assert only.match.reference_overlap == pytest.approx(share, abs=0.02)


@pytest.mark.parametrize("side", [64, 100])
def test_a_tiny_copy_is_found(reader: ReferenceReader, side: int) -> None:
    tiny = PHOTOS["coffee"].copy()
    tiny.thumbnail((side, side))
    found = _found(reader, tiny)
    assert _names(found) == {"coffee"}
    assert found[0].match.relation == "same-image"


def test_the_same_caption_bar_is_not_the_same_photograph(reader: ReferenceReader) -> None:
    assert _names(_found(reader, _captioned(STRANGER))) == set()
    assert _names(_found(reader, _captioned(PHOTOS["coffee"]))) == {"coffee"}


def test_a_picture_that_is_not_in_the_set_is_not_found(reader: ReferenceReader) -> None:
    assert not _found(reader, STRANGER)


def test_a_chance_is_told_with_each_match(reader: ReferenceReader) -> None:
    (only,) = _found(reader, PHOTOS["coffee"].resize((500, 333)), quality=60)
    chance = only.match.false_match_probability
    assert chance is not None
    assert 0 < chance <= 1e-9


def test_the_transform_of_a_closer_look_is_in_full_pixels(reader: ReferenceReader) -> None:
    host = STRANGER.resize((1800, 1200))
    host.paste(PHOTOS["cat"].resize((330, 220)), (1100, 640))
    (only,) = _found(reader, host)
    a, b, c, d, e, f, g, h, i = only.match.transform or (0.0,) * 9
    x, y = 1100 + 165, 640 + 110  # the middle of the inset is the middle of the reference
    depth = g * x + h * y + i
    place = ((a * x + b * y + c) / depth, (d * x + e * y + f) / depth)
    width, height = PHOTOS["cat"].size
    assert place == pytest.approx((width / 2, height / 2), abs=3)
