"""What a worker of a Dask cluster does.

In each worker one thread examines, whatever number it was given: a reference set belongs to the
thread that opened it, and decoders change what holds for the whole process.
"""

from __future__ import annotations

import functools
import hashlib
import pickle
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from provcheck.bookkeeping import tool
from provcheck.errors import ProvcheckError
from provcheck.workers import Bench, opened_bench

Item = TypeVar("Item")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """A worker's answer to the roll call: what it consists of, the state of the set that it sees
    (or why it sees none), and whether it sees the folder."""

    versions: Mapping[str, str]
    snapshot: str | ProvcheckError | None
    sees_root: bool


@functools.cache
def _hands() -> ThreadPoolExecutor:
    """The one thread of a worker that examines."""
    return ThreadPoolExecutor(1, thread_name_prefix="provcheck")


_benches: dict[bytes, Bench] = {}


def _bench(work: bytes) -> Bench:
    """The bench for this work; that of the run before is cleared away."""
    key = hashlib.sha256(work).digest()
    if key not in _benches:
        while _benches:
            _benches.popitem()[1].opened.close()
        _benches[key] = opened_bench(pickle.loads(work))
    return _benches[key]


def do(task: Callable[[Item, Bench], Answer], file: Item, work: bytes) -> Answer:
    """Apply a task to a file. ``work``: the :class:`Work`, pickled."""
    return _hands().submit(lambda: task(file, _bench(work))).result()


def present(work: bytes, root: Path | None) -> Present:
    """Answer the roll call. ``root``: the folder of all files, if there is one."""

    def state() -> str | ProvcheckError | None:
        try:
            references = _bench(work).references
        except ProvcheckError as error:
            return error
        return references.info().snapshot if references is not None else None

    return Present(
        versions=versions(),
        snapshot=_hands().submit(state).result(),
        sees_root=root is None or root.is_dir(),
    )


def versions() -> dict[str, str]:
    """What reports name as what made them."""
    made = tool()
    return {made.name: made.version, **made.libraries}
