"""Groups of copies that ``scan`` finds inside the folder."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import skimage.data
from cli_runs import Run
from pictures import jpeg
from PIL import Image


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    """A photograph, a smaller copy and a crop of it, another photograph, and a broken file."""
    folder = tmp_path / "downloads"
    (folder / "desk").mkdir(parents=True)
    photo = Image.fromarray(skimage.data.coffee())
    (folder / "desk" / "photo.jpg").write_bytes(jpeg(photo, 95))
    (folder / "small.jpg").write_bytes(jpeg(photo.resize((300, 200)), 70))
    (folder / "crop.jpg").write_bytes(jpeg(photo.crop((60, 40, 360, 280)), 80))
    (folder / "cat.jpg").write_bytes(jpeg(Image.fromarray(skimage.data.chelsea())))
    (folder / "broken.jpg").write_bytes(b"nothing")
    return folder


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_groups_follow_the_files_and_fit_the_screen(
    run: Run, downloads: Path, tmp_path: Path
) -> None:
    done = run("scan", downloads, "--jsonl", tmp_path / "out.jsonl")
    assert done.code == 2  # the broken file
    files, _, block = done.out.partition("\n\nGroups: 1\n")
    assert [line.split("\t")[0] for line in files.splitlines()] == [
        "broken.jpg",
        "cat.jpg",
        "crop.jpg",
        "desk/photo.jpg",
        "small.jpg",
    ]
    words = " ".join(block.split())
    assert words.startswith("1 desk/photo.jpg 600 × 400, ")
    assert "proposed original: uncropped, largest, least compressed" in words
    assert "shares a part of the picture · shows 30 % of it" in words
    assert "cat.jpg" not in block
    assert all(len(line) <= 80 for line in block.splitlines())
    *reports, group, summary = lines(tmp_path / "out.jsonl")
    assert len(reports) == 5
    assert group["group"]["proposed"] == ["desk/photo.jpg"]
    told = {member["name"]: member for member in group["group"]["members"]}
    assert set(told) == {"desk/photo.jpg", "crop.jpg", "small.jpg"}
    assert told["crop.jpg"]["relation"] == "partial"
    assert told["crop.jpg"]["compared_with"] == "desk/photo.jpg"
    assert summary["summary"]["groups"] == 1
    assert run("scan", downloads, "--jsonl", "-").out.count('{"group":') == 1


def test_groups_speak_the_chosen_language(run: Run, downloads: Path) -> None:
    out = run("scan", downloads, "--lang", "de").out
    assert "Gruppen: 1" in out
    assert "unbeschnitten, am größten" in " ".join(out.split())
    assert all(len(line) <= 80 for line in out.splitlines())


def test_without_groups_nothing_is_indexed(
    run: Run, downloads: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROVCHECK_CACHE", str(tmp_path / "own-cache"))
    done = run("scan", downloads, "--no-groups", "--jsonl", tmp_path / "out.jsonl")
    assert "Groups" not in done.out
    assert lines(tmp_path / "out.jsonl")[-1]["summary"]["groups"] is None
    assert not (tmp_path / "own-cache").exists()


def test_a_cache_that_cannot_be_written_costs_the_groups_only(
    run: Run, downloads: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (downloads / "broken.jpg").unlink()
    (tmp_path / "afile").touch()
    monkeypatch.setenv("PROVCHECK_CACHE", str(tmp_path / "afile" / "cache"))
    done = run("scan", downloads, "--jsonl", tmp_path / "out.jsonl")
    assert done.code == 2
    assert "Groups of copies in the folder could not be looked for" in done.err
    assert len(done.out.splitlines()) == 4
    assert lines(tmp_path / "out.jsonl")[-1]["summary"]["groups"] is None


def test_a_file_with_a_wrong_sidecar_is_named_as_left_out(run: Run, downloads: Path) -> None:
    (downloads / "small.jpg.toml").write_text("nonsense = 3\n", "utf-8")
    done = run("scan", downloads)
    assert "small.jpg is left out of the groups" in done.err
    assert done.err.count("broken.jpg") == 1
    assert "crop.jpg" in done.out.partition("Groups: 1")[2]


def test_duplicates_are_each_named(run: Run, downloads: Path) -> None:
    shutil.copy(downloads / "cat.jpg", downloads / "desk" / "cat.jpg")
    out = run("scan", downloads).out
    assert "Groups: 2" in out
    assert "as good · the same file, byte for byte" in " ".join(out.split())
