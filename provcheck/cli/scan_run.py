"""One way through a folder: what is examined, what is taken from the journal, what is counted."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from provcheck.cli.check import is_flagged, reopening
from provcheck.cli.configuration import Configuration
from provcheck.cli.journal import Journal
from provcheck.cli.page_names import PageNames
from provcheck.cli.scan_outputs import Outputs
from provcheck.cli.scan_pages import Pages
from provcheck.cli.scan_place import File, Place
from provcheck.cli.streams import Progress

if TYPE_CHECKING:
    from provcheck.batch import Failure
    from provcheck.cluster import Cluster
    from provcheck.groups import ScannedFile
    from provcheck.model import Acquisition, Case, Report
    from provcheck.references import ReferenceReader

# Below so many files for each, starting another process takes longer than it saves.
_WORTH_A_PROCESS = 4


def clock() -> datetime:
    """The time that a run puts into its reports."""
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class Counts:
    """The summary of a scan. ``files``: what is kept of each for groups, where they are wanted.
    ``taken``: of the files, those whose report the journal had. ``groups``: None when they were
    not, or could not be, looked for."""

    files: list[ScannedFile] = field(default_factory=list)
    examined: int = 0
    flagged: int = 0
    taken: int = 0
    failed: int = 0
    flags: Counter[str] = field(default_factory=Counter)
    groups: int | None = None


@dataclass(slots=True, kw_only=True)
class Run:
    """A scan under way. ``pages``: the folder for them, if they are wanted. ``jobs``: None for
    as many processes as are worth it. ``cluster``: its workers examine instead. ``grouped``:
    whether groups will be looked for. ``quiet``: no line for each file on the screen.
    """

    place: Place
    told: tuple[Case | None, Acquisition | None]
    configuration: Configuration
    references: ReferenceReader | None
    journal: Journal | None
    outputs: Outputs
    pages: Pages | None
    jobs: int | None = None
    cluster: Cluster | None = None
    grouped: bool = False
    quiet: bool = False
    counts: Counts = field(default_factory=Counts)

    def files(self) -> Iterator[File]:
        """All there are, in the order of their paths, but for pictures of our own."""
        for file in self.place.files():
            if self.pages is None or not isinstance(file, Path) or not self.pages.owns(file):
                yield file

    def through(self) -> None:
        """Examine them all."""
        # What a cluster is for may be more than a list can hold.
        streamed = self.cluster is not None and not self._goes_on
        for _ in self.take(self.files() if streamed else list(self.files())):
            pass

    def take(self, paths: Iterable[File]) -> Iterator[File]:
        """Examine files and write each outcome; yields the files as they are done."""
        total = len(paths) if isinstance(paths, list) else None
        with Progress("Scan", total) as progress:
            for path, outcome, new in self._outcomes(paths):
                row = self._note(path, outcome, progress, new=new)
                if not self.quiet:
                    progress.print(*row)
                progress.step(path.name)
                yield path

    @property
    def _goes_on(self) -> bool:
        """Whether the journal has reports of an earlier run."""
        return self.journal is not None and self.journal.resumed

    def _outcomes(self, paths: Iterable[File]) -> Iterator[tuple[File, Report | Failure, bool]]:
        """Every file's outcome and whether it is new: the journal's where it has one."""
        if self.journal is None or not self.journal.resumed:
            for path, outcome in self._examined(paths):
                yield path, outcome, True
            return
        paths = list(paths)
        known = dict(self._earlier(paths, self.journal))
        examined = self._examined([path for path in paths if path not in known])
        for path in paths:
            if path in known:
                self.counts.taken += 1
                yield path, self.journal.take(known[path]), False
            else:
                yield (*next(examined), True)

    def _earlier(self, paths: list[File], journal: Journal) -> Iterator[tuple[File, str]]:
        """The files that the journal has, with their digests."""
        from provcheck.image import Limits

        limits = Limits(max_bytes=self.configuration.settings.max_bytes)
        pages = self.pages
        names = pages.names() if pages is not None else PageNames()
        for path in paths:
            digest = self.place.digest(path, limits)
            if digest is None:
                continue
            if pages is not None and names.next(path.stem, digest) not in pages:
                continue  # a page that is missing is made anew, with its pictures
            if journal.reserve(digest):
                yield path, digest

    def _examined(self, paths: Iterable[File]) -> Iterator[tuple[File, Report | Failure]]:
        from provcheck.batch import examine_many

        return examine_many(
            paths,
            now=clock(),
            references=self.references,
            case=self.told[0],
            acquisition=self.told[1],
            settings=self.configuration.settings,
            jobs=_processes(self.jobs, len(paths)) if isinstance(paths, list) else 1,
            cluster=self.cluster,
            reopen=reopening(self.configuration),
        )

    def _note(
        self, path: File, outcome: Report | Failure, progress: Progress, *, new: bool
    ) -> tuple[str, str, str]:
        """Count and write one outcome; returns the row for the screen."""
        from provcheck.batch import Failure
        from provcheck.groups import scanned_file
        from provcheck.messages import catalogue

        shown = self.place.shown(path)
        if isinstance(outcome, Failure):
            self.counts.failed += 1
            words = catalogue(self.configuration.settings.language)
            sentence = words.error(outcome.error)
            self.outputs.failed(outcome, path, shown, sentence)
            progress.warn(sentence)
            return shown, "failed", "-"
        self.counts.examined += 1
        if self.grouped:
            self.counts.files.append(scanned_file(outcome, shown))
        self.counts.flagged += is_flagged(outcome, self.configuration)
        self.counts.flags.update(flag.flag for flag in outcome.conclusion.flags)
        self.outputs.examined(outcome, path, shown, new=new)
        flags = ",".join(flag.flag for flag in outcome.conclusion.flags) or "-"
        return shown, outcome.conclusion.status, flags


def _processes(jobs: int | None, files: int) -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    wanted = jobs if jobs is not None else min(cores or 1, files // _WORTH_A_PROCESS)
    return max(1, min(wanted, files))
