"""The report as plain text for mail and chat: 76 columns, no markup, nothing that acts."""

import textwrap
from collections.abc import Iterator

from provcheck.model import Report
from provcheck.report.lines import Entry, Line, on_one_line
from provcheck.report.outline import outline
from provcheck.report.texts import speak
from provcheck.report.wording import Wording

_WIDTH = 76


def to_text(report: Report, language: str | None = None) -> str:
    """The report as text in ``language`` (default: its own). Raises UnknownLanguage."""
    spoken = speak(report, language or report.language)
    made = outline(spoken, Wording.of(spoken.language))
    lines = [*_wrapped(made.kicker, ""), *_wrapped(made.title, ""), ""]
    lines += [row for fact in made.facts for row in _line(fact)]
    for section in made.sections:
        title = on_one_line(section.title)
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
        text = on_one_line(line.text)
        fits = len(margin) + len(label) + len(text) <= _WIDTH
        between = " " if fits else f"\n{margin}  "
        yield f"{margin}{on_one_line(label)}{between if label else ''}{text}"
    else:
        yield from _wrapped(label + line.text, margin)


def _wrapped(text: str, margin: str) -> list[str]:
    return textwrap.wrap(
        on_one_line(text),
        _WIDTH,
        initial_indent=margin,
        subsequent_indent=margin + "  ",
        break_on_hyphens=False,
    ) or [margin.rstrip()]
