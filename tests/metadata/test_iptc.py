"""IPTC-IIM: records, character sets, dates."""

from __future__ import annotations

from containers import record
from hypothesis import given
from hypothesis import strategies as st
from soundness import assert_sound

from provcheck.metadata.gathering import Gathering
from provcheck.metadata.iptc import read_iptc
from provcheck.model import Metadata


def read(content: bytes) -> Metadata:
    gathering = Gathering()
    read_iptc("iptc", content, gathering)
    return gathering.finish()


def test_texts_keep_their_data_set_as_source() -> None:
    found = read(record(120, b"A caption") + record(25, b"one") + record(25, b"two"))
    assert found.first("text", "description") == "A caption"
    assert found.values("text", "description")[0].source == "iptc:2:120"
    assert [each.value for each in found.values("text", "keywords")] == ["one", "two"]


def test_character_sets() -> None:
    declared = record(90, b"\x1b%G", of=1) + record(90, "Київ".encode())
    assert read(declared).first("text", "city") == "Київ"
    assert read(record(90, "Київ".encode())).first("text", "city") == "Київ"
    old = read(record(90, "Köln".encode("cp1252")))
    assert old.first("text", "city") == "Köln"
    assert [note.id for note in old.notes] == ["metadata.decoded-as"]


def test_dates_with_time_zone_and_with_unknown_parts() -> None:
    found = read(record(55, b"20241020") + record(60, b"142233+0300"))
    assert [(d.value, d.type) for d in found.dates] == [("2024-10-20T14:22:33+03:00", "capture")]
    assert read(record(55, b"20240000")).first("time", "iptc_created") == "2024"
    assert read(record(55, b"00000000")).dates == ()
    assert [n.id for n in read(record(55, b"yesterday")).notes] == ["metadata.date-impossible"]


def test_long_data_sets_and_lies_about_length() -> None:
    long = b"\x1c\x02\x78\x80\x04" + (70_000).to_bytes(4, "big") + b"x" * 70_000
    assert len(read(long).first("text", "description") or "") == 70_000
    assert read(b"\x1c\x02\x78\x7f\xff" + b"short").groups == {}
    assert [n.id for n in read(b"no records at all").notes] == ["metadata.iptc-unreadable"]


@given(st.binary(max_size=200))
def test_random_bytes_never_raise(content: bytes) -> None:
    assert_sound(read(content))
    assert_sound(read(b"\x1c\x02\x37\x00\x08" + content))
