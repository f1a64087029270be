"""Pillow, fenced in: an allow-list of formats, a pixel limit before any decoding, and every
exception that a broken file can cause turned into one of ours."""

from __future__ import annotations

import io
import os
import re
import struct
import sys
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from provcheck.errors import (
    HeifExtraMissing,
    ImageDamaged,
    ImageIsReport,
    ImageTooLarge,
    NotAnImage,
)
from provcheck.image.blocks.reading import bmff_format
from provcheck.safe_text import safe_text

if TYPE_CHECKING:
    from PIL import Image

# Never EPS, SVG, PDF, WMF (they start other programs or are programs); nothing obscure.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF")
FORMATS_SHOWN = "JPEG, PNG, WebP, GIF, TIFF, BMP, AVIF, HEIC"

# A report that is given in place of its picture: a slip that deserves its own sentence.
_REPORT = re.compile(rb'\s*\{\s*"schema"\s*:\s*"provcheck-report/')

# What Pillow's readers are known to raise on broken input (Pillow's own fuzz corpus).
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    AttributeError,
    AssertionError,
    OverflowError,
    NotImplementedError,
    ZeroDivisionError,
    MemoryError,
    RecursionError,
    struct.error,
    zlib.error,
)


@contextmanager
def opened(content: bytes, name: str, max_pixels: int) -> Iterator[Image.Image]:
    """Open the picture lazily, for reading its header or decoding it.

    Raises NotAnImage, ImageIsReport, HeifExtraMissing, ImageTooLarge (before any pixel is
    decoded) and, from within the block, ImageDamaged for whatever decoding trips over.
    """
    from PIL import Image, UnidentifiedImageError

    _load_plugins()
    formats: tuple[str, ...] = FORMATS
    if bmff_format(content) == "HEIF":
        _load_heif(name)
        formats = (*FORMATS, "HEIF")
    with warnings.catch_warnings(), _quiet_libtiff(content):
        # Our own limit is checked below; Pillow's other warnings concern damage, which decoding
        # reports as an error where it matters.
        warnings.simplefilter("ignore")
        try:
            picture = Image.open(io.BytesIO(content), formats=formats)
        except Image.DecompressionBombError as error:
            # Pillow has a limit of its own, beyond which nothing is opened whatever ours is.
            largest = min(max_pixels, 2 * (Image.MAX_IMAGE_PIXELS or max_pixels))
            raise ImageTooLarge(name=name, pixels=_pixels(error), limit=largest) from error
        except UnidentifiedImageError as error:
            if _REPORT.match(content):
                raise ImageIsReport(name=name) from error
            raise NotAnImage(name=name, formats=FORMATS_SHOWN) from error
        except BROKEN as error:
            raise ImageDamaged(name=name, reason=_reason(error)) from error
        try:
            with picture:
                pixels = picture.width * picture.height
                if pixels > max_pixels:
                    raise ImageTooLarge(name=name, pixels=pixels, limit=max_pixels)
                yield picture
        except BROKEN as error:
            raise ImageDamaged(name=name, reason=_reason(error)) from error


@contextmanager
def _quiet_libtiff(content: bytes) -> Iterator[None]:
    """Keep libtiff from writing to standard error: what it cannot read is said by our own error.

    Its messages bypass Python, so the descriptor itself is turned away, for TIFFs only.
    """
    if not content.startswith((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")):
        yield
        return
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _load_plugins() -> None:
    """Import just the plugins of the allow-list; Pillow would otherwise import all of them."""
    from PIL import (  # noqa: F401
        AvifImagePlugin,
        BmpImagePlugin,
        GifImagePlugin,
        JpegImagePlugin,
        MpoImagePlugin,
        PngImagePlugin,
        TiffImagePlugin,
        WebPImagePlugin,
    )


def _load_heif(name: str) -> None:
    """Let Pillow open HEIC pictures (extra ``heif``). Raises HeifExtraMissing."""
    try:
        import pi_heif
    except ImportError as error:
        raise HeifExtraMissing(name=name) from error
    pi_heif.register_heif_opener(thumbnails=False)


def _pixels(error: Exception) -> int:
    """Pillow refuses the largest pictures itself and says their size only in its sentence."""
    numbers = re.findall(r"\d+", str(error))
    return int(numbers[0]) if numbers else 0


def _reason(error: BaseException) -> str:
    text = str(error).strip() or type(error).__name__
    return safe_text(text, limit=120)


def to_rgb(picture: Image.Image) -> Image.Image:
    """Any mode to 8-bit RGB as a viewer would show it: transparency over white, 16 bit scaled."""
    from PIL import Image

    if picture.mode == "RGB":
        return picture
    if picture.mode.startswith("I;16") or picture.mode in ("I", "F"):
        return _to_eight_bits(picture).convert("RGB")
    if picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        ground = Image.new("RGBA", layered.size, (255, 255, 255, 255))
        return Image.alpha_composite(ground, layered).convert("RGB")
    return picture.convert("RGB")


def _to_eight_bits(picture: Image.Image) -> Image.Image:
    import numpy as np
    from PIL import Image

    values = np.asarray(picture, dtype=np.float64)
    top = 65535.0 if picture.mode != "F" else max(float(np.nanmax(values, initial=1.0)), 1.0)
    scaled = np.nan_to_num(np.clip(values / top, 0.0, 1.0)) * 255.0
    return Image.fromarray(np.rint(scaled).astype(np.uint8), mode="L")


def libraries() -> dict[str, str]:
    """The libraries that decide in this room, with their versions."""
    import PIL

    return {"pillow": PIL.__version__}
