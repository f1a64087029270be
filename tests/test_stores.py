"""Addresses: the same files in the same order as in a folder, and nothing else."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import skimage.data
from pictures import jpeg
from PIL import Image
from typer.testing import CliRunner

from provcheck.cli.app import app
from provcheck.errors import (
    FileEmpty,
    FileMissing,
    FileTooLarge,
    StoreExtraMissing,
    StoreUnusable,
)
from provcheck.image import Limits, image_files
from provcheck.stores import StoredFile, shown_address, stored_files

fsspec = pytest.importorskip("fsspec")
LIMITS = Limits(max_bytes=1000)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "a #1?"
    for name in (
        "b/2.JPG",
        "b/c/1.png",
        "b.jpg",
        "a.jpg",
        "z.txt",
        ".hidden/x.jpg",
        ".y.jpg",
        "Ä.jpg",
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    (root / "link.jpg").symlink_to(root / "a.jpg")
    (root / "linked").symlink_to(root / "b")
    (root / "empty.jpg").touch()
    (root / "large.jpg").write_bytes(b"x" * 1001)
    if hasattr(os, "mkfifo"):
        os.mkfifo(root / "pipe.jpg")
    return root


@pytest.fixture
def memory() -> Any:
    system = fsspec.filesystem("memory")
    yield system
    system.store.clear()
    system.pseudo_dirs[:] = [""]


def test_an_address_lists_what_a_folder_lists(folder: Path) -> None:
    listed = list(stored_files(f"file://{folder}"))
    assert [file.below for file in listed] == [
        path.relative_to(folder).as_posix() for path in image_files(folder)
    ]
    assert listed[0].read(LIMITS) == b"a.jpg"
    assert listed[0].changed == datetime.fromtimestamp((folder / "a.jpg").stat().st_mtime, UTC)


def test_reading_is_bounded_and_told(folder: Path) -> None:
    files = {file.name: file for file in stored_files(f"file://{folder}")}
    with pytest.raises(FileTooLarge):
        files["large.jpg"].read(LIMITS)
    with pytest.raises(FileEmpty):
        files["empty.jpg"].read(LIMITS)
    (folder / "a.jpg").unlink()
    with pytest.raises(FileMissing):
        files["a.jpg"].read(LIMITS)


def test_a_store_in_memory(memory: Any) -> None:
    for name in ("/box/2/b.jpg", "/box/a.jpg", "/other/c.jpg"):
        memory.pipe(name, name.encode())
    listed = list(stored_files("memory://box"))
    assert [file.below for file in listed] == ["2/b.jpg", "a.jpg"]
    assert listed[1].read(LIMITS) == b"/box/a.jpg"


@pytest.mark.parametrize("address", ["memory://none", "file:///none/such", "odd://x", "://"])
def test_an_address_that_leads_nowhere_is_told(address: str, memory: Any) -> None:
    with pytest.raises(StoreUnusable):
        list(stored_files(address))


def test_a_password_in_an_address_is_not_repeated() -> None:
    assert shown_address("s3://key:secret@bucket/x") == "s3://bucket/x"


def test_without_the_package_a_sentence_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "fsspec.core", None)
    with pytest.raises(StoreExtraMissing, match="provcheck\\[dask\\]"):
        list(stored_files("memory://box"))
    with pytest.raises(StoreExtraMissing):
        StoredFile(root="memory://box", path="/box/a.jpg", below="a.jpg").read(LIMITS)


@pytest.fixture
def scan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in ("CACHE", "DATA"):
        monkeypatch.setenv(f"PROVCHECK_{name}", str(tmp_path / name.lower()))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return lambda *given: CliRunner().invoke(app, ["scan", *map(str, given)])


def test_a_scan_of_an_address_and_going_on(scan: Any, memory: Any, tmp_path: Path) -> None:
    photo = Image.fromarray(skimage.data.coffee())
    for number in range(3):
        memory.pipe(f"/box/{number}.jpg", jpeg(photo.resize((100 + number, 80)), 80))
    memory.pipe("/box/broken.jpg", b"nothing")
    out = tmp_path / "out.jsonl"
    done = scan("memory://box", "--jsonl", out, "--jobs", "1")
    assert done.exit_code == 2 and "4 images: 3 examined" in done.stderr
    before = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [each["subject"]["name"] for each in before[:-1]] == [
        "0.jpg", "1.jpg", "2.jpg", "broken.jpg",
    ]  # fmt: skip
    assert before[-1]["summary"]["groups"] is None
    memory.pipe("/box/broken.jpg", jpeg(photo.resize((90, 80)), 80))
    scan("memory://box", "--jsonl", out, "--resume", "--jobs", "1")
    after = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [each["report_id"] for each in after[:3]] == [each["report_id"] for each in before[:3]]
    assert after[3]["subject"]["name"] == "broken.jpg" and "report_id" in after[3]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("memory://box", "--watch"), "only a folder of this computer"),
        ((".", "--watch", "--executor", "dask://h:1"), "leave --executor out"),
        (("memory://none",), "cannot be looked through"),
        ((".", "--executor", "somewhere"), "expected dask://HOST:PORT"),
        ((".", "--executor", "dask://h:1", "--jobs", "2"), "its own number of workers"),
    ],
)
def test_what_cannot_be_done_is_told(
    scan: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: Any, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = scan(*arguments)
    assert done.exit_code == 2 and said in done.stderr
