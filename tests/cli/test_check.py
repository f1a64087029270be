"""``check`` on the running example, and on everything that is no image."""

import json
from pathlib import Path
from typing import Any, get_args

import jsonschema
import numpy as np
import pytest
from cli_runs import FIXTURES, Run
from PIL import Image

from provcheck.messages import catalogue, languages
from provcheck.model import FlagName
from provcheck.report import read_report

REFERENCES = FIXTURES / "references"
POSTED = FIXTURES / "posted.jpg"
CASE = FIXTURES / "case.toml"


def _report(run: Run, *arguments: object, code: int) -> dict[str, Any]:
    done = run("check", *arguments, "--json")
    assert done.code == code, done.err
    report: dict[str, Any] = json.loads(done.out)
    return report


def _flags(report: dict[str, Any]) -> list[str]:
    return [flag["flag"] for flag in report["conclusion"]["flags"]]


def test_the_posted_picture_is_reused_edited_and_out_of_context(run: Run) -> None:
    report = _report(run, POSTED, "--refs", REFERENCES, "--case", CASE, code=1)
    assert _flags(report) == ["reused", "edited", "context"]
    match = report["matches"][0]
    assert match["reference"]["name"] == "heap-one-flag.jpg"
    assert match["relation"] == "differs"
    assert {"resized", "cropped"} <= set(match["modifications"])
    assert len(report["matches"]) == 1
    assert len(match["changed_regions"]) == 1


def test_the_changed_region_lies_on_the_added_flag(run: Run, tmp_path: Path) -> None:
    report = _report(run, POSTED, "--refs", REFERENCES, "--exhibits", tmp_path / "pictures", code=1)
    truth = np.asarray(Image.open(FIXTURES / "posted-mask.png")) > 127
    region = report["matches"][0]["changed_regions"][0]
    box = np.zeros_like(truth)
    box[region["y"] :, region["x"] :][: region["height"], : region["width"]] = True
    assert (truth & box).sum() / (truth | box).sum() >= 0.7
    masks = list((tmp_path / "pictures").glob("*mask*.png"))
    assert len(masks) == 1
    with Image.open(masks[0]) as mask:
        found = np.asarray(mask.resize(truth.shape[::-1])) > 127
    assert (truth & found).sum() / (truth | found).sum() >= 0.7


def test_the_mirrored_repost_is_found_mirrored(run: Run) -> None:
    report = _report(run, FIXTURES / "reposted-mirrored.jpg", "--refs", REFERENCES, code=1)
    match = report["matches"][0]
    assert match["reference"]["name"] == "heap-one-flag.jpg"
    assert match["orientation"] == "mirrored"
    assert _flags(report) == ["reused", "edited"]


def test_the_screenshot_is_found_as_a_part(run: Run) -> None:
    report = _report(run, FIXTURES / "screenshot.png", "--refs", REFERENCES, code=1)
    match = report["matches"][0]
    assert match["reference"]["name"] == "heap-one-flag.jpg"
    assert "extended" in match["modifications"]
    assert match["subject_overlap"] < 0.5


def test_another_photograph_of_the_same_place_is_told_and_not_flagged(run: Run) -> None:
    report = _report(run, FIXTURES / "innocent-other-day.jpg", "--refs", REFERENCES, code=0)
    assert report["conclusion"]["status"] == "candidate"
    (match,) = report["matches"]
    assert match["reference"]["name"] == "heap-one-flag.jpg"
    assert match["other_photograph"]
    assert not _flags(report)


def test_a_photograph_of_another_place_is_not_matched(run: Run) -> None:
    report = _report(run, FIXTURES / "innocent-other-heap.jpg", "--refs", REFERENCES, code=0)
    assert report["conclusion"]["status"] == "no-match"
    assert not _flags(report)


@pytest.mark.parametrize("name", ["innocent-recompressed", "innocent-toned"])
def test_copies_without_a_change_are_only_reused(run: Run, name: str) -> None:
    report = _report(run, FIXTURES / f"{name}.jpg", "--refs", REFERENCES, code=1)
    assert _flags(report) == ["reused"]
    assert report["conclusion"]["status"] == "match-same-image"
    assert not report["matches"][0]["changed_regions"]
    assert (
        run(
            "check", FIXTURES / f"{name}.jpg", "--refs", REFERENCES, "--fail-on", "edited,context"
        ).code
        == 0
    )


