"""Case files: everything a desk may write, and helpful refusals."""

from __future__ import annotations

from pathlib import Path

import pytest

from provcheck.case_file import merge_claim, read_case
from provcheck.errors import InvalidValue, UnknownKey, UnreadableTable
from provcheck.model import Case, Place, Position, distance_km

POKROVSK_CASE = Path(__file__).parents[1] / "fixtures" / "images" / "pokrovsk" / "case.toml"

FULL = """
outcome = "open"
note = "n"
[claim]
text = "Flags"
language = "ru"
translation = "t"
translator = "desk"
author = "channel"
date = 2024-10-21
[place]
name = "Pokrovsk"
variants = ["Покровськ"]
latitude = 48.28
longitude = 37.18
radius_m = 5000
[first_seen]
date = "2024-10-21T15:42+03:00"
url = "https://t.example/1"
archive_url = "https://web.example/1"
by = "channel"
[acquisition]
url = "https://t.example/1"
archive_url = "https://web.example/1"
by = "m.huber"
at = "2024-10-22"
method = "browser"
[[statements]]
speaker = "A"
affiliation = "B"
date = "2024-10"
text = "C"
language = "en"
translation = "D"
position = "E"
url = "https://f.example"
archive_url = "https://web.example/2"
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "case.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_field_arrives(tmp_path: Path):
    case, acquisition = read_case(write(tmp_path, FULL))
    assert (case.claim, case.claim_language, case.claim_translation) == ("Flags", "ru", "t")
    assert (case.translator, case.author, case.outcome, case.note) == (
        "desk",
        "channel",
        "open",
        "n",
    )
    assert case.date is not None
    assert (case.date.value, case.date.type) == ("2024-10-21", "claimed")
    assert case.place is not None
    assert case.place.position == Position(latitude=48.28, longitude=37.18)
    assert case.first_seen is not None
    assert (case.first_seen.type, case.first_seen.zone_known) == ("posted", True)
    assert case.first_seen_by == "channel"
    (statement,) = case.statements
    assert (statement.speaker, statement.position) == ("A", "E")
    assert statement.date is not None
    assert statement.date.precision == "month"
    assert acquisition is not None
    assert (acquisition.obtained_by, acquisition.method) == ("m.huber", "browser")
    assert acquisition.obtained_at is not None
    assert acquisition.obtained_at.value == "2024-10-22"


def test_an_empty_case_is_a_case(tmp_path: Path):
    assert read_case(write(tmp_path, "")) == (Case(), None)


@pytest.mark.parametrize(
    ("text", "key", "nearest"),
    [
        ("outcom = 'open'", "outcom", "outcome"),
        ("[claim]\ndat = '2024'", "dat", "date"),
        ("[place]\nname = 'P'\nlattitude = 4", "lattitude", "latitude"),
        (
            "[[statements]]\nspeaker = 'A'\ntext = 'B'\naffilation = 'C'",
            "affilation",
            "affiliation",
        ),
        ("[first_seen]\narchive = 'x'", "archive", "archive_url"),
        ("[aquisition]\nby = 'x'", "aquisition", "acquisition"),
    ],
)
def test_unknown_keys_name_the_nearest_known(tmp_path: Path, text: str, key: str, nearest: str):
    with pytest.raises(UnknownKey) as caught:
        read_case(write(tmp_path, text))
    assert (caught.value.params["key"], caught.value.params["nearest"]) == (key, nearest)


@pytest.mark.parametrize(
    "text",
    [
        "[claim]\ndate = '21.10.2024'",
        "[claim]\ndate = '2024-02-31'",
        "[[statements]]\ntext = 'nobody said it'",
        "[[statements]]\nspeaker = 'said nothing'",
        "[place]\nname = 'P'\nlatitude = 91\nlongitude = 0",
        "[place]\nvariants = ['x']",
    ],
)
def test_unusable_values_are_refused(tmp_path: Path, text: str):
    with pytest.raises(InvalidValue):
        read_case(write(tmp_path, text))


@pytest.mark.parametrize("text", ["= broken", "claim = 'text'"])
def test_what_is_no_case_file_is_refused(tmp_path: Path, text: str):
    with pytest.raises(UnreadableTable):
        read_case(write(tmp_path, text))


def test_a_missing_file_is_refused(tmp_path: Path):
    with pytest.raises(UnreadableTable):
        read_case(tmp_path / "none.toml")


def test_hostile_text_comes_back_inert(tmp_path: Path):
    case, _ = read_case(write(tmp_path, '[claim]\ntext = "a\\u202eb"'))
    assert case.claim == "a\\u202eb"


def test_the_running_example_is_open_and_both_sides_speak():
    case, _ = read_case(POKROVSK_CASE)
    assert case.outcome == "open"
    assert case.date is not None
    assert case.date.value == "2024-10-21"
    assert case.place is not None
    assert "покровськ" in case.place.names()
    assert case.place.position is not None
    heap = Position(latitude=48.107, longitude=37.283)
    assert 15 < distance_km(case.place.position, heap) < 30
    assert [s.speaker.split()[-1] for s in case.statements] == [
        "Kovalenko",
        "(CPD)",
        "Kotenok",
        "Kots",
        "officer",
        "Tsaplienko",
    ]
    assert all(s.position and s.language for s in case.statements)


def test_flags_make_a_case():
    case = merge_claim(None, "Flags near Pokrovsk", "2024-10", "Pokrovsk")
    assert case.claim == "Flags near Pokrovsk"
    assert case.date is not None
    assert (case.date.value, case.date.type) == ("2024-10", "claimed")
    assert case.place == Place(name="Pokrovsk")


def test_flags_win_over_the_file_and_leave_the_rest():
    known = Case(claim="old", claim_language="ru", claim_translation="x", outcome="open")
    case = merge_claim(known, "new", None, None)
    assert (case.claim, case.claim_language, case.claim_translation) == ("new", None, None)
    assert case.outcome == "open"


def test_no_flags_change_nothing():
    known = Case(claim="old", claim_language="ru")
    assert merge_claim(known, None, None, None) == known


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Pokrovsk (48.2817, 37.1758)", "Pokrovsk"),
        ("Pokrovsk 48.2817,37.1758", "Pokrovsk"),
        ("Pokrovsk @ 48.2817, 37.1758", "Pokrovsk"),
        ("48.2817,37.1758", "48.2817, 37.1758"),
    ],
)
def test_places_may_carry_coordinates(text: str, name: str):
    place = merge_claim(None, None, None, text).place
    assert place == Place(name=name, position=Position(latitude=48.2817, longitude=37.1758))


@pytest.mark.parametrize("text", ["Donetsk, 8th district", "Route 66, 3", "Paris"])
def test_names_with_numbers_are_names(text: str):
    place = merge_claim(None, None, None, text).place
    assert place is not None
    assert (place.name, place.position) == (text, None)


def test_a_known_name_keeps_its_coordinates():
    known = Case(
        place=Place(
            name="Pokrovsk",
            variants=("Pokrowsk",),
            position=Position(latitude=48.28, longitude=37.18),
        )
    )
    assert merge_claim(known, None, None, "pokrowsk").place == known.place
    assert merge_claim(known, None, None, "Tsukuryne").place == Place(name="Tsukuryne")


@pytest.mark.parametrize("date", ["yesterday", "2024-13", "21.10.2024"])
def test_claimed_dates_must_be_dates(date: str):
    with pytest.raises(InvalidValue, match="claimed-date"):
        merge_claim(None, None, date, None)


def test_coordinates_must_lie_on_earth():
    with pytest.raises(InvalidValue, match="claimed-place"):
        merge_claim(None, None, None, "148.2817,37.1758")
