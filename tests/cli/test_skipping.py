"""Checks that are left out: they do not run, and every report names them."""

import json
from pathlib import Path
from typing import Any

import pytest
from cli_runs import Run
from pictures import jpeg
from PIL import Image


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "photo.png"
    path.parent.mkdir()
    Image.effect_noise((200, 150), 50).convert("RGB").save(path)
    return path


def report(out: str) -> dict[str, Any]:
    """The first one of the output."""
    found: dict[str, Any] = json.JSONDecoder().raw_decode(out)[0]
    return found


def ids(part: list[dict[str, Any]], key: str) -> set[str]:
    return {str(item[key]) for item in part}


def test_what_is_skipped_does_not_run_and_is_named(run: Run, photo: Path) -> None:
    made = report(run("check", photo, "--json", "--skip", "copied-areas, jpeg-lattice").out)
    assert not {"copied-areas", "jpeg-lattice"} & ids(made["checks"], "id")
    assert {"copied-areas", "jpeg-lattice"} <= ids(made["not_checked"], "check")
    whole = report(run("check", photo, "--json").out)
    assert {"copied-areas", "jpeg-lattice"} <= ids(whole["checks"], "id")
    assert whole["settings_digest"] != made["settings_digest"]
    screen = run("check", photo, "--skip", "copied-areas").out
    assert "Copied areas" in screen.partition("Not checked")[2]


def test_scan_leaves_the_slow_checks_out_unless_told(run: Run, photo: Path) -> None:
    slow = {"copied-areas", "double-quantisation", "foreign-grid", "jpeg-lattice"}
    quick = report(run("scan", photo.parent, "--json").out)
    assert slow <= ids(quick["not_checked"], "check")
    assert not slow & ids(quick["checks"], "id")
    thorough = report(run("scan", photo.parent, "--json", "--thorough").out)
    assert slow <= ids(thorough["checks"], "id")
    assert not slow & ids(thorough["not_checked"], "check")


@pytest.mark.parametrize(
    "value, said", [("copied-area", "copied-areas"), ("claim-date", "rests on claim-date")]
)
def test_names_that_cannot_be_skipped_are_refused(
    run: Run, photo: Path, value: str, said: str
) -> None:
    done = run("check", photo, "--skip", value)
    assert done.code == 2
    assert said in done.err


def test_a_settings_file_may_name_them(
    run: Run, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "provcheck.toml").write_text('skip = ["copied-areas"]\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    made = report(run("check", photo, "--json").out)
    assert "copied-areas" in ids(made["not_checked"], "check")


def test_a_trace_is_only_called_missing_when_it_was_looked_for(run: Run, photo: Path) -> None:
    photo.with_suffix(".jpg").write_bytes(jpeg(Image.open(photo), 90))
    all_of_them = "double-quantisation,foreign-grid,jpeg-lattice"
    for skip, expected in (("copied-areas", True), (all_of_them, False)):
        made = report(run("check", photo.with_suffix(".jpg"), "--json", "--skip", skip).out)
        assert ("pixel-forensics" in ids(made["not_checked"], "check")) is expected


def test_a_quick_scan_looks_at_no_picture_decoded_whole(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("one.jpg", "two.jpg"):
        noise = Image.effect_noise((300, 200), 60)
        (folder / name).write_bytes(jpeg(noise))
    lines = [json.loads(line) for line in run("scan", folder, "--quick", "--json").out.splitlines()]
    assert [line["subject"]["name"] for line in lines[:-1]] == ["one.jpg", "two.jpg"]
    assert {line["subject"]["pixel_sha256"] for line in lines[:-1]} == {""}
    assert lines[-1]["summary"]["groups"] is None
    left = ids(lines[0]["not_checked"], "check")
    assert left >= {"thumbnail-differs", "copied-areas", "jpeg-lattice"}


def test_quick_and_thorough_exclude_each_other(run: Run, photo: Path) -> None:
    refused = run("scan", photo.parent, "--quick", "--thorough")
    assert refused.code == 2
    assert "--quick" in refused.err
