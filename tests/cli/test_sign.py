"""``keys``, ``sign``, ``timestamp`` and what ``verify`` makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from authority import Authority
from cli_runs import Run
from factories import pokrovsk_report

from provcheck.report import write_report


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "report.json"
    write_report(pokrovsk_report(), path)
    return path


def test_sign_and_verify(run: Run, saved: Path) -> None:
    assert run("keys", "new").code == 0
    done = run("sign", saved, "--by", "M. Huber")
    assert done.code == 0, done.err
    assert saved.with_name("report.json.sig").exists()
    assert run("sign", saved).code == 2  # never written over
    done = run("verify", saved)
    assert done.code == 0, done.err
    assert "made with your key “desk”" in done.out
    content = saved.read_bytes()
    saved.write_bytes(content.replace(b'"text"', b'"text" ', 1))
    done = run("verify", saved)
    assert done.code == 1
    assert "the report was changed after “M. Huber” signed it" in done.err


def test_a_signature_of_a_stranger_says_nothing(
    run: Run, saved: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PROVCHECK_DATA", str(tmp_path / "theirs"))
    run("keys", "new", "--name", "them")
    run("sign", saved, "--key", "them")
    monkeypatch.setenv("PROVCHECK_DATA", str(tmp_path / "ours"))
    done = run("verify", saved)
    assert done.code == 0
    assert "nobody here knows its key" in done.err
    public = tmp_path / "theirs" / "keys" / "them.pub.pem"
    assert run("keys", "trust", public, "--name", "kovalenko").code == 0
    assert "kovalenko" in run("keys", "list").out
    assert "the key of “kovalenko”" in run("verify", saved).out


def test_other_forms_are_signed_too(run: Run, saved: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    assert run("report", saved, "-o", page).code == 0
    run("keys", "new")
    assert run("sign", page).code == 0
    assert run("verify", page).code == 0
    page.write_bytes(page.read_bytes() + b" ")
    done = run("verify", page)
    assert done.code == 1
    assert "made for other bytes" in done.err


def test_stamp_and_verify(run: Run, saved: Path, tmp_path: Path) -> None:
    authority = Authority(tmp_path / "authority")
    done = run("timestamp", saved)
    assert done.code == 0
    assert "report.json.tsr" in done.out
    answer = saved.with_name("report.json.tsr")
    authority.answer(saved.with_name("report.json.tsq"), answer)
    done = run("verify", saved)
    assert done.code == 0
    assert "without --tsa-roots" in done.err
    done = run("verify", saved, "--tsa-roots", authority.roots)
    assert done.code == 0
    assert "Time stamp: “Test authority” states" in done.out
    saved.write_bytes(saved.read_bytes() + b"\n")
    done = run("verify", saved, "--tsa-roots", authority.roots)
    assert done.code == 1
    assert "Time stamp: it is about other bytes" in done.err


def test_a_file_with_nothing_to_check_is_not_called_good(run: Run, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"x")
    done = run("verify", tmp_path / "photo.jpg")
    assert done.code == 2
    assert "nothing to check" in done.err


def test_a_request_never_takes_the_place_of_a_file(run: Run, saved: Path) -> None:
    before = saved.read_bytes()
    assert run("timestamp", saved, "-o", saved).code == 2
    assert saved.read_bytes() == before
    assert run("timestamp", saved).code == 0
    assert run("timestamp", saved).code == 2


def test_an_empty_passphrase_locks_nothing_and_is_refused(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PROVCHECK_PASSPHRASE", "")
    assert run("keys", "new", "--passphrase").code == 2
    assert not list(tmp_path.rglob("*.pem"))


def test_an_unknown_key_is_named(run: Run, saved: Path) -> None:
    done = run("sign", saved, "--key", "nobody")
    assert done.code == 2
    assert "provcheck keys new" in done.err


def test_no_keys_yet(run: Run) -> None:
    done = run("keys", "list")
    assert done.code == 0
    assert "provcheck keys new" in done.err
