"""Does the picture still have the size that its camera wrote down?

Cameras note the size of the picture in EXIF (PixelXDimension, PixelYDimension); programs that crop
or reduce it often leave the note as it was.
"""

from __future__ import annotations

from provcheck.checks.base import Card, Examination, clear, found, not_applicable
from provcheck.model import CheckRun, Finding, Metadata

CARD = Card(id="size-differs", version="1")


def size_differs(examination: Examination) -> CheckRun:
    """A notice when the noted size is another in either order, information when it is turned."""
    noted = noted_size(examination.metadata)
    if noted is None:
        return not_applicable(CARD, CARD.message("no-size"))
    asset = examination.subject.asset
    stored = (asset.width, asset.height)
    if asset.orientation >= 5:  # shown lying on its side: stored the other way round
        stored = stored[::-1]
    if noted == stored:
        return clear(CARD, CARD.message("same", width=noted[0], height=noted[1]))
    turned = noted == stored[::-1]
    message = CARD.message(
        "turned" if turned else "other-size",
        noted=f"{noted[0]} × {noted[1]}",
        found=f"{stored[0]} × {stored[1]}",
    )
    return found(CARD, [Finding(message=message, severity="info" if turned else "notice")])


def noted_size(metadata: Metadata) -> tuple[int, int] | None:
    """Width and height in pixels as the camera noted them; None without two positive numbers."""
    width = metadata.first("picture", "exif_width")
    height = metadata.first("picture", "exif_height")
    if width is None or height is None or not (width.isdecimal() and height.isdecimal()):
        return None
    size = int(width), int(height)
    return size if min(size) > 0 else None
