"""Custody lines: whatever is changed, taken out or put in breaks the chain at its place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from factories import pokrovsk_report
from hypothesis import given
from hypothesis import strategies as st

from provcheck.model import CustodyEntry
from provcheck.report import first_break, from_json, is_chained, linked, to_json

_LINES = st.lists(
    st.builds(CustodyEntry, seq=st.just(0), time=st.text(), action=st.text(), actor=st.text()),
    min_size=1,
    max_size=6,
)


@given(_LINES)
def test_a_chain_just_made_holds(lines: list[CustodyEntry]) -> None:
    chain = linked(lines)
    assert first_break(chain) is None
    assert [line.seq for line in chain] == list(range(1, len(lines) + 1))


@given(_LINES, st.data())
def test_a_changed_line_is_named(lines: list[CustodyEntry], data: st.DataObject) -> None:
    chain = list(linked(lines))
    place = data.draw(st.integers(0, len(chain) - 1))
    chain[place] = replace(chain[place], action=chain[place].action + "x")
    assert first_break(chain) == place + 1


@given(_LINES, st.data())
def test_a_line_taken_out_before_the_end_is_missed(
    lines: list[CustodyEntry], data: st.DataObject
) -> None:
    chain = list(linked([*lines, *lines]))
    place = data.draw(st.integers(0, len(chain) - 2))
    del chain[place]
    assert first_break(chain) == place + 1


def test_lines_put_in_or_swapped_break_the_chain() -> None:
    first, second = pokrovsk_report().custody
    assert first_break((second, first)) == 1
    assert first_break((first, first, second)) == 2


def test_a_changed_last_line_is_named_too() -> None:
    first, second = pokrovsk_report().custody
    assert first_break((first, replace(second, tool="other 1.0"))) == 2


def test_the_chain_survives_the_way_through_json() -> None:
    hostile = CustodyEntry(seq=0, time="", action="acquired", actor="a\u202e\x1b[31m\nb")
    report = replace(pokrovsk_report(), custody=linked([hostile, hostile]))
    read = from_json(to_json(report), "report.json")
    assert first_break(read.custody) is None


@pytest.mark.parametrize("field", ["time", "actor", "source_url", "sha256_after", "clock_source"])
def test_every_field_is_in_the_digest(field: str) -> None:
    first, second = pokrovsk_report().custody
    changed = replace(first, **{field: "recorded" if field == "clock_source" else "x"})
    if changed == first:
        changed = replace(first, clock_source="system")
    assert first_break((changed, second)) == 1


def test_lines_of_older_reports_have_no_chain() -> None:
    bare = [replace(line, prev=None, digest=None) for line in pokrovsk_report().custody]
    assert not is_chained(bare)
