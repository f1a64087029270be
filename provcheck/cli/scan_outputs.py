"""Where a scan writes its results: pages, JSON Lines and a table as it goes, SARIF at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from provcheck.cli.check import failure_line
from provcheck.cli.journal import Journal
from provcheck.cli.scan_pages import Pages
from provcheck.cli.scan_place import File
from provcheck.errors import OutputError
from provcheck.safe_text import safe_text

if TYPE_CHECKING:
    from provcheck.batch import Failure
    from provcheck.model import Report
    from provcheck.report import ParquetRows

Write = Callable[[bytes], object]


class Outputs:
    """All outputs of one scan. ``journal``, ``lines``: take JSON Lines. ``table``: takes rows of
    CSV. ``pages``: takes HTML reports. ``parquet``: takes rows of Parquet."""

    def __init__(
        self,
        journal: Journal | None,
        lines: Write | None,
        table: Write | None,
        sarif: Path | None,
        pages: Pages | None,
        language: str,
        parquet: ParquetRows | None = None,
    ) -> None:
        from provcheck.report import SarifLog

        self._journal = journal
        self._lines = lines
        self._table = table
        self._sarif = sarif
        self._pages = pages
        self._parquet = parquet
        self._log = SarifLog(language)
        if table is not None:
            from provcheck.report import table_head

            table(table_head())

    def examined(self, report: Report, path: File, name: str, *, new: bool) -> None:
        """One image with its report; journal and pages have one that is not new already.

        ``name``: the path as it is shown.
        """
        from provcheck.report import Examined, table_row, to_json_line

        journal = self._journal if new else None
        if journal is not None or self._lines is not None:
            line = to_json_line(report)
            if journal is not None:
                journal.write(line)
            if self._lines is not None:
                self._lines(line)
        page = self._pages.examined(report, path, name, new=new) if self._pages else ""
        if self._table is not None:
            self._table(table_row(report, name, page))
        if self._parquet is not None:
            self._parquet.examined(report, name, page)
        if self._sarif is not None:
            self._log.add(Examined(path=name, report=report))

    def failed(self, failure: Failure, path: File, name: str, sentence: str) -> None:
        """One file that could not be examined, and why; ``name`` as above."""
        from provcheck.report import Examined, failure_row

        self.line(failure_line(failure, name, sentence))
        if self._pages is not None:
            self._pages.failed(path, name, sentence)
        if self._table is not None:
            self._table(failure_row(name, sentence))
        if self._parquet is not None:
            self._parquet.failed(name, sentence)
        if self._sarif is not None:
            self._log.add(Examined(path=name, error=sentence))

    def line(self, line: bytes) -> None:
        """Another line of JSON: a group, the summary."""
        if self._journal is not None:
            self._journal.write(line)
        if self._lines is not None:
            self._lines(line)

    def finish(self) -> None:
        """Write what can only be written whole. Raises OutputError."""
        from provcheck.whole_file import write_whole

        if self._journal is not None:
            self._journal.finish()
        if self._sarif is not None:
            write_whole(self._sarif, self._log.written())


@contextmanager
def lines_to(path: Path) -> Iterator[Write]:
    """A sink that appends lines to a new file, each on disk before the next image is looked at."""

    def trouble(error: OSError) -> OutputError:
        return OutputError(name=safe_text(str(path)), reason=error.strerror or "unwritable")

    try:
        handle = path.open("wb")
    except OSError as error:
        raise trouble(error) from error
    with handle:

        def write(line: bytes) -> None:
            try:
                handle.write(line)
                handle.flush()
            except OSError as error:
                raise trouble(error) from error

        yield write
