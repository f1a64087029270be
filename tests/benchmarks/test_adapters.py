"""Tools behind one protocol: each finds a re-saved copy, in this process and in others."""

import pickle
import sys
from pathlib import Path

import pytest
from drawn import scene

from benchmarks.copydetection import __main__ as command
from benchmarks.copydetection.adapters.answer import MOST, Adapter, NotInstalledError
from benchmarks.copydetection.adapters.choosing import ADAPTERS, chosen
from benchmarks.copydetection.adapters.sscd import Sscd
from benchmarks.copydetection.edits.studio import jpeg
from benchmarks.copydetection.photographs import Photograph, Pile
from benchmarks.copydetection.queries import edited
from benchmarks.copydetection.references import Reference
from benchmarks.copydetection.runs import Run, ask_all

SET = [Reference(f"{number}", jpeg(scene(number), 92)) for number in range(12)]


def tool(name: str) -> Adapter:
    found, missing = chosen(name, None)
    if missing:
        pytest.skip(missing[0])
    return found[0]


@pytest.mark.parametrize("name", ADAPTERS)
def test_a_resaved_copy_comes_first(name: str, tmp_path: Path) -> None:
    adapter = tool(name)
    adapter.prepare(SET, tmp_path, 1)
    sent: Adapter = pickle.loads(pickle.dumps(adapter))
    answers = sent.query(jpeg(scene(5), 50))
    assert answers[0].reference == "5"
    assert len(answers) <= MOST
    assert [a.score for a in answers] == sorted((a.score for a in answers), reverse=True)
    assert answers[0].confirmed == (name == "ours")


@pytest.mark.parametrize("name", ADAPTERS)
def test_a_plain_picture_breaks_nothing(name: str, tmp_path: Path) -> None:
    plain = scene(1).resize((1, 1)).resize((300, 200))
    adapter = tool(name)
    adapter.prepare([*SET[:2], Reference("plain", jpeg(plain, 90))], tmp_path, 1)
    assert not any(answer.confirmed for answer in adapter.query(jpeg(plain.rotate(90), 80)))


def test_unknown_tools_are_refused() -> None:
    with pytest.raises(ValueError, match="no such tool: nobody"):
        chosen("ours,nobody", None)


def test_what_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pdqhash", None)
    found, missing = chosen("phash64,pdq", tmp_path / "none.onnx")
    assert [adapter.name for adapter in found] == ["phash 64", "SSCD"]
    assert missing == ["pdq: not installed (pdqhash)"]
    with pytest.raises(NotInstalledError):
        Sscd(tmp_path / "none.onnx").prepare(SET, tmp_path, 1)


def averages(path: Path) -> Path:
    """An ONNX file whose descriptor is the mean colour of each of 4 x 4 cells."""
    onnx = pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    make, kind = onnx.helper, onnx.TensorProto.FLOAT
    nodes = [
        make.make_node("AveragePool", ["in"], ["cells"], kernel_shape=[72, 72], strides=[72, 72]),
        make.make_node("Flatten", ["cells"], ["out"]),
    ]
    given = make.make_tensor_value_info("in", kind, [1, 3, 288, 288])
    taken = make.make_tensor_value_info("out", kind, [1, 48])
    graph = make.make_graph(nodes, "averages", [given], [taken])
    model = make.make_model(graph, opset_imports=[make.make_opsetid("", 13)], ir_version=8)
    onnx.save(model, str(path))
    return path


def test_a_learned_descriptor_is_one_more_tool(tmp_path: Path) -> None:
    found, missing = chosen("phash64", averages(tmp_path / "averages.onnx"))
    assert [adapter.name for adapter in found] == ["phash 64", "SSCD"] and not missing
    found[1].prepare(SET, tmp_path, 1)
    sent: Adapter = pickle.loads(pickle.dumps(found[1]))
    answers = sent.query(jpeg(scene(5).resize((300, 200)), 60))
    assert answers[0].reference == "5"
    assert answers[0].score == pytest.approx(1, abs=0.01)
    assert len(answers) == MOST


def test_results_do_not_depend_on_the_number_of_processes(tmp_path: Path) -> None:
    originals = []
    for number in range(4):
        scene(number).save(tmp_path / f"{number}.png")
        originals.append(Photograph(f"{number}", "test", tmp_path / f"{number}.png"))
    adapter = tool("phash256")
    adapter.prepare(SET, tmp_path, 1)
    run = Run((adapter,), Pile(originals), 1)
    asked = list(edited(originals, ["overlay", "pip"], 4))
    alone, shared = (list(ask_all(run, asked, jobs)) for jobs in (1, 2))
    assert [one.query for one in alone] == [one.query for one in shared] == asked
    assert [one.results[0].answers for one in alone] == [one.results[0].answers for one in shared]


def test_the_command_prints_its_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(40):
        scene(number, 240, 160).save(tmp_path / f"{number}.png")
    saved = tmp_path / "missed"
    arguments = ["--photos", str(tmp_path), "--families", "jpeg,crop", "--no-hard"]
    arguments += ["--per-family", "2", "--negatives", "5", "--adapters", "dhash256"]
    arguments += ["--list-misses", "--save-misses", str(saved), "--jobs", "1"]
    monkeypatch.setattr(sys, "argv", ["copydetection", *arguments])
    command.main()
    shown = capsys.readouterr().out
    assert "| at 0.1 % false positives" in shown
    assert "dhash 256: " in shown
    assert "not confirmed: jpeg/" in shown
    assert list(saved.glob("*.jpg"))


def test_the_command_refuses_unknown_families(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["copydetection", "--families", "nothing"])
    with pytest.raises(SystemExit, match="no such family: nothing"):
        command.main()
