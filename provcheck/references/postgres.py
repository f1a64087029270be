"""Opening sets on a PostgreSQL server: addresses, sessions, and errors in our own words.

A reader is one ``REPEATABLE READ READ ONLY`` transaction: one state of the set, as in SQLite. A
change is one transaction that locks the set's row of totals first, so that two writers follow one
another and the numbers they give become visible in their order.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from provcheck.errors import (
    AddressUnusable,
    PostgresExtraMissing,
    ReferenceSetError,
    ServerUnreachable,
    SetCorrupt,
    SetForbidden,
    SetLocked,
    SetTooNew,
    SharedSetMissing,
)
from provcheck.references.overview import OVERVIEW, Overview, overview_of
from provcheck.references.sql import numbered_scripts
from provcheck.safe_text import safe_text

if TYPE_CHECKING:
    from psycopg import Connection, Cursor, Error

_SCHEMES = ("postgresql", "postgres")
_CONNECT_SECONDS = 10
_STATEMENT_SECONDS = 60
_LOCK_SECONDS = 10
# Temporary tables come last: none can stand in for one of the set's. Compiling statements (jit)
# takes a second, and they take milliseconds.
_SESSION = (
    "SET search_path = provcheck, pg_temp; SET jit = off;"
    f" SET statement_timeout = '{_STATEMENT_SECONDS}s'; SET lock_timeout = '{_LOCK_SECONDS}s';"
)
_READING = f"{_SESSION} BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {OVERVIEW}"
_WRITING = f"{_SESSION} SELECT form FROM state"
_CHANGE = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT 1 FROM state FOR UPDATE"

# https://www.postgresql.org/docs/current/errcodes-appendix.html
_LOCKED = ("55P03", "40P01", "40001")
_FORBIDDEN, _TOO_LONG = "42501", "57014"
_ABSENT = ("42P01", "3F000")
_OF_THE_CONNECTION = ("08", "28", "53", "57", "3D")


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """The address of a set on a server. ``text`` may hold a password and is only ever handed to
    the driver; ``name`` (of the database) is what messages and reports say."""

    text: str
    name: str
    secrets: tuple[str, ...]
    key: str
    """Names the set in the cache: a digest of the address without its passwords."""

    def __repr__(self) -> str:
        return f"ServerAddress({self.name!r})"


def is_on_server(address: object) -> bool:
    """True for the address of a set on a PostgreSQL server."""
    return str(address).partition("://")[0] in _SCHEMES and "://" in str(address)


def server_address(text: str) -> ServerAddress:
    """Take a ``postgresql://`` address apart. Raises AddressUnusable, which repeats none of it."""
    try:
        parts = urlsplit(text)
        options = parse_qsl(parts.query, keep_blank_values=True)
        # An @, / or ? in a password that is not written in percent would make half of it a host.
        usable = parts.scheme in _SCHEMES and text.count("@") == parts.netloc.count("@") < 2
        user, password = parts.username or "", parts.password
    except ValueError:
        usable = False
    if not usable:
        raise AddressUnusable(name="postgresql://…")
    hosts = parts.netloc.rpartition("@")[2]
    hidden = [value for key, value in options if "password" in key]
    hidden += [password] if password else []
    open_ = sorted((key, value) for key, value in options if "password" not in key)
    key = json.dumps([user, hosts, parts.path, open_])
    name = dict(options).get("dbname") or unquote(parts.path[1:]) or unquote(user)
    return ServerAddress(
        text=text,
        name=safe_text(name or "postgresql", limit=100),
        secrets=tuple(form for value in hidden if value for form in (value, unquote(value))),
        key=hashlib.sha256(key.encode()).hexdigest()[:24],
    )


