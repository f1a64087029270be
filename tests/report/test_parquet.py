"""``scan --parquet``: a row for every file, with the table's columns and the whole report."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import Any

import factories
import pytest

from provcheck.errors import OutputError, ParquetExtraMissing
from provcheck.report import (
    failure_row,
    parquet_to,
    read_report,
    require_parquet,
    table_head,
    table_row,
)
from provcheck.report import parquet as parquet_module
from provcheck.report.recognising import is_ours

pytest.importorskip("pyarrow")


def _rows(path: Path) -> list[dict[str, Any]]:
    from pyarrow.parquet import read_table

    return list(read_table(path).to_pylist())


def test_rows_are_those_of_the_table_and_hold_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_module, "_GROUP", 2)
    report, path = factories.pokrovsk_report(), tmp_path / "out.parquet"
    names = ["a.jpg", "b.jpg", "c\x1b.jpg"]
    with parquet_to(path) as rows:
        for name in names:
            rows.examined(report, name, f"{name[0]}.html")
        rows.failed("broken.jpg", "it is broken")
    table = b"".join(
        [
            table_head(),
            *(table_row(report, name, f"{name[0]}.html") for name in names),
            failure_row("broken.jpg", "it is broken"),
        ]
    )
    head, *lines = csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""))
    found = _rows(path)
    assert [
        {name: str(row[name]) if row[name] is not None else "" for name in head} for row in found
    ] == [dict(zip(head, line, strict=True)) for line in lines]
    assert found[0]["width"] == report.subject.width
    assert read_report(found[0]["report"].encode(), "row").report_id == report.report_id
    assert found[3]["report"] is None
    assert is_ours(path, ".parquet")


def test_one_without_any_image_is_whole_and_ours(tmp_path: Path) -> None:
    with parquet_to(tmp_path / "out.parquet"):
        pass
    assert _rows(tmp_path / "out.parquet") == []
    assert is_ours(tmp_path / "out.parquet", ".parquet")


def test_one_of_somebody_else_is_not_ours(tmp_path: Path) -> None:
    import pyarrow
    from pyarrow.parquet import write_table

    path = tmp_path / "theirs.parquet"
    write_table(pyarrow.table({"provcheck": ["mine"]}), path)
    assert not is_ours(path, ".parquet")


def test_a_scan_that_is_stopped_leaves_the_file_before(tmp_path: Path) -> None:
    path = tmp_path / "out.parquet"
    path.write_bytes(b"before")
    with pytest.raises(KeyboardInterrupt), parquet_to(path) as rows:
        rows.failed("a.jpg", "broken")
        raise KeyboardInterrupt
    assert path.read_bytes() == b"before" and list(tmp_path.iterdir()) == [path]


def test_trouble_elsewhere_is_not_told_as_this_file_s(tmp_path: Path) -> None:
    with pytest.raises(BrokenPipeError), parquet_to(tmp_path / "out.parquet"):
        raise BrokenPipeError
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device")
def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_module, "_GROUP", 1)
    with (
        pytest.raises(OutputError, match="No space left"),
        parquet_to(tmp_path / "out.parquet") as rows,
        Path("/dev/full").open("wb", buffering=0) as full,
    ):
        monkeypatch.setattr(rows._writer, "write_table", lambda table: full.write(b"x"))
        rows.failed("a.jpg", "broken")


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError), parquet_to(tmp_path / "no" / "out.parquet"):
        pass


def test_without_the_package_a_sentence_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(ParquetExtraMissing, match="provcheck\\[dask\\]"):
        require_parquet("out.parquet")
