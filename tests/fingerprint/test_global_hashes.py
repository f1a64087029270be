"""The hashes are imagehash's, orientations undo what was done, plain pictures are named plain."""

import imagehash
import numpy as np
import pytest
import skimage.data
from pictures import jpeg, png
from PIL import Image

from provcheck.fingerprint import fingerprints, is_plain, oriented_fingerprints
from provcheck.fingerprint.global_hashes import low_frequencies
from provcheck.image import Limits, Subject, open_subject
from provcheck.model import Fingerprint, Orientation

PHOTOS = ("astronaut", "camera", "chelsea", "coffee", "rocket", "brick", "page", "moon")

TURNS: dict[Orientation, tuple[Image.Transpose, ...]] = {
    "normal": (),
    "rotated-90": (Image.Transpose.ROTATE_270,),
    "rotated-180": (Image.Transpose.ROTATE_180,),
    "rotated-270": (Image.Transpose.ROTATE_90,),
    "mirrored": (Image.Transpose.FLIP_LEFT_RIGHT,),
    "mirrored-rotated-90": (Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_270),
    "mirrored-rotated-180": (Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_180),
    "mirrored-rotated-270": (Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_90),
}


def _photo(name: str) -> Image.Image:
    return Image.fromarray(getattr(skimage.data, name)()).convert("RGB")


def _opened(picture: Image.Image, quality: int = 90) -> Subject:
    return open_subject(jpeg(picture, quality), Limits(), "photo.jpg")


def _bits(one: Fingerprint, other: Fingerprint) -> int:
    return (int(one.value, 16) ^ int(other.value, 16)).bit_count()


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("edge", [8, 16])
def test_phash_is_imagehash_bit_for_bit(name: str, edge: int) -> None:
    picture = _photo(name).convert("L")
    for turned in (picture, picture.transpose(Image.Transpose.ROTATE_90), picture.resize((97, 61))):
        small = turned.resize((4 * edge, 4 * edge), Image.Resampling.LANCZOS)
        expected = imagehash.phash(turned, hash_size=edge).hash
        assert np.array_equal(low_frequencies(np.asarray(small), edge), expected)


def test_fingerprints_carry_kind_version_and_bits() -> None:
    subject = _opened(_photo("astronaut"))
    found = {print.kind: print for print in fingerprints(subject)}
    assert {kind: print.bits for kind, print in found.items()} == {
        "sha256": 256,
        "pixel-sha256": 256,
        "phash64": 64,
        "dhash64": 64,
        "phash256": 256,
    }
    assert found["dhash64"].value == str(imagehash.dhash(subject.reduced))
    assert found["phash64"].value == str(imagehash.phash(subject.reduced))
    assert found["phash256"].value == str(imagehash.phash(subject.reduced, hash_size=16))
    assert all(len(print.value) * 4 == print.bits for print in found.values())


@pytest.mark.parametrize("orientation", TURNS)
def test_the_hash_of_the_undone_orientation_is_the_original_one(orientation: Orientation) -> None:
    original = _photo("chelsea")
    turned = original
    for step in TURNS[orientation]:
        turned = turned.transpose(step)
    reference = {p.kind: p for p in fingerprints(_opened(original))}
    oriented = oriented_fingerprints(_opened(turned))
    distances = {
        name: max(_bits(p, reference[p.kind]) / p.bits for p in prints)
        for name, prints in oriented.items()
    }
    assert distances[orientation] <= 0.05
    assert min(d for name, d in distances.items() if name != orientation) > 0.15


@pytest.mark.parametrize("orientation", TURNS)
def test_turned_small_pictures_hash_like_turned_large_ones(orientation: Orientation) -> None:
    """A near thing may fall the other way; the search allows for 62 of 256 bits."""
    subject = _opened(_photo("coffee"))
    turned = subject.reduced
    for step in reversed(TURNS[orientation]):
        undo = {
            Image.Transpose.ROTATE_90: Image.Transpose.ROTATE_270,
            Image.Transpose.ROTATE_270: Image.Transpose.ROTATE_90,
        }
        turned = turned.transpose(undo.get(step, step))
    found = {p.kind: p for p in oriented_fingerprints(subject)[orientation]}
    for kind, expected in (
        ("phash64", imagehash.phash(turned)),
        ("phash256", imagehash.phash(turned, hash_size=16)),
        ("dhash64", imagehash.dhash(turned)),
    ):
        differing = (int(found[kind].value, 16) ^ int(str(expected), 16)).bit_count()
        assert differing <= 2, kind


def test_pictures_are_told_plain_from_structured() -> None:
    flat = Image.new("RGB", (640, 480), (120, 130, 140))
    ramp = Image.fromarray(np.tile(np.linspace(90, 160, 640, dtype=np.uint8), (480, 1)))
    assert is_plain(open_subject(png(flat), Limits(), "flat.png"))
    assert is_plain(open_subject(png(ramp.convert("RGB")), Limits(), "ramp.png"))
    for name in PHOTOS:
        if name != "moon":  # the moon's picture is soft and dark: plain by PDQ's measure
            assert not is_plain(_opened(_photo(name))), name


def test_exif_orientation_is_undone_before_hashing() -> None:
    original = _photo("coffee")
    turned = original.transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # "turn me 90 degrees clockwise to see me"
    stored = open_subject(jpeg(turned, 95, exif=exif), Limits(), "turned.jpg")
    assert (stored.asset.width, stored.asset.height) == original.size
    upright = {p.kind: p for p in fingerprints(_opened(original, 95))}
    for print in fingerprints(stored):
        if "sha256" not in print.kind:
            assert _bits(print, upright[print.kind]) <= print.bits * 0.05
