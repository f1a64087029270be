"""A set on a PostgreSQL server, from the command line."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_runs import FIXTURES, Run
from servers import Server

from provcheck.references import server_address

REFERENCES = FIXTURES / "references"
POSTED = FIXTURES / "posted.jpg"
PASSWORD = "pass-word"


@pytest.fixture
def address(server: Callable[[str], Server], shared_set: Callable[..., str]) -> str:
    address = shared_set("pgvector")
    assert PASSWORD in address
    return address


def test_a_team_shares_a_set(run: Run, address: str, cache: Path, tmp_path: Path) -> None:
    (tmp_path / "downloads").mkdir()
    shutil.copy(POSTED, tmp_path / "downloads")
    name = server_address(address).name
    added = run("refs", "add", REFERENCES, "--refs", address)
    assert added.code == 0
    assert f"Set: {name}" in added.err
    assert "~/.pgpass" in added.err, "the command line can be seen by others"
    saved = tmp_path / "report.json"
    told = [added]
    for arguments in (
        ("check", "-q", POSTED, "-o", saved),
        ("check", "--json", POSTED),
        ("scan", tmp_path / "downloads", "--jobs", "2"),
        ("refs", "index"),
        ("refs", "list"),
        ("refs", "stats"),
        ("replay", saved, POSTED),
    ):
        told.append(run(*arguments, "--refs", address))
        assert told[-1].code in (0, 1), told[-1].err
    assert told[1].out == "posted.jpg\tmatch-differs\treused,edited\n"
    assert json.loads(saved.read_text())["reference_set"]["name"] == name
    heap = next(line for line in told[5].out.splitlines() if line.endswith("heap-one-flag.jpg"))
    told.append(run("refs", "remove", heap[:8], "--refs", address))
    told.append(run("check", "-q", POSTED, "--refs", address))
    assert told[-1].out == "posted.jpg\tno-match\t-\n", told[-1].err
    assert not any(PASSWORD in done.out + done.err for done in told)
    assert PASSWORD not in saved.read_text()
    assert list((cache / "local").glob("*/codes/phash256-*/head.json"))
    assert not any(PASSWORD in str(path) for path in cache.rglob("*"))


def test_a_set_is_made_and_roles_get_their_rights(
    run: Run, server: Callable[[str], Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    server("debian").run("CREATE DATABASE made")
    server("debian").run("CREATE ROLE made_reader LOGIN PASSWORD 'pass-word'")
    owner = server("debian").address("made")
    monkeypatch.setenv("PROVCHECK_REFS", owner)
    missing = run("refs", "stats")
    assert missing.code == 2
    assert "provcheck refs init" in missing.err
    made = run("refs", "init", "--reader", "made_reader", "--lang", "de")
    assert made.code == 0
    assert made.err == (
        "Datenbank made: Der Referenzbestand ist bereit. Beitragende: -. Lesende: made_reader.\n"
    )
    monkeypatch.setenv("PROVCHECK_REFS", server("debian").address("made", user="made_reader"))
    assert run("refs", "stats").code == 0
    refused = run("refs", "add", POSTED)
    assert refused.code == 2
    assert "may not do that" in refused.err
    assert PASSWORD not in refused.err
    other = run("refs", "init", "desk.db")
    assert other.code == 2
    assert "postgresql://" in other.err


def test_a_server_that_is_away_gives_one_sentence(run: Run) -> None:
    away = f"postgresql://desk:{PASSWORD}@127.0.0.1:1/images"
    for arguments in (
        ("check", POSTED),
        ("scan", POSTED.parent, "--jobs", "2"),
        ("refs", "add", POSTED),
        ("refs", "index"),
        ("refs", "remove", "3fa2c1"),
    ):
        done = run(*arguments, "--refs", away)
        assert done.code == 2
        assert "no connection to the database server" in done.err
        assert PASSWORD not in done.err + done.out
        assert "Traceback" not in done.err
