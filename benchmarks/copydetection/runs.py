"""Asking every tool every query, in one process or several, with the same results."""

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import cv2

from benchmarks.copydetection.adapters.answer import Adapter, Answer
from benchmarks.copydetection.edits.studio import Album
from benchmarks.copydetection.queries import Query


@dataclass(frozen=True)
class Result:
    """One tool's answers to one query, best first; seconds of wall time."""

    answers: tuple[Answer, ...]
    seconds: float


@dataclass(frozen=True)
class Outcome:
    """``results``: one for each tool, in their order. ``making``: seconds to make the file."""

    query: Query
    results: tuple[Result, ...]
    making: float


@dataclass(frozen=True)
class Run:
    """What does not change from query to query."""

    adapters: tuple[Adapter, ...]
    hosts: Album
    seed: int

    def ask(self, query: Query) -> Outcome:
        start = time.perf_counter()
        content = query.content(self.seed, self.hosts)
        making = time.perf_counter() - start
        results = []
        for adapter in self.adapters:
            start = time.perf_counter()
            answers = tuple(adapter.query(content))
            results.append(Result(answers, time.perf_counter() - start))
        return Outcome(query, tuple(results), making)


def ask_all(run: Run, queries: Sequence[Query], jobs: int) -> Iterator[Outcome]:
    """In the order of the queries."""
    if jobs <= 1:
        yield from map(run.ask, queries)
        return
    # New processes instead of forks: OpenCV, faiss and SQLite do not survive a fork. They share
    # the cores already, and read this as they start.
    os.environ["OMP_NUM_THREADS"] = "1"
    with ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=_begin, initargs=(run,)
    ) as pool:
        yield from pool.map(_ask, queries, chunksize=4)


_here: list[Run] = []


def _begin(run: Run) -> None:
    """In each process, once."""
    cv2.setNumThreads(1)
    _here.append(run)


def _ask(query: Query) -> Outcome:
    return _here[-1].ask(query)
