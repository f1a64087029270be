"""``scan --csv`` and ``--sarif``: every file is in them, also the broken one."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from cli_runs import FIXTURES, Run


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    folder = tmp_path / "downloads"
    folder.mkdir()
    (folder / "=posted.jpg").write_bytes((FIXTURES / "posted.jpg").read_bytes())
    (folder / "broken.jpg").write_bytes(b"nothing")
    return folder


def test_a_table_and_a_log_hold_every_file(run: Run, downloads: Path, tmp_path: Path) -> None:
    table, log = tmp_path / "out.csv", tmp_path / "out.sarif"
    done = run(
        "scan", downloads, "--refs", FIXTURES / "references", "--csv", table, "--sarif", log,
        "--no-groups",
    )  # fmt: skip
    assert done.code == 1
    rows = list(csv.reader(io.StringIO(table.read_text("utf-8-sig"), newline="")))
    assert [row[:3] for row in rows[1:]] == [
        ["'=posted.jpg", "match-differs", "reused edited"],
        ["broken.jpg", "failed", ""],
    ]
    assert "not an image" in rows[2][rows[0].index("error")]
    (written,) = json.loads(log.read_bytes())["runs"]
    assert [each["location"]["uri"] for each in written["artifacts"]] == [
        "%3Dposted.jpg", "broken.jpg",
    ]  # fmt: skip
    assert written["invocations"][0]["executionSuccessful"] is False
    assert {"reference-match", "reference-differs"} <= {r["ruleId"] for r in written["results"]}


def test_an_output_that_is_a_picture_is_refused(run: Run, downloads: Path) -> None:
    picture = downloads / "=posted.jpg"
    before = picture.read_bytes()
    assert run("scan", downloads, "--csv", picture).code == 2
    assert picture.read_bytes() == before
