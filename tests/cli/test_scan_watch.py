"""``scan --watch``: files that arrive are examined once, when they are whole."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import skimage.data
from cli_runs import Run
from pictures import jpeg
from PIL import Image

from provcheck.cli.scan_watch import Arrivals

pytest.importorskip("watchfiles")
PHOTO = Image.fromarray(skimage.data.coffee())


def _picture(width: int) -> bytes:
    return jpeg(PHOTO.resize((width, 150)), 80)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "downloads"
    folder.mkdir()
    return folder


def test_a_file_is_given_once_it_rested_and_again_when_it_changed(folder: Path) -> None:
    arrivals, path = Arrivals(folder), folder / "a.jpg"
    path.write_bytes(b"half")
    assert arrivals.look([path], 0.0) == []
    path.write_bytes(b"half and half")
    assert arrivals.look([path], 2.0) == []
    assert arrivals.look([path], 2.5) == [] and arrivals.growing == [path]
    assert arrivals.look([path], 3.1) == [path] and arrivals.growing == []
    assert arrivals.look([path], 9.0) == []
    path.write_bytes(b"another")
    assert [arrivals.look([path], moment) for moment in (10.0, 11.0)] == [[], [path]]


@pytest.mark.parametrize(
    ("name", "beside"),
    [("a.jpg", "a.jpg.part"), ("a.jpg", "a.jpg.crdownload"), ("a.jpg.download/a.jpg", None)],
)
def test_what_a_browser_still_writes_has_to_wait(
    folder: Path, name: str, beside: str | None
) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"some" if beside is None else b"")
    partial = folder / beside if beside else path.parent
    if beside:
        partial.write_bytes(b"half")
    arrivals = Arrivals(folder)
    assert [arrivals.look([path], moment) for moment in (0.0, 5.0)] == [[], []]
    if beside:
        partial.replace(path)
        assert [arrivals.look([path], moment) for moment in (6.0, 8.0)] == [[], [path]]


def test_files_that_vanish_and_empty_ones_are_no_arrivals(folder: Path) -> None:
    arrivals = Arrivals(folder)
    (folder / "empty.jpg").touch()
    paths = [folder / "gone.jpg", folder / "empty.jpg"]
    assert [arrivals.look(paths, moment) for moment in (0.0, 5.0)] == [[], []]
    assert arrivals.growing == [folder / "empty.jpg"]


def test_without_the_package_a_sentence_names_it(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    done = run("scan", folder, "--watch")
    assert done.code == 2 and "pip install 'provcheck[watch]'" in done.err


class Watching:
    """A process that watches, what it printed so far, and its files."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self.journal = home / "out.jsonl"
        self.pages = home / "pages"
        self._out, self._err = home / "stdout", home / "stderr"
        environment: dict[str, Any] = {
            **os.environ,
            "PROVCHECK_CACHE": str(home / "cache"),
            "PROVCHECK_DATA": str(home / "data"),
            "XDG_CONFIG_HOME": str(home / "config"),
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        }
        command = [
            sys.executable, "-m", "provcheck", "scan", str(folder), "--watch",
            "--jsonl", str(self.journal), "-o", str(self.pages), "--jobs", "1",
        ]  # fmt: skip
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = subprocess.Popen(command, env=environment, stdout=out, stderr=err)

    def lines(self) -> list[str]:
        """Name and status of each file on the screen."""
        return [" ".join(line.split("\t")[:2]) for line in self._out.read_text().splitlines()]

    def said(self) -> str:
        return self._err.read_text("utf-8")

    def until(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not holds():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, (self.lines(), self.said())
            time.sleep(0.05)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)

    def entries(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.journal.read_text("utf-8").splitlines()]

    def index(self) -> str:
        page = self.pages / "index.html"
        return page.read_text("utf-8") if page.is_file() else ""


@pytest.fixture
def watching(folder: Path, tmp_path: Path) -> Iterator[Callable[[], Watching]]:
    started: list[Watching] = []

    def start() -> Watching:
        started.append(Watching(folder, tmp_path))
        started[-1].until(lambda: "Watching" in started[-1].said())
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.wait()


posix = pytest.mark.skipif(os.name != "posix", reason="stops as POSIX does")


@posix
def test_downloads_are_examined_as_they_arrive(
    folder: Path, tmp_path: Path, watching: Callable[[], Watching]
) -> None:
    (folder / "there.jpg").write_bytes(_picture(200))
    watch = watching()
    # Renamed into place, deep in new folders, and one that vanishes again.
    (folder / "moved.jpg.part").write_bytes(_picture(210))
    (folder / "moved.jpg.part").rename(folder / "moved.jpg")
    (folder / "new" / "deep").mkdir(parents=True)
    (folder / "new" / "deep" / "nested.jpg").write_bytes(_picture(220))
    (folder / "gone.jpg").write_bytes(_picture(230))
    (folder / "gone.jpg").unlink()
    (folder / "broken.jpg").write_bytes(b"nothing")
    (folder / "waits.jpg.crdownload").write_bytes(_picture(240))
    expected = {"there.jpg", "moved.jpg", "new/deep/nested.jpg", "broken.jpg"}
    watch.until(lambda: {line.split()[0] for line in watch.lines()} == expected)
    assert "broken.jpg failed" in watch.lines()
    watch.until(lambda: all(name in watch.index() for name in expected))
    # Moved or touched: nothing new. Downloaded again, whole this time: examined.
    (folder / "moved.jpg").rename(folder / "new" / "renamed.jpg")
    (folder / "there.jpg").touch()
    (folder / "broken.jpg").write_bytes(_picture(250))
    watch.until(lambda: len(watch.lines()) == 5)
    assert watch.lines()[-1] == "broken.jpg not-comparable"
    assert watch.stop() == 2  # one could not be examined
    names = [entry["subject"]["name"] for entry in watch.entries() if "subject" in entry]
    assert sorted(names) == ["broken.jpg", "broken.jpg", "moved.jpg", "nested.jpg", "there.jpg"]
    assert watch.entries()[-1]["summary"]["examined"] == 4
    assert "5 images: 4 examined" in watch.said()
    assert watch.index().count('role="rowheader"') == 4


@posix
def test_watching_again_adds_to_what_is_there(
    folder: Path, watching: Callable[[], Watching]
) -> None:
    for width in (200, 210):
        (folder / f"{width}.jpg").write_bytes(_picture(width))
    first = watching()
    first.until(lambda: len(first.lines()) == 2)
    assert first.stop() == 0
    made = [entry["report_id"] for entry in first.entries()[:-1]]
    (folder / "200.jpg").unlink()
    (folder / "220.jpg").write_bytes(_picture(220))
    (folder / "half.jpg").touch()
    second = watching()
    second.until(lambda: len(second.lines()) == 2)
    assert second.stop() == 0
    assert "1 file was not complete" in second.said()
    *reports, summary = second.entries()
    assert [entry["report_id"] for entry in reports[:2]] == made
    assert [entry["subject"]["name"] for entry in reports] == ["200.jpg", "210.jpg", "220.jpg"]
    assert summary["summary"]["examined"] == 2


@posix
def test_a_folder_that_is_taken_away_ends_it(
    folder: Path, watching: Callable[[], Watching]
) -> None:
    (folder / "a.jpg").write_bytes(_picture(200))
    watch = watching()
    watch.until(lambda: len(watch.lines()) == 1)
    shutil.rmtree(folder)
    assert watch.process.wait(60) == 2
    assert "no such file" in watch.said() and "1 image: 1 examined" in watch.said()
