"""Exhibits as pictures of a page: data URIs, and changed regions marked on them."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from provcheck.model import Exhibit, Match, Region, Report
from provcheck.report.anchors import anchor
from provcheck.report.exhibit_files import SUFFIXES

Point = tuple[float, float]

# Per cent of a picture's height that a mark's number needs above its outline.
_ROOM_ABOVE = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A numbered outline on a picture.

    ``points``: the outline's corners in the picture's own coordinates, as an SVG ``points``
    text. ``left``, ``top``: where its number stands, in per cent of the picture; ``inside`` the
    outline when there is no room above it.
    """

    number: int
    points: str
    left: float
    top: float
    inside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """A picture that stands in the page once and is shown wherever it is needed.

    ``width``, ``height``: the frame in which marks and views on it are given, in pixels.
    """

    id: str
    exhibit: Exhibit
    width: int
    height: int

    @property
    def source(self) -> str:
        """The picture as a ``data:`` address."""
        return data_uri(self.exhibit) or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A rectangle of a plate, in the plate's frame: the whole or a detail."""

    plate: str
    x: float
    y: float
    width: float
    height: float
    marks: tuple[Mark, ...] = ()


def can_be_shown(exhibit: Exhibit) -> bool:
    """True with data, and of a kind that reports show."""
    return exhibit.data is not None and exhibit.media_type in SUFFIXES


def data_uri(exhibit: Exhibit | None) -> str | None:
    """The exhibit as a ``data:`` address, or None where it cannot be shown."""
    if exhibit is None or exhibit.data is None or not can_be_shown(exhibit):
        return None
    return f"data:{exhibit.media_type};base64,{base64.b64encode(exhibit.data).decode('ascii')}"


def exhibit_of(report: Report, kinds: Sequence[str], ids: Sequence[str] | None = None) -> Exhibit:
    """The first exhibit of the first kind in ``kinds`` that has data, among ``ids`` if given.

    Raises LookupError when there is none.
    """
    for kind in kinds:
        for exhibit in report.exhibits:
            among = ids is None or exhibit.id in ids
            if among and exhibit.kind == kind and can_be_shown(exhibit):
                return exhibit
    raise LookupError(f"no exhibit of kind {', '.join(kinds)}")


def plate(exhibit: Exhibit, width: int, height: int) -> Plate:
    """An exhibit with the frame of ``width`` x ``height`` pixels that it shows."""
    return Plate(
        id=f"plate-{anchor(exhibit.id)}",
        exhibit=exhibit,
        width=max(width, 1),
        height=max(height, 1),
    )


def whole(plate: Plate, marks: tuple[Mark, ...] = ()) -> View:
    """All of a plate."""
    return View(plate=plate.id, x=0, y=0, width=plate.width, height=plate.height, marks=marks)


def detail(plate: Plate, region: Region) -> View:
    """A region with its surroundings, in the shape 4:3, inside the plate.

    It shows at least an eighth of the plate's width, so that a reader sees where it is.
    """
    width = max(region.width * 1.9, region.height * 1.9 * 4 / 3, plate.width / 8)
    width = min(width, plate.width, plate.height * 4 / 3)
    height = width * 3 / 4
    x = region.x + region.width / 2 - width / 2
    y = region.y + region.height / 2 - height / 2
    return View(
        plate=plate.id,
        x=round(min(max(x, 0.0), plate.width - width), 1),
        y=round(min(max(y, 0.0), plate.height - height), 1),
        width=round(width, 1),
        height=round(height, 1),
    )


def subject_marks(match: Match, width: int, height: int) -> tuple[Mark, ...]:
    """The match's changed regions on the subject, whose displayed size is width x height."""
    return tuple(
        _mark(number, _corners(region), width, height)
        for number, region in enumerate(match.changed_regions, 1)
    )


def reference_marks(match: Match) -> tuple[Mark, ...]:
    """The same regions on the reference, carried over by the match's homography.

    Without a transform there are none. A region that the homography sends to infinity (a corner
    on its horizon line) is left out.
    """
    if match.transform is None:
        return ()
    width, height = match.reference.width, match.reference.height
    marks: list[Mark] = []
    for number, region in enumerate(match.changed_regions, 1):
        corners = [_carried(match.transform, corner) for corner in _corners(region)]
        seen = [corner for corner in corners if corner is not None]
        if len(seen) == len(corners):
            marks.append(_mark(number, seen, width, height))
    return tuple(marks)


def _corners(region: Region) -> list[Point]:
    left, top = region.x, region.y
    right, bottom = left + region.width, top + region.height
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _carried(transform: tuple[float, ...], point: Point) -> Point | None:
    a, b, c, d, e, f, g, h, i = transform
    x, y = point
    scale = g * x + h * y + i
    if abs(scale) < 1e-9:
        return None
    return (a * x + b * y + c) / scale, (d * x + e * y + f) / scale


def _mark(number: int, corners: Sequence[Point], width: int, height: int) -> Mark:
    top = _share(min(y for _, y in corners), height)
    return Mark(
        number=number,
        points=" ".join(f"{x:.1f},{y:.1f}" for x, y in corners),
        left=_share(min(x for x, _ in corners), width),
        top=top,
        inside=top < _ROOM_ABOVE,
    )


def _share(position: float, length: int) -> float:
    """Per cent of a length, kept inside the picture."""
    return round(min(max(100 * position / max(length, 1), 0.0), 100.0), 2)
