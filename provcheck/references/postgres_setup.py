"""Making the tables of a shared set on a PostgreSQL server, and saying who may do what.

Readers may read. Contributors may also add, change and take out references; neither may change
the tables themselves, the form of the set, or what became of earlier changes.
"""

from __future__ import annotations

from collections.abc import Sequence

from provcheck.errors import SetTooNew
from provcheck.references.postgres import PostgresDatabase, ServerAddress
from provcheck.references.sql import numbered_scripts

# One at a time; the number is "pcrs" as in sets in SQLite.
_BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT pg_advisory_xact_lock(1885565555)"
_OF_CONTRIBUTORS = (
    "INSERT, UPDATE, DELETE ON reference, fingerprint, features, signature, proxy",
    "INSERT, UPDATE ON tally",
    "INSERT ON revision",
    "UPDATE (changed_at, lattice, total) ON state",
)


def set_up(
    address: ServerAddress, *, readers: Sequence[str] = (), contributors: Sequence[str] = ()
) -> None:
    """Make the tables, or bring them up to date, and give roles of the server their rights.

    A role that is named gets exactly the rights of its kind, whatever it had before. All of it
    happens or nothing. Raises SetTooNew, SetForbidden, ServerUnreachable, ReferenceSetError.
    """
    database = PostgresDatabase(address)
    try:
        with database.transaction(_BEGIN):
            _bring_up_to_date(database)
            for role in readers:
                _grant(database, role, ("SELECT ON ALL TABLES IN SCHEMA provcheck",))
            for role in contributors:
                rights = ("SELECT ON ALL TABLES IN SCHEMA provcheck", *_OF_CONTRIBUTORS)
                _grant(database, role, rights)
    finally:
        database.close()


def _bring_up_to_date(database: PostgresDatabase) -> None:
    scripts = numbered_scripts("postgres")
    database.script("CREATE SCHEMA IF NOT EXISTS provcheck; SET search_path = provcheck, pg_temp")
    there = database.script("SELECT to_regclass('provcheck.state') IS NOT NULL AS there")
    found = database.script("SELECT form FROM state")[0]["form"] if there[0]["there"] else 0
    if found > len(scripts):
        raise SetTooNew(name=database.name, found=found, known=len(scripts))
    for script in scripts[found:]:
        database.script(script)
    database.execute("UPDATE state SET form = ? WHERE form < ?", (len(scripts), len(scripts)))


def _grant(database: PostgresDatabase, role: str, rights: Sequence[str]) -> None:
    name = _identifier(role)
    database.script(f"REVOKE ALL ON ALL TABLES IN SCHEMA provcheck FROM {name}")
    database.script(f"GRANT USAGE ON SCHEMA provcheck TO {name}")
    for right in rights:
        database.script(f"GRANT {right} TO {name}")


def _identifier(role: str) -> str:
    """A role's name as it stands in a statement."""
    from psycopg.sql import Identifier

    return Identifier(role).as_string()
