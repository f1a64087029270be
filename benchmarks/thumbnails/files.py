"""JPEG files that carry a thumbnail: made from a photograph, or taken by a camera."""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from provcheck.errors import ProvcheckError
from provcheck.image import Limits, open_subject
from provcheck.metadata import embedded_thumbnail

_FILTERS = (
    Image.Resampling.NEAREST,
    Image.Resampling.BOX,
    Image.Resampling.BILINEAR,
    Image.Resampling.BICUBIC,
    Image.Resampling.LANCZOS,
)
_THUMBNAIL = (160, 120)  # pixels, as DCF 2.0 asks for


@dataclass(frozen=True)
class CameraFile:
    """A file as found, with its pixels as stored (RGB) and the thumbnail it carries."""

    name: str
    content: bytes
    picture: Image.Image
    thumbnail: bytes
    orientation: int


def jpeg(picture: Image.Image, quality: int, exif: bytes = b"", subsampling: int = 2) -> bytes:
    coded = io.BytesIO()
    picture.save(coded, "JPEG", quality=quality, subsampling=subsampling, exif=exif)
    return coded.getvalue()


def camera_thumbnail(picture: Image.Image, rng: np.random.Generator) -> bytes:
    """A thumbnail of at most 160 x 120 pixels: any filter and quality, every other with bars."""
    box = _THUMBNAIL if picture.width >= picture.height else _THUMBNAIL[::-1]
    scale = min(box[0] / picture.width, box[1] / picture.height)
    size = (round(picture.width * scale), round(picture.height * scale))
    small = picture.resize(size, _FILTERS[rng.integers(len(_FILTERS))])
    if rng.random() < 0.5:
        canvas = Image.new("RGB", box)
        canvas.paste(small, ((box[0] - size[0]) // 2, (box[1] - size[1]) // 2))
        small = canvas
    return jpeg(small, int(rng.integers(55, 90)), subsampling=int(rng.integers(3)))


def exif_block(thumbnail: bytes, orientation: int = 1) -> bytes:
    """An EXIF block with nothing but the orientation (IFD0) and a JPEG thumbnail (IFD1)."""
    first = struct.pack("<HHHIHHI", 1, 0x0112, 3, 1, orientation, 0, 26)
    second = struct.pack("<H", 2)
    second += struct.pack("<HHII", 0x0201, 4, 1, 56)  # where the thumbnail begins
    second += struct.pack("<HHII", 0x0202, 4, 1, len(thumbnail))
    return b"Exif\0\0II*\0\x08\0\0\0" + first + second + b"\0" * 4 + thumbnail


def camera_files(folder: Path) -> Iterator[CameraFile]:
    """The readable files of a folder that carry an EXIF thumbnail, sorted by name."""
    for path in sorted(folder.iterdir()):
        try:
            subject = open_subject(path, Limits())
        except ProvcheckError:
            continue
        thumbnail = embedded_thumbnail(subject)
        if thumbnail is None:
            continue
        with Image.open(io.BytesIO(subject.content)) as stored:
            picture = stored.convert("RGB")
        orientation = subject.asset.orientation
        yield CameraFile(path.name, subject.content, picture, thumbnail, orientation)
