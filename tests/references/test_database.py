"""Files that are not, not yet, or no longer a reference set, and what is said about them."""

import json
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from provcheck.errors import (
    ReferenceSetError,
    SetCorrupt,
    SetLocked,
    SetMissing,
    SetTooNew,
    SetUnsupported,
)
from provcheck.model import Source
from provcheck.references import NewReference, open_reader, open_writer
from provcheck.references.database import APPLICATION_ID, SqliteDatabase
from provcheck.references.set_reader import SetReader
from provcheck.references.set_writer import SetWriter

NOW = "2026-03-01T10:00:00Z"
Make = Callable[..., NewReference]


@pytest.fixture
def filled(set_path: Path, new_reference: Make) -> Path:
    with open_writer(set_path, now=NOW) as writer:
        writer.add(new_reference("a.jpg", source=Source(publisher="AFP"), proxy=b"j" * 20_000))
    return set_path


def _sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_a_new_file_is_brought_to_the_current_schema(set_path: Path) -> None:
    open_writer(set_path, now=NOW).close()
    with closing(sqlite3.connect(set_path)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    with open_reader(set_path) as reader:
        assert reader.info().count == 0
        assert reader.info().name == "set.db"


def test_a_migration_that_breaks_leaves_the_file_as_it_was(
    set_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_writer(set_path, now=NOW).close()
    scripts = (
        "-- as before",
        "-- as before",
        "CREATE TABLE second (x) STRICT;\nCREATE TABLE third (x TEXT) STRICT;",
    )
    monkeypatch.setattr("provcheck.references.database._migrations", lambda: scripts)
    with pytest.raises(SetCorrupt):  # STRICT needs a type: the first statement fails
        open_writer(set_path, now=NOW)
    monkeypatch.setattr(
        "provcheck.references.database._migrations",
        lambda: (*scripts[:2], scripts[2].replace("(x)", "(x TEXT)")),
    )
    open_writer(set_path, now=NOW).close()
    with closing(sqlite3.connect(set_path)) as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
        assert {"reference", "second", "third"} <= names
        assert connection.execute("PRAGMA user_version").fetchone() == (3,)


def test_an_empty_file_becomes_a_set_but_is_not_one(set_path: Path) -> None:
    set_path.touch()
    with pytest.raises(SetCorrupt):
        open_reader(set_path)
    with pytest.raises(SetCorrupt):
        open_writer(set_path, now=NOW, create=False)
    open_writer(set_path, now=NOW).close()
    open_reader(set_path).close()


def test_a_missing_set_is_named_with_the_way_to_make_one(tmp_path: Path) -> None:
    for opened in (open_reader, lambda p: open_writer(p, now=NOW, create=False)):
        with pytest.raises(SetMissing, match="provcheck refs add"):
            opened(tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


def test_no_set_is_made_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ReferenceSetError, match="folder"):
        open_writer(tmp_path / "no" / "set.db", now=NOW)


def test_a_newer_set_is_refused_and_left_alone(filled: Path) -> None:
    _sql(filled, "PRAGMA user_version = 99")
    before = filled.read_bytes()
    for opened in (open_reader, lambda p: open_writer(p, now=NOW)):
        with pytest.raises(SetTooNew, match="schema 99, this one knows 2"):
            opened(filled)
    assert filled.read_bytes() == before


def test_another_programs_database_is_refused_and_left_alone(set_path: Path) -> None:
    _sql(set_path, "CREATE TABLE albums (x)")
    before = set_path.read_bytes()
    for opened in (open_reader, lambda p: open_writer(p, now=NOW)):
        with pytest.raises(SetCorrupt):
            opened(set_path)
    assert set_path.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"not a database at all " * 99, b"SQLite format 3\0" + b"?" * 4096]
)
def test_a_file_that_is_no_database_is_corrupt(set_path: Path, content: bytes) -> None:
    set_path.write_bytes(content)
    for opened in (open_reader, lambda p: open_writer(p, now=NOW)):
        with pytest.raises(SetCorrupt):
            opened(set_path)


def test_a_folder_is_no_set(tmp_path: Path) -> None:
    with pytest.raises(SetCorrupt, match="not a regular file"):
        open_reader(tmp_path)


