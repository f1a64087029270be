"""What findings marked in the examined image itself, as pictures of the page."""

from collections.abc import Sequence
from dataclasses import dataclass

from provcheck.model import Report
from provcheck.report.pictures import data_uri
from provcheck.report.rows import FindingRow
from provcheck.report.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingPicture:
    """A picture that a finding made of the image: its data address and what it shows."""

    source: str
    alternative: str
    caption: str


def finding_pictures(
    rows: Sequence[FindingRow], report: Report, wording: Wording
) -> tuple[tuple[FindingRow, tuple[FindingPicture, ...]], ...]:
    """The findings that marked something in the image itself, once per check, with the pictures."""
    shown = []
    for check in dict.fromkeys(row.check for row in rows):
        first = next(row for row in rows if row.check == check)
        run = next(run for run in report.checks if run.id == check)
        ids = {id for finding in run.findings for id in finding.exhibits}
        pictures = [
            FindingPicture(
                source=source,
                alternative=wording.label(f"alt-finding-{exhibit.kind}", title=first.title),
                caption=wording.label(f"panel-finding-{exhibit.kind}"),
            )
            for exhibit in report.exhibits
            if exhibit.id in ids and exhibit.kind in ("changes", "subject", "thumbnail")
            if (source := data_uri(exhibit)) is not None
        ]
        if pictures and not check.startswith("reference-"):
            shown.append((first, tuple(pictures)))
    return tuple(shown)
