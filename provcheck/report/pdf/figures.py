"""Pictures, comparisons and the map, as values for the PDF's template."""

from collections.abc import Iterable
from typing import Any

from provcheck.model import Exhibit, Report
from provcheck.report.basis import nothing_beside
from provcheck.report.comparison import Comparison, Fact, candidate_rows, comparisons
from provcheck.report.exhibit_files import SUFFIXES
from provcheck.report.finding_pictures import finding_pictures
from provcheck.report.html import language_tag
from provcheck.report.panels import Panel
from provcheck.report.pictures import Mark, Plate, can_be_shown, exhibit_of, plate
from provcheck.report.place_map import place_map
from provcheck.report.rows import FindingRow
from provcheck.report.wording import Wording

Values = dict[str, Any]

# Exhibits are made by us and have a few megapixels; a report from elsewhere may hold anything.
_MAX_PIXELS = 40_000_000
_TITLE_SHOWN = 160


class Pictures:
    """The files that the template shows; each exhibit becomes one, however often it is seen."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self._names: dict[str, str | None] = {}

    def name(self, exhibit: Exhibit) -> str | None:
        """The exhibit's file name, or None where it holds no picture that can be opened."""
        from provcheck.image import can_be_opened

        key = f"{exhibit.media_type} {exhibit.id}"
        if key not in self._names:
            self._names[key] = None
            if exhibit.data is not None and can_be_opened(exhibit.data, _MAX_PIXELS):
                name = f"picture-{len(self.files)}{SUFFIXES[exhibit.media_type]}"
                self.files[name] = exhibit.data
                self._names[key] = name
        return self._names[key]

    def whole(self, exhibit: Exhibit, alternative: str, caption: str = "") -> Values:
        """All of an exhibit."""
        width, height = max(exhibit.width, 1), max(exhibit.height, 1)
        return {
            "file": self.name(exhibit),
            "alternative": alternative,
            "caption": caption,
            "frame": [width, height],
            "view": [0, 0, width, height],
            "marks": [],
        }

    def panel(self, panel: Panel) -> Values:
        """A view on a plate, with its marks."""
        view = panel.view
        return {
            "file": self.name(panel.plate.exhibit),
            "alternative": panel.alternative,
            "caption": panel.caption,
            "frame": [panel.plate.width, panel.plate.height],
            "view": [view.x, view.y, view.width, view.height],
            "marks": [_mark(mark, panel.plate) for mark in view.marks],
        }


def _mark(mark: Mark, plate: Plate) -> Values:
    """A mark with its corners as shares of the plate."""
    corners = [corner.split(",") for corner in mark.points.split()]
    return {
        "number": str(mark.number),
        "corners": [[float(x) / plate.width, float(y) / plate.height] for x, y in corners],
        "left": mark.left / 100,
        "top": mark.top / 100,
        "inside": mark.inside,
    }


def head_picture(report: Report, wording: Wording, pictures: Pictures) -> Values | None:
    """The small view of the subject, as far as the report holds it."""
    try:
        exhibit = exhibit_of(report, ("subject",))
    except LookupError:
        return None
    alternative = wording.label("alt-header", name=report.subject.name)
    framed = plate(exhibit, report.subject.width, report.subject.height)
    size = [framed.width, framed.height]
    return pictures.whole(exhibit, alternative) | {"frame": size, "view": [0, 0, *size]}


def marked_values(
    rows: tuple[FindingRow, ...], report: Report, wording: Wording, pictures: Pictures
) -> list[Values]:
    """What findings marked in the image itself."""
    return [
        {
            "number": row.number,
            "title": row.title,
            "pictures": [
                pictures.whole(each.exhibit, each.alternative, each.caption) for each in shown
            ],
        }
        for row, shown in finding_pictures(rows, report, wording)
    ]


def comparison_values(report: Report, wording: Wording, pictures: Pictures) -> Values:
    """Confirmed matches and candidates."""
    return {
        "matches": [_match(item, wording, pictures) for item in comparisons(report, wording)],
        "candidates": [
            {"anchor": row.anchor, "name": row.name, "source": row.source, "more": row.distances}
            for row in candidate_rows(report, wording)
        ],
        "none": nothing_beside(report, wording),
    }


def _match(item: Comparison, wording: Wording, pictures: Pictures) -> Values:
    return {
        "anchor": item.anchor,
        "number": wording.label("match-number", number=item.number),
        "name": short(item.name, wording),
        "panels": [pictures.panel(panel) for panel in item.panels],
        "details": [
            {
                "number": str(each.number),
                "panels": [pictures.panel(panel) for panel in each.panels],
                "caption": " · ".join(panel.caption for panel in each.panels),
            }
            for each in item.details
        ],
        "regions_caption": wording.label("regions-caption", count=len(item.regions)),
        "regions": [
            {
                "number": str(row.number),
                "position": row.position,
                "note": row.note,
                "size": row.size,
                "share": row.share,
                "chance": row.chance,
            }
            for row in item.regions
        ],
        "measured": facts(item.measured),
        "record": facts(item.record),
    }


def short(title: str, wording: Wording) -> str:
    """A name that stands in a heading, cut where it is longer than any file's."""
    if len(title) <= _TITLE_SHOWN:
        return title
    return f"{title[:_TITLE_SHOWN]}… {wording.label('whole-text', count=len(title))}"


def facts(entries: Iterable[Fact]) -> list[Values]:
    """Labelled values."""
    return [
        {
            "label": entry.label,
            "value": entry.value,
            "exact": entry.exact,
            "language": language(entry.language),
        }
        for entry in entries
    ]


def language(tag: str | None) -> str | None:
    """The language of a tag as typst wants it: two or three small letters."""
    known = language_tag(tag)
    return None if known is None else known.split("-")[0].lower()


def map_values(report: Report, wording: Wording) -> Values | None:
    """The map of the places, if there are two."""
    drawn = place_map(report, wording)
    if drawn is None:
        return None
    return {
        "width": drawn.width,
        "height": drawn.height,
        "bar": drawn.bar,
        "bar_text": drawn.bar_text,
        "marks": [
            {
                "number": str(mark.number),
                "kind": mark.kind,
                "label": mark.label,
                "coordinates": mark.coordinates,
                "x": mark.x,
                "y": mark.y,
                "radius": mark.radius,
                "bearing": mark.bearing,
            }
            for mark in drawn.marks
        ],
    }


def expert_values(report: Report, wording: Wording, pictures: Pictures) -> list[Values]:
    """The maps for an expert, each with what it shows and where it misleads."""
    shown = []
    for exhibit in report.exhibits:
        if exhibit.kind == "expert" and can_be_shown(exhibit):
            name = exhibit.id.removeprefix("expert-")
            title = wording.term("expert-view", name)
            picture = pictures.whole(exhibit, wording.label("alt-expert", title=title), title)
            notes = [wording.term(group, name) for group in ("expert-shows", "expert-misleads")]
            shown.append(picture | {"notes": notes})
    return shown
