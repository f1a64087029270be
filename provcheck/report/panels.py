"""The pictures of a comparison, each with its caption and its words for those who cannot see it."""

from dataclasses import dataclass
from typing import Literal

from provcheck.model import ExhibitKind, Match, Report
from provcheck.report.pictures import Mark, Plate, View, exhibit_of, plate, whole
from provcheck.report.wording import Wording

PanelRole = Literal["subject", "reference", "registered", "changes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One picture of a comparison with its caption and its text for those who cannot see it.

    ``role``: what it shows, as the page's style sheet and catalogues name it.
    """

    role: PanelRole
    caption: str
    alternative: str
    plate: Plate
    view: View


def plate_of(report: Report, match: Match, kinds: tuple[ExhibitKind, ...]) -> Plate | None:
    """The picture of one of these kinds: the subject's own, or one of the match's."""
    try:
        exhibit = exhibit_of(report, kinds, None if kinds == ("subject",) else match.exhibits)
    except LookupError:
        return None
    framed = match.reference if exhibit.kind == "reference" else report.subject
    return plate(exhibit, framed.width, framed.height)


def panel(
    role: PanelRole, plate: Plate, match: Match, wording: Wording, marks: tuple[Mark, ...] = ()
) -> Panel:
    """All of a plate as a panel, with the changed regions marked on it."""
    alternative = wording.label(f"alt-{role}", name=match.reference.name)
    if marks:
        alternative = f"{alternative} {wording.label('alt-marks', count=len(marks))}"
    return Panel(
        role=role,
        caption=wording.label(f"panel-{role}"),
        alternative=alternative,
        plate=plate,
        view=whole(plate, marks),
    )
