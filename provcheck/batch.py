"""Examining many images: one outcome per file, in order, whatever the files do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from provcheck.cluster import Cluster, in_cluster
from provcheck.errors import ExaminationDied, ProvcheckError, SubjectError
from provcheck.image import Limits, read_file
from provcheck.model import Acquisition, Case, Report
from provcheck.pipeline import examine
from provcheck.references import ReferenceReader
from provcheck.safe_text import safe_text
from provcheck.settings import Settings
from provcheck.stores import StoredFile
from provcheck.workers import Bench, Work, in_processes


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A file that could not be examined, and why."""

    name: str
    error: ProvcheckError


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """A file on its way to a machine that does not see it: its bytes, or why there are none."""

    name: str
    content: bytes | SubjectError


File = Path | StoredFile | SentFile
"""What can be examined besides bytes: a file here, in a store, or one that was sent."""


def examine_many(
    paths: Iterable[Path | StoredFile],
    *,
    now: datetime,
    references: ReferenceReader | None = None,
    case: Case | None = None,
    acquisition: Acquisition | None = None,
    settings: Settings | None = None,
    jobs: int = 1,
    reopen: Callable[[], AbstractContextManager[ReferenceReader]] | None = None,
    cluster: Cluster | None = None,
) -> Iterator[tuple[Path | StoredFile, Report | Failure]]:
    """Examine files, yielding each outcome in the order of the paths as soon as it is known.

    A file that cannot be examined, or that breaks the examination, yields a :class:`Failure`
    and the run goes on. Problems of the reference set are raised: they concern every file.
    ``jobs``: processes; with more than one ``reopen`` opens the reference set in each of them
    (picklable; ``references`` is not used then). ``cluster``: its workers examine instead, and
    open the set for themselves; ``references`` says which state of it they must see.
    """
    work = Work(now=now, reopen=reopen, case=case, acquisition=acquisition, settings=settings)
    if cluster is not None:
        yield from _examined_elsewhere(paths, work, references, cluster)
        return
    if jobs > 1:
        yield from in_processes(_examined, paths, work, jobs, _died)
        return
    for path in paths:
        yield (
            path,
            examine_one(
                path,
                now=now,
                references=references,
                case=case,
                acquisition=acquisition,
                settings=settings,
            ),
        )


def _examined_elsewhere(
    paths: Iterable[Path | StoredFile],
    work: Work,
    references: ReferenceReader | None,
    cluster: Cluster,
) -> Iterator[tuple[Path | StoredFile, Report | Failure]]:
    settings = work.settings or Settings()
    limits = Limits(max_bytes=settings.max_bytes)
    if settings.descriptor is not None:
        model = replace(settings.descriptor, path=settings.descriptor.path.absolute())
        settings = replace(settings, descriptor=model)
    snapshot = references.info().snapshot if references is not None else None

    def carry(file: File, seen: bool) -> File:
        if not isinstance(file, Path):
            return file
        return file.absolute() if seen else _sent(file, limits)

    asked = replace(work, settings=settings, snapshot=snapshot)
    for file, outcome in in_cluster(_examined, paths, asked, cluster, _died, carry):
        assert not isinstance(file, SentFile)  # they come back as they were given
        yield file, outcome


def _sent(path: Path, limits: Limits) -> SentFile:
    try:
        content: bytes | SubjectError = read_file(path, limits)
    except SubjectError as error:
        content = error
    return SentFile(name=path.name, content=content)


def _examined(path: File, bench: Bench) -> Report | Failure:
    work = bench.work
    return examine_one(
        path,
        now=work.now,
        references=bench.references,
        case=work.case,
        acquisition=work.acquisition,
        settings=work.settings,
    )


def _died(path: File) -> Report | Failure:
    name = safe_text(path.name or str(path))
    return Failure(name=name, error=ExaminationDied(name=name))


def examine_one(
    source: File | bytes,
    *,
    now: datetime,
    references: ReferenceReader | None = None,
    case: Case | None = None,
    acquisition: Acquisition | None = None,
    settings: Settings | None = None,
) -> Report | Failure:
    """Examine one file (or bytes read from standard input); never raises over its content."""
    settings = settings or Settings()
    name = "stdin" if isinstance(source, bytes) else safe_text(source.name or str(source))
    try:
        read = source if isinstance(source, Path | bytes) else _read(source, settings)
        return examine(
            read,
            now=now,
            references=references,
            case=case,
            acquisition=acquisition,
            settings=settings,
            name=None if isinstance(source, Path | bytes) else name,
        )
    except SubjectError as error:
        return Failure(name=name, error=error)
    except ProvcheckError:
        raise
    except Exception as error:  # noqa: BLE001 - one of the two places: a file that broke
        reason = safe_text(f"{type(error).__name__}: {error}", limit=200)
        return Failure(name=name, error=SubjectError(name=name, reason=reason))


def _read(source: StoredFile | SentFile, settings: Settings) -> bytes:
    """The bytes of a file that has no path here. Raises SubjectError."""
    if isinstance(source, StoredFile):
        return source.read(Limits(max_bytes=settings.max_bytes))
    if isinstance(source.content, SubjectError):
        raise source.content
    return source.content
