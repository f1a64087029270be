"""Examining many images: one outcome per file, in order, whatever the files do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from provcheck.errors import ExaminationDied, ProvcheckError, SubjectError
from provcheck.model import Acquisition, Case, Report
from provcheck.pipeline import examine
from provcheck.references import ReferenceReader
from provcheck.safe_text import safe_text
from provcheck.settings import Settings
from provcheck.workers import Bench, Work, in_processes


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A file that could not be examined, and why."""

    name: str
    error: ProvcheckError


def examine_many(
    paths: Iterable[Path],
    *,
    now: datetime,
    references: ReferenceReader | None = None,
    case: Case | None = None,
    acquisition: Acquisition | None = None,
    settings: Settings | None = None,
    jobs: int = 1,
    reopen: Callable[[], AbstractContextManager[ReferenceReader]] | None = None,
) -> Iterator[tuple[Path, Report | Failure]]:
    """Examine files, yielding each outcome in the order of the paths as soon as it is known.

    A file that cannot be examined, or that breaks the examination, yields a :class:`Failure`
    and the run goes on. Problems of the reference set are raised: they concern every file.
    ``jobs``: processes; with more than one ``reopen`` opens the reference set in each of them
    (picklable; ``references`` is not used then).
    """
    if jobs > 1:
        work = Work(now=now, reopen=reopen, case=case, acquisition=acquisition, settings=settings)
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


def _examined(path: Path, bench: Bench) -> Report | Failure:
    work = bench.work
    return examine_one(
        path,
        now=work.now,
        references=bench.references,
        case=work.case,
        acquisition=work.acquisition,
        settings=work.settings,
    )


def _died(path: Path) -> Report | Failure:
    name = safe_text(path.name or str(path))
    return Failure(name=name, error=ExaminationDied(name=name))


def examine_one(
    source: Path | bytes,
    *,
    now: datetime,
    references: ReferenceReader | None = None,
    case: Case | None = None,
    acquisition: Acquisition | None = None,
    settings: Settings | None = None,
) -> Report | Failure:
    """Examine one file (or bytes read from standard input); never raises over its content."""
    name = "stdin" if isinstance(source, bytes) else safe_text(source.name or str(source))
    try:
        return examine(
            source,
            now=now,
            references=references,
            case=case,
            acquisition=acquisition,
            settings=settings,
        )
    except SubjectError as error:
        return Failure(name=name, error=error)
    except ProvcheckError:
        raise
    except Exception as error:  # noqa: BLE001 - one of the two places: a file that broke
        reason = safe_text(f"{type(error).__name__}: {error}", limit=200)
        return Failure(name=name, error=SubjectError(name=name, reason=reason))
