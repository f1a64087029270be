"""``bundle`` and ``redact``: a package that others can check, and what each change in it says."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import bagit
import pytest
from authority import Authority
from cli_runs import FIXTURES, Run

from provcheck.bags import ALGORITHMS, Bag
from provcheck.errors import BundleUnreadable
from provcheck.model import Message

POSTED = FIXTURES / "posted.jpg"


@pytest.fixture
def package(run: Run, saved: Path, tmp_path: Path) -> Path:
    run("keys", "new")
    run("sign", saved, "--by", "M. Huber")
    path = tmp_path / "case.zip"
    done = run(
        "bundle", saved, "--image", POSTED, "-o", path,
        "--organisation", "Desk", "--contact", "M. Huber", "--identifier", "case-0412",
    )  # fmt: skip
    assert done.code == 0, done.err
    return path


def _rewritten(package: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The package with its files changed; the manifests stay as they are."""
    with zipfile.ZipFile(package) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with zipfile.ZipFile(package, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return package


def _sealed_again(package: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The package with its files changed and everything in the manifests made to fit."""
    root = _root(package)

    def seal(files: dict[str, bytes]) -> None:
        change(files)
        payload = {name: each for name, each in files.items() if name.startswith(f"{root}/data/")}
        oxum = f"Payload-Oxum: {sum(map(len, payload.values()))}.{len(payload)}".encode()
        info = files[f"{root}/bag-info.txt"]
        files[f"{root}/bag-info.txt"] = re.sub(rb"Payload-Oxum: \S+", oxum, info)
        for kind in ("manifest", "tagmanifest"):
            for algorithm in ALGORITHMS:
                own = f"{root}/{kind}-{algorithm}.txt"
                listed = payload if kind == "manifest" else {
                    name: each
                    for name, each in files.items()
                    if name not in payload and "/tagmanifest-" not in name
                }  # fmt: skip
                lines = (
                    f"{hashlib.new(algorithm, each).hexdigest()}  {name.partition('/')[2]}\n"
                    for name, each in listed.items()
                )
                files[own] = "".join(lines).encode()

    return _rewritten(package, seal)


def _root(package: Path) -> str:
    with zipfile.ZipFile(package) as archive:
        return archive.namelist()[0].partition("/")[0]


def test_a_package_holds_and_says_so_part_by_part(run: Run, package: Path) -> None:
    done = run("bundle", "--verify", package)
    assert done.code == 0, done.err
    parts = [line.split(":")[0] for line in done.out.splitlines()]
    bag = ["Package"] * 2 if find_spec("typst") is None else ["Package"] * 3
    assert parts[:1] == bag[:1]
    assert parts[1:] == ["Report", *bag[1:], "Exhibits", "Image", "Custody", "Signature"]
    assert "Time stamp: there is none" in done.err
    assert "Keys: there is a public key in the package" in done.err


def test_what_is_missing_beside_the_report_is_said(run: Run, saved: Path, tmp_path: Path) -> None:
    package = tmp_path / "bare.zip"
    run("bundle", saved, "--image", POSTED, "-o", package)
    done = run("bundle", "--verify", package)
    assert done.code == 0, done.err
    assert "Signature: there is none" in done.err
    assert "Time stamp: there is none" in done.err


def test_an_unpacked_package_is_checked_as_well(run: Run, package: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        archive.extractall(tmp_path / "out")
    inner = tmp_path / "out" / _root(package)
    (tmp_path / "out" / ".DS_Store").touch()
    whole = run("bundle", "--verify", package)
    for folder in (tmp_path / "out", inner):
        done = run("bundle", "--verify", folder)
        assert (done.code, done.out, done.err) == (0, whole.out, whole.err)
    (inner / "data" / "index.html").write_text("another", "utf-8")
    assert "data/index.html does not fit its digest" in run("bundle", "--verify", inner).err
    (inner / "data" / "away").symlink_to(POSTED)
    done = run("bundle", "--verify", inner)
    assert done.code == 2
    assert "data/away is a link" in done.err


@pytest.mark.parametrize("kind", ["index.html", "report.txt", "report.pdf", "custody.jsonl",
                                  "README.txt", "report.json.tsq"])  # fmt: skip
def test_whoever_rewrites_the_manifests_is_seen_all_the_same(
    run: Run, package: Path, kind: str
) -> None:
    def change(files: dict[str, bytes]) -> None:
        files[f"{_root(package)}/data/{kind}"] = b"something else"

    done = run("bundle", "--verify", _sealed_again(package, change))
    assert done.code == 1
    assert f"data/{kind} does not fit report.json" in done.err
    assert "does not fit its digest" not in done.err


def test_files_that_provcheck_does_not_pack_are_named(run: Run, package: Path) -> None:
    foreign = ("data/image/another.jpg", "data/notes.txt", "data/keys/x.txt", "data/keys/y.pem",
               "data/exhibits/more.png", "tags.txt")  # fmt: skip

    def change(files: dict[str, bytes]) -> None:
        files |= {f"{_root(package)}/{name}": b"\xff\xd8" for name in foreign}
        del files[f"{_root(package)}/data/exhibits/subject.jpg"]

    done = run("bundle", "--verify", _sealed_again(package, change))
    assert done.code == 1
    for name in foreign[1:]:
        assert f"{name} is none of the files that provcheck" in done.err
    assert "Image: another.jpg is not the file that was examined" in done.err
    assert "data/image/posted.jpg is none of the files" in done.err
    assert "data/exhibits/subject.jpg is not there" in done.err


def test_of_another_version_it_is_said_that_nothing_was_compared(run: Run, package: Path) -> None:
    def change(files: dict[str, bytes]) -> None:
        name = f"{_root(package)}/bag-info.txt"
        files[name] = re.sub(rb"(?<=provcheck )\S+", b"99.0", files[name], count=1)
        files[f"{_root(package)}/data/index.html"] = b"another page"

    done = run("bundle", "--verify", _sealed_again(package, change))
    assert done.code == 0, done.err
    assert "it names provcheck 99.0 as its maker" in done.err
    assert "were not compared with report.json" in done.err


@pytest.mark.parametrize("ending", [".sig", ".tsq", ".tsr"])
def test_what_was_made_for_other_bytes_is_not_packed(
    run: Run, saved: Path, tmp_path: Path, ending: str
) -> None:
    run("keys", "new")
    run("sign", saved)
    run("timestamp", saved)
    beside = {each: saved.with_name(f"report.json{each}") for each in (".sig", ".tsq", ".tsr")}
    beside[".tsr"].write_bytes(beside[".tsq"].read_bytes())  # holds the digest as an answer does
    saved.write_bytes(saved.read_bytes() + b" ")
    for each, path in beside.items():
        if each != ending:
            path.unlink()
    done = run("bundle", saved, "--image", POSTED, "-o", tmp_path / "case.zip")
    assert done.code == 2
    assert f"report.json{ending} was made for other bytes than report.json" in done.err
    assert not (tmp_path / "case.zip").exists()


def test_a_package_is_called_zip(run: Run, saved: Path, tmp_path: Path) -> None:
    done = run("bundle", saved, "--image", POSTED, "-o", tmp_path / "case.html")
    assert done.code == 2
    assert "must end in .zip" in done.err
    assert not (tmp_path / "case.html").exists()


def test_a_time_stamp_travels_along(run: Run, saved: Path, tmp_path: Path) -> None:
    authority = Authority(tmp_path / "authority")
    run("timestamp", saved)
    authority.answer(saved.with_name("report.json.tsq"), saved.with_name("report.json.tsr"))
    package = tmp_path / "stamped.zip"
    run("bundle", saved, "--image", POSTED, "-o", package)
    done = run("bundle", "--verify", package, "--tsa-roots", authority.roots)
    assert done.code == 0, done.err
    assert "Time stamp: “Test authority” states" in done.out


def test_without_the_extra_the_rest_is_still_checked(
    run: Run, package: Path, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "cryptography"]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, "cryptography", None)
    for done in (run("bundle", "--verify", package), run("verify", saved, "--image", POSTED)):
        assert done.code == 0, done.err
        assert "Custody: all 2 lines fit" in done.out
        assert "Signature: there is one, and it was not checked" in done.err


def test_others_can_check_it(package: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        archive.extractall(tmp_path / "out")
    root = tmp_path / "out" / _root(package)
    bag = bagit.Bag(str(root))
    bag.validate()
    assert bag.version_info == (1, 0)
    assert bag.info["Source-Organization"] == "Desk"
    assert bag.info["Internal-Sender-Identifier"] == "case-0412"
    if shutil.which("sha256sum"):
        subprocess.run(
            ["sha256sum", "-c", "--strict", "manifest-sha256.txt"],
            cwd=root,
            check=True,
            capture_output=True,
        )
    assert (root / "data" / "image" / "posted.jpg").read_bytes() == POSTED.read_bytes()
    page = (root / "data" / "index.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    lines = (root / "data" / "custody.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["action"] for line in lines] == ["acquired", "examined"]
    assert list((root / "data" / "keys").iterdir())


def test_every_file_is_guarded(run: Run, package: Path) -> None:
    whole = package.read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        names = archive.namelist()
    for name in names:
        package.write_bytes(whole)

        def flip(files: dict[str, bytes], name: str = name) -> None:
            content = bytearray(files[name])
            content[len(content) // 2] ^= 1
            files[name] = bytes(content)

        with Bag(_rewritten(package, flip)) as bag:
            problems = list(bag.problems())
        assert problems, name
        if "manifest" not in name:
            named = {each.params["name"] for each in problems if "name" in each.params}
            assert named == {name.partition("/")[2]}


def test_any_byte_of_a_manifest_counts(package: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    name = next(name for name in files if name.endswith("tagmanifest-sha256.txt"))
    whole = files[name]

    def problems(manifest: bytes) -> list[Message]:
        with zipfile.ZipFile(package, "w") as archive:
            for each, content in files.items():
                if "/data/" not in each:  # quicker without the payload, which is missed each time
                    archive.writestr(each, manifest if each == name else content)
        with Bag(package) as bag:
            return list(bag.problems())

    before = problems(whole)
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1
        assert problems(bytes(changed)) != before, place


def test_a_changed_report_is_named_in_each_part(run: Run, package: Path) -> None:
    name = f"{_root(package)}/data/report.json"

    def change(files: dict[str, bytes]) -> None:
        files[name] = files[name].replace(b'"width": 1280', b'"width": 1281')

    done = run("bundle", "--verify", _rewritten(package, change))
    assert done.code == 1
    assert "data/report.json does not fit its digest" in done.err
    assert "Report: its content does not fit its id" in done.err
    assert "Signature: it was made for other bytes" in done.err


def test_a_file_taken_out_or_put_in_is_named(run: Run, package: Path) -> None:
    root = _root(package)
    done = run(
        "bundle",
        "--verify",
        _rewritten(package, lambda files: files.pop(f"{root}/data/report.txt") and None),
    )
    assert done.code == 1
    assert "data/report.txt is listed and not there" in done.err
    _rewritten(package, lambda files: files.update({f"{root}/data/extra.txt": b"x"}))
    assert "data/extra.txt is in no manifest" in run("bundle", "--verify", package).err


def test_another_image_is_not_packed(run: Run, saved: Path, tmp_path: Path) -> None:
    other = tmp_path / "posted.jpg"
    other.write_bytes(POSTED.read_bytes() + b"x")
    done = run("bundle", saved, "--image", other, "-o", tmp_path / "case.zip")
    assert done.code == 2
    assert "is not the file that was examined" in done.err
    assert not (tmp_path / "case.zip").exists()


def test_a_redacted_package_has_no_image(run: Run, saved: Path, tmp_path: Path) -> None:
    package = tmp_path / "out.zip"
    assert run("bundle", saved, "--redact", "-o", package, "--by", "desk").code == 0
    with zipfile.ZipFile(package) as archive:
        names = archive.namelist()
        whole = b"".join(archive.read(name) for name in names)
    assert not any("/image/" in name or name.endswith(".sig") for name in names)
    assert b"posted.jpg" not in whole
    assert b"image.jpg and its evidence" in whole
    assert b"saved from Telegram Desktop" in saved.read_bytes()
    assert b"saved from Telegram Desktop" not in whole
    done = run("bundle", "--verify", package)
    assert done.code == 0, done.err
    assert "it is not in this package" in done.err


def test_redact_writes_a_copy_that_holds(run: Run, saved: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.json"
    assert run("redact", saved, "-o", copy, "--by", "desk").code == 0
    assert run("verify", copy, "--image", POSTED).code == 0
    content = json.loads(copy.read_bytes())
    assert content["history"][-1]["report_id"] == json.loads(saved.read_bytes())["report_id"]
    assert content["redactions"]
    assert run("redact", saved, "-o", copy).code == 2  # never written over


def test_the_same_case_gives_the_same_files(run: Run, saved: Path, tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        run("bundle", saved, "--image", POSTED, "-o", tmp_path / name)
    with zipfile.ZipFile(tmp_path / "a.zip") as one, zipfile.ZipFile(tmp_path / "b.zip") as two:
        assert one.namelist() == two.namelist()
        assert all(one.read(name) == two.read(name) for name in one.namelist())


def _zip(tmp_path: Path, *names: str, link: bool = False) -> Path:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            entry = zipfile.ZipInfo(name)
            if link:
                entry.external_attr = 0o120777 << 16
            archive.writestr(entry, b"x")
    return path


@pytest.mark.parametrize(
    "names", [("a/../../etc/passwd",), ("/etc/passwd",), ("a/b\\c",), ("a/x", "b/x"), ("x",)]
)
def test_paths_that_lead_elsewhere_are_refused(tmp_path: Path, names: tuple[str, ...]) -> None:
    with pytest.raises(BundleUnreadable):
        Bag(_zip(tmp_path, *names))


def test_links_bombs_and_other_files_are_refused(run: Run, tmp_path: Path) -> None:
    with pytest.raises(BundleUnreadable):
        Bag(_zip(tmp_path, "a/link", link=True))
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/data/zero", bytes(301_000_000))
    with pytest.raises(BundleUnreadable):
        Bag(bomb)
    many = _zip(tmp_path, *(f"a/{number}" for number in range(2001)))
    with pytest.raises(BundleUnreadable):
        Bag(many)
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(2001):
        (folder / str(number)).touch()
    with pytest.raises(BundleUnreadable):
        Bag(folder)
    plain = tmp_path / "plain.zip"
    plain.write_bytes(b"PK\x03\x04 nothing")
    done = run("bundle", "--verify", plain)
    assert done.code == 2
    assert "not an evidence package" in done.err
