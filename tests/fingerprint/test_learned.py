"""A learned descriptor: vectors that find copies, and every wrong file refused in one sentence."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from networks import DIMENSIONS, endless_loop, network, outside_weights, thumbnail_network
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from provcheck.errors import DescriptorExtraMissing, DescriptorUnusable
from provcheck.fingerprint import descriptor_version, learned, learned_fingerprints, open_descriptor
from provcheck.model import Fingerprint
from provcheck.settings import DescriptorModel, Settings


@pytest.fixture(autouse=True)
def _nothing_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learned, "_opened", {})


def _opened(tmp_path: Path, content: bytes, name: str = "model.onnx") -> DescriptorModel:
    path = tmp_path / name
    path.write_bytes(content)
    return open_descriptor(path)


def _photo(name: str) -> NDArray[np.uint8]:
    return np.asarray(getattr(skimage.data, name)(), dtype=np.uint8)


def _cosine(one: Fingerprint, other: Fingerprint) -> float:
    a, b = (np.frombuffer(bytes.fromhex(f.value), np.int8).astype(float) for f in (one, other))
    return float(a @ b / np.sqrt((a @ a) * (b @ b)))


def test_a_vector_is_one_signed_byte_a_dimension_and_names_its_model(tmp_path: Path) -> None:
    model = _opened(tmp_path, thumbnail_network())
    (found,) = learned_fingerprints(_photo("astronaut"), model).values()
    assert found.kind == "learned"
    assert found.version == descriptor_version(model)
    assert found.version.startswith(model.sha256[:16])
    assert found.bits == 8 * DIMENSIONS == 4 * len(found.value)
    values = np.frombuffer(bytes.fromhex(found.value), np.int8)
    assert np.abs(values).max() == 127


@pytest.mark.parametrize(
    "shape",
    [(1, 3, 32, 32), ("n", 3, 32, 32), (None, 3, 32, 32), (1, 3, 40, 32)],
)
def test_input_shapes_that_are_understood(
    tmp_path: Path, shape: tuple[int | str | None, ...]
) -> None:
    model = _opened(tmp_path, thumbnail_network(shape))
    assert set(learned_fingerprints(_photo("coffee"), model)) == {"normal"}


def test_a_dynamic_side_becomes_288_pixels(tmp_path: Path) -> None:
    model = _opened(tmp_path, thumbnail_network(("n", 3, "h", "w")))
    (found,) = learned_fingerprints(_photo("coffee"), model).values()
    assert found.bits == 8 * 3 * (288 // 8) ** 2


def test_the_network_sees_normalised_rgb(tmp_path: Path) -> None:
    """A network that hands its input back shows what it was given."""
    model = _opened(tmp_path, network([helper.make_node("Flatten", ["x"], ["y"])]))
    red = np.zeros((20, 30, 3), dtype=np.uint8)
    red[..., 0] = 255
    (found,) = learned_fingerprints(red, model).values()
    planes = np.frombuffer(bytes.fromhex(found.value), np.int8).reshape(3, 32, 32)
    expected = (np.array([1, 0, 0]) - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]
    assert np.ptp(planes, axis=(1, 2)).max() == 0
    assert planes[:, 0, 0] == pytest.approx(expected / expected.max() * 127, abs=0.51)


def test_copies_are_near_and_mirrored_ones_under_mirrored(tmp_path: Path) -> None:
    model = _opened(tmp_path, thumbnail_network())
    original = learned_fingerprints(_photo("chelsea"), model)["normal"]
    smaller = learned_fingerprints(_photo("chelsea")[::2, ::2], model)["normal"]
    flipped = learned_fingerprints(_photo("chelsea")[:, ::-1], model, mirrored=True)
    assert _cosine(original, smaller) > 0.99
    assert flipped["mirrored"] == original
    assert _cosine(original, flipped["normal"]) < 0.9


def test_a_picture_without_a_direction_has_no_vector(tmp_path: Path) -> None:
    nothing = network(
        [
            helper.make_node("Flatten", ["x"], ["flat"]),
            helper.make_node("Mul", ["flat", "zero"], ["y"]),
        ],
        constants=[numpy_helper.from_array(np.float32(0), "zero")],
    )
    assert learned_fingerprints(_photo("coffee"), _opened(tmp_path, nothing), mirrored=True) == {}


def test_a_model_is_loaded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = _opened(tmp_path, thumbnail_network())
    monkeypatch.setattr(learned._Network, "_load", None)
    assert open_descriptor(model.path) == model
    assert learned_fingerprints(_photo("coffee"), model)


def test_another_process_loads_the_file_again_if_it_is_the_same(tmp_path: Path) -> None:
    model = _opened(tmp_path, thumbnail_network())
    before = learned_fingerprints(_photo("coffee"), model)
    learned._opened.clear()
    assert learned_fingerprints(_photo("coffee"), model) == before
    learned._opened.clear()
    model.path.write_bytes(thumbnail_network(shift=1))
    with pytest.raises(DescriptorUnusable, match="changed while"):
        learned_fingerprints(_photo("coffee"), model)


def test_links_to_a_model_are_followed(tmp_path: Path) -> None:
    model = _opened(tmp_path, thumbnail_network(), "blob")
    link = tmp_path / "link.onnx"
    link.symlink_to(model.path)
    assert open_descriptor(link).sha256 == model.sha256


_FLATTEN = helper.make_node("Flatten", ["x"], ["y"])
_WRONG = {
    "text": (b"this is no model", "not an ONNX model"),
    "jpeg": (b"\xff\xd8\xff\xe0" + bytes(500), "not an ONNX model"),
    "ort": (b"\x08\x00\x00\x00ORTM" + bytes(100), "not an ONNX model"),
    "cut-off": (thumbnail_network()[:-40], "not an ONNX model"),
    "outside-weights": (outside_weights("weights.bin"), "not an ONNX model"),
    "grey": (network([_FLATTEN], (1, 1, 32, 32)), "expected one float32 input"),
    "channels-last": (network([_FLATTEN], (1, 32, 32, 3)), "expected one float32 input"),
    "batch-of-two": (network([_FLATTEN], (2, 3, 32, 32)), "expected one float32 input"),
    "flat-input": (network([_FLATTEN], (1, 3072)), "expected one float32 input"),
    "unknown-rank": (network([_FLATTEN], None), "expected one float32 input"),
    "huge-input": (network([_FLATTEN], (1, 3, 60000, 60000)), "expected one float32 input"),
    "bytes-input": (network([_FLATTEN], kind=TensorProto.UINT8), "expected one float32 input"),
    "two-inputs": (
        network([helper.make_node("Add", ["x", "z"], ["y"])], further_inputs=["z"]),
        "expected one float32 input",
    ),
    "picture-out": (network([helper.make_node("Relu", ["x"], ["y"])]), "expected one vector"),
    "long-vector": (network([_FLATTEN], (1, 3, 64, 64)), "expected one vector"),
    "one-number": (
        network([helper.make_node("ReduceMean", ["x"], ["y"], keepdims=0)]),
        "expected one vector",
    ),
    "whole-numbers": (
        network(
            [
                helper.make_node("Flatten", ["x"], ["f"]),
                helper.make_node("Cast", ["f"], ["y"], to=TensorProto.INT64),
            ]
        ),
        "expected one output of floats",
    ),
    "two-outputs": (
        network([_FLATTEN, helper.make_node("Relu", ["x"], ["z"])], outputs=["y", "z"]),
        "expected one output",
    ),
    "no-numbers": (
        network(
            [
                helper.make_node("Flatten", ["x"], ["f"]),
                helper.make_node("Sub", ["f", "f"], ["zero"]),
                helper.make_node("Div", ["zero", "zero"], ["y"]),
            ]
        ),
        "no numbers",
    ),
    "too-much-memory": (
        network(
            [
                helper.make_node("ConstantOfShape", ["n"], ["z"]),
                helper.make_node("ReduceSum", ["z"], ["r"], keepdims=0),
                helper.make_node("Add", ["x", "r"], ["y"]),
            ],
            constants=[numpy_helper.from_array(np.array([10**15]), "n")],
        ),
        "cannot be run",
    ),
}


@pytest.mark.parametrize("name", _WRONG)
def test_a_wrong_file_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    # Weights in the current folder must not be picked up either.
    monkeypatch.chdir(tmp_path)
    (tmp_path / "weights.bin").write_bytes(bytes(3072 * 16 * 4))
    content, reason = _WRONG[name]
    with pytest.raises(DescriptorUnusable, match=reason) as caught:
        _opened(tmp_path, content)
    assert str(caught.value).startswith("Learned descriptor model.onnx is not usable: ")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


def test_an_endless_model_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learned, "_MAX_SECONDS", 0.3)
    with pytest.raises(DescriptorUnusable, match="cannot be run"):
        _opened(tmp_path, endless_loop())


def test_files_that_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty.onnx").write_bytes(b"")
    (tmp_path / "circle.onnx").symlink_to(tmp_path / "circle.onnx")
    (tmp_path / "large.onnx").write_bytes(bytes(1001))
    monkeypatch.setattr(learned, "_MAX_MODEL_BYTES", 1000)
    for name, reason in (
        ("none.onnx", "no such file"),
        ("empty.onnx", "empty"),
        ("circle.onnx", "cannot be read"),
        (".", "cannot be read"),
        ("large.onnx", "more than 1000 bytes"),
    ):
        with pytest.raises(DescriptorUnusable, match=reason):
            open_descriptor(tmp_path / name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs POSIX files")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "model.onnx")
    with pytest.raises(DescriptorUnusable, match="cannot be read"):
        open_descriptor(tmp_path / "model.onnx")


def test_a_missing_extra_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(DescriptorExtraMissing, match=r"pip install 'provcheck\[onnx\]'"):
        _opened(tmp_path, thumbnail_network())


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_damaged_models_are_refused_or_work(tmp_path: Path, data: st.DataObject) -> None:
    """Whatever single bytes say: a descriptor, or the one error."""
    content = bytearray(thumbnail_network())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        model = _opened(tmp_path, bytes(content))
        found = learned_fingerprints(_photo("coffee")[::8, ::8], model)
    except DescriptorUnusable:
        return
    assert set(found) <= {"normal"}


def test_the_digest_of_settings_names_the_model_and_not_its_place(tmp_path: Path) -> None:
    model = DescriptorModel(path=tmp_path / "a.onnx", sha256="1" * 64)
    elsewhere = DescriptorModel(path=tmp_path / "b.onnx", sha256="1" * 64)
    other = DescriptorModel(path=tmp_path / "a.onnx", sha256="2" * 64)
    digests = [Settings(descriptor=d).digest() for d in (None, model, elsewhere, other)]
    assert digests[1] == digests[2]
    assert len(set(digests)) == 3