def test_the_reference_itself_is_identical(run: Run) -> None:
    report = _report(run, REFERENCES / "heap-one-flag.jpg", "--refs", REFERENCES, code=1)
    assert report["conclusion"]["status"] == "match-identical"
    assert _flags(report) == ["reused"]


def test_a_claim_that_fits_raises_no_context(run: Run) -> None:
    fitting = ("--claimed-date", "2024-10-19", "--claimed-place", "Цукурине")
    report = _report(run, POSTED, "--refs", REFERENCES, *fitting, code=1)
    assert _flags(report) == ["reused", "edited"]
    contradicted = ("--claimed-date", "2024-10-21")
    report = _report(run, POSTED, "--refs", REFERENCES, *contradicted, code=1)
    assert _flags(report) == ["reused", "edited", "context"]


def test_the_json_fits_the_shipped_schema_and_its_own_id(run: Run, tmp_path: Path) -> None:
    schema_file = next((Path(__file__).parents[2] / "provcheck/report/schema").glob("*.json"))
    schema = json.loads(schema_file.read_text("utf-8"))
    saved = tmp_path / "report.json"
    done = run("check", POSTED, "--refs", REFERENCES, "--case", CASE, "-o", saved)
    assert done.code == 1
    jsonschema.validate(json.loads(saved.read_text("utf-8")), schema)
    assert read_report(saved.read_bytes(), "report.json").subject.name == "posted.jpg"


def test_without_references_the_screen_says_what_was_not_checked(run: Run) -> None:
    done = run("check", POSTED)
    assert done.code == 0
    assert "reference set" in done.out
    assert "Not checked" in done.out


def test_one_line_each_when_quiet(run: Run) -> None:
    done = run("check", "-q", POSTED, FIXTURES / "innocent-other-heap.jpg", "--refs", REFERENCES)
    assert done.out.splitlines() == [
        "posted.jpg\tmatch-differs\treused,edited",
        "innocent-other-heap.jpg\tno-match\t-",
    ]
    assert done.code == 1


def test_stdin_is_read_with_a_dash(run: Run) -> None:
    done = run("check", "-q", "-", stdin=POSTED.read_bytes())
    assert done.out == "stdin\tnot-comparable\t-\n"
    assert done.code == 0
    cut = run("check", "-q", "-", "--max-bytes", 1000, stdin=POSTED.read_bytes())
    assert (cut.code, cut.out) == (2, "")
    assert "--max-bytes" in cut.err
    assert "empty" in run("check", "-", stdin=b"").err


def test_failures_are_lines_of_json_too(run: Run, tmp_path: Path) -> None:
    done = run("check", "--json", tmp_path / "none.jpg", POSTED)
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert lines[0]["error"]["code"] == "file-missing"
    assert lines[1]["subject"]["name"] == "posted.jpg"
    assert done.code == 2


def test_pictures_of_several_images_do_not_overwrite_each_other(run: Run, tmp_path: Path) -> None:
    assert run("check", POSTED, POSTED, "--exhibits", tmp_path / "x").code == 2
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("value", ["inf", "nan", "-1", "many"])
def test_unusable_limits_are_one_clear_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("PROVCHECK_MAX_BYTES", value)
    done = run("check", POSTED)
    assert done.code == 2
    assert "--max-bytes" in done.err


def test_impossible_dates_do_not_stop_anything(run: Run, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0132] = "9999:12:31 23:59:59"
    exif.get_ifd(0x8769)[0x9003] = "9999:12:31 23:59:59"
    path = tmp_path / "future.jpg"
    with Image.open(POSTED) as picture:
        picture.save(path, exif=exif)
    assert run("check", "-q", path).code == 0
    done = run("check", POSTED, "--claimed-date", "9999-12-31")
    assert done.code == 2
    assert len(done.err.splitlines()) == 1


def test_exit_zero_and_fail_on(run: Run) -> None:
    call = ("check", "-q", POSTED, "--refs", REFERENCES)
    assert run(*call, "--exit-zero").code == 0
    assert run(*call, "--fail-on", "context").code == 0
    assert run(*call, "--fail-on", "edited").code == 1
    bad = run(*call, "--fail-on", "editd")
    assert bad.code == 2
    assert "editd" in bad.err


