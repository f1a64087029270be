"""``replay`` and ``handoff`` as a user calls them."""

from __future__ import annotations

from pathlib import Path

from cli_runs import FIXTURES, Run

POSTED = FIXTURES / "posted.jpg"


def test_the_same_examination_gives_the_same_result(run: Run, saved: Path) -> None:
    done = run("replay", saved, POSTED, "--refs", FIXTURES / "references")
    assert done.code == 0, done.err + done.out
    assert "The same result" in done.out


def test_another_set_is_named_and_what_it_changed_is_listed(run: Run, saved: Path) -> None:
    done = run("replay", saved, POSTED)
    assert done.code == 1
    assert "none is used now" in done.err
    assert "conclusion/status\tmatch-differs\tnot-comparable" in done.out


def test_another_file_is_not_examined(run: Run, saved: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.jpg"
    other.write_bytes(POSTED.read_bytes() + b"x")
    done = run("replay", saved, other)
    assert done.code == 1
    assert "is not the file that was examined" in done.err
    assert done.out == ""


def test_links_are_printed_and_nothing_is_opened(run: Run) -> None:
    done = run("handoff", "--url", "https://x.example/a.jpg")
    assert done.code == 0
    assert "url=https%3A%2F%2Fx.example%2Fa.jpg" in done.out
    assert all(len(line.split("\t")) == 4 for line in done.out.splitlines())
    assert "{url}" not in run("handoff").out


def test_links_are_made_of_web_addresses_only(run: Run) -> None:
    assert run("handoff", "--url", "javascript:alert(1)").code == 2


def test_a_search_is_kept_in_a_new_version(run: Run, saved: Path, tmp_path: Path) -> None:
    words = ("--searched", "tineye", "--by", "M. Huber", "--result", "No earlier copy.")
    assert run("handoff", saved, *words).code == 0
    assert run("verify", tmp_path / "report.v2.json", "--image", POSTED).code == 0
    assert run("handoff", saved, "--searched", "tineye").code == 2
