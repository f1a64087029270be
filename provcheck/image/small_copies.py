"""A small copy of a picture that a report holds, for lists of many."""

import io

from provcheck.errors import SubjectError
from provcheck.image.decoding import opened, to_rgb

# Pictures of reports are smaller by far.
_MOST_PIXELS = 20_000_000
# Enough to recognise a picture in a list, at a few kilobytes.
_QUALITY = 70


def small_copy(data: bytes, max_side: int) -> bytes | None:
    """The picture as a JPEG no longer than ``max_side``, without metadata; None if unreadable."""
    from PIL import Image

    coded = io.BytesIO()
    try:
        with opened(data, "picture of a report", _MOST_PIXELS) as picture:
            picture.draft("RGB", (max_side, max_side))
            reduced = to_rgb(picture)
            reduced.thumbnail((max_side, max_side), Image.Resampling.BOX)
            reduced.save(coded, "JPEG", quality=_QUALITY)
    except SubjectError:
        return None
    return coded.getvalue()
