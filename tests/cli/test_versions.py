"""Versions of a report: what people add goes on from the newest one."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest
from cli_runs import FIXTURES, Run

from provcheck.report import read_report

RATING = ("--rating", "open", "--scale", "free", "--by", "A", "--reason", "r")
SEARCH = ("--searched", "tineye", "--by", "A", "--result", "nothing")


def test_what_is_added_goes_on_from_the_newest_version(run: Run, saved: Path) -> None:
    assert run("handoff", saved, *SEARCH).code == 0
    done = run("assess", saved, *RATING)
    assert done.code == 0
    assert "report.v2.json is newer than report.json" in done.err
    made = read_report(saved.with_name("report.v3.json").read_bytes(), "v3")
    assert [step.action for step in made.history] == ["searched", "assessed"]


def test_another_reports_version_is_left_alone(run: Run, saved: Path, tmp_path: Path) -> None:
    other = saved.with_name("report.v2.json")
    other.write_bytes(saved.read_bytes())  # no version of it: nothing was added
    before = other.read_bytes()
    done = run("assess", saved, *RATING)
    assert done.code == 2
    assert "report.v2.json is there already" in done.err
    assert other.read_bytes() == before
    assert not (tmp_path / "report.v3.json").exists()


def test_with_an_output_exactly_the_named_version_is_meant(run: Run, saved: Path) -> None:
    assert run("handoff", saved, *SEARCH).code == 0
    assert run("assess", saved, *RATING, "-o", saved.with_name("apart.json")).code == 0
    made = read_report(saved.with_name("apart.json").read_bytes(), "apart")
    assert [step.action for step in made.history] == ["assessed"]


def test_the_readmes_commands_run_from_top_to_bottom(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    block = readme.partition("# keep and pass on\n")[2].partition("\n```")[0]
    (tmp_path / "story.md").write_text("A story.\n")
    (tmp_path / "photo.jpg").write_bytes((FIXTURES / "posted.jpg").read_bytes())
    (tmp_path / "case.toml").write_bytes((FIXTURES / "case.toml").read_bytes())
    (tmp_path / "archive").mkdir()
    for name in ("heap-one-flag.jpg", "heap-one-flag.jpg.toml"):
        shutil.copy(FIXTURES / "references" / name, tmp_path / "archive" / name)
    monkeypatch.setenv("PROVCHECK_REFS", "archive")  # README: added to the desk's own set before
    for line in block.splitlines():
        program, *call = shlex.split(line, comments=True) or ("",)
        if not program or call[:2] == ["refs", "import"]:
            continue  # a heading, or a feed of others that only the reader can have
        assert program == "provcheck"
        done = run(*call)
        assert done.code == 0 or (call[0], done.code) == ("check", 1), (line, done.err)
    made = {path.name for path in tmp_path.iterdir()}
    assert {"report.pdf", "report.v4.json", "case.zip", "for-partners.json"} <= made
    assert (tmp_path / "story.md").read_text() == "A story.\n"


@pytest.mark.parametrize(
    "call",
    [
        ("attach", "report.json", "story.md"),
        ("attach", "report.json", "--wordpress", "payload.json"),
        ("mediareview", "report.json", "-o", "review.jsonld"),
    ],
)
def test_publishing_tells_of_a_newer_version(run: Run, saved: Path, call: tuple[str, ...]) -> None:
    saved.with_name("story.md").write_text("A story.\n")
    assert run("assess", saved, *RATING).code == 0
    done = run(*call, "--lang", "de")
    assert done.code == 0
    assert "report.v2.json ist neuer als report.json. Geschrieben wurde zu report.json" in done.err
    newest = run(*(part.replace("report.json", "report.v2.json") for part in call), "--lang", "de")
    assert "neuer als" not in newest.err


def test_the_screen_of_a_rated_report_shows_who_rated(run: Run, saved: Path) -> None:
    assert run("assess", saved, *RATING).code == 0
    assert run("assess", saved, "--countersign", "--by", "B. Second").code == 0
    shown = " ".join(run("report", "report.v3.json", "--lang", "de").out.split())
    assert "Bewertung open A, " in shown
    assert "gegengezeichnet von B. Second" in shown
    assert "Bewertung" not in run("report", saved, "--lang", "de").out


def test_the_screen_says_how_much_it_leaves_out(run: Run, saved: Path) -> None:
    assert "and 2 more" in run("report", saved, "--lang", "en").out
