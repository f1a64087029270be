"""The pictures that a report shows of its subject and matches."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterator, Sequence, Set
from typing import TYPE_CHECKING

from provcheck.candidates import Found
from provcheck.checks import Examination
from provcheck.compare import (
    Comparison,
    Picture,
    change_exhibits,
    picture_exhibit,
    registered_exhibit,
)
from provcheck.forensics import EXPERT_PIXELS, EXPERT_VIEWS, Traces, expert_view, middle
from provcheck.image import Subject, open_embedded, shrink
from provcheck.metadata import embedded_thumbnail, ingredient_pictures
from provcheck.model import CheckRun, Exhibit, Metadata
from provcheck.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Shown in a list, up to twelve of them: enough to recognise a picture.
_INGREDIENT_SIDE = 320


def make_exhibits(
    examination: Examination,
    checks: Sequence[CheckRun],
    picture: Picture | None,
    found: Sequence[Found],
    settings: Settings,
) -> tuple[Exhibit, ...]:
    """Pictures of the subject, its thumbnail, what its credentials show, the matches, and what
    checks found in its own pixels; none where the settings want none, or where there is no
    ``picture`` because the subject was only looked at quickly."""
    if not settings.exhibits or picture is None:
        return ()
    subject = examination.subject
    assert picture.pixels is not None
    height, width = picture.pixels.shape[:2]
    made = [picture_exhibit("subject", "subject", picture.pixels)]
    inner = embedded_thumbnail(subject)
    thumbnail = open_embedded(inner) if inner else None
    if thumbnail is not None:
        made.append(picture_exhibit("thumbnail", "thumbnail", thumbnail))
    made += _ingredients(subject, examination.metadata)
    for pair in found:
        for id in pair.match.exhibits:
            kind = id.rsplit("-", 1)[-1]
            if pair.pixels is None or kind == "mask":
                continue
            if kind == "reference":
                made.append(picture_exhibit(id, "reference", pair.pixels))
            elif pair.comparison is None or pair.comparison.working is None:
                continue
            elif kind == "registered":
                matrix, _ = _at_size(pair.comparison, width, height)
                made.append(registered_exhibit(id, pair.pixels, matrix, width, height))
            elif pair.comparison.mask is not None:
                _, mask = _at_size(pair.comparison, width, height)
                made += change_exhibits(id.removesuffix("-changes"), picture.pixels, mask)
    telling = {run.id for run in checks if run.outcome == "found"}
    for id, mask in (*_marked(examination.traces, telling), *_boxed(checks, subject)):
        made += change_exhibits(id, picture.pixels, _mask_at(mask, width, height))
    if settings.expert:
        made += _expert_views(subject)
    return tuple(made)


def _expert_views(subject: Subject) -> Iterator[Exhibit]:
    import cv2
    import numpy as np

    stored = subject.as_stored(subject.rgb())
    part = np.ascontiguousarray(stored[middle(stored.shape, EXPERT_PIXELS)])
    for view in EXPERT_VIEWS:
        shown = np.ascontiguousarray(subject.as_displayed(expert_view(part, view)))
        grey = np.asarray(cv2.cvtColor(shown, cv2.COLOR_GRAY2RGB), np.uint8)
        yield picture_exhibit(f"expert-{view}", "expert", grey)


def _marked(traces: Traces, telling: Set[str]) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Per check that found something what it marks in the picture as displayed."""
    for method in ("double-quantisation", "jpeg-lattice"):
        if method in telling and traces.compression.mask is not None:
            yield method, traces.compression.mask
    if "foreign-grid" in telling and traces.grids is not None:
        yield "foreign-grid", traces.grids.mask
    if "copied-areas" in telling and traces.copied_areas:
        twins = (area.both for area in traces.copied_areas)
        yield "copied-areas", functools.reduce(operator.or_, twins)


def _ingredients(subject: Subject, metadata: Metadata) -> Iterator[Exhibit]:
    credentials = metadata.credentials
    if credentials is None or not any(part.exhibit for part in credentials.ingredients):
        return
    for id, coded in ingredient_pictures(subject.content, subject.blocks):
        pixels = open_embedded(coded)
        if pixels is not None:
            yield picture_exhibit(id, "ingredient", shrink(pixels, _INGREDIENT_SIDE))


def _at_size(
    comparison: Comparison, width: int, height: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The map and the mask of a comparison for the subject at another working size."""
    import numpy as np

    assert comparison.working is not None and comparison.mask is not None
    tall, wide = comparison.mask.shape
    across, down = wide / width, tall / height
    # Pixel areas, not pixel centres, map onto each other.
    resize = np.array([[across, 0, (across - 1) / 2], [0, down, (down - 1) / 2], [0, 0, 1]])
    return comparison.working @ resize, _mask_at(comparison.mask, width, height)


def _boxed(checks: Sequence[CheckRun], subject: Subject) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """The rectangles in which the thumbnail shows something else, as a mask."""
    import numpy as np

    found = [run.findings for run in checks if run.id == "thumbnail-differs"]
    regions = [region for findings in found for each in findings for region in each.regions]
    if regions:
        mask = np.zeros((subject.asset.height, subject.asset.width), dtype=bool)
        for at in regions:
            mask[at.y : at.y + at.height, at.x : at.x + at.width] = True
        yield "thumbnail-differs", mask


def _mask_at(mask: NDArray[np.bool_], width: int, height: int) -> NDArray[np.bool_]:
    import cv2
    import numpy as np

    sized = cv2.resize(mask.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
    return np.asarray(sized).astype(bool)
