"""Opening SQLite files: identity, schema version, migrations, and errors in our own words.

SQLite in WAL mode lets readers go on while one process writes. Every commit reaches the disk
before it is reported (``synchronous=FULL``), so a set survives a killed process and a power cut.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from provcheck.errors import (
    ReferenceSetError,
    SetCorrupt,
    SetLocked,
    SetMissing,
    SetTooNew,
)
from provcheck.references.sql import numbered_scripts
from provcheck.safe_text import safe_text

APPLICATION_ID = 0x70637273  # "pcrs": provcheck reference set; marks the file as ours
BUSY_SECONDS = 10.0

_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_CORRUPT = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_NO_SIDE_FILES = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)


class SqliteDatabase:
    """A :class:`~provcheck.references.sql.Database` in one file. ``name``: of the file, or given.

    A reader's belongs to one transaction, begun on opening, and to the thread and process that
    opened it.
    """

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self.name = safe_text(name)
        self._connection = connection

    @classmethod
    def to_read(
        cls, path: Path, *, name: str | None = None, busy_seconds: float = BUSY_SECONDS
    ) -> SqliteDatabase:
        """See :func:`connect_to_read`."""
        return cls(connect_to_read(path, busy_seconds=busy_seconds), name or path.name)

    @classmethod
    def to_write(
        cls, path: Path, *, create: bool, busy_seconds: float = BUSY_SECONDS
    ) -> SqliteDatabase:
        """See :func:`connect_to_write`; another writer is waited for ``busy_seconds``."""
        return cls(connect_to_write(path, create=create, busy_seconds=busy_seconds), path.name)

    def execute(self, text: str, values: Sequence[Any] = (), /) -> sqlite3.Cursor:
        """Run one statement."""
        return self._connection.execute(text, values)

    def executemany(self, text: str, rows: Iterable[Sequence[Any]], /) -> sqlite3.Cursor:
        """Run one statement for each row of values."""
        return self._connection.executemany(text, rows)

    def named_errors(self) -> AbstractContextManager[None]:
        """See :func:`named_errors`."""
        return named_errors(self.name)

    def transaction(self) -> AbstractContextManager[None]:
        """See :func:`transaction`."""
        return transaction(self._connection, self.name)

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


@contextmanager
def named_errors(name: str) -> Iterator[None]:
    """Turn what SQLite raises into SetLocked, SetCorrupt or ReferenceSetError."""
    try:
        yield
    except sqlite3.Error as error:
        code = _primary_code(error)
        if code in _LOCKED:
            raise SetLocked(name=name) from error
        reason = safe_text(str(error), limit=200)
        # Codeless errors and plain SQL errors (a table that is not there) come from a file whose
        # content is not what its version number says.
        if code in _CORRUPT or code in (None, sqlite3.SQLITE_ERROR):
            raise SetCorrupt(name=name, reason=reason) from error
        raise ReferenceSetError(name=name, reason=f"{reason}.") from error
    except UnicodeDecodeError as error:  # texts in a set are UTF-8; these bytes were overwritten
        raise SetCorrupt(name=name, reason="a text in it is not UTF-8") from error


def connect_to_read(path: Path, *, busy_seconds: float) -> sqlite3.Connection:
    """Open a set so that its file cannot be changed, also while another process writes to it.

    Reading a WAL database needs its ``-wal`` and ``-shm`` files beside it, which SQLite makes
    when they are missing. In a folder that cannot be written to it cannot; then, if there is no
    write-ahead log, nobody is writing and the file is all there is: it is opened as immutable.
    Raises SetMissing, SetCorrupt, SetTooNew, SetLocked, ReferenceSetError.
    """
    name = safe_text(path.name)
    _require_file(path, name)
    with named_errors(name):
        try:
            return _checked(_connect(path, "mode=ro", busy_seconds), name)
        except sqlite3.OperationalError as error:
            log = path.with_name(f"{path.name}-wal")
            pending = log.exists() and log.stat().st_size > 0
            if _primary_code(error) not in _NO_SIDE_FILES or pending:
                raise
        return _checked(_connect(path, "immutable=1", busy_seconds), name)


def connect_to_write(path: Path, *, create: bool, busy_seconds: float) -> sqlite3.Connection:
    """Open a set for changes, bringing its schema up to date; with ``create`` make a new one.

    Raises SetMissing, SetCorrupt, SetTooNew, SetLocked, ReferenceSetError.
    """
    name = safe_text(path.name)
    if not create or path.exists():
        _require_file(path, name)
    elif not path.parent.is_dir():
        raise ReferenceSetError(name=name, reason="the folder it should be in does not exist.")
    with named_errors(name):
        connection = _connect(path, "mode=rwc", busy_seconds)
        try:
            _migrate(connection, name, create=create)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            # What is taken out of a set is overwritten, not only unlinked.
            connection.execute("PRAGMA secure_delete = ON")
        except BaseException:
            connection.close()
            raise
        return connection


@contextmanager
def transaction(connection: sqlite3.Connection, name: str) -> Iterator[None]:
    """One write transaction: all statements inside it, or none."""
    with named_errors(name):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _primary_code(error: sqlite3.Error) -> int | None:
    """SQLite's result code without its extension bits; None for errors of the Python module."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _require_file(path: Path, name: str) -> None:
    if not path.exists():
        raise SetMissing(name=name)
    if not path.is_file():
        raise SetCorrupt(name=name, reason="not a regular file")


def _connect(path: Path, mode: str, busy_seconds: float) -> sqlite3.Connection:
    # Path.as_uri escapes ? and # in file names, which would otherwise begin the options.
    address = f"{path.absolute().as_uri()}?{mode}"
    connection = sqlite3.connect(address, uri=True, timeout=busy_seconds, isolation_level=None)
    connection.row_factory = sqlite3.Row
    # A set may come from a stranger: no functions or views in its schema may act on our behalf.
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _checked(connection: sqlite3.Connection, name: str) -> sqlite3.Connection:
    """Begin the reader's one transaction and make sure that the file is a set we can read."""
    try:
        connection.execute("BEGIN")
        known = len(_migrations())
        found, owner = _version(connection), _owner(connection)
        if owner != APPLICATION_ID or found < 1:
            raise SetCorrupt(name=name, reason="the file holds no reference set")
        if found > known:
            raise SetTooNew(name=name, found=found, known=known)
    except BaseException:
        connection.close()
        raise
    return connection


def _migrate(connection: sqlite3.Connection, name: str, *, create: bool) -> None:
    """Apply the migrations that the file has not seen, one transaction each."""
    scripts = _migrations()
    if _version(connection) == len(scripts) and _owner(connection) == APPLICATION_ID:
        return
    for number, script in enumerate(scripts, 1):
        with transaction(connection, name):
            # Looked at inside the transaction: another process may have been faster.
            found, owner = _version(connection), _owner(connection)
            if found > len(scripts) and owner == APPLICATION_ID:
                raise SetTooNew(name=name, found=found, known=len(scripts))
            if owner != APPLICATION_ID and not (create and _empty(connection)):
                raise SetCorrupt(name=name, reason="the file holds no reference set")
            if found < number:
                for statement in _statements(script):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {number}")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _owner(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA application_id").fetchone()[0])


def _empty(connection: sqlite3.Connection) -> bool:
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    return _version(connection) == 0 and _owner(connection) == 0 and tables == 0


def _migrations() -> tuple[str, ...]:
    return numbered_scripts()


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one (``executescript`` would commit before each script)."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
