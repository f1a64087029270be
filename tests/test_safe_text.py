"""Whatever a file says comes out inert, once and for all."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from provcheck.safe_text import is_hostile, safe_text

ACTING = {"Cc", "Cs", "Zl", "Zp"}


@given(st.text(st.characters(), max_size=200))
def test_no_acting_character_survives(text: str) -> None:
    for multiline in (False, True):
        safe = safe_text(text, multiline=multiline)
        allowed = {"\t", "\n"} if multiline else set()
        for character in safe:
            assert character in allowed or unicodedata.category(character) not in ACTING
            assert not "\u202a" <= character <= "\u202e"
            assert not "\u2066" <= character <= "\u2069"
            assert not "\u200b" <= character <= "\u200f"
        assert safe.encode("utf-8").decode("utf-8") == safe
        assert safe_text(safe, multiline=multiline) == safe


def test_ordinary_text_stays() -> None:
    for text in ("Цукурине", "Pokrowsk – Straße", "東京", "naïve “quotes” 12 %", "شارع", "👍"):
        assert safe_text(text) == text


def test_escapes_are_visible() -> None:
    assert safe_text("a\x1b[31mb\x9bc\u202ed\ud800e\U000e0041") == (
        "a\\x1b[31mb\\x9bc\\u202ed\\ud800e\\U000e0041"
    )
    assert safe_text("a\tb\nc") == "a\\tb\\nc"
    assert safe_text("a\tb\nc\r", multiline=True) == "a\tb\nc\\x0d"


@given(st.text(max_size=60), st.integers(1, 40))
def test_the_limit_counts_characters_of_the_text(text: str, limit: int) -> None:
    safe = safe_text(text, limit=limit)
    if len(text) > limit:
        assert safe.endswith("…")
    else:
        assert safe == safe_text(text)


@given(st.text())
def test_hostile_is_what_would_be_changed(text: str) -> None:
    assert is_hostile(text) == (safe_text(text, multiline=True) != text)
