"""``scan --since``: only what was written to since a moment, and how many others there are."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import skimage.data
from cli_runs import Run
from pictures import jpeg
from PIL import Image

from provcheck.cli.scan_since import changed_since
from provcheck.errors import OptionUnusable

NOW = datetime(2024, 10, 24, 9, 30, tzinfo=UTC)


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    """a.jpg of today, old.jpg of 2020."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    photo = Image.fromarray(skimage.data.coffee())
    for name, size in (("a.jpg", 200), ("old.jpg", 210)):
        (folder / name).write_bytes(jpeg(photo.resize((size, 150)), 80))
    _date(folder / "old.jpg", datetime(2020, 1, 1, tzinfo=UTC))
    return folder


def _date(path: Path, moment: datetime) -> None:
    os.utime(path, (moment.timestamp(), moment.timestamp()))


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _names(path: Path) -> list[str]:
    return [line["subject"]["name"] for line in _lines(path) if "subject" in line]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2d", NOW - timedelta(days=2)),
        ("6h", NOW - timedelta(hours=6)),
        ("30m", NOW - timedelta(minutes=30)),
        ("1w", NOW - timedelta(weeks=1)),
        ("2024-10-01", datetime(2024, 10, 1).astimezone()),
        ("2024-10-01T12:00:00+03:00", datetime(2024, 10, 1, 9, tzinfo=UTC)),
    ],
)
def test_a_moment_is_a_date_or_a_duration(text: str, moment: datetime) -> None:
    assert changed_since(text, NOW) == moment


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2x", "2024-13-01", "-1d", "nothing.jsonl", "\0"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(OptionUnusable):
        changed_since(text, NOW)


def test_only_newer_files_are_examined_and_the_summary_says_so(
    run: Run, downloads: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    done = run("scan", downloads, "--since", "2021-01-01T00:00Z", "--jsonl", out)
    assert _names(out) == ["a.jpg"]
    summary = _lines(out)[-1]["summary"]
    assert (summary["since"], summary["older"]) == ("2021-01-01T00:00:00Z", 1)
    assert "1 January 2021" in done.err and "1 older one" in done.err
    everything = run("scan", downloads, "--jsonl", out, "--no-groups")
    assert "older" not in _lines(out)[-1]["summary"] and "older" not in everything.err


def test_runs_follow_one_another_also_over_a_quiet_day(
    run: Run, downloads: Path, tmp_path: Path
) -> None:
    first, second, third = (tmp_path / f"{name}.jsonl" for name in ("first", "second", "third"))
    run("scan", downloads, "--jsonl", first, "--no-groups")
    started = datetime.fromisoformat(_lines(first)[-1]["summary"]["started"])
    _date(downloads / "a.jpg", started - timedelta(seconds=1))
    run("scan", downloads, "--jsonl", second, "--since", first, "--no-groups")
    assert _names(second) == []
    _date(downloads / "old.jpg", datetime.now(UTC) + timedelta(seconds=1))
    run("scan", downloads, "--jsonl", third, "--since", second, "--no-groups")
    assert _names(third) == ["old.jpg"]


def test_the_file_of_the_last_run_is_not_written_over(
    run: Run, downloads: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    run("scan", downloads, "--jsonl", out, "--no-groups")
    before = out.read_bytes()
    assert run("scan", downloads, "--jsonl", out, "--since", out).code == 2
    assert out.read_bytes() == before


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nothing\n",
        b"[1]\n{}\n",
        b"[" * 100_000 + b"\n",
        b'{"created_at": "2024"}\n',
        b"\xff\n",
    ],
)
def test_a_file_that_no_scan_wrote_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.jsonl").write_bytes(content)
    with pytest.raises(OptionUnusable):
        changed_since(str(tmp_path / "odd.jsonl"), NOW)


def test_going_on_keeps_the_lines_of_older_files(run: Run, downloads: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    run("scan", downloads, "--jsonl", out, "--no-groups")
    run("scan", downloads, "--jsonl", out, "--no-groups", "--resume", "--since", "2021-01-01")
    assert sorted(_names(out)) == ["a.jpg", "old.jpg"]
    assert [next(iter(line)) for line in _lines(out)].count("summary") == 1