class PostgresDatabase:
    """A :class:`~provcheck.references.sql.Database` on a server."""

    def __init__(self, address: ServerAddress) -> None:
        self.name = address.name
        self._secrets = address.secrets
        self._connection = _connected(address)

    @classmethod
    def to_read(cls, address: ServerAddress) -> tuple[PostgresDatabase, Overview]:
        """Open a set for reading and say what it holds; once connected, in one round trip.

        Raises SharedSetMissing, SetTooNew, SetForbidden, ServerUnreachable, AddressUnusable,
        PostgresExtraMissing, SetCorrupt, ReferenceSetError.
        """
        database = cls(address)
        rows = database._opened(_READING)
        try:
            return database, overview_of(rows)
        except ValueError as error:
            database.close()
            reason = safe_text(str(error), limit=200)
            raise SetCorrupt(name=address.name, reason=reason) from error

    @classmethod
    def to_write(cls, address: ServerAddress) -> PostgresDatabase:
        """Open a set for changes. Raises as :meth:`to_read`."""
        database = cls(address)
        database._opened(_WRITING)
        return database

    def execute(self, text: str, values: Sequence[Any] = (), /) -> Cursor[dict[str, Any]]:
        """Run one statement."""
        return self._connection.execute(text.replace("?", "%s").encode(), values)

    def executemany(self, text: str, rows: Iterable[Sequence[Any]], /) -> None:
        """Run one statement for each row of values, all in one round trip."""
        with self._connection.cursor() as cursor:
            cursor.executemany(text.replace("?", "%s").encode(), rows)

    def script(self, text: str) -> list[dict[str, Any]]:
        """Run statements without values in one round trip; returns the rows of the last, if any."""
        cursor = self._connection.execute(text.encode())
        while cursor.nextset():
            pass
        return cursor.fetchall() if cursor.description else []

    @contextmanager
    def named_errors(self) -> Iterator[None]:
        """Turn what the driver raises into errors of our own."""
        import psycopg

        try:
            yield
        except psycopg.Error as error:
            raise _named(error, self.name, self._secrets) from None
        except UnicodeError as error:
            raise SetCorrupt(name=self.name, reason="a text in it is not UTF-8") from error

    @contextmanager
    def transaction(self, begin: str = _CHANGE) -> Iterator[None]:
        """One change: all statements inside it, or none, and no other change meanwhile."""
        import psycopg

        with self.named_errors():
            try:
                self.script(begin)
                yield
                self.script("COMMIT")
            except BaseException:
                with suppress(psycopg.Error):  # a broken connection has taken it back already
                    self.script("ROLLBACK")
                raise

    def close(self) -> None:
        """End the connection, and the transaction that is under way."""
        self._connection.close()

    def _opened(self, text: str) -> list[dict[str, Any]]:
        """Begin the session; make sure that the set is of a form that is known."""
        known = len(numbered_scripts("postgres"))
        try:
            with self.named_errors():
                rows = self.script(text)
            found = rows[0]["form"] if rows else known
            if found > known:
                raise SetTooNew(name=self.name, found=found, known=known)
            if found < known:
                reason = (
                    "its tables are of an earlier form. The owner brings them up to date with: "
                    "provcheck refs init postgresql://…"
                )
                raise ReferenceSetError(name=self.name, reason=reason)
        except BaseException:
            self.close()
            raise
        return rows


def _connected(address: ServerAddress) -> Connection[dict[str, Any]]:
    try:
        import psycopg
        from psycopg.rows import dict_row
    except ImportError as error:
        raise PostgresExtraMissing(name=address.name) from error
    given = {key for key, _ in parse_qsl(urlsplit(address.text).query)}
    defaults: dict[str, Any] = {
        "connect_timeout": _CONNECT_SECONDS,
        "application_name": "provcheck",
        "keepalives_idle": 30,
        "tcp_user_timeout": 1000 * _STATEMENT_SECONDS,
    }
    try:
        return psycopg.connect(
            address.text,
            autocommit=True,  # transactions are begun in so many words
            row_factory=dict_row,
            prepare_threshold=None,  # poolers hand a session's statements to other sessions
            client_encoding="utf8",
            **{key: value for key, value in defaults.items() if key not in given},
        )
    except psycopg.ProgrammingError:  # its text repeats parts of the address
        raise AddressUnusable(name=address.name) from None
    except psycopg.Error as error:
        raise _named(error, address.name, address.secrets) from None


def _named(error: Error, name: str, secrets: Sequence[str]) -> ReferenceSetError:
    """Our error for the driver's. No text of the driver's is chained to it: it may be shown."""
    from psycopg import OperationalError

    code = error.sqlstate or ""
    reason = (error.diag.message_primary or str(error)).strip()
    for secret in secrets:
        reason = reason.replace(secret, "…")
    reason = safe_text(" ".join(reason.split()), limit=300).rstrip(".")
    if code in _LOCKED:
        return SetLocked(name=name)
    if code in _ABSENT:
        return SharedSetMissing(name=name)
    if code == _FORBIDDEN:
        return SetForbidden(name=name, reason=reason)
    if code == _TOO_LONG:
        reason = f"the database did not answer within {_STATEMENT_SECONDS} seconds. Try again."
        return ReferenceSetError(name=name, reason=reason)
    if code[:2] in _OF_THE_CONNECTION or (not code and isinstance(error, OperationalError)):
        return ServerUnreachable(name=name, reason=reason)
    return ReferenceSetError(name=name, reason=f"{reason}.")
