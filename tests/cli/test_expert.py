"""--expert adds maps to what is written, and changes nothing that is concluded."""

import json
from pathlib import Path

import pytest
from cli_runs import FIXTURES, Run

PHOTO = FIXTURES / "references" / "heap-one-flag.jpg"


def test_maps_are_written_and_decide_nothing(run: Run, tmp_path: Path) -> None:
    plain = json.loads(run("check", PHOTO, "--json").out)
    done = run("check", PHOTO, "--json", "--expert", "--exhibits", tmp_path / "maps")
    made = json.loads(done.out)
    assert sorted(path.stem for path in (tmp_path / "maps").glob("expert-*")) == [
        "expert-error-level",
        "expert-ghosts",
        "expert-grid",
        "expert-noise",
    ]
    assert made["settings_digest"] == plain["settings_digest"]
    for part in ("flags", "status", "reasons"):
        assert made["conclusion"][part] == plain["conclusion"][part]


def test_without_a_place_to_write_it_says_so(run: Run) -> None:
    done = run("check", PHOTO, "--expert")
    assert done.code == 2
    assert "--exhibits DIR" in " ".join(done.err.replace("│", " ").split())


@pytest.mark.parametrize("language, misleads", [("en", "It misleads"), ("de", "führt in die Irre")])
def test_the_page_shows_them_closed_each_with_where_it_misleads(
    run: Run, tmp_path: Path, language: str, misleads: str
) -> None:
    page = tmp_path / "report.html"
    run("check", PHOTO, "--expert", "-o", page, "--lang", language)
    section = page.read_text("utf-8").partition('id="expert"')[2].partition("</section>")[0]
    assert section.count("<img") == section.count(misleads) == 4
    assert "<details>" in section and "<details open" not in section
    run("check", PHOTO, "-o", page, "--lang", language)
    assert 'id="expert"' not in page.read_text("utf-8")
