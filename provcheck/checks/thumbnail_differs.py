"""Does the embedded EXIF thumbnail show the same as the picture itself?

Many programs leave the camera's thumbnail in place when the picture is cropped or altered
(E. Kee, H. Farid: Digital image authentication from thumbnails, SPIE 7541, 2010). Programs that
write a new thumbnail leave nothing to see, so "the same" says little.
"""

from __future__ import annotations

from provcheck.checks.base import Card, Examination, clear, found, inconclusive, not_applicable
from provcheck.forensics import Area, ThumbnailComparison, compare_thumbnail
from provcheck.image import Subject, open_embedded
from provcheck.metadata import embedded_thumbnail
from provcheck.model import CheckRun, Finding, Measure, Region

CARD = Card(id="thumbnail-differs", version="2", decodes=True)

_MAX_THUMBNAIL_PIXELS = 2_000_000
# Below this a thumbnail pixel stands for too much, or the file is itself a thumbnail.
_MIN_THUMBNAIL, _MIN_PICTURE = 32, 64
_PICTURE_SIDE = 1280  # eight times the usual thumbnail's long side


def thumbnail_differs(examination: Examination) -> CheckRun:
    """A warning when the thumbnail shows other content in places; a notice when it shows a wider
    frame, which is common, or another picture, which programs put there as well."""
    subject = examination.subject
    data = embedded_thumbnail(subject)
    if data is None:
        return not_applicable(CARD, CARD.message("no-thumbnail"))
    thumbnail = open_embedded(data, _MAX_THUMBNAIL_PIXELS)
    if thumbnail is None:
        return inconclusive(CARD, CARD.message("unreadable"))
    height, width = (int(side) for side in thumbnail.shape[:2])
    own = subject.asset.width, subject.asset.height
    if min(width, height) < _MIN_THUMBNAIL or min(own) < _MIN_PICTURE:
        return inconclusive(CARD, CARD.message("too-small"))
    picture = subject.rgb(_PICTURE_SIDE)
    result = compare_thumbnail(picture, thumbnail, subject.asset.orientation)
    measures: dict[str, Measure] = {
        "thumbnail_width": width,
        "thumbnail_height": height,
        "thumbnail_bytes": len(data),
        "picture_width": own[0],
        "picture_height": own[1],
        **result.measures,
    }
    return _run(result, subject, measures)


def _run(result: ThumbnailComparison, subject: Subject, measures: dict[str, Measure]) -> CheckRun:
    if result.kind == "too-plain":
        return inconclusive(CARD, CARD.message("too-plain"))
    if result.kind == "same":
        return clear(CARD, CARD.message("same"))
    message = CARD.message(result.kind)
    regions: tuple[Region, ...] = ()
    pictures: tuple[str, ...] = ("subject",)
    if result.kind == "cropped":
        message = CARD.message("cropped", share=result.share)
    elif result.kind == "areas":
        regions = tuple(_in_pixels(area, subject) for area in result.areas)
        message = CARD.message("areas", count=len(regions))
        pictures = ("thumbnail-differs-changes", "thumbnail-differs-mask")
    finding = Finding(
        message=message,
        severity="warning" if result.kind == "areas" else "notice",
        measures=measures,
        regions=regions,
        exhibits=(*pictures, "thumbnail"),
    )
    return found(CARD, [finding])


def _in_pixels(area: Area, subject: Subject) -> Region:
    """An area of the picture as displayed, in its pixels."""
    left, top, right, bottom = area.box
    width, height = subject.asset.width, subject.asset.height
    x, y = int(left * width), int(top * height)
    return Region(
        x=x,
        y=y,
        width=max(1, min(round(right * width), width) - x),
        height=max(1, min(round(bottom * height), height) - y),
        area_fraction=round((right - left) * (bottom - top), 4),
        measure=round(area.strength, 2),
    )
