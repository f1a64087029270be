"""``refs export``, ``import`` of packs, ``diff`` and ``merge``: out of one desk, into another."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_runs import FIXTURES, Outcome, Run
from packs.made import filled, made, packed

from provcheck.model import Source
from provcheck.references import open_reader

_OURS = Source(publisher="Desk A", url="https://a.example/1")
_THEIRS = Source(publisher="Desk B", url="https://b.example/1")


def test_out_of_one_desk_into_another(run: Run, tmp_path: Path) -> None:
    desk, pack = tmp_path / "desk.db", tmp_path / "desk.provpack"
    run("refs", "add", FIXTURES / "references", "--refs", desk)
    done = run("refs", "export", "--hash-only", pack, "--refs", desk, "--by", "Desk A")
    assert done.code == 0, done.err
    assert "5 references, no pictures, not signed" in done.err
    with zipfile.ZipFile(pack) as archive:
        assert b"JFIF" not in b"".join(archive.read(name) for name in archive.namelist())
    other = tmp_path / "other.db"
    done = run("refs", "import", pack, "--refs", other)
    assert done.code == 0, done.err
    assert "not signed" in done.err and "5 added" in done.err
    again = run("refs", "import", pack, "--refs", other)
    assert again.out == "" and "0 added" in again.err
    heap = FIXTURES / "references" / "heap-one-flag.jpg"
    report = json.loads(run("check", heap, "--refs", other, "--json").out)
    assert report["matches"][0]["relation"] == "identical"
    assert report["matches"][0]["reference"]["source"]["shared_by"] == "Desk A (unsigned)"
    id = report["matches"][0]["reference"]["id"]
    assert "Desk A (unsigned)" in run("refs", "show", id, "--refs", other).out


def test_with_features_copies_are_found_again(run: Run, tmp_path: Path) -> None:
    pack, other = tmp_path / "desk.provpack", tmp_path / "other.db"
    done = run("refs", "export", "--features", pack, "--refs", FIXTURES / "references")
    assert done.code == 0 and "content of a picture" in done.err
    run("refs", "import", pack, "--refs", other)
    done = run("check", FIXTURES / "posted.jpg", "--refs", other, "--json")
    assert json.loads(done.out)["matches"][0]["relation"] != "candidate"


def test_conflicts_are_listed_field_by_field(run: Run, tmp_path: Path) -> None:
    ours = filled(tmp_path / "a.db", made("x", _OURS))
    pack = packed(tmp_path / "b.provpack", made("x", _THEIRS))
    done = run("refs", "import", pack, "--refs", ours)
    assert done.code == 0
    lines = [line.split("\t") for line in done.out.splitlines()]
    assert ["", "publisher", "Desk A", "Desk B"] in lines
    assert "Desk A" in run("refs", "list", "--refs", ours).out
    done = run("refs", "import", pack, "--refs", ours, "--prefer", "theirs")
    assert "1 replaced" in done.err
    assert "Desk B" in run("refs", "list", "--refs", ours).out


def test_diff_shows_both_sides_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    ours = filled(tmp_path / "a.db", made("x", _OURS), made("mine"))
    pack = packed(tmp_path / "b.provpack", made("x", _THEIRS), made("theirs"))
    before = run("refs", "list", "--refs", ours).out
    done = run("refs", "diff", pack, "--refs", ours)
    assert done.code == 0
    assert "1 only there, 1 differ, 1 only here" in done.err
    assert "\turl\thttps://a.example/1\thttps://b.example/1" in done.out
    assert run("refs", "list", "--refs", ours).out == before


def test_merge_puts_sets_and_packs_together(run: Run, tmp_path: Path) -> None:
    ours = filled(tmp_path / "a.db", made("x", _OURS), made("mine"))
    theirs = filled(tmp_path / "b.db", made("x", _THEIRS), made("theirs"))
    pack = packed(tmp_path / "c.provpack", made("third", _THEIRS))
    both = tmp_path / "both.db"
    done = run("refs", "merge", ours, theirs, pack, "-o", both)
    assert done.code == 0, done.err
    assert "4 added" in done.err and "1 that differ kept" in done.err
    assert len(run("refs", "list", "--refs", both).out.splitlines()) == 4
    assert run("refs", "merge", ours, theirs, "-o", both).code == 2, "it was there already"


def test_a_merge_that_fails_leaves_nothing_behind(run: Run, tmp_path: Path) -> None:
    ours = filled(tmp_path / "a.db", made("x", _OURS))
    done = run("refs", "merge", ours, tmp_path / "none.db", "-o", tmp_path / "both.db")
    assert done.code == 2
    assert not list(tmp_path.glob("both.db*"))


def test_a_signed_pack_names_whose_key_signed_it(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("cryptography")
    desk = filled(tmp_path / "a.db", made("x", _OURS))
    pack = tmp_path / "a.provpack"
    assert run("refs", "export", pack, "--refs", desk, "--sign").code == 2, "there is no key yet"
    assert not pack.exists()
    run("keys", "new")
    done = run("refs", "export", pack, "--refs", desk, "--sign", "--by", "A. Desk")
    assert done.code == 0, done.err
    assert ", signed:" in done.err
    done = run("refs", "import", pack, "--refs", tmp_path / "b.db")
    assert "made with your key “desk”" in done.err
    # Somebody else's: the key is unknown until its owner is asked.
    keys = tmp_path / "data" / "keys"
    public = (keys / "desk.pub.pem").rename(tmp_path / "theirs.pem")
    (keys / "desk.key.pem").unlink()
    done = run("refs", "diff", pack, "--refs", tmp_path / "b.db")
    assert "nobody here knows its key" in done.err
    run("keys", "trust", public, "--name", "other-desk")
    run("refs", "import", pack, "--refs", tmp_path / "c.db")
    with open_reader(tmp_path / "c.db") as reader:
        assert next(reader.list()).source.shared_by == "other-desk"


def test_a_signature_of_another_pack_is_refused(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("cryptography")
    run("keys", "new")
    packs = []
    for name, source in (("a", _OURS), ("b", _THEIRS)):
        desk = filled(tmp_path / f"{name}.db", made("x", source))
        packs.append(tmp_path / f"{name}.provpack")
        run("refs", "export", packs[-1], "--refs", desk, "--sign")
    mixed = tmp_path / "mixed.provpack"
    one, other = (zipfile.ZipFile(pack) for pack in packs)
    with one, other, zipfile.ZipFile(mixed, "w") as archive:
        for name in ("records.jsonl", "pack.json"):
            archive.writestr(name, one.read(name))
        archive.writestr("signature.json", other.read("signature.json"))
    done = run("refs", "import", mixed, "--refs", tmp_path / "c.db")
    assert done.code == 2
    assert "other bytes" in done.err
    assert not (tmp_path / "c.db").exists()


def test_what_is_no_pack_is_one_sentence(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.provpack"
    path.write_bytes(b"PK\x03\x04 and nothing else")
    done = run("refs", "import", path, "--refs", tmp_path / "a.db")
    assert done.code == 2
    assert "Pack a.provpack: cannot be used" in done.err
    assert run("refs", "export", path, "--refs", FIXTURES / "references").code == 2


def test_calibration_is_printed_and_reaches_the_report(run: Run, tmp_path: Path) -> None:
    desk, page = tmp_path / "desk.db", tmp_path / "report.md"
    run("refs", "add", FIXTURES / "references", "--refs", desk)
    done = run("refs", "stats", "--calibrate", "--refs", desk)
    assert done.code == 0, done.err
    assert "phash256, up to 31 bits: at this threshold none of 10 pairs" in done.out
    run(
        "check", FIXTURES / "posted.jpg", "--refs", desk, "-o", page, "-q", "--skip", "copied-areas"
    )
    assert "none of 10 pairs of unrelated images" in page.read_text("utf-8")
    run("refs", "remove", run("refs", "list", "--refs", desk).out[:16], "--refs", desk)
    done = run("check", FIXTURES / "posted.jpg", "--refs", desk, "--json", "--skip", "copied-areas")
    assert json.loads(done.out)["reference_set"]["calibration"] is None


@pytest.mark.parametrize("kind", ["debian", "pgvector"])
def test_sets_on_servers_share_as_files_do(
    run: Run, tmp_path: Path, shared_set: Callable[[str], str], kind: str
) -> None:
    desk, other, pack = shared_set(kind), shared_set(kind), tmp_path / "desk.provpack"
    local, heap = tmp_path / "local.db", FIXTURES / "references" / "heap-one-flag.jpg"
    told: list[Outcome] = []

    def done(*arguments: object, code: int = 0) -> Outcome:
        told.append(run(*arguments))
        assert told[-1].code == code, told[-1].err
        return told[-1]

    done("refs", "add", FIXTURES / "references", "--refs", desk)
    done("refs", "add", FIXTURES / "references", "--refs", local)
    done("refs", "export", "--features", pack, "--refs", desk, "--by", "Desk A")
    assert "5 added" in done("refs", "import", pack, "--refs", other).err
    assert done("refs", "diff", pack, "--refs", other).out == ""
    assert done("refs", "diff", local, "--refs", other).out == ""
    again = done("refs", "import", pack, "--refs", other)
    assert again.out == "" and "0 added" in again.err
    report = json.loads(done("check", heap, "--refs", other, "--json", code=1).out)
    assert report["matches"][0]["relation"] == "identical"
    assert report["matches"][0]["reference"]["source"]["shared_by"] == "Desk A (unsigned)"
    ours = packed(tmp_path / "a.provpack", made("x", _OURS))
    theirs = packed(tmp_path / "b.provpack", made("x", _THEIRS))
    done("refs", "import", ours, "--refs", other)
    listed = done("refs", "import", theirs, "--refs", other).out
    assert "\tpublisher\tDesk A\tDesk B" in listed.splitlines()
    done("refs", "import", theirs, "--refs", other, "--prefer", "theirs")
    assert "1 replaced" in told[-1].err
    done("refs", "stats", "--calibrate", "--refs", other)
    measured = json.loads(done("check", heap, "--refs", other, "--json", code=1).out)
    info = measured["reference_set"]
    assert info["calibration"]["snapshot"] == info["snapshot"]
    assert info["calibration"]["rates"]
    assert not any("pass-word" in each.out + each.err for each in told)
