"""The JSON Lines of a scan as its journal: what is in it need not be examined again."""

from __future__ import annotations

import os
from collections import Counter, deque
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from provcheck.cli.whole_lines import whole_lines
from provcheck.errors import OutputError, ReportError
from provcheck.safe_text import safe_text
from provcheck.whole_file import written_whole

if TYPE_CHECKING:
    from provcheck.model import Report
    from provcheck.settings import Settings

# A line without pictures; one this long is none of ours.
LONGEST_LINE = 16_000_000


class Journal:
    """Lines are appended and on disk before the next file is looked at; a kill leaves at most
    half a line, which is dropped the next time.

    With ``resume`` whole lines of reports that an earlier run left are kept, if they were made
    with the same settings and the same state of the reference set (``snapshot``). ``appending``:
    for a run that does not look at every file. All reports stay then, each at its place, whether
    or not a file stands for them; only those made alike are used. Raises OutputError.
    """

    def __init__(
        self,
        path: Path,
        *,
        resume: bool,
        settings: Settings,
        snapshot: str | None,
        appending: bool = False,
    ) -> None:
        self._path = path
        self._appending = appending
        self._known: dict[str, deque[tuple[int, int]]] = {}
        # Where each line of the finished file stands in the journal, in the order of the files.
        self._order: list[tuple[int, int]] = []
        self._reserved: Counter[str] = Counter()
        try:
            kept = resume and path.is_file() and self._keep(settings.digest(), snapshot)
            self._handle: BinaryIO = path.open("r+b" if kept else "w+b")
            self._handle.seek(0, os.SEEK_END)
        except OSError as error:
            raise self._trouble(error) from error

    def _keep(self, settings: str, snapshot: str | None) -> bool:
        """Rewrite the file with what may stay, whole or not at all; whether anything did."""
        with self._path.open("rb") as before, written_whole(self._path) as after:
            for line in whole_lines(before, LONGEST_LINE):
                report = _report(line)
                if report is None:
                    continue
                found = report.reference_set.snapshot if report.reference_set else None
                usable = (report.settings_digest, found) == (settings, snapshot)
                if usable:
                    place = after.tell(), len(line)
                    self._known.setdefault(report.subject.sha256, deque()).append(place)
                if usable or self._appending:
                    after.write(line)
            return after.tell() > 0

    @property
    def resumed(self) -> bool:
        """True when an earlier run left something that can be used."""
        return bool(self._known)

    def reserve(self, sha256: str) -> bool:
        """Claim one of the reports on a file with these bytes; False when none is left."""
        left = len(self._known.get(sha256, ())) - self._reserved[sha256]
        self._reserved[sha256] += left > 0
        return left > 0

    def take(self, sha256: str) -> Report:
        """The report that was claimed for a file with these bytes; it keeps its line."""
        place = self._known[sha256].popleft()
        self._reserved[sha256] -= 1
        self._order.append(place)
        self._handle.seek(place[0])
        report = _report(self._handle.read(place[1]))
        self._handle.seek(0, os.SEEK_END)
        assert report is not None  # it was read when the journal was opened
        return report

    def write(self, line: bytes) -> None:
        """Append a line. Raises OutputError."""
        try:
            if self._known:  # else the lines are in order as they come
                self._order.append((self._handle.tell(), len(line)))
            self._handle.write(line)
            self._handle.flush()
        except OSError as error:
            raise self._trouble(error) from error

    def finish(self) -> None:
        """Put the lines in the order of the files and leave out what no file stands for any more;
        there is nothing to do where no earlier line was used, or all stay. Raises OutputError."""
        if self._known and not self._appending:
            with written_whole(self._path) as ordered:
                for place, length in self._order:
                    self._handle.seek(place)
                    ordered.write(self._handle.read(length))
        self.close()

    def close(self) -> None:
        """Release the file as it is."""
        self._handle.close()

    def _trouble(self, error: OSError) -> OutputError:
        reason = error.strerror or "unwritable"
        return OutputError(name=safe_text(str(self._path)), reason=reason)


def _report(line: bytes) -> Report | None:
    from provcheck.report import read_report

    if not line.startswith(b'{"schema"'):
        return None  # a failure, a group, the summary
    try:
        return read_report(line, "journal")
    except ReportError:
        return None
