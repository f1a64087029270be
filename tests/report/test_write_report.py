from __future__ import annotations

import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from factories import bare_report, pokrovsk_report

from provcheck.errors import OutputError, UnknownFormat
from provcheck.report import read_report, write_exhibits, write_report
from provcheck.whole_file import write_whole


def test_suffix_decides(tmp_path: Path) -> None:
    write_report(bare_report(), tmp_path / "r.HTML", "de")
    write_report(bare_report(), tmp_path / "r.json", "de")
    assert (tmp_path / "r.HTML").read_text("utf-8").startswith("<!doctype html>")
    assert read_report((tmp_path / "r.json").read_bytes(), "r.json").language == "de"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["r.HTML", "r.json"]


def test_unknown_suffix_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match=r"\.html, \.pdf, \.json"):
        write_report(bare_report(), tmp_path / "r.docx")
    assert list(tmp_path.iterdir()) == []


def test_missing_folder_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write_report(bare_report(), tmp_path / "nowhere" / "r.json")


def test_failed_writing_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    target = tmp_path / "taken.json"
    target.mkdir()
    with pytest.raises(OutputError):
        write_whole(target, b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["taken.json"]


def test_rights_of_an_existing_file_stay(tmp_path: Path) -> None:
    target = tmp_path / "r.json"
    target.write_text("old")
    target.chmod(0o640)
    write_whole(target, b"new")
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_exhibits_become_files(tmp_path: Path) -> None:
    report = pokrovsk_report()
    written = write_exhibits(report, tmp_path / "pictures")
    assert [path.name for path in written] == [
        "subject.jpg",
        "match-0-reference.jpg",
        "match-0-registered.jpg",
        "match-0-changes.jpg",
        "match-0-mask.png",
    ]
    assert written[0].read_bytes() == report.exhibits[0].data


def test_exhibit_ids_never_lead_out_of_the_folder(tmp_path: Path) -> None:
    report = pokrovsk_report()
    hostile = tuple(
        replace(report.exhibits[0], id=id)
        for id in ("../../etc/passwd", "/abs", "a/b", "nul\0", "", "CON.", "x" * 300)
    )
    odd = replace(report.exhibits[0], id="page", media_type="text/html")
    written = write_exhibits(replace(report, exhibits=(*hostile, odd)), tmp_path / "out")
    assert [p.name for p in written] == [f"exhibit-{n}.jpg" for n in range(len(hostile))]
    assert {p.parent for p in written} == {tmp_path / "out"}


def test_unwritable_exhibit_folder_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        write_exhibits(pokrovsk_report(), tmp_path / "file")


def test_importing_the_rooms_loads_nothing_heavy() -> None:
    code = (
        "import sys, provcheck.report, provcheck.story;"
        "print(sorted({'jinja2', 'msgspec', 'numpy', 'cv2', 'PIL'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
