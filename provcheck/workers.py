"""Examining files in several processes: spawned, in order, never more at hand than are needed.

Each worker opens the reference set for itself and reads files one after the other. A worker that
dies (a decoder that crashes, memory that runs out) costs its own file and no other.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from typing import TypeVar

from provcheck.errors import ProvcheckError
from provcheck.model import Acquisition, Case
from provcheck.references import ReferenceReader
from provcheck.settings import Settings

Item = TypeVar("Item")
Answer = TypeVar("Answer")

# Files handed out ahead of the one that is waited for, for each worker: enough that none idles
# while a slow file is finished, few enough that memory stays flat.
_AHEAD = 2
# Each worker is one thread of work; libraries that start their own would fight over the cores.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What every worker needs to know. ``reopen`` opens the reference set; it must be picklable.

    ``snapshot``: the state of the set that the run began with, where workers of other machines
    are held to it.
    """

    now: datetime
    reopen: Callable[[], AbstractContextManager[ReferenceReader]] | None = None
    case: Case | None = None
    acquisition: Acquisition | None = None
    settings: Settings | None = None
    snapshot: str | None = None


@dataclass(slots=True)
class Bench:
    """A worker's own: the work, and its open reference set."""

    work: Work
    references: ReferenceReader | None
    opened: ExitStack


_bench: Bench | ProvcheckError | None = None


def _start(work: Work) -> None:
    """In the new process: set the table once. Stopping is the parent's business."""
    global _bench
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        _bench = opened_bench(work)  # as long as the process lives, which ends with its pool
    except ProvcheckError as error:
        _bench = error  # raised with the first file: here it would look like a crash


def opened_bench(work: Work) -> Bench:
    """Open in this process what the work needs. Raises ReferenceSetError."""
    import cv2

    cv2.setNumThreads(1)
    opened = ExitStack()
    references = opened.enter_context(work.reopen()) if work.reopen is not None else None
    return Bench(work=work, references=references, opened=opened)


def _do(task: Callable[[Item, Bench], Answer], path: Item) -> Answer:
    if isinstance(_bench, ProvcheckError):
        raise _bench
    assert _bench is not None  # _start ran in this process
    return task(path, _bench)


def in_processes(
    task: Callable[[Item, Bench], Answer],
    paths: Iterable[Item],
    work: Work,
    jobs: int,
    died: Callable[[Item], Answer],
) -> Iterator[tuple[Item, Answer]]:
    """Apply ``task`` to each path in ``jobs`` processes; answers come in the order of the paths.

    ``task`` must be a function of a module; what names a file only has to be picklable. ``died``
    gives the answer for a file whose worker died over it. Exceptions of the task are raised here.
    """
    waiting = iter(paths)
    while True:
        lost: list[Item] = []
        yield from _until_one_dies(task, waiting, work, jobs, lost)
        if not lost:
            return
        # Whose fault it was is not told: those that were under way go one by one.
        for path in lost:
            alone: list[Item] = []
            yield from _until_one_dies(task, iter([path]), work, 1, alone)
            if alone:
                yield path, died(path)


def _until_one_dies(
    task: Callable[[Item, Bench], Answer],
    waiting: Iterator[Item],
    work: Work,
    jobs: int,
    lost: list[Item],
) -> Iterator[tuple[Item, Answer]]:
    """Work on until all is done or a worker dies; then ``lost`` holds the paths under way."""
    with _pool(work, jobs) as pool:
        ahead: deque[tuple[Item, Future[Answer]]] = deque()
        try:
            for path in waiting:
                ahead.append((path, _submitted(pool, task, path)))
                if len(ahead) >= jobs * _AHEAD:
                    yield ahead[0][0], ahead[0][1].result()
                    ahead.popleft()
            while ahead:
                yield ahead[0][0], ahead[0][1].result()
                ahead.popleft()
        except BrokenProcessPool:
            lost += [path for path, _ in ahead]


def _submitted(
    pool: ProcessPoolExecutor, task: Callable[[Item, Bench], Answer], path: Item
) -> Future[Answer]:
    """The answer to come; where the pool is broken already, one that says so."""
    try:
        return pool.submit(_do, task, path)
    except BrokenProcessPool as error:
        answer: Future[Answer] = Future()
        answer.set_exception(error)
        return answer


@contextmanager
def _pool(work: Work, jobs: int) -> Iterator[ProcessPoolExecutor]:
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    try:
        pool = ProcessPoolExecutor(
            jobs, mp_context=get_context("spawn"), initializer=_start, initargs=(work,)
        )
        try:
            yield pool
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
