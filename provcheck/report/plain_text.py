"""The report as plain text for mail and chat: 76 columns, no markup, nothing that acts."""

import textwrap
from collections.abc import Iterator

from provcheck.model import Report
from provcheck.report.lines import Entry, Line
from provcheck.report.outline import outline
from provcheck.report.texts import speak
from provcheck.report.wording import Wording
from provcheck.safe_text import safe_text

_WIDTH = 76
# A text from a file may be a book; the JSON report has all of it.
_LIMIT = 4000


def to_text(report: Report, language: str | None = None) -> str:
    """The report as text in ``language`` (default: its own). Raises UnknownLanguage."""
    spoken = speak(report, language or report.language)
    made = outline(spoken, Wording.of(spoken.language))
    lines = [*_wrapped(made.kicker, ""), *_wrapped(made.title, ""), ""]
    lines += [row for fact in made.facts for row in _line(fact)]
    for section in made.sections:
        title = _inert(section.title)
        lines += ["", "", title.upper(), "=" * min(len(title), _WIDTH)]
        for entry in section.entries:
            lines += _entry(entry)
    lines += ["", "", *_wrapped(made.colophon, "")]
    return "\n".join(lines) + "\n"


def _entry(entry: Entry) -> Iterator[str]:
    yield ""
    if entry.title:
        yield from _wrapped(entry.title, "")
    for line in entry.lines:
        yield from _line(line, "  " if entry.title else "")


def _line(line: Line, margin: str = "") -> Iterator[str]:
    label = f"{line.label}: " if line.label else ""
    if line.exact:
        # Digests and addresses stay in one piece, on a line of their own where they are long.
        text = _inert(line.text)
        fits = len(margin) + len(label) + len(text) <= _WIDTH
        between = " " if fits else f"\n{margin}  "
        yield f"{margin}{_inert(label)}{between if label else ''}{text}"
    else:
        yield from _wrapped(label + line.text, margin)


def _wrapped(text: str, margin: str) -> list[str]:
    return textwrap.wrap(
        _inert(text),
        _WIDTH,
        initial_indent=margin,
        subsequent_indent=margin + "  ",
        break_on_hyphens=False,
    ) or [margin.rstrip()]


def _inert(text: str) -> str:
    return safe_text(" ".join(safe_text(text, limit=_LIMIT, multiline=True).split()))
