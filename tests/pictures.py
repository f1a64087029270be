"""Small helpers of the tests: pictures as bytes."""

import io
from typing import Any

from PIL import Image


def jpeg(picture: Image.Image, quality: int = 90, **options: Any) -> bytes:
    coded = io.BytesIO()
    picture.convert("RGB").save(coded, "JPEG", quality=quality, **options)
    return coded.getvalue()


def png(picture: Image.Image, **options: Any) -> bytes:
    coded = io.BytesIO()
    picture.save(coded, "PNG", **options)
    return coded.getvalue()
