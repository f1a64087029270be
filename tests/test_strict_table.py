"""Tables that people write: strict, and helpful when strict."""

from pathlib import Path

import pytest

from provcheck.errors import InvalidValue, UnknownKey, UnreadableTable
from provcheck.model import Position
from provcheck.strict_table import StrictTable, read_place, read_toml


def test_values_come_out_typed_and_safe() -> None:
    table = StrictTable(
        {"a": " x\x1b ", "b": 3, "c": ["p", " q "], "d": "one", "e": 2024, "f": 1.5}, "t"
    )
    assert table.text("a") == "x\\x1b"
    assert table.text("b") == "3"
    assert table.texts("c") == ("p", "q")
    assert table.texts("d") == ("one",)
    date = table.date("e", type="claimed")
    assert date is not None and (date.value, date.precision) == ("2024", "year")
    assert table.number("f", low=0, high=2) == 1.5
    assert table.text("missing") is None
    table.finish()


def test_an_unknown_key_names_the_nearest_known_one() -> None:
    table = StrictTable({"captoin": "x"}, "photo.jpg.toml")
    for key in ("publisher", "caption", "note"):
        table.text(key)
    with pytest.raises(UnknownKey, match=r"photo\.jpg\.toml.*'captoin'.*'caption'"):
        table.finish()


@pytest.mark.parametrize(
    ("content", "call"),
    [
        ({"k": ["x"]}, lambda t: t.text("k")),
        ({"k": True}, lambda t: t.number("k", low=0, high=1)),
        ({"k": 91}, lambda t: t.number("k", low=-90, high=90)),
        ({"k": float("nan")}, lambda t: t.number("k", low=-90, high=90)),
        ({"k": "soon"}, lambda t: t.date("k", type="claimed")),
        ({"k": True}, lambda t: t.date("k", type="claimed")),
        ({"k": "x"}, lambda t: t.choice("k", ("a", "b"), "a")),
        ({"k": [1]}, lambda t: t.texts("k")),
        ({"k": 10**5000}, lambda t: t.text("k")),
        ({"k": 10**5000}, lambda t: t.date("k", type="claimed")),
        ({"k": {}}, lambda t: t.tables("k")),
        ({}, lambda t: t.text("k", required=True)),
    ],
)
def test_wrong_values_name_their_key(content: dict[str, object], call: object) -> None:
    assert callable(call)
    with pytest.raises(InvalidValue, match="'k'"):
        call(StrictTable(content, "t"))


def test_places_need_both_coordinates_or_none() -> None:
    full = {"name": "P", "variants": ["Q"], "latitude": 48, "longitude": 37.5, "radius_m": 100}
    place = read_place(StrictTable(full, "t"))
    assert place.position == Position(latitude=48.0, longitude=37.5)
    assert place.names() == {"p", "q"}
    with pytest.raises(InvalidValue, match="both or neither"):
        read_place(StrictTable({"name": "P", "latitude": 48}, "t"))


def test_files_that_are_no_tables(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    for content in (b"= nothing", b"\xff\xfe", b"a = 1\n" * 300_000, b"a = " + b"9" * 6000):
        path.write_bytes(content)
        with pytest.raises(UnreadableTable, match=r"case\.toml"):
            read_toml(path)
    with pytest.raises(UnreadableTable, match=r"none\.toml"):
        read_toml(tmp_path / "none.toml")
    with pytest.raises(UnreadableTable, match="table"):
        StrictTable(["x"], "t")
