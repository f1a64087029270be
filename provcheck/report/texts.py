"""A report's sentences in a language: every ``text`` field is filled from its message.

The message (id and parameters) is what a report states; the text is only how one language says
it. Texts are therefore no part of a report's identity, and they are made anew whenever a report
is shown: a text edited by hand in a saved report never reaches a reader as long as its message
is known to the catalogue.
"""

from collections.abc import Callable
from dataclasses import replace

from provcheck.messages import Catalogue, catalogue
from provcheck.model import CheckRun, Conclusion, Message, Report, Sentence
from provcheck.safe_text import safe_text

_Say = Callable[[Message, str], str]
# What is no longer true of a report once a person has rated it -> what is said instead.
_ONCE_RATED = {"conclude.limit-no-rating": "conclude.limit-rated"}


def speak(report: Report, language: str) -> Report:
    """Return the report with all its texts, and its ``language``, in that language.

    A message that the catalogue does not know (a report of a newer provcheck) keeps the text it
    came with. Raises UnknownLanguage.
    """
    words = catalogue(language)
    instead = _ONCE_RATED if report.assessment else {}

    def said(message: Message, stored: str) -> str:
        message = replace(message, id=instead.get(message.id, message.id))
        return say(words, message, stored)

    spoken = _with_texts(report, said)
    return replace(spoken, language=language)


def silence(report: Report) -> Report:
    """Return the report without texts and language: what its identity is computed over."""
    return replace(_with_texts(report, lambda _message, _stored: ""), language="")


def say(words: Catalogue, message: Message, stored: str = "") -> str:
    """One message as a sentence; ``stored``, then its id, where the catalogue cannot say it.

    Never raises: a report is a file of strangers, and its parameters may not fit the sentence.
    """
    try:
        return words.sentence(message)
    except (KeyError, ValueError, TypeError, OverflowError):
        return safe_text(stored) or safe_text(message.id)


def _with_texts(report: Report, say: _Say) -> Report:
    return replace(
        report,
        conclusion=_conclusion(report.conclusion, say),
        checks=tuple(_check(run, say) for run in report.checks),
        not_checked=tuple(
            replace(item, text=say(item.reason, item.text)) for item in report.not_checked
        ),
    )


def _conclusion(conclusion: Conclusion, say: _Say) -> Conclusion:
    return replace(
        conclusion,
        flags=tuple(
            replace(flag, reasons=_sentences(flag.reasons, say)) for flag in conclusion.flags
        ),
        reasons=_sentences(conclusion.reasons, say),
        limits=_sentences(conclusion.limits, say),
    )


def _sentences(sentences: tuple[Sentence, ...], say: _Say) -> tuple[Sentence, ...]:
    return tuple(replace(item, text=say(item.message, item.text)) for item in sentences)


def _check(run: CheckRun, say: _Say) -> CheckRun:
    return replace(
        run,
        findings=tuple(replace(item, text=say(item.message, item.text)) for item in run.findings),
        evidence=tuple(replace(item, text=say(item.reason, item.text)) for item in run.evidence),
        text="" if run.reason is None else say(run.reason, run.text),
    )