def test_a_set_with_a_damaged_middle_is_corrupt(filled: Path) -> None:
    content = bytearray(filled.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    filled.write_bytes(content)
    with pytest.raises(SetCorrupt), open_reader(filled) as reader:
        list(reader.list())


def _date(value: str, precision: str) -> str:
    date = {"value": value, "precision": precision, "type": "seen", "source": ""}
    return json.dumps({"published_at": date})


@pytest.mark.parametrize(
    "source",
    [
        "no json",
        "[]",
        '{"url":"javascript:alert(1)"}',
        '{"publisher":7}',
        '{"place":{"name":"x","position":{"latitude":91.0,"longitude":0.0}}}',
        _date("2024-13", "month"),
        _date("2024", "day"),
        "[" * 100_000,
    ],
)
def test_source_records_that_lie_are_corrupt_not_a_crash(filled: Path, source: str) -> None:
    with closing(sqlite3.connect(filled)) as connection:
        connection.execute("UPDATE reference SET source = ?", (source,))
        connection.commit()
    with pytest.raises(SetCorrupt), open_reader(filled) as reader:
        list(reader.list())


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE reference SET id = '../../etc/passwd'",
        "UPDATE reference SET name = CAST(x'ff41' AS TEXT)",
        "UPDATE fingerprint SET value = x'00'",
        "DROP TABLE proxy",
        "DELETE FROM state",
    ],
)
def test_rows_that_lie_are_corrupt_not_a_crash(filled: Path, damage: str) -> None:
    _sql(filled, damage)
    with pytest.raises(SetCorrupt), open_reader(filled) as reader:
        for reference in reader.list():
            reader.fingerprints(reference.id)
        reader.info()


def test_features_that_lie_are_corrupt(
    set_path: Path, new_reference: Make, new_features: Callable[..., object]
) -> None:
    with open_writer(set_path, now=NOW) as writer:
        item = new_reference("a.jpg", features=new_features(3, 1))
        writer.add(item)
    _sql(set_path, "UPDATE features SET count = 4", "UPDATE signature SET value = x'00'")
    with open_reader(set_path) as reader:
        with pytest.raises(SetCorrupt):
            reader.features(item.reference.id)
        with pytest.raises(SetCorrupt):
            reader.signatures("rootsift", "1")


def test_a_second_writer_is_told_that_the_set_is_locked(filled: Path, new_reference: Make) -> None:
    with closing(sqlite3.connect(filled, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        opened = SqliteDatabase.to_write(filled, create=False, busy_seconds=0.05)
        with SetWriter(opened, now=NOW) as writer:
            with pytest.raises(SetLocked, match="another process"):
                writer.add(new_reference("b.jpg"))
            reading = SqliteDatabase.to_read(filled, busy_seconds=0.05)
            with SetReader(reading) as reader:  # that goes on
                assert reader.info().count == 1
            other.execute("ROLLBACK")
            assert writer.add(new_reference("b.jpg")) == "added"


def test_file_names_with_url_characters(tmp_path: Path, new_reference: Make) -> None:
    path = tmp_path / "a b?mode=memory#%41 ö.db"
    with open_writer(path, now=NOW) as writer:
        writer.add(new_reference("a.jpg"))
    with open_reader(str(path)) as reader:
        assert reader.info().count == 1
    assert path.is_file()


def test_reading_does_not_change_the_file(filled: Path) -> None:
    before, time = filled.read_bytes(), filled.stat().st_mtime_ns
    with open_reader(filled) as reader:
        list(reader.list())
        reader.info()
    assert (filled.read_bytes(), filled.stat().st_mtime_ns) == (before, time)


def test_removed_bytes_are_overwritten(filled: Path) -> None:
    with open_reader(filled) as reader:
        (reference,) = reader.list()
    with open_writer(filled, now=NOW) as writer:
        writer.remove(reference.id)
    left = filled.read_bytes()
    assert b"jjjjjjjj" not in left
    assert b"AFP" not in left


@pytest.mark.parametrize("address", ["mysql://desk:secret@db.example/refs", "http://x/set.db"])
def test_sets_on_other_servers_are_refused_without_repeating_the_password(address: str) -> None:
    for opened in (open_reader, lambda a: open_writer(a, now=NOW)):
        with pytest.raises(SetUnsupported) as caught:
            opened(address)
        assert "secret" not in str(caught.value)
        assert address.split("://")[0] in str(caught.value)


@pytest.fixture
def unwritable(filled: Path) -> Iterator[Path]:
    folder = filled.parent
    filled.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    folder.chmod(0o555)
    yield filled
    folder.chmod(0o755)


def _as_nobody(work: Callable[[], bool]) -> bool:
    """Run in a child without root's right to write everywhere; True when the work says so."""
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            os._exit(0 if work() else 1)
        finally:
            os._exit(2)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a Unix system")
def test_a_set_in_a_folder_without_write_permission_can_be_read(
    unwritable: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    base = tmp_path_factory.getbasetemp()
    for folder in (base, base.parent, unwritable.parent.parent):
        folder.chmod(folder.stat().st_mode | stat.S_IXOTH | stat.S_IROTH)
    if not _as_nobody(unwritable.is_file):
        pytest.skip("another user cannot reach the folder of temporary files")

    def read() -> bool:
        with open_reader(unwritable) as reader:
            return reader.info().count == 1 and len(list(reader.list())) == 1

    def write() -> bool:
        try:
            open_writer(unwritable, now=NOW)
        except ReferenceSetError as error:
            return type(error) is ReferenceSetError
        return False

    assert _as_nobody(read)
    assert _as_nobody(write)
