"""Examining files on a Dask cluster: in order, never more at hand than its workers need.

Only here is ``distributed`` used. Scheduler and workers run this very program and are trusted:
what they answer is unpickled.
"""

from __future__ import annotations

import logging
import pickle
import re
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from provcheck.cluster_worker import do, present, versions
from provcheck.errors import (
    ClusterDiffers,
    ClusterUnusable,
    DaskExtraMissing,
    ProvcheckError,
    SetUnreachable,
)
from provcheck.safe_text import safe_text
from provcheck.workers import Bench, Work

Given = TypeVar("Given")
Item = TypeVar("Item")
Answer = TypeVar("Answer")

_ADDRESS = re.compile(r"dask://(?P<host>[^\s/?#@]+:\d{1,5})/?")
# Files handed out ahead of the one that is waited for, for each thread of the cluster.
_AHEAD = 4
# How long a scheduler may take to answer, and a cluster may be without any worker.
_PATIENCE = 30.0
# How often it is looked whether there still are workers, and how many.
_LOOK = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """``address``: ``dask://HOST:PORT`` of the scheduler. ``root``: the folder below which all
    files lie, if they do."""

    address: str
    root: Path | None = None

    @property
    def scheduler(self) -> str:
        """The address as Dask writes it. Raises ClusterUnusable."""
        match = _ADDRESS.fullmatch(self.address)
        if match is None:
            raise ClusterUnusable(
                name=safe_text(self.address, limit=100), reason="expected dask://HOST:PORT"
            )
        return f"tcp://{match['host']}"


def in_cluster(
    task: Callable[[Item, Bench], Answer],
    files: Iterable[Given],
    work: Work,
    cluster: Cluster,
    died: Callable[[Given], Answer],
    carry: Callable[[Given, bool], Item],
) -> Iterator[tuple[Given, Answer]]:
    """Apply ``task`` to each file on the workers of a cluster; answers come in their order.

    A worker that dies loses nothing: Dask hands its files to others. A file that takes its worker
    with it again and again, also alone, gets the answer of ``died``. ``carry``: what is handed
    out for a file, given whether the workers see its folder. Exceptions of the task are raised
    here, and DaskExtraMissing, ClusterUnusable, ClusterDiffers, SetUnreachable.
    """
    with _connected(cluster) as client:
        crew = _Crew(client=client, cluster=cluster, work=pickle.dumps(work))
        seen = crew.roll_call(work)

        def carried(file: Given) -> Item:
            return carry(file, seen)

        ahead: deque[tuple[Given, _Handed[Answer]]] = deque()

        def first() -> tuple[Given, Answer]:
            while crew.lost(ahead[0][1]):
                _one_by_one(crew, task, ahead, died, carried)
            file, handed = ahead.popleft()
            return file, crew.answer(handed)

        for file in files:
            ahead.append((file, crew.hand_out(task, carried(file))))
            while len(ahead) >= crew.window():
                yield first()
        while ahead:
            yield first()


def _one_by_one(
    crew: _Crew,
    task: Callable[[Item, Bench], Answer],
    ahead: deque[tuple[Given, _Handed[Answer]]],
    died: Callable[[Given], Answer],
    carried: Callable[[Given], Item],
) -> None:
    """Whose fault it was is not told: those whose workers died go again, each alone."""
    lost = [place for place, (_, handed) in enumerate(ahead) if crew.lost(handed)]
    for place in lost:
        file = ahead[place][0]
        again = crew.hand_out(task, carried(file))
        if crew.lost(again):
            again = _Handed(answer=died(file))
        ahead[place] = file, again


@dataclass(slots=True, kw_only=True)
class _Handed(Generic[Answer]):
    """A file under way, or its answer."""

    future: Any = None
    answer: Answer | None = None


