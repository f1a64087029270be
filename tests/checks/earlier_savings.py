"""Pictures with an earlier JPEG saving, for tests of what it leaves behind."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from provcheck.image import Limits, Subject, open_subject

_FOLDER = Path(__file__).parents[2] / "fixtures" / "images" / "pokrovsk" / "references"


def _reduced(name: str) -> Image.Image:
    """Half the size: whatever the fixture went through before is gone."""
    with Image.open(_FOLDER / name) as picture:
        whole = picture.convert("RGB")
    whole.thumbnail((800, 800), Image.Resampling.BOX)
    return whole


HEAP = _reduced("heap-one-flag.jpg")
_OTHER = _reduced("quarry-lake.jpg")

INSERTED = (200, 150, 400, 300)
"""Left, top, right, bottom of what :func:`inserted` puts in."""


def saved(picture: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def reopened(picture: Image.Image, quality: int) -> Image.Image:
    """Saved as JPEG and opened again."""
    with Image.open(io.BytesIO(saved(picture, quality))) as again:
        return again.convert("RGB")


def subject_of(picture: Image.Image, format: str = "PNG", **options: int) -> Subject:
    """The picture saved in a format and opened for examination."""
    buffer = io.BytesIO()
    picture.save(buffer, format, **options)
    return open_subject(buffer.getvalue(), Limits(), "a")


def inserted(content: bytes) -> Image.Image:
    """The picture with a part of another one that was never saved as JPEG."""
    with Image.open(io.BytesIO(content)) as picture:
        changed = picture.convert("RGB")
    changed.paste(_OTHER.crop(INSERTED), INSERTED[:2])
    return changed


def overlap(mask: NDArray[np.bool_]) -> float:
    """Intersection over union of a mask (as stored) with what was inserted."""
    left, top, right, bottom = INSERTED
    truth = np.zeros_like(mask)
    truth[top:bottom, left:right] = True
    return float((mask & truth).sum() / (mask | truth).sum())
