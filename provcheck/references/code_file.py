"""All codes of one kind and version in a file that is mapped into memory: a cache of a set.

The set is the truth. The file grows as the set grows, by the references' numbers; rows that were
taken out of the set or replaced are listed as dead; a sum over the living rows says whether the
file holds what the set holds. A file that does not is made anew. Rows lie one after the other
(``<generation>.codes``, beside them ``<generation>.numbers``, int64), so that numpy and faiss
read them in place. ``head.json`` says which generation counts and how far; it is replaced in one
step, after the rows are on disk, so that a killed process leaves the earlier state.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from provcheck.errors import OutputError
from provcheck.references.tallies import as_text, row_sum
from provcheck.whole_file import write_whole

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = tuple[NDArray[np.int64], NDArray[np.uint8]]

WORTH_A_FILE = 20_000
"""Fewer codes than this are read from the set itself: that takes less than 20 ms."""

_LAYOUT = 1
_HEAD = "head.json"
_NUMBER_BYTES = 8
# Dead rows are scanned like any other; beyond this share, or this many, the file is made anew.
_DEAD_SHARE, _MOST_DEAD = 0.05, 50_000
# A file that knows more than the set was ahead of a reader that opened just before; unless that
# lasts, and the set was brought back to an earlier state.
_AHEAD_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeState:
    """What a set holds of one kind and version: rows, their sum (text, see ``tallies.py``), the
    highest number of a reference among them, and that of the last revision."""

    count: int
    sum: str
    last: int
    revision: int


class CodeSource(Protocol):
    """A set's codes of one kind and version, in one state of the set."""

    def state(self) -> CodeState:
        """What there is."""
        ...

    def revised(self, since: int) -> tuple[int, ...]:
        """Numbers of the references whose rows were revised after revision ``since``."""
        ...

    def rows(self, after: int) -> Iterable[Rows]:
        """The rows of references with a higher number, by number, in parts."""
        ...

    def some(self, numbers: Sequence[int]) -> Rows:
        """The rows of these references, as far as there are any."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFile:
    """A mapped file. ``numbers`` (n,) of the references, ``values`` (n, bytes) uint8, ``dead``:
    sorted indices of rows that are no longer in the set."""

    numbers: NDArray[np.int64]
    values: NDArray[np.uint8]
    dead: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What ``head.json`` holds. ``size``: bytes of a code."""

    layout: int
    generation: str
    size: int
    rows: int
    state: CodeState
    dead: tuple[int, ...]


def open_codes(home: Path, size: int, source: CodeSource) -> CodeFile | None:
    """The codes of a set in the folder ``home``, brought up to the state of ``source``.

    ``size``: bytes of a code. None where that cannot be done: another process is writing it, is
    ahead of this state, or the folder cannot be written to; then the set itself is to be read.
    Raises what ``source`` raises.
    """
    state = source.state()
    head = _read_head(home)
    if head is not None and head.size == size and head.state == state:
        return _mapped(home, head)
    if head is not None and _is_ahead(home, head, state):
        return None
    from filelock import FileLock, Timeout

    try:
        home.mkdir(parents=True, exist_ok=True)
        with FileLock(home / "lock", timeout=0):
            head = _brought_up(home, size, source, state)
    except (OSError, OutputError, Timeout):
        return None
    return _mapped(home, head) if head is not None else None


def _is_ahead(home: Path, head: _Head, state: CodeState) -> bool:
    if (head.state.revision, head.state.last) <= (state.revision, state.last):
        return False
    with suppress(OSError):
        return time.time() - (home / _HEAD).stat().st_mtime < _AHEAD_SECONDS
    return False