class _Crew:
    """The workers of a cluster, for one run."""

    def __init__(self, *, client: Any, cluster: Cluster, work: bytes) -> None:
        self._client = client
        self._cluster = cluster
        self._work = work
        self._threads = 1
        self._looked = float("-inf")
        self._manned = time.monotonic()

    def roll_call(self, work: Work) -> bool:
        """Ask every worker whether it can do the work; returns whether all see the folder.

        Raises ClusterDiffers, SetUnreachable, ClusterUnusable.
        """
        workers = self._workers()
        asked = {
            worker: self._client.submit(
                present, self._work, self._cluster.root, pure=False,
                workers=[worker], allow_other_workers=True,
            )
            for worker in workers
        }  # fmt: skip
        answers = {worker: self._result(future) for worker, future in asked.items()}
        for worker, answer in answers.items():
            shown = safe_text(worker, limit=100)
            _require_same(answer.versions, shown)
            if isinstance(answer.snapshot, ProvcheckError):
                raise SetUnreachable(worker=shown, reason=str(answer.snapshot))
            if work.snapshot != answer.snapshot:
                reason = "the set is in another state there."
                raise SetUnreachable(worker=shown, reason=reason)
        return all(answer.sees_root for answer in answers.values())

    def hand_out(self, task: Callable[[Item, Bench], Answer], file: Item) -> _Handed[Answer]:
        return _Handed(future=self._client.submit(do, task, file, self._work, pure=False))

    def lost(self, handed: _Handed[Answer]) -> bool:
        """Wait for a file's answer; True when all workers died that it was tried on.

        Raises the task's exceptions.
        """
        from distributed import KilledWorker

        if handed.future is None:
            return False
        try:
            handed.answer = self._result(handed.future)
        except (KilledWorker, CancelledError):  # cancelled: it was forgotten over their deaths
            return True
        handed.future.release()
        handed.future = None
        return False

    def answer(self, handed: _Handed[Answer]) -> Answer:
        """The answer of a file that is not lost."""
        assert handed.answer is not None  # tasks answer with something
        return handed.answer

    def window(self) -> int:
        """How many files may be under way at once."""
        if time.monotonic() - self._looked >= _LOOK:
            self._look()
        return self._threads * _AHEAD

    def _look(self) -> None:
        self._looked = time.monotonic()
        found = self._client.nthreads()
        if found:
            self._threads = max(1, sum(found.values()))
            self._manned = self._looked
        elif self._looked - self._manned > _PATIENCE:
            raise self._unusable("it has no workers")

    def _workers(self) -> list[str]:
        try:
            self._client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError as error:
            raise self._unusable("it has no workers") from error
        return sorted(self._client.nthreads())

    def _result(self, future: Any) -> Any:
        """What a future gives, or raises; it may be long in coming, but not without workers."""
        while True:
            try:
                return future.result(timeout=_LOOK)
            except TimeoutError:
                self._look()
            except CancelledError:
                if self._client.status != "running":
                    raise self._unusable("the connection was lost") from None
                raise
            except (ImportError, AttributeError, RuntimeError) as error:
                # What Dask raises where this program is not, or is another.
                raise self._unusable(f"{type(error).__name__}: {error}") from error

    def _unusable(self, reason: str) -> ClusterUnusable:
        return ClusterUnusable(
            name=safe_text(self._cluster.address, limit=100), reason=safe_text(reason, limit=200)
        )


@contextmanager
def _connected(cluster: Cluster) -> Iterator[Any]:
    scheduler = cluster.scheduler
    try:
        from distributed import Client
    except ImportError as error:
        raise DaskExtraMissing() from error
    _silence()
    try:
        client = Client(scheduler, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        reason = safe_text(str(error), limit=200)
        raise ClusterUnusable(name=cluster.address, reason=reason) from error
    try:
        yield client
    finally:
        client.close(timeout=_LOOK)


def _require_same(found: Mapping[str, str], worker: str) -> None:
    """Raises ClusterDiffers: its reports would not be those of this machine."""
    here = versions()
    for name in sorted({*here, *found}):
        if here.get(name) != found.get(name):
            one, other = (f"{name} {each.get(name, '-')}" for each in (found, here))
            raise ClusterDiffers(worker=worker, found=safe_text(one, limit=60), here=other)


def _silence() -> None:
    """Dask logs what other machines send; what matters of it becomes a sentence of ours. That
    files are sent whole where nothing else is possible needs no warning."""
    warnings.filterwarnings("ignore", message="Sending large graph")
    for name in ("distributed", *logging.root.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