HOSTILE_NAME = "evil\x1b[31m\n\u202egpj.jpg"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("text.jpg", b"this is no image", "not an image"),
        ("half.jpg", None, "cut off or damaged"),
        ("empty.jpg", b"", "empty"),
        (HOSTILE_NAME, b"no image", "not an image"),
    ],
)
def test_what_cannot_be_examined_is_one_clear_line(
    run: Run, tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    path = tmp_path / name
    posted = POSTED.read_bytes()
    path.write_bytes(posted[: len(posted) // 2] if content is None else content)
    before = sorted(tmp_path.rglob("*"))
    done = run("check", path, "--refs", REFERENCES)
    assert done.code == 2
    assert done.out == ""
    assert len(done.err.splitlines()) == 1
    assert words in done.err
    assert "Traceback" not in done.err
    assert "\x1b" not in done.err and "\u202e" not in done.err
    assert sorted(tmp_path.rglob("*")) == before, "nothing may be stored"


def test_folders_and_missing_files_are_one_clear_line_in_both_languages(
    run: Run, tmp_path: Path
) -> None:
    folder = run("check", tmp_path)
    missing = run("check", tmp_path / "none.jpg", "--lang", "de")
    assert (folder.code, missing.code) == (2, 2)
    assert "a folder" in folder.err and "provcheck scan" in folder.err
    assert "Diese Datei gibt es nicht" in missing.err


def test_a_flag_wins_over_an_error(run: Run, tmp_path: Path) -> None:
    done = run("check", "-q", tmp_path / "none.jpg", POSTED, "--refs", REFERENCES)
    assert done.code == 1
    assert "none.jpg" in done.err


def test_missing_reference_set_and_unknown_case_key_are_named(run: Run, tmp_path: Path) -> None:
    done = run("check", POSTED, "--refs", tmp_path / "none.db")
    assert done.code == 2
    assert "provcheck refs add" in done.err
    case = tmp_path / "case.toml"
    case.write_text('[claim]\ntxet = "typo"\n', "utf-8")
    done = run("check", POSTED, "--case", case)
    assert done.code == 2
    assert "txet" in done.err and "'text'" in done.err


def test_the_screen_is_short_and_fits_80_columns(run: Run) -> None:
    done = run("check", POSTED, "--refs", REFERENCES, "--case", CASE)
    lines = done.out.splitlines()
    assert max(len(line) for line in lines) <= 80
    assert len(lines) <= 30
    for word in ("REUSED", "EDITED", "CONTEXT", "heap-one-flag.jpg", "Not checked", "Report"):
        assert word in done.out


@pytest.mark.parametrize("language", languages())
def test_no_label_of_the_screen_is_cut(language: str) -> None:
    words = catalogue(language)
    keys = ("flags", "match", "findings", "not-checked", "report")
    labels = [words.text(f"screen.{key}") for key in keys]
    labels += [words.term("flag-code", flag).upper() for flag in get_args(FlagName)]
    assert [label for label in labels if len(label) > 13] == []


def test_the_screen_in_german_has_no_english_label(run: Run) -> None:
    done = run("check", POSTED, "--refs", REFERENCES, "--case", CASE, "--lang", "de")
    for word in ("REUSED", "Not checked", "Match", "Findings", "Report ", "shows", "cropped"):
        assert word not in done.out
    assert "Nicht geprüft" in done.out


def test_no_color_codes_when_the_output_is_no_terminal(run: Run) -> None:
    assert "\x1b" not in run("check", POSTED, "--refs", REFERENCES).out


def test_the_folder_index_is_reused_and_follows_changes(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    original = REFERENCES / "heap-one-flag.jpg"
    copy = folder / "a.jpg"
    copy.write_bytes(original.read_bytes())
    first = _report(run, POSTED, "--refs", folder, code=1)
    again = _report(run, POSTED, "--refs", folder, code=1)
    assert first["reference_set"] == again["reference_set"]
    assert first["reference_set"]["name"] == "set"
    assert first["reference_set"]["count"] == 1
    (folder / "a.jpg.toml").write_text('publisher = "Desk"\n', "utf-8")
    sourced = _report(run, POSTED, "--refs", folder, code=1)
    assert sourced["matches"][0]["reference"]["source"]["publisher"] == "Desk"
    (folder / "a.jpg.toml").unlink()
    bare = _report(run, POSTED, "--refs", folder, code=1)
    assert bare["matches"][0]["reference"]["source"]["publisher"] is None
    copy.unlink()
    empty = _report(run, POSTED, "--refs", folder, code=0)
    assert empty["reference_set"]["count"] == 0
