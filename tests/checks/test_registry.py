"""Checks are found by file name, documented in every language, and fail alone."""

from __future__ import annotations

import inspect
import re
import tokenize
from pathlib import Path

import pytest
from examinations import AREA, POKROVSK, TSUKURYNE, claiming, date, examination, match, stating

import provcheck.checks
from provcheck.checks import CARD_WORDS, all_checks, card, run_checks
from provcheck.errors import UnknownCheck
from provcheck.messages import catalogue, languages
from provcheck.model import CheckRun, Message, Position

IDS = [check.card.id for check in all_checks()]
FORBIDDEN = re.compile(
    r"\b(fake|real|authentic|genuine|verified image|proven|97 %|echt|fälschung|bewiesen|"
    r"verifiziert|authentisch)",
    re.IGNORECASE,
)
TABLES = [*IDS, "checks", "metadata", "conclude"]


def test_every_file_is_a_check_of_its_name():
    assert IDS == [
        "ai-mark",
        "claim-author",
        "claim-caption",
        "claim-date",
        "claim-place",
        "content-credentials",
        "copied-areas",
        "dates-contradict",
        "double-quantisation",
        "edit-trail",
        "editor-named",
        "entries-contradict",
        "foreign-grid",
        "jpeg-lattice",
        "no-capture-metadata",
        "platform-trace",
        "reference-differs",
        "reference-match",
        "saved-again",
        "signed-statement",
        "size-differs",
        "sun-position",
        "thumbnail-differs",
        "trailing-data",
    ]
    for check in all_checks():
        assert check.run.__name__ == check.card.id.replace("-", "_")
        assert inspect.getdoc(inspect.getmodule(check.run))
        assert inspect.getdoc(check.run)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("check_id", IDS)
def test_every_card_is_written_in_every_language(check_id: str, language: str):
    words = catalogue(language)
    for word in CARD_WORDS:
        assert len(words.text(card(check_id).key(word))) > 3


def keys_of(language: str) -> set[str]:
    keys = catalogue(language).keys()
    return {key for key in keys if key.split(".")[0] in TABLES}


@pytest.mark.parametrize("language", [name for name in languages() if name != "en"])
def test_languages_have_the_same_sentences_with_the_same_placeholders(language: str):
    assert keys_of(language) == keys_of("en")
    for key in keys_of("en"):
        assert catalogue(language).placeholders(key) == catalogue("en").placeholders(key), key


@pytest.mark.parametrize("language", languages())
def test_no_sentence_says_more_than_a_program_can_know(language: str):
    for table in TABLES:
        assert FORBIDDEN.search(str(catalogue(language).entries[table])) is None, table


def test_no_sentence_of_a_check_is_unused():
    folder = Path(provcheck.checks.__file__).parent
    strings = set()
    for path in folder.glob("*.py"):
        with path.open("rb") as handle:
            for token in tokenize.tokenize(handle.readline):
                strings.add(token.string.strip("\"'"))
    for check_id in IDS:
        for key in keys_of("en"):
            table, name = key.split(".", 1)
            if table == check_id and check_id not in ("reference-match", "thumbnail-differs"):
                assert name in strings, key


def every_kind_of_run() -> list[CheckRun]:
    older = date("2020-05", "published")
    relations = ("identical", "same-pixels", "same-image", "differs", "partial", "candidate")
    matches = tuple(
        match(relation, published=published, place=TSUKURYNE, orientation="mirrored")
        for relation in relations
        for published in (None, older)
    )
    changed = match("differs", changed_regions=(AREA,), changed_fraction=0.02)
    crop = match("partial", subject_overlap=1.0, reference_overlap=0.4, published=older)
    metadata = stating(
        date("2019-03-04T10:00:00"),
        date("2019-03-04T09:00:00", "modified"),
        date("2018-01-01T09:00:00Z", "gps"),
        date("2024-10-25", "file-name"),
        position=Position(latitude=1, longitude=2),
        software="GIMP 2.10",
        make="Canon",
    )
    case = claiming("2024-10-21", POKROVSK, first_seen=date("2021", "posted"))
    examinations = [
        examination(matches=(*matches, changed, crop), metadata=metadata, case=case),
        examination(case=case),
        examination(plain=True),
        examination(reference_set=None),
    ]
    return [run for each in examinations for run in run_checks(each)]


@pytest.mark.parametrize("language", languages())
def test_everything_a_check_says_can_be_said(language: str):
    words = catalogue(language)
    for run in every_kind_of_run():
        assert run.outcome != "failed", run
        messages = [finding.message for finding in run.findings]
        messages += [row.reason for row in run.evidence]
        messages += [run.reason] if run.reason is not None else []
        for message in messages:
            assert "{" not in words.sentence(message)
        if run.outcome in ("not-applicable", "inconclusive", "clear"):
            assert run.reason is not None, run.id


def test_a_check_that_breaks_fails_alone(monkeypatch: pytest.MonkeyPatch):
    from provcheck.checks import registry

    def broken(_: object) -> CheckRun:
        raise OSError("boom\x1b[31m")

    checks = list(all_checks())
    checks[0] = registry.Check(card=checks[0].card, run=broken)
    monkeypatch.setattr(registry, "all_checks", lambda: tuple(checks))
    runs = run_checks(examination())
    assert [run.outcome == "failed" for run in runs] == [True] + [False] * (len(checks) - 1)
    assert runs[0].reason == Message(
        id="checks.failed", params={"reason": "OSError: boom\\x1b[31m"}
    )


def test_unknown_checks_are_answered_with_the_nearest_one():
    with pytest.raises(UnknownCheck, match=r"'reference-match'.*provcheck explain"):
        card("reference-mach")
