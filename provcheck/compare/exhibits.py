"""Pictures that show what was compared. All are made by us; none is the original file."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from provcheck.image import shrink
from provcheck.model import Exhibit, ExhibitKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Long side of pictures in reports: sharp at the width of a page, some hundred kB together.
SIDE = 1024
_QUALITY = 82
# The colour that marks changes: readable on sky, soil and skin, and for colour-blind readers.
_MARK = (255, 0, 190)


def picture_exhibit(id: str, kind: ExhibitKind, pixels: NDArray[np.uint8]) -> Exhibit:
    """Encode (h, w, 3) RGB pixels as a JPEG exhibit of bounded size."""
    import cv2

    small = shrink(pixels, SIDE)
    coded = cv2.imencode(
        ".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, _QUALITY]
    )[1]
    return _exhibit(id, kind, "image/jpeg", coded.tobytes(), small.shape[1], small.shape[0])


def registered_exhibit(
    id: str, reference: NDArray[np.uint8], working: NDArray[np.float64], width: int, height: int
) -> Exhibit:
    """The reference laid on the subject's frame (width x height); grey where it has nothing.

    ``working``: subject pixels -> reference pixels, both of the working pictures.
    """
    import cv2
    import numpy as np

    drawn = cv2.warpPerspective(
        reference,
        working,
        (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(200, 200, 200),
    )
    return picture_exhibit(id, "registered", np.asarray(drawn, dtype=np.uint8))


def change_exhibits(
    prefix: str, subject: NDArray[np.uint8], mask: NDArray[np.bool_]
) -> tuple[Exhibit, Exhibit]:
    """The subject in pale grey with the changed regions in colour, and the mask as PNG.

    ``mask``: (h, w) bool on the pixels of ``subject``.
    """
    import cv2
    import numpy as np

    grey = cv2.cvtColor(cv2.cvtColor(subject, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    pale = (np.asarray(grey, np.float32) * 0.5 + 110).clip(0, 255).astype(np.uint8)
    shown = np.where(mask[..., None], subject, pale)
    outlines, _ = cv2.findContours(
        mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    )
    thickness = max(2, round(max(mask.shape) / 400))
    marked = cv2.drawContours(np.ascontiguousarray(shown), outlines, -1, _MARK, thickness)
    coded = cv2.imencode(".png", mask.astype(np.uint8) * 255)[1].tobytes()
    changes = picture_exhibit(f"{prefix}-changes", "changes", np.asarray(marked, dtype=np.uint8))
    plain = _exhibit(f"{prefix}-mask", "mask", "image/png", coded, mask.shape[1], mask.shape[0])
    return changes, plain


def _exhibit(
    id: str, kind: ExhibitKind, media_type: str, data: bytes, width: int, height: int
) -> Exhibit:
    return Exhibit(
        id=id,
        kind=kind,
        media_type=media_type,
        width=width,
        height=height,
        sha256=hashlib.sha256(data).hexdigest(),
        data=data,
    )
