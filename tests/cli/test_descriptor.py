"""``--descriptor``: where it may be set, what it needs, and one sentence for what is wrong."""

import shutil
import sys
from pathlib import Path

import pytest
from cli_runs import FIXTURES, Run
from networks import thumbnail_network

from provcheck.fingerprint import learned

POSTED = FIXTURES / "posted.jpg"
REFERENCES = FIXTURES / "references"


@pytest.fixture(autouse=True)
def _nothing_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learned, "_opened", {})


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.onnx"
    path.write_bytes(thumbnail_network())
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.onnx"
    path.write_bytes(b"no model")
    return path


def _calls(tmp_path: Path) -> tuple[tuple[object, ...], ...]:
    folder = tmp_path / "folder"
    folder.mkdir(exist_ok=True)
    shutil.copy(POSTED, folder / "a.jpg")
    return (
        ("check", POSTED),
        ("scan", folder),
        ("refs", "add", POSTED, "--refs", tmp_path / "new.db"),
    )


def test_a_wrong_file_ends_every_command_with_one_line(
    run: Run, tmp_path: Path, broken: Path
) -> None:
    for call in _calls(tmp_path):
        for name, reason in ((broken, "not an ONNX model"), (tmp_path / "none", "no such file")):
            done = run(*call, "--descriptor", name)
            assert (done.code, done.out) == (2, "")
            assert len(done.err.splitlines()) == 1
            assert f"Learned descriptor {name.name} is not usable" in done.err
            assert reason in done.err
    assert not (tmp_path / "new.db").exists()


def test_the_sentences_are_spoken_in_german(run: Run, broken: Path) -> None:
    done = run("check", POSTED, "--descriptor", broken, "--lang", "de")
    assert "Gelernter Deskriptor broken.onnx ist nicht brauchbar" in done.err


def test_a_missing_extra_is_one_line(
    run: Run, tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    for call in _calls(tmp_path):
        done = run(*call, "--descriptor", model)
        assert done.code == 2
        assert len(done.err.splitlines()) == 1
        assert "pip install 'provcheck[onnx]'" in done.err
        assert run(*call, "--exit-zero" if call[0] != "refs" else "--no-proxy").code == 0


def test_it_is_a_setting_like_the_others(
    run: Run, tmp_path: Path, broken: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "provcheck.toml").write_text('descriptor = "broken.onnx"\n', "utf-8")
    assert "broken.onnx" in run("check", POSTED, "--exit-zero").err
    monkeypatch.setenv("PROVCHECK_DESCRIPTOR", str(model))
    assert run("check", POSTED, "--exit-zero").code == 0
    monkeypatch.setenv("PROVCHECK_DESCRIPTOR", str(broken))
    assert run("check", POSTED, "--exit-zero").code == 2
    assert run("check", POSTED, "--exit-zero", "--descriptor", model).code == 0


def test_commands_that_compute_no_fingerprint_do_not_open_it(
    run: Run, tmp_path: Path, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "set.db"
    assert run("refs", "add", POSTED, "--refs", store).code == 0
    monkeypatch.setenv("PROVCHECK_DESCRIPTOR", str(broken))
    for command in ("list", "stats"):
        assert run("refs", command, "--refs", store).code == 0
    assert run("compare", POSTED, POSTED, "--exit-zero").code == 0


def test_references_without_the_vector_are_told(run: Run, tmp_path: Path, model: Path) -> None:
    store = tmp_path / "set.db"
    assert run("refs", "add", REFERENCES, "--refs", store).code == 0
    count = len(run("refs", "list", "--refs", store).out.splitlines())
    for call in _calls(tmp_path)[:2]:
        done = run(*call, "--refs", store, "--descriptor", model, "--exit-zero")
        assert f"0 of {count} references" in done.err
        assert "references" not in run(*call, "--refs", store, "--exit-zero").err.split("image")[0]


def test_the_model_is_never_written_over(run: Run, tmp_path: Path, model: Path) -> None:
    before = model.read_bytes()
    done = run(*_calls(tmp_path)[1], "--descriptor", model, "--jsonl", model)
    assert done.code == 2
    assert model.read_bytes() == before
