"""Does a part of a lossless picture follow another JPEG block grid than the rest?"""

from __future__ import annotations

from provcheck.checks.base import Card, Examination, clear, found, inconclusive, not_applicable
from provcheck.model import CheckRun, Finding

CARD = Card(id="foreign-grid", version="1", costly=True)


def foreign_grid(examination: Examination) -> CheckRun:
    """A warning with the areas of another grid; otherwise, as information, that the grid does not
    begin with the picture: it was cut since."""
    if not examination.traces.lossless:  # the last saving's own grid covers all earlier ones
        return not_applicable(CARD, CARD.message("other-format"))
    seen = examination.traces.grids
    if seen is None:
        return inconclusive(CARD, CARD.message("no-trace"))
    if seen.layout:
        return inconclusive(CARD, CARD.message("layout"))
    down, across = seen.main
    if seen.regions:
        share = sum(region.area_fraction for region in seen.regions)
        finding = Finding(
            message=CARD.message("areas", count=len(seen.regions), share=round(share, 4)),
            severity="warning",
            regions=seen.regions,
            measures={
                "log10_false_alarms": round(-seen.regions[0].measure, 1),
                "grid_x": across,
                "grid_y": down,
            },
            exhibits=("foreign-grid-changes", "foreign-grid-mask"),
        )
        return found(CARD, [finding])
    if (down, across) != (0, 0):
        message = CARD.message("cut", x=across, y=down)
        measures = {"grid_x": across, "grid_y": down}
        return found(CARD, [Finding(message=message, severity="info", measures=measures)])
    return clear(CARD, CARD.message("one-grid"))
