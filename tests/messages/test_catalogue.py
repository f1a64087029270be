"""Sentences: placeholders, plural forms, numbers and dates in the language's own habits."""

from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provcheck.errors import FileMissing, UnknownLanguage
from provcheck.messages import Catalogue, catalogue, languages
from provcheck.messages.catalogue import _PLACEHOLDER
from provcheck.messages.plurals import plural_form
from provcheck.model import Message

NBSP = "\u00a0"


def _with(entries: dict[str, Any], language: str = "en") -> Catalogue:
    return Catalogue(language=language, entries={**catalogue(language).entries, **entries})


def test_english_comes_first_and_unknown_languages_are_named() -> None:
    assert languages()[0] == "en"
    assert "de" in languages()
    with pytest.raises(UnknownLanguage, match="Known languages"):
        catalogue("xx")


def test_plural_forms_follow_the_count() -> None:
    words = _with({"t": {"n": {"one": "{count} area", "other": "{count} areas"}}})
    assert words.text("t.n", {"count": 1}) == "1 area"
    assert words.text("t.n", {"count": 0}) == "0 areas"


@pytest.mark.parametrize(
    ("language", "fraction", "shown"),
    [
        ("en", 0.0123, f"1.2{NBSP}%"),
        ("de", 0.0123, f"1,2{NBSP}%"),
        ("en", 0.51, f"51{NBSP}%"),
        ("en", 1.0, f"100{NBSP}%"),
        ("en", 0.9999, f"99.9{NBSP}%"),
        ("en", 0.00001, f"under 0.1{NBSP}%"),
        ("en", 0.0, f"0{NBSP}%"),
    ],
)
def test_percent_is_never_rounded_to_nothing_or_to_all(
    language: str, fraction: float, shown: str
) -> None:
    assert catalogue(language).percent(fraction) == shown


@given(st.floats(0, 1))
def test_percent_of_a_part_is_not_the_whole(fraction: float) -> None:
    shown = catalogue("en").percent(fraction)
    assert (shown == f"100{NBSP}%") == (fraction == 1)
    assert (shown == f"0{NBSP}%") == (fraction == 0)


@pytest.mark.parametrize(
    ("language", "value", "written"),
    [
        ("en", "2024", "2024"),
        ("en", "2024-10", "October 2024"),
        ("en", "2024-10-05", "5 October 2024"),
        ("de", "2024-10-05", "5. Oktober 2024"),
        ("en", "2024-10-05T18:05:00+03:00", "5 October 2024, 18:05 +03:00"),
        ("de", "2024-10-05T18:05Z", "5. Oktober 2024, 18:05 UTC"),
        ("en", "yesterday", "yesterday"),
    ],
)
def test_dates_are_written_out(language: str, value: str, written: str) -> None:
    assert catalogue(language).date(value) == written


def test_numbers_sizes_and_distances() -> None:
    english, german = catalogue("en"), catalogue("de")
    assert english.number(1234567.5) == "1,234,567.5"
    assert german.number(1234567.5) == "1.234.567,5"
    words = _with({"t": {"x": "{a:km} {b:km} {c:bytes} {d:bytes}"}})
    params = {"a": 3.14159, "b": 21.4, "c": 186_273, "d": 2_500_000}
    assert words.text("t.x", params) == "3.1 km 21 km 186.3 kB 2.5 MB".replace(
        " k", f"{NBSP}k"
    ).replace(" M", f"{NBSP}M")


def test_texts_from_files_are_made_inert_and_short() -> None:
    words = _with({"t": {"x": "<{name}>"}})
    message = Message(id="t.x", params={"name": "a\x1b[31m\u202e" + "b" * 1000})
    sentence = words.sentence(message)
    assert sentence.startswith("<a\\x1b[31m\\u202e")
    assert len(sentence) < 350


def test_an_unlisted_term_is_shown_as_it_is() -> None:
    assert catalogue("en").term("date-type", "posted") == "posted"
    assert catalogue("de").term("date-type", "posted") == "gepostet"
    assert catalogue("de").term("date-type", "a.b\x1b") == "a.b\\x1b"


def test_errors_speak_the_language() -> None:
    error = FileMissing(name="a.jpg")
    assert catalogue("en").error(error) == str(error) == "a.jpg: there is no such file."
    assert catalogue("de").error(error) == "a.jpg: Diese Datei gibt es nicht."


@pytest.mark.parametrize("language", languages())
def test_every_brace_of_a_sentence_is_a_placeholder(language: str) -> None:
    words = catalogue(language)
    for key in words.keys():  # noqa: SIM118 - a generator, not a mapping
        entry = words._lookup(key)
        for form in entry.values() if isinstance(entry, dict) else [entry]:
            left = _PLACEHOLDER.sub("", str(form))
            assert "{" not in left, key
            assert "}" not in left, key


@pytest.mark.parametrize(
    ("count", "form"),
    [
        (0, "many"),
        (1, "one"),
        (2, "few"),
        (4, "few"),
        (5, "many"),
        (11, "many"),
        (14, "many"),
        (21, "one"),
        (22, "few"),
        (25, "many"),
        (101, "one"),
        (111, "many"),
    ],
)
def test_slavic_plural_forms(count: int, form: str) -> None:
    rules = {
        "one": "i % 10 = 1 and i % 100 != 11",
        "few": "i % 10 = 2..4 and i % 100 != 12..14",
        "many": "i % 10 = 0 or i % 10 = 5..9 or i % 100 = 11..14",
    }
    assert plural_form(rules, count) == form


@pytest.mark.parametrize("rule", ["", "n = 1", "i == 1", "i = 1 and", "__import__('os')"])
def test_what_is_no_plural_rule_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match="no plural rule"):
        plural_form({"one": rule}, 3)


@pytest.mark.parametrize("language", languages())
def test_every_sentence_has_the_plural_forms_of_its_language(language: str) -> None:
    words = catalogue(language)
    forms = {plural_form(words.entries["format"]["plural"], count) for count in range(200)}
    for key in words.keys():  # noqa: SIM118 - a method, not a mapping
        entry = words._lookup(key)
        if isinstance(entry, dict) and key != "format.plural":
            assert set(entry) >= forms, key


def test_german_has_one_word_for_one_thing() -> None:
    sentences = resources.files("provcheck.messages").joinpath("de.toml").read_text("utf-8")
    for other in ("Verwahr", "Berichtsnummer", "Berichts-ID", "Nachweise"):
        assert other not in sentences
