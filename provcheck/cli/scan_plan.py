"""What a scan was asked to do, what speaks against it, and doing it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from provcheck.cli.check import opened_references
from provcheck.cli.configuration import Configuration
from provcheck.cli.journal import Journal
from provcheck.cli.outputs import protect, require_apart, require_folder, require_replaceable
from provcheck.cli.scan_outputs import Outputs, lines_to
from provcheck.cli.scan_pages import Pages
from provcheck.cli.scan_place import Folder, Store
from provcheck.cli.scan_run import Run, clock
from provcheck.cli.scan_since import changed_since
from provcheck.cli.scan_summary import group, summarise
from provcheck.cli.scan_watch import watch
from provcheck.cli.streams import raw
from provcheck.errors import (
    FileMissing,
    NotAFolder,
    OptionUnusable,
    OutputIsPicture,
    ResumeNeedsLines,
)
from provcheck.safe_text import safe_text

if TYPE_CHECKING:
    from provcheck.cluster import Cluster
    from provcheck.model import Acquisition, Case
    from provcheck.references import ReferenceReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The options of a scan that say what it looks through and where its results go."""

    folder: str
    jsonl: Path | None
    csv: Path | None
    sarif: Path | None
    parquet: Path | None
    output: Path | None
    json: bool
    resume: bool
    since: str | None
    watch: bool
    jobs: int | None
    executor: str | None
    groups: bool

    @property
    def outputs(self) -> tuple[Path | None, ...]:
        """The files that will be written."""
        return self.jsonl, self.csv, self.sarif, self.parquet


def carry_out(
    plan: Plan, told: tuple[Case | None, Acquisition | None], configuration: Configuration
) -> tuple[bool, bool]:
    """Do the scan; returns whether an image is flagged, and whether anything failed.

    Raises UsageError, OutputError, ReferenceSetError, and SubjectError for the folder.
    """
    started = clock()
    place = _place(plan, started)
    protect([Path(plan.since) if plan.since else None, *configuration.inputs], *plan.outputs)
    _try_outputs(plan)
    with ExitStack() as stack:
        run = _prepared(plan, place, told, configuration, stack)
        ended = True
        if plan.watch and isinstance(place, Folder):
            ended = watch(run, place.path)
        else:
            run.through()
        counts = run.counts
        if run.grouped and isinstance(place, Folder):
            group(place.path, counts, configuration, run.outputs, quiet=plan.json)
        resumed = plan.jsonl if plan.resume or plan.watch else None
        language = configuration.settings.language
        summarise(counts, place, started, language, run.outputs, resumed)
    ungrouped = run.grouped and counts.groups is None
    return counts.flagged > 0, counts.failed > 0 or ungrouped or not ended


def _place(plan: Plan, started: datetime) -> Folder | Store:
    """Where the pictures are. Raises FileMissing, NotAFolder, OptionUnusable."""
    from provcheck.stores import is_address

    since = changed_since(plan.since, started) if plan.since is not None else None
    if is_address(plan.folder):
        if plan.watch:
            reason = "only a folder of this computer can be watched"
            raise OptionUnusable(option="--watch", reason=reason)
        return Store(plan.folder, since)
    if plan.watch and plan.executor is not None:
        reason = "the files are examined in this process; leave --executor out"
        raise OptionUnusable(option="--watch", reason=reason)
    folder = Path(plan.folder)
    if not folder.exists():
        raise FileMissing(name=safe_text(plan.folder))
    if not folder.is_dir():
        raise NotAFolder(name=safe_text(plan.folder))
    return Folder(folder, since)


def _cluster(plan: Plan, place: Folder | Store) -> Cluster | None:
    if plan.executor is None:
        return None
    if plan.jobs is not None:
        reason = "the cluster has its own number of workers; leave it or --executor out"
        raise OptionUnusable(option="--jobs", reason=reason)
    from provcheck.cluster import Cluster

    root = place.path.absolute() if isinstance(place, Folder) else None
    return Cluster(address=plan.executor, root=root)


def _try_outputs(plan: Plan) -> None:
    """Refuse what could not be written after a long scan, or must not be. Raises OutputError."""
    from provcheck.image.walking import SUFFIXES
    from provcheck.report import require_parquet

    if plan.resume and plan.jsonl is None:
        raise ResumeNeedsLines
    require_apart(*plan.outputs)
    for file, form in zip(plan.outputs, (".jsonl", ".csv", ".sarif", ".parquet"), strict=True):
        if file is None:
            continue
        if file.suffix.lower() in SUFFIXES:
            raise OutputIsPicture(name=safe_text(str(file)), ending=form)
        require_replaceable(file, form)
    require_folder(plan.output)
    if plan.parquet is not None:
        require_parquet(str(plan.parquet))


def _prepared(
    plan: Plan,
    place: Folder | Store,
    told: tuple[Case | None, Acquisition | None],
    configuration: Configuration,
    stack: ExitStack,
) -> Run:
    """The scan with everything opened that it needs; ``stack`` closes it."""
    from provcheck.report import parquet_to

    language = configuration.settings.language
    pages = stack.enter_context(Pages(plan.output, language)) if plan.output else None
    references = stack.enter_context(opened_references(configuration))
    journal = _journal(plan, plan.jsonl, references, configuration) if plan.jsonl else None
    if journal is not None:
        stack.callback(journal.close)
    table = stack.enter_context(lines_to(plan.csv)) if plan.csv else None
    parquet = stack.enter_context(parquet_to(plan.parquet)) if plan.parquet else None
    lines = raw if plan.json else None
    return Run(
        place=place,
        told=told,
        configuration=configuration,
        references=references,
        journal=journal,
        outputs=Outputs(journal, lines, table, plan.sarif, pages, language, parquet),
        pages=pages,
        jobs=plan.jobs,
        cluster=_cluster(plan, place),
        grouped=plan.groups and isinstance(place, Folder),
        quiet=plan.json,
    )


def _journal(
    plan: Plan, path: Path, references: ReferenceReader | None, configuration: Configuration
) -> Journal:
    return Journal(
        path,
        resume=plan.resume or plan.watch,
        settings=configuration.settings,
        snapshot=references.info().snapshot if references is not None else None,
        # Such a run does not look at every file, so the lines of the others have to stay.
        appending=plan.watch or plan.since is not None,
    )
