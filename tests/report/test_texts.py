from __future__ import annotations

from dataclasses import replace

import pytest
from factories import bare_report, pokrovsk_report

from provcheck.errors import UnknownLanguage
from provcheck.model import Message, NotChecked, Sentence
from provcheck.report import speak

KNOWN = Message(id="report.no-comparison")


def test_every_known_message_is_said_in_the_language() -> None:
    report = bare_report()
    report = replace(
        report,
        conclusion=replace(report.conclusion, reasons=(Sentence(message=KNOWN, text="old"),)),
        not_checked=(NotChecked(check="x", reason=KNOWN),),
    )
    german = speak(report, "de")
    assert german.language == "de"
    assert german.conclusion.reasons[0].text.startswith("Keine Referenz")
    assert german.not_checked[0].text == german.conclusion.reasons[0].text
    assert speak(german, "en").not_checked[0].text.startswith("No reference")


def test_unknown_messages_keep_the_text_they_came_with() -> None:
    unknown = Message(id="later.unheard-of")
    report = replace(
        bare_report(), not_checked=(NotChecked(check="x", reason=unknown, text="Kept."),)
    )
    assert speak(report, "de").not_checked[0].text == "Kept."
    bare = replace(report.not_checked[0], text="")
    assert speak(replace(report, not_checked=(bare,)), "de").not_checked[0].text == unknown.id


def test_nothing_of_the_full_report_stays_english() -> None:
    german, english = speak(pokrovsk_report(), "de"), pokrovsk_report()
    assert german.conclusion.reasons[0].text != english.conclusion.reasons[0].text
    for one, other in zip(german.checks, english.checks, strict=True):
        assert one.text != other.text or not one.text
        for finding, same in zip(one.findings, other.findings, strict=True):
            assert finding.text != same.text


def test_parameters_that_do_not_fit_never_raise() -> None:
    odd = Message(id="report.days-later", params={"count": "many"})
    report = replace(bare_report(), not_checked=(NotChecked(check="x", reason=odd, text="kept"),))
    assert speak(report, "en").not_checked[0].text == "kept"


def test_unknown_language_is_refused() -> None:
    with pytest.raises(UnknownLanguage):
        speak(bare_report(), "tlh")