def _brought_up(home: Path, size: int, source: CodeSource, state: CodeState) -> _Head | None:
    """Grow the file, or make it anew; None when the set's own sum fits neither."""
    head = _read_head(home)  # again: the lock was another process's until now
    if head is not None and head.size == size:
        grown = _grown(home, head, source, state)
        if grown is not None:
            return _written(home, grown)
    empty = CodeState(count=0, sum=as_text(0), last=0, revision=state.revision)
    fresh = _Head(
        layout=_LAYOUT,
        generation=secrets.token_hex(8),
        size=size,
        rows=0,
        state=empty,
        dead=(),
    )
    made = _grown(home, fresh, source, state)
    if made is not None:
        _written(home, made)
    for path in [*home.glob("*.codes"), *home.glob("*.numbers")]:
        if made is None or path.stem != made.generation:
            with suppress(OSError):  # mapped by another process (Windows): the next one tries
                path.unlink()
    return made


def _grown(home: Path, head: _Head, source: CodeSource, state: CodeState) -> _Head | None:
    """Write what the file lacks behind what it has. None when that does not give ``state``."""
    import numpy as np

    total, rows = int(head.state.sum, 16), head.rows
    dead = np.array(head.dead, dtype=np.int64)
    parts: Iterable[Rows] = source.rows(head.state.last)
    revised = [n for n in source.revised(head.state.revision) if n <= head.state.last]
    if revised and rows:
        held = _mapped(home, head)
        gone = np.setdiff1d(np.flatnonzero(np.isin(held.numbers, revised)), dead)
        total -= row_sum(held.numbers[gone], held.values[gone])
        dead = np.union1d(dead, gone)
        parts = chain([source.some(revised)], parts)
    if len(dead) > min(_MOST_DEAD, 1 + rows * _DEAD_SHARE):
        return None
    codes, numbers = _files(home, head.generation)
    with _opened(codes, rows * head.size) as values_to, _opened(numbers, rows * 8) as numbers_to:
        for new, values in parts:
            if not len(new):
                continue
            if values.shape[1:] != (head.size,):
                return None
            total += row_sum(new, values)
            rows += len(new)
            values_to.write(np.ascontiguousarray(values).data)
            numbers_to.write(np.ascontiguousarray(new).data)
        for handle in (values_to, numbers_to):
            handle.flush()
            os.fsync(handle.fileno())
    if (rows - len(dead), as_text(total)) != (state.count, state.sum):
        return None
    return replace(head, rows=rows, state=state, dead=tuple(dead.tolist()))


def _opened(path: Path, size: int) -> BinaryIO:
    """The file, to be written to behind its first ``size`` bytes."""
    handle = path.open("r+b" if path.exists() else "w+b")
    handle.seek(size)
    return handle


def _mapped(home: Path, head: _Head) -> CodeFile:
    import numpy as np

    codes, numbers = _files(home, head.generation)
    return CodeFile(
        numbers=np.memmap(numbers, dtype=np.int64, mode="r", shape=(head.rows,)),
        values=np.memmap(codes, dtype=np.uint8, mode="r", shape=(head.rows, head.size)),
        dead=np.array(head.dead, dtype=np.int64),
    )


def _files(home: Path, generation: str) -> tuple[Path, Path]:
    return home / f"{generation}.codes", home / f"{generation}.numbers"


def _written(home: Path, head: _Head) -> _Head:
    fields = json.dumps(asdict(head), sort_keys=True)
    check = hashlib.sha256(fields.encode("ascii")).hexdigest()
    write_whole(home / _HEAD, json.dumps({"head": fields, "check": check}).encode("ascii"))
    return head


def _read_head(home: Path) -> _Head | None:
    """The head of a file that is whole; None where there is none."""
    try:
        outer = json.loads((home / _HEAD).read_bytes())
        fields = outer["head"]
        if hashlib.sha256(fields.encode("ascii")).hexdigest() != outer["check"]:
            return None
        inner = json.loads(fields)
        if inner["layout"] != _LAYOUT:
            return None
        state = CodeState(**inner.pop("state"))
        head = _Head(state=state, dead=tuple(inner.pop("dead")), **inner)
        codes, numbers = _files(home, head.generation)
        whole = codes.stat().st_size >= head.rows * head.size
        whole &= numbers.stat().st_size >= head.rows * _NUMBER_BYTES
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return head if whole and head.rows else None
