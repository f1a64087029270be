"""The folder of pages that a scan writes: one for each image, and an index of them all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from provcheck.cli.page_names import PageNames
from provcheck.cli.scan_place import File
from provcheck.cli.whole_lines import whole_lines
from provcheck.errors import OutputError, OutputThere
from provcheck.safe_text import safe_text
from provcheck.whole_file import write_whole, written_whole

if TYPE_CHECKING:
    from provcheck.model import Report
    from provcheck.report import IndexRow

INDEX = "index.html"
ROWS = "index-rows.jsonl"
PICTURES = "index-pictures"
# Shown at half of it, for screens with small pixels.
_PICTURE_SIDE = 192
# A folder of so many pages is of no use to anybody; a file of more lines is none of ours.
_MOST_ROWS = 200_000


class Pages:
    """Pages are written as images are examined, and a row for the index with each.

    The rows are kept in a file beside the index: so the index of a later scan into the same folder,
    or of one that was stopped, has the pages of all of them. No page is held in memory.
    Raises OutputError, and OutputThere for an ``index.html`` of somebody else's.
    """

    def __init__(self, folder: Path, language: str) -> None:
        self._folder = folder
        self._language = language
        self._names = PageNames()
        self._rows: dict[File, IndexRow] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _require_ours(folder / INDEX)
            (folder / PICTURES).mkdir(exist_ok=True)
            self._earlier = {row.page: row for row in self._kept()}
            self._log: BinaryIO = (folder / ROWS).open("ab")
        except OSError as error:
            raise self._trouble(error) from error

    def names(self) -> PageNames:
        """Gives the names that the files taken up next will get."""
        return self._names.copy()

    def __contains__(self, name: str) -> bool:
        """Whether there is a page of this name (without ending)."""
        return (self._folder / f"{name}.html").is_file()

    def owns(self, path: Path) -> bool:
        """True for a picture that stands here for the index: it is no image to be examined."""
        place = path.parent
        return place.name == PICTURES and place.resolve() == (self._folder / PICTURES).resolve()

    def examined(self, report: Report, path: File, shown: str, *, new: bool) -> str:
        """Take up an image, writing its page where it is new; returns where the page is."""
        from provcheck.report import index_line, index_row, write_report

        name = self._names.next(path.stem, report.subject.sha256)
        page = self._folder / f"{name}.html"
        if new:
            write_report(report, page, self._language)
            self._draw(report, name)
        picture = f"{PICTURES}/{name}.jpg"
        held = picture if (self._folder / picture).is_file() else ""
        row = index_row(report, shown, page.name, held, self._language)
        self._earlier.pop(row.page, None)
        before = self._rows.get(path)
        if before is not None and before.page not in ("", row.page):
            self._earlier[before.page] = before  # its bytes are others now
        self._rows[path] = row
        if new:
            self._append(index_line(row))
        return str(page)

    def failed(self, path: File, shown: str, sentence: str) -> None:
        """Take up a file that could not be examined."""
        from provcheck.report import failed_index_row

        self._rows[path] = failed_index_row(shown, sentence)

    def write_index(self) -> list[IndexRow]:
        """Write the index: this scan's images as they were taken up, then those of earlier scans
        whose pages are still here. Returns its rows."""
        from provcheck.report import index_page

        earlier = [row for row in self._earlier.values() if (self._folder / row.page).is_file()]
        rows = [*self._rows.values(), *earlier]
        with written_whole(self._folder / INDEX) as handle:
            handle.writelines(index_page(rows, self._language))
        return rows

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Write the index, however the scan ended."""
        from provcheck.report import index_line

        self._log.close()
        rows = self.write_index()
        with written_whole(self._folder / ROWS) as handle:
            handle.writelines(index_line(row) for row in rows if row.page)

    def _draw(self, report: Report, name: str) -> None:
        from provcheck.image import small_copy

        drawn = self._folder / PICTURES / f"{name}.jpg"
        for exhibit in report.exhibits:
            if exhibit.kind == "subject" and exhibit.data is not None:
                small = small_copy(exhibit.data, _PICTURE_SIDE)
                if small is not None:
                    write_whole(drawn, small)
                return

    def _append(self, line: bytes) -> None:
        try:
            self._log.write(line)
            self._log.flush()
        except OSError as error:
            raise self._trouble(error) from error

    def _kept(self) -> Iterator[IndexRow]:
        """The rows that earlier scans left; of two on one page the later counts."""
        from provcheck.report import MAX_INDEX_LINE, read_index_line

        path = self._folder / ROWS
        if path.is_file():
            with path.open("rb") as handle:
                for line in islice(whole_lines(handle, MAX_INDEX_LINE), _MOST_ROWS):
                    row = read_index_line(line)
                    if row is not None:
                        yield row

    def _trouble(self, error: OSError) -> OutputError:
        reason = error.strerror or "unwritable"
        return OutputError(name=safe_text(str(self._folder)), reason=reason)


def _require_ours(index: Path) -> None:
    """Refuse to replace a page that no scan wrote. Raises OutputThere."""
    from provcheck.report import INDEX_MARK

    if index.exists():
        with index.open("rb") as handle:
            if INDEX_MARK not in handle.read(1000):
                raise OutputThere(name=safe_text(str(index)))
