"""Groups of copies inside a scanned folder: looking for them, and showing them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from provcheck.cli.check import utc_now
from provcheck.cli.streams import Progress, complain, console
from provcheck.errors import ProvcheckError
from provcheck.safe_text import safe_text

if TYPE_CHECKING:
    from rich.table import Table

    from provcheck.cli.configuration import Configuration
    from provcheck.groups import ScannedFile
    from provcheck.messages import Catalogue
    from provcheck.model import Group, GroupMember
    from provcheck.references import ReferenceReader

_NAME_WIDTH = 28
# A share this near to everything is not worth saying.
_ALL = 0.985


def look_for_groups(
    folder: Path, files: Sequence[ScannedFile], configuration: Configuration
) -> tuple[Group, ...] | None:
    """The groups among the examined files; None, and a line on stderr, when that is impossible.

    What was examined keeps its value when the index of the folder cannot be made or read.
    """
    from provcheck.groups import find_groups
    from provcheck.messages import catalogue

    if len(files) < 2:
        return ()
    try:
        with (
            _indexed(folder, files, configuration) as index,
            Progress("Groups", len(files)) as progress,
        ):
            limit = configuration.settings.candidates
            return find_groups(index, files, limit=limit, progress=progress.step)
    except ProvcheckError as error:
        words = catalogue(configuration.settings.language)
        complain(words.text("scan.no-grouping", {"reason": words.error(error)}))
        return None


@contextmanager
def _indexed(
    folder: Path, files: Sequence[ScannedFile], configuration: Configuration
) -> Iterator[ReferenceReader]:
    """The folder as a reference set, with its progress."""
    from provcheck.ingest import Intake
    from provcheck.messages import catalogue
    from provcheck.sets import open_references

    words = catalogue(configuration.settings.language)
    examined = {file.name for file in files}
    root = folder.resolve()
    with Progress("Indexing the folder", len(files)) as progress:

        def told(intake: Intake) -> None:
            progress.step(intake.path.name)
            # Files that could not be examined have their line already.
            shown = safe_text(str(intake.path.relative_to(root)))
            if intake.error is not None and shown in examined:
                reason = words.error(intake.error)
                progress.warn(words.text("scan.ungrouped", {"name": shown, "reason": reason}))

        opening = open_references(
            folder,
            cache=configuration.cache,
            now=utc_now(),
            settings=configuration.settings,
            progress=told,
        )
        with opening as index:
            progress.close()
            yield index


def group_line(group: Group) -> bytes:
    """One group as a line of JSON."""
    import msgspec

    return msgspec.json.encode({"group": group}) + b"\n"


def print_groups(groups: Sequence[Group], language: str) -> None:
    """Print how many there are, and each with its proposal and its members."""
    from provcheck.messages import catalogue

    words = catalogue(language)
    shown = console()
    shown.print()
    shown.print(words.text("groups.count", {"count": len(groups)}), style="bold")
    for number, group in enumerate(groups, 1):
        shown.print()
        shown.print(_table(group, number, words))
    if groups:
        shown.print()
        shown.print(words.text("groups.limit"), style="dim")


def _table(group: Group, number: int, words: Catalogue) -> Table:
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 1), pad_edge=False)
    grid.add_column(width=len(str(number)) + 1)
    grid.add_column(max_width=_NAME_WIDTH, overflow="fold")
    grid.add_column(overflow="fold")
    for place, member in enumerate(group.members):
        proposed = member.role == "proposed"
        name = Text(safe_text(member.name), style="bold" if proposed else "")
        facts = {"width": member.width, "height": member.height, "size": member.byte_size}
        body = Text(f"{words.text('groups.facts', facts)} · ", style="dim")
        said = _proposal(group, words) if place == 0 else _relation(member, group, words)
        body.append(said, style="not dim")
        grid.add_row(Text(str(number) if place == 0 else "", style="bold"), name, body)
    return grid


def _proposal(group: Group, words: Catalogue) -> str:
    """What is proposed, and why."""
    reasons = []
    for reason in group.reasons:
        told = words.term("proposal-reason", reason)
        if group.date is not None and reason in ("earliest-date", "only-date"):
            date = {"date": group.date.value, "source": group.date.source}
            told += f" {words.text('groups.date', date)}"
        reasons.append(told)
    said = ", ".join(reasons) or words.text("groups.no-reason")
    return words.text("groups.proposed", {"reasons": said})


def _relation(member: GroupMember, group: Group, words: Catalogue) -> str:
    """How a member relates to the proposed one, or to the member that leads there."""
    parts = [
        words.text("groups.shows")
        if member.role == "shows"
        else words.term("relation", str(member.relation))
    ]
    exact = member.relation in ("identical", "same-pixels")
    if member.role == "proposed":
        parts.insert(0, words.text("groups.as-good"))
    if not exact and (member.reference_overlap or 1.0) < _ALL:
        parts.append(words.text("groups.of-it", {"share": member.reference_overlap or 0.0}))
    if not exact and (member.subject_overlap or 1.0) < _ALL:
        parts.append(words.text("groups.of-this", {"share": member.subject_overlap or 0.0}))
    if member.changed_fraction:
        parts.append(words.text("groups.changed", {"share": member.changed_fraction}))
    # Overlaps and relation say these already.
    told = ("re-saved", "cropped", "extended")
    parts += [words.term("modification", m) for m in member.modifications if m not in told]
    if member.compared_with != group.members[0].name:
        parts.append(words.text("groups.compared", {"name": member.compared_with or ""}))
    return " · ".join(parts)
