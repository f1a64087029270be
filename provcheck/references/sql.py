"""What the reader and the writer of a set need of a database, SQLite or PostgreSQL.

Statements are written once, in the SQL that both understand, with ``?`` for values. Rows are read
by the names of their columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from importlib import resources
from typing import Any, Protocol

from provcheck.errors import SetCorrupt
from provcheck.safe_text import safe_text

# Values in one statement (SQLite allows 32,766).
_ASKED = 10_000


class Cursor(Protocol):
    """The outcome of a statement."""

    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...


class Executor(Protocol):
    """Runs statements in the transaction that is under way."""

    def execute(self, text: str, values: Sequence[Any] = (), /) -> Cursor: ...

    def executemany(self, text: str, rows: Iterable[Sequence[Any]], /) -> object: ...


class Database(Executor, Protocol):
    """One connection to a set. ``name``: what the set is called in messages and reports."""

    name: str

    def named_errors(self) -> AbstractContextManager[None]:
        """Turn what the database raises into SetLocked, SetCorrupt or ReferenceSetError."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """One change of the set: all statements inside, or none; nobody else changes it."""
        ...

    def close(self) -> None:
        """End the connection, and the transaction that is under way."""
        ...


@contextmanager
def unusable_is_corrupt(name: str) -> Iterator[None]:
    """Turn the ValueError of what a set called ``name`` cannot hold into SetCorrupt."""
    try:
        yield
    except ValueError as error:
        raise SetCorrupt(name=name, reason=safe_text(str(error), limit=200)) from error


def rows_among(
    database: Executor, text: str, values: Sequence[Any], among: Sequence[Any]
) -> Iterator[Any]:
    """The rows of a statement that ends in ``IN``, for all values of ``among``."""
    for start in range(0, len(among), _ASKED):
        part = among[start : start + _ASKED]
        marks = ", ".join("?" * len(part))
        yield from database.execute(f"{text} ({marks})", (*values, *part)).fetchall()


def numbered_scripts(*folder: str) -> tuple[str, ...]:
    """The SQL files of a folder of migrations in order; the n-th brings a set to form n."""
    place = resources.files("provcheck.references").joinpath("migrations", *folder)
    files = sorted(
        (entry for entry in place.iterdir() if entry.name.endswith(".sql")),
        key=lambda entry: entry.name,
    )
    return tuple(entry.read_text("utf-8") for entry in files)
