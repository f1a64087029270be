"""What findings marked in the examined image itself, as pictures of the page."""

from collections.abc import Sequence
from dataclasses import dataclass

from provcheck.model import Exhibit, Report
from provcheck.report.pictures import can_be_shown, data_uri
from provcheck.report.rows import FindingRow
from provcheck.report.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingPicture:
    """A picture that a finding made of the image, and what it shows."""

    exhibit: Exhibit
    alternative: str
    caption: str

    @property
    def source(self) -> str:
        """The picture as a ``data:`` address."""
        return data_uri(self.exhibit) or ""


def finding_pictures(
    rows: Sequence[FindingRow], report: Report, wording: Wording
) -> tuple[tuple[FindingRow, tuple[FindingPicture, ...]], ...]:
    """The findings that marked something in the image itself, once per check, with the pictures.

    Pictures of a match stand in the comparison.
    """
    shown = []
    compared = {id for match in report.matches for id in match.exhibits}
    runs = {run.id: run for run in report.checks}
    first_rows: dict[str, FindingRow] = {}
    for row in rows:
        first_rows.setdefault(row.check, row)
    for check, first in first_rows.items():
        ids = {id for finding in runs[check].findings for id in finding.exhibits} - compared
        pictures = [
            FindingPicture(
                exhibit=exhibit,
                alternative=wording.label(f"alt-finding-{exhibit.kind}", title=first.title),
                caption=wording.label(f"panel-finding-{exhibit.kind}"),
            )
            for exhibit in report.exhibits
            if exhibit.id in ids and exhibit.kind in ("changes", "subject", "thumbnail")
            if can_be_shown(exhibit)
        ]
        if pictures:
            shown.append((first, tuple(pictures)))
    return tuple(shown)
