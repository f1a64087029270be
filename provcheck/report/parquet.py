"""A scan as a Parquet file: the rows of the table, each with its whole report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from provcheck.errors import OutputError, ParquetExtraMissing
from provcheck.model import Report
from provcheck.report.json_report import SCHEMA, to_json_line
from provcheck.report.table import COLUMNS, cells, failure_cells
from provcheck.safe_text import safe_text
from provcheck.whole_file import written_whole

_NUMBERS = ("width", "height", "bytes")
_REPORT = "report"
# Rows are written in groups of so many, or of so many bytes of reports: no more is held.
_GROUP = 1000
_GROUP_BYTES = 32_000_000


class ParquetRows:
    """Takes images one by one; made by :func:`parquet_to`. Raises OutputError."""

    def __init__(self, path: Path, writer: Any, schema: Any) -> None:
        self._path = path
        self._writer = writer
        self._schema = schema
        self._rows: list[dict[str, str | int | None]] = []
        self._size = 0

    def examined(self, report: Report, name: str, page: str = "") -> None:
        """One examined image; as :func:`provcheck.report.table_row`."""
        self._take(cells(report, name, page), to_json_line(report).decode("utf-8").rstrip("\n"))

    def failed(self, name: str, error: str) -> None:
        """A file that could not be examined; its row has no report."""
        self._take(failure_cells(name, error), None)

    def write(self) -> None:
        """Write what is held as a group of rows."""
        import pyarrow

        try:
            if self._rows:
                self._writer.write_table(pyarrow.Table.from_pylist(self._rows, schema=self._schema))
        except OSError as error:
            reason = error.strerror or "unwritable"
            raise OutputError(name=safe_text(str(self._path)), reason=reason) from error
        self._rows, self._size = [], 0

    def _take(self, texts: Sequence[str], report: str | None) -> None:
        row: dict[str, str | int | None] = {
            column: (int(text) if text else None) if column in _NUMBERS else text
            for column, text in zip(COLUMNS, texts, strict=True)
        }
        self._rows.append({**row, _REPORT: report})
        self._size += len(report or "")
        if len(self._rows) >= _GROUP or self._size >= _GROUP_BYTES:
            self.write()


def require_parquet(name: str) -> None:
    """Raise ParquetExtraMissing, naming the file ``name``, where pyarrow is not installed."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise ParquetExtraMissing(name=safe_text(name)) from error


@contextmanager
def parquet_to(path: Path) -> Iterator[ParquetRows]:
    """A new Parquet file; it takes the place of ``path`` when the block ends well.

    A Parquet file is only readable with its end, so one that was begun is of no use. Raises
    OutputError.
    """
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    numbers = {name: pyarrow.int64() for name in _NUMBERS}
    fields = [pyarrow.field(name, numbers.get(name, pyarrow.string())) for name in COLUMNS]
    fields.append(pyarrow.field(_REPORT, pyarrow.large_string()))
    schema = pyarrow.schema(fields, metadata={"provcheck": SCHEMA})
    other: OSError | None = None
    with suppress(_Stopped), written_whole(path) as handle, ParquetWriter(handle, schema) as writer:
        rows = ParquetRows(path, writer, schema)
        try:
            yield rows
        except OSError as error:  # trouble elsewhere, which must not be told as this file's
            other = error
            raise _Stopped from error
        rows.write()
    if other is not None:
        raise other


class _Stopped(Exception):
    """The scan ended before its time."""
