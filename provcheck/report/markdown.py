"""The report as Markdown for chats, wikis and editorial systems.

What comes from the report is escaped, so that no link, picture or HTML comes out of it; only
plain web addresses become links. Works in CommonMark and in GitHub's dialect.
"""

import re
from collections.abc import Iterator

from provcheck.markdown_text import escape_markdown
from provcheck.model import Report
from provcheck.report.lines import Entry, Line, on_one_line
from provcheck.report.outline import outline
from provcheck.report.texts import speak
from provcheck.report.wording import Wording

# No user name, no brackets, no quotes, no backslash: what cannot end or alter a link.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:[/?#][A-Za-z0-9\-._~:/?#@!$&*+,;=%]*)?")
# What would begin a list, a rule or a heading at the start of a line.
_OPENING = re.compile(r"(?P<number>\d{1,9})(?=[.)])|(?=[-+])")


def to_markdown(report: Report, language: str | None = None) -> str:
    """The report as Markdown in ``language`` (default: its own). Raises UnknownLanguage."""
    spoken = speak(report, language or report.language)
    made = outline(spoken, Wording.of(spoken.language))
    lines = [f"# {_text(made.title)}", "", f"*{_text(made.kicker)}*", ""]
    lines += [_item(fact) for fact in made.facts]
    for section in made.sections:
        lines += ["", f"## {_text(section.title)}"]
        for entry in section.entries:
            lines += _entry(entry)
    lines += ["", "---", "", _text(made.colophon)]
    return "\n".join(lines) + "\n"


def _entry(entry: Entry) -> Iterator[str]:
    yield ""
    if entry.title:
        yield f"### {_text(entry.title)}"
        yield ""
    if not entry.title and all(not line.label for line in entry.lines):
        for number, line in enumerate(entry.lines):
            if number:
                yield ""
            yield _text(line.text)
        return
    for line in entry.lines:
        yield _item(line)


def _item(line: Line) -> str:
    label = f"**{_text(line.label)}:** " if line.label else ""
    return f"- {label}{_exact(line.text) if line.exact else _text(line.text)}"


def _exact(text: str) -> str:
    if _ADDRESS.fullmatch(text):
        return f"<{text}>"
    # Within backticks nothing but a backtick has a meaning.
    inert = on_one_line(text)
    return f"`{inert}`" if re.fullmatch(r"[A-Za-z0-9._:/-]+", inert) else _text(text)


def _text(text: str) -> str:
    escaped = escape_markdown(on_one_line(text))
    opening = _OPENING.match(escaped)
    if opening is None:
        return escaped
    number = opening["number"] or ""
    return f"{number}\\{escaped[len(number) :]}"
