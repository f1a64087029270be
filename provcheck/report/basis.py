"""What the image was held against, in words: a reference set, one other file, or nothing."""

from collections.abc import Iterator

from provcheck.model import Report
from provcheck.report.comparison import Fact
from provcheck.report.wording import Wording


def held_against(report: Report, wording: Wording) -> Fact | None:
    """The set with its size and date, or the other file's name; None where there was nothing."""
    t, held = wording.label, report.reference_set
    if held is None:
        return None
    if held.kind == "file":
        return Fact(label=t("compared-file"), value=held.name)
    line = t("reference-set-line", name=held.name, count=held.count, date=held.as_of)
    return Fact(label=t("reference-set"), value=line)


def basis(report: Report, wording: Wording) -> Iterator[Fact]:
    """The same for the section on method: with its digest, and where there was nothing, that."""
    t, held = wording.label, report.reference_set
    fact = held_against(report, wording)
    if held is None or fact is None:
        yield Fact(label=t("reference-set"), value=t("no-reference-set"))
        return
    yield fact
    label = t("snapshot-file" if held.kind == "file" else "snapshot")
    yield Fact(label=label, value=held.snapshot, exact=True)


def nothing_beside(report: Report, wording: Wording) -> str:
    """Why the image stands beside no other."""
    held = report.reference_set
    if held is None:
        return wording.label("no-reference-set")
    if held.kind == "file":
        return wording.label("no-comparison-file", name=held.name)
    return wording.label("no-comparison")


def repeating(report: Report, wording: Wording) -> tuple[str, str]:
    """How to make the examination again: a sentence, and the command."""
    held = report.reference_set
    end = "-file" if held is not None and held.kind == "file" else ""
    return wording.label(f"repeat-note{end}"), wording.label(f"repeat-command{end}")
