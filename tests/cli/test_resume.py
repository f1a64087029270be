"""``scan --resume``: after any kind of end the finished file is that of an undisturbed run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import skimage.data
from cli_runs import Run
from pictures import jpeg
from PIL import Image


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    folder = tmp_path / "downloads"
    (folder / "b").mkdir(parents=True)
    photo = Image.fromarray(skimage.data.coffee())
    for number in range(5):
        (folder / f"{number}.jpg").write_bytes(jpeg(photo.resize((200 + number, 150)), 80))
    (folder / "b" / "twin.jpg").write_bytes((folder / "0.jpg").read_bytes())
    (folder / "broken.jpg").write_bytes(b"nothing")
    return folder


def _names(path: Path) -> list[str]:
    """The files of the journal in its order, and what follows them."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [line["subject"]["name"] if "subject" in line else next(iter(line)) for line in lines]


def _times(path: Path) -> list[str]:
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [line["created_at"] for line in lines if "created_at" in line]


ALL = ["0.jpg", "1.jpg", "2.jpg", "3.jpg", "4.jpg", "twin.jpg", "broken.jpg"]


@pytest.mark.parametrize(("keep", "tail"), [(0, b""), (3, b""), (3, b'{"schema": "prov'), (6, b"")])
def test_what_is_there_stays_and_the_rest_is_done(
    run: Run, downloads: Path, tmp_path: Path, keep: int, tail: bytes
) -> None:
    journal = tmp_path / "out.jsonl"
    run("scan", downloads, "--jsonl", journal, "--no-groups")
    whole = journal.read_bytes().splitlines(keepends=True)
    assert _names(journal) == [*ALL, "summary"]
    journal.write_bytes(b"".join(whole[:keep]) + tail)
    time.sleep(1.1)  # times are whole seconds
    done = run("scan", downloads, "--jsonl", journal, "--resume", "--no-groups")
    assert done.code == 2  # the broken file
    assert _names(journal) == [*ALL, "summary"]
    after = journal.read_bytes().splitlines(keepends=True)
    assert after[:keep] == whole[:keep]
    assert all(one != other for one, other in zip(after[keep:6], whole[keep:6], strict=True))


def test_a_second_resume_examines_nothing(run: Run, downloads: Path, tmp_path: Path) -> None:
    journal = tmp_path / "out.jsonl"
    run("scan", downloads, "--jsonl", journal)
    before = _times(journal)
    time.sleep(1.1)
    done = run("scan", downloads, "--jsonl", journal, "--resume")
    assert _times(journal) == before
    assert f"Taken from {journal}: {len(before)}." in done.err
    assert _names(journal)[-2:] == ["group", "summary"]


def test_new_and_vanished_files_and_other_settings(
    run: Run, downloads: Path, tmp_path: Path
) -> None:
    journal = tmp_path / "out.jsonl"
    run("scan", downloads, "--jsonl", journal, "--no-groups")
    before = _times(journal)
    (downloads / "1.jpg").unlink()
    (downloads / "00.jpg").write_bytes(jpeg(Image.fromarray(skimage.data.chelsea()), 80))
    time.sleep(1.1)
    run("scan", downloads, "--jsonl", journal, "--resume", "--no-groups")
    expected = ["0.jpg", "00.jpg", "2.jpg", "3.jpg", "4.jpg", "twin.jpg", "broken.jpg", "summary"]
    assert _names(journal) == expected
    assert sum(moment not in before for moment in _times(journal)) == 1
    done = run("scan", downloads, "--jsonl", journal, "--resume", "--no-groups", "--thorough")
    assert f"Taken from {journal}: 0." in done.err
    assert not set(_times(journal)) & set(before)


def test_a_changed_line_is_not_believed(run: Run, downloads: Path, tmp_path: Path) -> None:
    journal = tmp_path / "out.jsonl"
    run("scan", downloads, "--jsonl", journal, "--no-groups")
    changed = journal.read_bytes().replace(b'"status":"not-comparable"', b'"status":"no-match"', 1)
    assert changed != journal.read_bytes()
    journal.write_bytes(changed)
    time.sleep(1.1)
    run("scan", downloads, "--jsonl", journal, "--resume", "--no-groups")
    assert b'"status":"no-match"' not in journal.read_bytes()


def test_a_page_that_is_missing_is_made_anew(run: Run, downloads: Path, tmp_path: Path) -> None:
    journal, pages = tmp_path / "out.jsonl", tmp_path / "pages"
    run("scan", downloads, "--jsonl", journal, "-o", pages, "--no-groups")
    names = sorted(page.name for page in pages.glob("*-*.html"))
    assert len(names) == 6
    (pages / names[2]).unlink()
    run("scan", downloads, "--jsonl", journal, "-o", pages, "--no-groups", "--resume")
    assert sorted(page.name for page in pages.glob("*-*.html")) == names


def test_resume_needs_its_journal(run: Run, downloads: Path) -> None:
    assert run("scan", downloads, "--resume").code == 2


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
def test_a_kill_loses_and_doubles_nothing(downloads: Path, tmp_path: Path) -> None:
    journal = tmp_path / "out.jsonl"
    environment: dict[str, Any] = {**os.environ, "PROVCHECK_CACHE": str(tmp_path / "cache")}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    command = [
        sys.executable, "-m", "provcheck", "scan", str(downloads), "--jsonl", str(journal),
        "--resume", "--jobs", "2", "--no-groups",
    ]  # fmt: skip
    for seconds in (1.0, 1.6, 2.2):
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.wait()
    subprocess.run(command, env=environment, capture_output=True, check=False)
    assert _names(journal) == [*ALL, "summary"]
