"""The running totals of a set against totals worked out from all of its rows."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from importlib import resources
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provcheck.errors import SetCorrupt
from provcheck.model import LocalFeatures, Source
from provcheck.references import NewReference, open_reader, open_writer
from provcheck.references.database import APPLICATION_ID
from provcheck.references.lattice import EMPTY, state_of, with_record, without_record
from provcheck.references.tallies import as_text, plus
from provcheck.references.totals import Totals

NOW = "2026-03-01T10:00:00Z"
Make = Callable[..., NewReference]
MakeFeatures = Callable[[int, int], LocalFeatures]

_records = st.lists(st.tuples(st.text(), st.text()), max_size=8)


@given(_records, st.randoms())
def test_the_state_depends_on_the_records_alone(
    records: list[tuple[str, str]], random: Random
) -> None:
    state = EMPTY
    for id, source in records:
        state = with_record(state, id, source)
    assert state == state_of(records)
    shuffled = list(records)
    random.shuffle(shuffled)
    for id, source in shuffled:
        state = without_record(state, id, source)
    assert state == EMPTY


@given(st.text(max_size=5), st.text(max_size=5), st.text(max_size=5))
def test_other_records_give_another_state(id: str, source: str, other: str) -> None:
    same = source == other
    assert (state_of([(id, source)]) == state_of([(id, other)])) == same


@given(st.integers(-(2**70), 2**70), st.integers(-(2**70), 2**70))
def test_stored_sums_wrap(one: int, other: int) -> None:
    assert plus(as_text(one), other) == as_text(one + other)


def _kept(path: Path) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        tallies = connection.execute(
            "SELECT * FROM tally WHERE count > 0 ORDER BY kind, version"
        ).fetchall()
        return tallies, connection.execute("SELECT lattice, total FROM state").fetchall()


def _worked_out(path: Path) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        Totals(connection).work_out()
        connection.commit()
    return _kept(path)


def test_totals_follow_every_change(
    set_path: Path, new_reference: Make, new_features: MakeFeatures
) -> None:
    one = new_reference("one.jpg", features=new_features(4, 1))
    two = new_reference("two.jpg")
    with open_writer(set_path, now=NOW) as writer:
        for change in (
            lambda: writer.add(one),
            lambda: writer.add(two),
            lambda: writer.add(replace(two, features=new_features(3, 2))),
            lambda: writer.add(replace(one, features=replace(new_features(5, 3), version="2"))),
            lambda: writer.add(replace(one, fingerprints=two.fingerprints)),
            lambda: writer.add(replace(one, fingerprints=two.fingerprints[:1])),
            lambda: writer.update_source(one.reference.id, Source(publisher="AFP")),
            lambda: writer.remove(two.reference.id),
        ):
            change()
            kept = _kept(set_path)
            assert kept == _worked_out(set_path)
        assert kept[1][0][1] == 1


def test_a_set_of_the_first_form_is_read_and_brought_up_to_date(
    tmp_path: Path, new_reference: Make
) -> None:
    """A reader finds the same in both; only a writer changes the file."""
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    with open_writer(new, now=NOW) as writer:
        for name in ("a.jpg", "b.jpg"):
            writer.add(new_reference(name, source=Source(publisher="AFP")))
    script = resources.files("provcheck.references").joinpath("migrations/0001_reference_set.sql")
    with closing(sqlite3.connect(old)) as connection:
        connection.executescript(script.read_text("utf-8"))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
        connection.execute("ATTACH ? AS other", (str(new),))
        for table in ("reference", "fingerprint"):
            connection.execute(f"INSERT INTO main.{table} SELECT * FROM other.{table}")
        connection.execute("UPDATE main.state SET changed_at = ?", (NOW,))
        connection.commit()
    with open_reader(old, name="set") as before, open_reader(new, name="set") as other:
        assert before.info() == other.info()
        assert before.coverage() == other.coverage()
    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    open_writer(old, now=NOW).close()
    assert _kept(old) == _kept(new)


def test_totals_that_are_no_numbers_are_said_to_be_damaged(
    set_path: Path, new_reference: Make
) -> None:
    with open_writer(set_path, now=NOW) as writer:
        writer.add(new_reference("a.jpg"))
    with closing(sqlite3.connect(set_path)) as connection:
        connection.execute("UPDATE tally SET sum = 'many'")
        connection.commit()
    with open_writer(set_path, now=NOW) as writer, pytest.raises(SetCorrupt):
        writer.add(new_reference("b.jpg"))
