"""Outputs: nothing is written over that provcheck did not write, and trouble is told first."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cli_runs import FIXTURES, Run

FORMS = ("html", "json", "md", "txt", "sarif", "pdf")


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    folder = tmp_path / "downloads"
    folder.mkdir()
    (folder / "posted.jpg").write_bytes((FIXTURES / "posted.jpg").read_bytes())
    return folder


@pytest.mark.parametrize("form", FORMS)
def test_a_report_is_written_again_over_itself(
    run: Run, saved: Path, tmp_path: Path, form: str
) -> None:
    target = tmp_path / f"again.{form}"
    assert run("report", saved, "-o", target, "--lang", "uk").code == 0
    assert run("report", saved, "-o", target, "--lang", "de").code == 0


@pytest.mark.parametrize("form", FORMS)
def test_a_file_of_the_user_is_never_written_over(
    run: Run, saved: Path, tmp_path: Path, form: str
) -> None:
    target = tmp_path / f"notes.{form}"
    target.write_text("My notes on provcheck, see provcheck 0.1.0")
    for call in (("report", saved), ("check", FIXTURES / "posted.jpg")):
        done = run(*call, "-o", target)
        assert done.code == 2
        assert "Choose another name" in done.err
        assert done.out == ""
    assert target.read_text().startswith("My notes")


def test_an_attached_story_is_no_report(run: Run, saved: Path, tmp_path: Path) -> None:
    story, image = tmp_path / "story.md", tmp_path / "posted.jpg"
    image.write_bytes((FIXTURES / "posted.jpg").read_bytes())
    story.write_text("# Heap\n\n![heap](posted.jpg)\n")
    assert run("attach", saved, story, "--image", image).code == 0
    before = story.read_bytes()
    assert run("report", saved, "-o", story).code == 2
    assert story.read_bytes() == before


def test_a_signed_report_is_never_written_over(run: Run, saved: Path, tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    assert run("report", saved, "-o", target).code == 0
    for suffix in (".sig", ".tsr"):
        voucher = tmp_path / f"page.html{suffix}"
        voucher.write_bytes(b"x")
        done = run("report", saved, "-o", target)
        assert done.code == 2
        assert voucher.name in done.err
        voucher.unlink()


def test_a_rated_report_is_never_written_over(run: Run, saved: Path, tmp_path: Path) -> None:
    rated = tmp_path / "report.v2.json"
    rating = ("--rating", "open", "--scale", "free", "--by", "A", "--reason", "r")
    assert run("assess", saved, *rating).code == 0
    before = rated.read_bytes()
    done = run("check", FIXTURES / "posted.jpg", "-o", rated)
    assert done.code == 2
    assert "added a rating" in done.err
    assert rated.read_bytes() == before


@pytest.mark.parametrize("option", ["--csv", "--jsonl", "--sarif"])
def test_scan_writes_over_its_own_results_only(
    run: Run, downloads: Path, tmp_path: Path, option: str
) -> None:
    target = tmp_path / "results.txt"
    for _ in range(2):
        assert run("scan", downloads, "--no-groups", option, target).code == 0
    target.write_text("a list of mine")
    done = run("scan", downloads, "--no-groups", option, target)
    assert (done.code, done.out) == (2, "")
    assert "Choose another name" in done.err
    assert target.read_text() == "a list of mine"


def test_two_outputs_are_never_one_file(run: Run, downloads: Path, tmp_path: Path) -> None:
    one, same = tmp_path / "out", downloads / ".." / "out"
    done = run("scan", downloads, "--csv", one, "--sarif", same)
    assert (done.code, done.out) == (2, "")
    assert "two outputs" in done.err
    assert not one.exists()


@pytest.mark.parametrize("option", ["--csv", "--jsonl", "--sarif"])
def test_scan_tries_its_outputs_before_it_looks_at_anything(
    run: Run, downloads: Path, tmp_path: Path, option: str
) -> None:
    done = run("scan", downloads, option, tmp_path / "nowhere" / "results")
    assert (done.code, done.out) == (2, "")
    assert "cannot be written" in done.err


def test_a_scan_that_cannot_write_one_output_leaves_the_others_alone(
    run: Run, downloads: Path, tmp_path: Path
) -> None:
    lines = tmp_path / "results.jsonl"
    assert run("scan", downloads, "--no-groups", "--jsonl", lines).code == 0
    before = lines.read_bytes()
    assert run("scan", downloads, "--jsonl", lines, "--csv", tmp_path / "no" / "x.csv").code == 2
    assert lines.read_bytes() == before


@pytest.mark.parametrize(
    "outputs", [("-o", "nowhere/report.html"), ("--exhibits", "posted.jpg/pictures")]
)
def test_check_tries_its_outputs_first(run: Run, tmp_path: Path, outputs: tuple[str, str]) -> None:
    (tmp_path / "posted.jpg").write_bytes((FIXTURES / "posted.jpg").read_bytes())
    for call in (("check", "posted.jpg"), ("compare", "posted.jpg", "posted.jpg")):
        done = run(*call, *outputs)
        assert (done.code, done.out) == (2, "")
        assert "cannot be written" in done.err


def test_a_report_that_was_not_written_is_not_shown_as_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("os.fsync", full)
    done = run("check", FIXTURES / "posted.jpg", "-o", "report.html", "--fail-on", "reused")
    assert done.code == 2
    assert "report.html: cannot be written" in done.err
    assert "not written" in done.out


def test_a_flag_wins_over_an_output_that_was_not_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    image = FIXTURES / "posted.jpg"
    monkeypatch.setattr("os.fsync", full)
    call = ("compare", "-q", image, image, "-o", "report.html")
    done = run(*call)
    assert done.code == 1
    assert done.out == "posted.jpg\tmatch-identical\treused\n"
    assert run(*call, "--exit-zero").code == 2
