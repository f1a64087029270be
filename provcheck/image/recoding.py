"""Saving pixels the way a given JPEG was saved, to see what that saving alone does to them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from provcheck.image.blocks import JpegCoding

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# What Pillow can be asked to write; other samplings are rare.
_SAMPLINGS = ("4:4:4", "4:2:2", "4:2:0")


def recode(pixels: NDArray[np.uint8], coding: JpegCoding) -> NDArray[np.uint8]:
    """Save (h, w, 3) RGB pixels with another JPEG's tables and sampling, and decode them again.

    They come back as they are where the coding cannot be imitated: 12 bits, CMYK, more tables than
    two, a sampling that Pillow does not write.
    """
    import numpy as np
    from PIL import Image

    tables = _tables(coding)
    if tables is None:
        return pixels
    coded = io.BytesIO()
    picture = Image.fromarray(pixels)
    if len(coding.components) == 1:
        picture.convert("L").save(coded, "JPEG", qtables=tables)
    else:
        picture.save(coded, "JPEG", qtables=tables, subsampling=coding.subsampling)
    with Image.open(coded) as saved:
        return np.asarray(saved.convert("RGB"), dtype=np.uint8)


def _tables(coding: JpegCoding) -> list[list[int]] | None:
    """Luma and chroma, or the only one of a grey picture."""
    if coding.bits != 8 or coding.arithmetic:
        return None
    ids = [table for _, _, _, table in coding.components]
    rows = [coding.tables.get(number) for number in ids]
    if any(row is None or not 1 <= min(row) <= max(row) <= 255 for row in rows):
        return None
    found = [list(row) for row in rows if row is not None]
    if len(found) == 1:
        return found
    if len(found) != 3 or found[1] != found[2] or coding.subsampling not in _SAMPLINGS:
        return None
    return found[:2]
