"""Running the command line in this process, away from the user's own folders."""

from pathlib import Path

import pytest
from cli_runs import FIXTURES, Outcome, Run
from typer.testing import CliRunner

from provcheck.cli.app import app


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for the session, so that the fixture's references are indexed once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def run(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("PROVCHECK_CACHE", str(cache))
    monkeypatch.setenv("PROVCHECK_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("REFS", "LANG", "FAIL_ON", "MAX_BYTES", "MAX_PIXELS", "DESCRIPTOR"):
        monkeypatch.delenv(f"PROVCHECK_{name}", raising=False)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object, stdin: bytes | None = None) -> Outcome:
        done = CliRunner().invoke(app, [str(a) for a in arguments], input=stdin)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Outcome(done.exit_code, done.stdout, done.stderr)

    return call


@pytest.fixture(scope="session")
def examined(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The running example's report, with pictures; made once, one cheap check left out."""
    folder = tmp_path_factory.mktemp("examined")
    path = folder / "report.json"
    arguments = [
        "check", FIXTURES / "posted.jpg", "--refs", FIXTURES / "references",
        "--case", FIXTURES / "case.toml", "-o", path, "-q", "--by", "desk",
        "--skip", "copied-areas",
    ]  # fmt: skip
    environment = {
        "PROVCHECK_CACHE": str(cache),
        "PROVCHECK_DATA": str(folder / "data"),
        "XDG_CONFIG_HOME": str(folder / "config"),
    }
    done = CliRunner().invoke(app, [str(a) for a in arguments], env=environment)
    assert done.exit_code == 1, done.output
    return path.read_bytes()


@pytest.fixture
def saved(examined: bytes, tmp_path: Path) -> Path:
    """That report as a file of the test's own."""
    path = tmp_path / "report.json"
    path.write_bytes(examined)
    return path
