"""What a person sees first: short, in the order of importance, never a verdict."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from provcheck.cli.streams import console, result
from provcheck.messages import Catalogue, catalogue
from provcheck.model import Assessment, Finding, Match, Report
from provcheck.safe_text import safe_text

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

# The screen stays short: the most telling ones; the report has them all.
_FINDINGS = 3
_MATCHES = 3
_REASONS = 2
_SEVERITIES = ("alert", "warning", "notice", "info")
_LABEL_WIDTH = 13
# No sentence of ours is longer; a report from elsewhere may hold anything.
_SENTENCE = 1000
# Their findings are the match line and the first two flags in more words.
_SHOWN_AS_MATCHES = ("reference-match", "reference-differs")


def line(report: Report) -> None:
    """One line per image: name, status and flags (codes, for other programs)."""
    flags = ",".join(flag.flag for flag in report.conclusion.flags) or "-"
    result(report.subject.name, report.conclusion.status, flags)


def screen(report: Report, output: Path | None) -> None:
    """Print the screen for one report; ``output``: where the report was written, if it was."""
    from rich.table import Table
    from rich.text import Text

    words = catalogue(report.language)
    shown = console()
    shown.print(_headline(report, words), no_wrap=True, overflow="ellipsis")
    shown.print()
    sentence = report.conclusion.reasons[0].text if report.conclusion.reasons else ""
    shown.print(_indented(Text(safe_text(sentence, limit=_SENTENCE), style="bold")))
    shown.print()
    grid = Table.grid(padding=(0, 1), pad_edge=False)
    grid.add_column(width=_LABEL_WIDTH + 2, no_wrap=True)
    grid.add_column(overflow="fold")
    for label, body in _rows(report, words, output):
        grid.add_row(label, body)
    shown.print(grid)


def _indented(body: RenderableType) -> RenderableType:
    from rich.padding import Padding

    return Padding(body, (0, 2))


def _headline(report: Report, words: Catalogue) -> Text:
    from rich.text import Text

    subject = report.subject
    facts = words.text(
        "screen.facts",
        {
            "width": subject.width,
            "height": subject.height,
            "type": subject.media_type.removeprefix("image/").upper(),
            "size": subject.byte_size,
            "digest": subject.sha256[:12],
        },
    )
    return Text.assemble((safe_text(subject.name, limit=60), "bold"), "  ", (facts, "dim"))


def _rows(report: Report, words: Catalogue, output: Path | None) -> list[tuple[Text, Text]]:
    rows: list[tuple[Text, Text]] = []

    def add(label: str, bodies: list[Text], style: str = "dim") -> None:
        from rich.text import Text

        for number, body in enumerate(bodies):
            rows.append((Text(f"  {label if number == 0 else ''}", style=style), body))

    if report.assessment is not None:
        add(words.text("screen.rating"), [_rating(report.assessment, words)], style="bold")
    for flag in report.conclusion.flags:
        name = words.term("flag-code", flag.flag).upper()
        reasons = [_plain(reason.text) for reason in flag.reasons[:_REASONS]]
        add(name, _with_rest(reasons, len(flag.reasons), words), style="bold yellow")
    if not report.conclusion.flags:
        add(words.text("screen.flags"), [_plain(words.text("screen.no-flags"))])
    confirmed = [match for match in report.matches if match.confirmed]
    if confirmed:
        shown = [_match(match, words) for match in confirmed[:_MATCHES]]
        add(words.text("screen.match"), _with_rest(shown, len(confirmed), words))
    findings = _telling(report)
    if findings:
        shown = [_finding(finding, words) for finding in findings[:_FINDINGS]]
        add(words.text("screen.findings"), _with_rest(shown, len(findings), words))
    left = ", ".join(_left_out(item.check, words) for item in report.not_checked)
    if left:
        add(words.text("screen.not-checked"), [_plain(left)])
    where = safe_text(str(output)) if output else words.text("screen.no-report")
    add(words.text("screen.report"), [_plain(where)])
    return rows


def _with_rest(shown: list[Text], count: int, words: Catalogue) -> list[Text]:
    """The rows, and how many more the report has."""
    rest = count - len(shown)
    return [*shown, _plain(words.text("screen.more", {"count": rest}))] if rest > 0 else shown


def _rating(assessment: Assessment, words: Catalogue) -> Text:
    """The word a person chose, and who stands by it: no other line of the screen is a person's."""
    from rich.text import Text

    who = words.text(
        "screen.rated-by",
        {"rater": assessment.rater, "date": assessment.date, "scale": assessment.scale},
    )
    if assessment.countersigned:
        names = ", ".join(second.name for second in assessment.countersigned)
        who += f"; {words.text('screen.countersigned-by', {'names': names})}"
    body = Text(safe_text(assessment.rating, limit=200), style="bold")
    return body.append(f"\n{who}", style="dim")


def _left_out(name: str, words: Catalogue) -> str:
    """What was not done, or the check that was left out, by its title."""
    title = f"{name}.title"
    return words.text(title) if title in words else words.term("not-checked", name)


def _plain(text: str) -> Text:
    from rich.text import Text

    return Text(safe_text(text, limit=_SENTENCE))


def _match(match: Match, words: Catalogue) -> Text:
    """Reference, relation, overlap, modifications; then where it was published."""
    from rich.text import Text

    parts = [words.term("relation", match.relation)]
    if match.reference_overlap is not None and match.relation not in ("identical", "same-pixels"):
        parts.append(words.text("screen.overlap", {"share": match.reference_overlap}))
    changed = [name for name in match.modifications if name != "re-saved"]
    if changed:
        parts.append(", ".join(words.term("modification", name) for name in changed))
    body = Text.assemble((safe_text(match.reference.name, limit=60), "bold"))
    body.append(f" · {' · '.join(parts)}")
    source = match.reference.source
    origin = [safe_text(source.publisher, limit=60)] if source.publisher else []
    if source.published_at is not None:
        kind = words.term("date-type", source.published_at.type)
        origin.append(f"{kind} {words.date(source.published_at.value)}")
    if source.place is not None:
        origin.append(safe_text(source.place.name, limit=60))
    if origin:
        body.append(f"\n{', '.join(origin)}", style="dim")
    return body


def _telling(report: Report) -> list[Finding]:
    """The findings that are not already shown as a flag's reason, the most severe first."""
    cited = {
        cite for flag in report.conclusion.flags for reason in flag.reasons for cite in reason.cites
    }
    said = {reason.text for flag in report.conclusion.flags for reason in flag.reasons}
    found = [
        (f"checks/{run.id}/{number}", finding)
        for run in report.checks
        if run.id not in _SHOWN_AS_MATCHES
        for number, finding in enumerate(run.findings)
    ]
    rest = [f for place, f in found if place not in cited and f.text not in said]
    rest.sort(key=lambda finding: _SEVERITIES.index(finding.severity))
    return rest


def _finding(finding: Finding, words: Catalogue) -> Text:
    from rich.text import Text

    severity = words.term("severity", finding.severity)
    shown = safe_text(finding.text, limit=_SENTENCE)
    strong = finding.severity in ("alert", "warning")
    return Text.assemble((severity, "yellow" if strong else "dim"), f"  {shown}")
