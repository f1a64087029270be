"""From a set with learned vectors to a proposal: stored, kept, found, and never confirmed alone."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from networks import DIMENSIONS, thumbnail_network
from pictures import jpeg
from PIL import Image

from provcheck import Settings, examine, open_references, take_in
from provcheck.fingerprint import descriptor_version, learned_fingerprints, open_descriptor
from provcheck.image import Limits, open_subject
from provcheck.model import Fingerprint, Orientation
from provcheck.references import open_reader, open_writer, search
from provcheck.settings import DescriptorModel

STAMP = "2024-10-23T08:00:00Z"
NOW = datetime(2024, 10, 23, 8, tzinfo=UTC)
NAMES = ("astronaut", "chelsea", "coffee", "rocket")


@pytest.fixture
def model(tmp_path: Path) -> DescriptorModel:
    path = tmp_path / "model.onnx"
    path.write_bytes(thumbnail_network())
    return open_descriptor(path)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for name in NAMES:
        picture = Image.fromarray(getattr(skimage.data, name)()).convert("RGB")
        (folder / f"{name}.jpg").write_bytes(jpeg(picture))
    return folder


def _add(store: Path, photos: Path, descriptor: DescriptorModel | None) -> list[str]:
    with open_writer(store, now=STAMP) as writer:
        taken = take_in(writer, [photos], now=STAMP, settings=Settings(descriptor=descriptor))
        return [intake.result for intake in taken]


def _covered(store: Path, model: DescriptorModel) -> int:
    with open_reader(store) as reader:
        version = descriptor_version(model)
        return sum(held.count for held in reader.coverage() if held.version == version)


def test_files_given_again_get_the_vector_and_keep_it(
    tmp_path: Path, photos: Path, model: DescriptorModel
) -> None:
    store = tmp_path / "set.db"
    assert _add(store, photos, None) == ["added"] * len(NAMES)
    assert _covered(store, model) == 0
    assert _add(store, photos, model) == ["updated"] * len(NAMES)
    assert _covered(store, model) == len(NAMES)
    assert _add(store, photos, model) == ["unchanged"] * len(NAMES)
    assert _add(store, photos, None) == ["unchanged"] * len(NAMES)
    assert _covered(store, model) == len(NAMES)
    with open_reader(store) as reader:
        codes = reader.codes("learned", descriptor_version(model))
        assert codes.values.shape == (len(NAMES), DIMENSIONS)


@pytest.mark.parametrize("orientation", ["normal", "mirrored"])
def test_a_vector_alone_proposes(
    tmp_path: Path, photos: Path, model: DescriptorModel, orientation: Orientation
) -> None:
    store = tmp_path / "set.db"
    _add(store, photos, model)
    pixels = open_subject(photos / "chelsea.jpg", Limits()).rgb()
    pixels = pixels[:, ::-1] if orientation == "mirrored" else pixels
    vectors = learned_fingerprints(np.ascontiguousarray(pixels), model, mirrored=True)
    with open_reader(store) as reader:
        found = search(reader, "", "", {}, [], vectors=vectors)
        assert reader.get(found[0].reference_id).name == "chelsea.jpg"
        assert found[0].orientation == orientation
        assert search(reader, "", "", {}, []) == ()


def test_a_folder_gets_the_vectors_and_is_not_read_again_without_them(
    tmp_path: Path, photos: Path, model: DescriptorModel
) -> None:
    def opened(descriptor: DescriptorModel | None) -> tuple[int, int]:
        read: list[object] = []
        with open_references(
            photos,
            cache=tmp_path / "cache",
            now=STAMP,
            settings=Settings(descriptor=descriptor),
            progress=read.append,
        ) as reader:
            held = reader.codes("learned", descriptor_version(model)).ids
            return len(read), len(held)

    assert opened(None) == (len(NAMES), 0)
    assert opened(model) == (len(NAMES), len(NAMES))
    assert opened(model) == (0, len(NAMES))
    assert opened(None) == (0, len(NAMES))


def test_the_report_names_the_setting_and_leaves_the_vector_out(
    tmp_path: Path, photos: Path, model: DescriptorModel
) -> None:
    store = tmp_path / "set.db"
    _add(store, photos, model)
    with open_reader(store) as reader:
        reports = [
            examine(
                photos / "coffee.jpg",
                now=NOW,
                references=reader,
                settings=Settings(descriptor=descriptor, exhibits=False),
            )
            for descriptor in (model, None)
        ]
    assert "learned" not in {f.kind for f in reports[0].fingerprints}
    assert reports[0].settings_digest != reports[1].settings_digest
    assert reports[0].matches == reports[1].matches


def test_an_alike_vector_confirms_nothing(
    tmp_path: Path, photos: Path, model: DescriptorModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stranger whose vector is that of a reference is compared, and not matched."""
    store = tmp_path / "set.db"
    _add(store, photos, model)
    with open_reader(store) as reader:
        codes = reader.codes("learned", descriptor_version(model))
        same = Fingerprint(
            kind="learned",
            version=codes.version,
            bits=codes.bits,
            value=codes.values[0].tobytes().hex(),
        )
        monkeypatch.setattr(
            "provcheck.matching.learned_fingerprints", lambda *_, **__: {"normal": same}
        )
        noise = np.random.default_rng(0).integers(0, 256, (300, 400, 3), dtype=np.uint8)
        report = examine(
            jpeg(Image.fromarray(noise)),
            name="noise.jpg",
            now=NOW,
            references=reader,
            settings=Settings(descriptor=model),
        )
    assert report.conclusion.flags == ()
    assert not any(match.confirmed for match in report.matches)
