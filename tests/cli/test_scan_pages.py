"""``scan -o``: pages that are found again, and an index that outlives stops and second scans."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
import skimage.data
from cli_runs import Run
from pictures import jpeg
from PIL import Image

from provcheck.cli.page_names import PageNames

PICTURE = Image.fromarray(skimage.data.coffee())
DIGEST = "0123456789abcdef"


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    folder = tmp_path / "downloads"
    (folder / "b").mkdir(parents=True)
    (folder / "Знімок екрана.jpg").write_bytes(jpeg(PICTURE.resize((200, 150)), 80))
    (folder / "two.jpg").write_bytes(jpeg(PICTURE.resize((210, 150)), 80))
    (folder / "b" / "two.jpg").write_bytes((folder / "two.jpg").read_bytes())
    (folder / "broken.jpg").write_bytes(b"nothing")
    return folder


def pages(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.html") if path.name != "index.html")


def listed(folder: Path) -> list[tuple[str, str]]:
    """The index's rows: the address of the page (empty if none), and the name."""
    page = (folder / "index.html").read_text("utf-8")
    heads = re.findall(r'role="rowheader">(?:<a href="([^"]+)">)?([^<]+)<', page)
    return [(address, name) for address, name in heads]


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("photo_2024-10-21", "photo_2024-10-21"),
        ("Знімок екрана", "Znimok-ekrana"),
        ("Größe & Maß", "Grosse-Mass"),
        ("照片", "image"),
        ("../../etc/passwd", "etc-passwd"),
        ("-rf", "rf"),
        ("\ud800\u202egpj\x1b", "gpj"),
        ("x" * 5000, "x" * 48),
        ("", "image"),
    ],
)
def test_a_page_is_named_after_its_image_in_plain_letters(stem: str, name: str) -> None:
    assert PageNames().next(stem, DIGEST) == f"{name}-0123456789ab"


def test_files_alike_are_numbered_and_so_are_names_some_systems_take_for_one() -> None:
    names = PageNames()
    given = [names.next(stem, DIGEST) for stem in ("a", "a", "A")]
    assert given == ["a-0123456789ab", "a-0123456789ab-2", "A-0123456789ab-3"]


def test_every_image_is_in_the_index_and_every_name_leads_to_its_page(
    run: Run, downloads: Path, tmp_path: Path
) -> None:
    out, table = tmp_path / "pages", tmp_path / "out.csv"
    run("scan", downloads, "-o", out, "--csv", table, "--no-groups")
    rows = listed(out)
    assert [name for _, name in rows] == ["b/two.jpg", "broken.jpg", "two.jpg", "Знімок екрана.jpg"]
    assert sorted(address for address, _ in rows if address) == pages(out)
    assert pages(out)[0].startswith("Znimok-ekrana-")
    for address, _ in rows:
        if address:
            small = Image.open(out / "index-pictures" / address.replace(".html", ".jpg"))
            assert max(small.size) <= 192
    cells = list(csv.DictReader(io.StringIO(table.read_text("utf-8-sig"), newline="")))
    assert [bool(row["page"]) for row in cells] == [True, False, True, True]
    assert all((tmp_path / row["page"]).is_file() for row in cells if row["page"])


def test_a_second_scan_writes_the_same_pages_and_keeps_those_of_the_first(
    run: Run, downloads: Path, tmp_path: Path
) -> None:
    out, other = tmp_path / "pages", tmp_path / "other"
    other.mkdir()
    (other / "third.jpg").write_bytes(jpeg(PICTURE.resize((220, 150)), 80))
    run("scan", downloads, "-o", out, "--no-groups")
    before = pages(out)
    run("scan", downloads, "-o", out, "--no-groups")
    assert pages(out) == before
    run("scan", other, "-o", out, "--no-groups")
    assert [name for _, name in listed(out)] == [
        "third.jpg", "b/two.jpg", "two.jpg", "Знімок екрана.jpg",
    ]  # fmt: skip
    (out / before[0]).unlink()
    run("scan", other, "-o", out, "--no-groups")
    assert len(listed(out)) == 3


def test_a_resumed_scan_lists_what_the_earlier_part_did(
    run: Run, downloads: Path, tmp_path: Path
) -> None:
    out, journal = tmp_path / "pages", tmp_path / "out.jsonl"
    run("scan", downloads, "-o", out, "--jsonl", journal, "--no-groups")
    whole, written = listed(out), {name: (out / name).stat().st_mtime_ns for name in pages(out)}
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:3]))
    for name in ("index.html", "index-rows.jsonl"):
        (out / name).unlink()
    run("scan", downloads, "-o", out, "--jsonl", journal, "--no-groups", "--resume")
    assert listed(out) == whole
    kept = [name for name in pages(out) if (out / name).stat().st_mtime_ns == written[name]]
    assert len(kept) == 2


def test_a_stopped_scan_leaves_its_rows_behind(
    run: Run, downloads: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from provcheck.cli import scan_run

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(scan_run.Progress, "step", stopped)
    out = tmp_path / "pages"
    run("scan", downloads, "-o", out, "--no-groups")
    assert [name for _, name in listed(out)] == ["b/two.jpg"]
    assert json.loads((out / "index-rows.jsonl").read_bytes())["name"] == "b/two.jpg"


def test_pictures_of_the_index_are_not_examined(run: Run, downloads: Path) -> None:
    run("scan", downloads, "-o", downloads, "--no-groups")
    first = listed(downloads)
    run("scan", downloads, "-o", downloads, "--no-groups")
    assert listed(downloads) == first


def test_an_index_of_somebody_else_is_never_written_over(
    run: Run, downloads: Path, tmp_path: Path
) -> None:
    out = tmp_path / "site"
    out.mkdir()
    (out / "index.html").write_text("<h1>Home</h1>", "utf-8")
    done = run("scan", downloads, "-o", out)
    assert done.code == 2
    assert "is there already" in done.err
    assert [path.name for path in out.iterdir()] == ["index.html"]


def test_rows_that_anybody_may_have_put_there_lead_nowhere(
    run: Run, downloads: Path, tmp_path: Path
) -> None:
    out = tmp_path / "pages"
    out.mkdir()
    (out / "index-rows.jsonl").write_bytes(
        b'{"name":"x","status":"no-match","summary":"","page":"../downloads/two.jpg"}\n'
        b'{"name":"y","status":"no-match","summary":"","page":"gone-0123456789ab.html"}\n'
        + b"z" * 100_000
        + b"\nnonsense"
    )
    run("scan", downloads, "-o", out, "--no-groups")
    assert len(listed(out)) == 4
