"""The Subject: an asset opened for examination. Working material, never stored."""

from __future__ import annotations

import functools
import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING

from provcheck.errors import SubjectError
from provcheck.image.blocks import Blocks, read_blocks
from provcheck.image.decoding import opened, to_rgb
from provcheck.image.opening import Limits, read_file, read_stream
from provcheck.image.orientation import displayed_way, stored_way
from provcheck.model import Asset
from provcheck.safe_text import safe_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    from provcheck.image.orientation import T

# Side asked of the reduced decode that the global hashes see. JPEG decoders scale by 1/2, 1/4 or
# 1/8 in the DCT domain; the shorter side comes out at this size or more. The hashes then differ
# from those of a full decode by a few bits at most, so the recipe is part of their version.
REDUCED_SIDE = 256

# EXIF orientations from here on turn the picture on its side.
_TURNED = 5


class Subject:
    """The opened asset. Every derived picture is computed once and kept.

    ``content`` is the whole file; ``format`` Pillow's name for it (``JPEG``, ``PNG``, ...);
    ``mode`` Pillow's name for how its pixels are stored. ``pixels``: as displayed; None: decoded
    when they are first asked for, which may raise ImageDamaged. ``blocks`` may be given where
    they have been walked already.
    """

    def __init__(
        self,
        *,
        asset: Asset,
        content: bytes,
        format: str,
        pixels: NDArray[np.uint8] | None,
        mode: str = "RGB",
        frames: int = 1,
        blocks: Blocks | None = None,
    ) -> None:
        self.asset = asset
        self.content = content
        self.format = format
        self.mode = mode
        self.frames = frames
        if blocks is not None:
            self.blocks = blocks
        if pixels is not None:
            self._pixels = pixels
        self._scaled: dict[int, NDArray[np.uint8]] = {}
        self._tiny: dict[tuple[int, int], NDArray[np.uint8]] = {}

    def rgb(self, max_side: int | None = None) -> NDArray[np.uint8]:
        """Pixels as displayed: (height, width, 3) uint8 RGB; treat as read-only.

        With ``max_side`` reduced by area averaging to that long side; never enlarged.
        """
        height, width = self._pixels.shape[:2]
        if max_side is None or max(height, width) <= max_side:
            return self._pixels
        if max_side not in self._scaled:
            self._scaled[max_side] = shrink(self._pixels, max_side)
        return self._scaled[max_side]

    @property
    def stored_rgb(self) -> NDArray[np.uint8] | None:
        """:meth:`rgb` where the file holds it the same way round, else None."""
        return self._pixels if self.asset.orientation == 1 else None

    def jpeg(self, max_side: int, quality: int) -> bytes:
        """The picture as displayed, reduced to ``max_side`` and coded as JPEG without metadata."""
        from PIL import Image

        coded = io.BytesIO()
        # Colour at full resolution: comparisons look at it.
        Image.fromarray(self.rgb(max_side)).save(coded, "JPEG", quality=quality, subsampling=0)
        return coded.getvalue()

    @functools.cached_property
    def _pixels(self) -> NDArray[np.uint8]:
        with opened(self.content, self.asset.name, self._most_pixels) as picture:
            return _decoded(picture, self.format, self.asset.orientation)

    @property
    def _most_pixels(self) -> int:
        """The limit for decoding again what was let through before."""
        return self.asset.width * self.asset.height

    @functools.cached_property
    def luminance(self) -> NDArray[np.float32]:
        """Luma (ITU-R BT.601), 0 to 255, (h, w), the way round the file holds it.

        A JPEG's is its decoder's, whole numbers without the way over RGB; others' is unrounded.
        """
        import numpy as np

        if self.format == "JPEG" and self.mode in ("L", "RGB"):
            with opened(self.content, self.asset.name, self._most_pixels) as picture:
                picture.draft("YCbCr" if self.mode == "RGB" else "L", picture.size)
                planes = np.asarray(picture)
            return np.ascontiguousarray(planes[..., 0] if planes.ndim == 3 else planes, np.float32)
        weights = np.array([0.299, 0.587, 0.114], np.float32)
        return np.asarray(self.as_stored(self._pixels) @ weights, np.float32)

    def as_stored(self, upright: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """What lies on the picture as displayed, (h, w) or (h, w, 3), the way the file holds it."""
        return stored_way(upright, self.asset.orientation)

    def as_displayed(self, stored: NDArray[T]) -> NDArray[T]:
        """A mask or map (h, w) of what the file holds, as it is displayed."""
        return displayed_way(stored, self.asset.orientation)

    @functools.cached_property
    def blocks(self) -> Blocks:
        """Everything the container holds besides its pixels."""
        return read_blocks(self.content)

    @functools.cached_property
    def reduced(self) -> Image.Image:
        """The greyscale picture that global hashes are computed on, as displayed (mode L).

        The decode recipe is part of those hashes' definition: JPEG drafted to ``REDUCED_SIDE``,
        then EXIF orientation. Other formats are decoded whole; the hashes reduce them.
        """
        from PIL import Image

        if self.format != "JPEG":
            return Image.fromarray(self.rgb()).convert("L")
        with opened(self.content, self.asset.name, self._most_pixels) as picture:
            picture.draft("L", (REDUCED_SIDE, REDUCED_SIDE))
            grey = picture.convert("L")
        return _upright(grey, self.asset.orientation)

    def reduced_to(self, width: int, height: int) -> NDArray[np.uint8]:
        """:attr:`reduced` resampled (Lanczos) to a few pixels, (height, width); kept."""
        import numpy as np
        from PIL import Image

        if (width, height) not in self._tiny:
            small = self.reduced.resize((width, height), Image.Resampling.LANCZOS)
            self._tiny[width, height] = np.asarray(small, dtype=np.uint8)
        return self._tiny[width, height]


def open_subject(
    source: Path | bytes, limits: Limits, name: str | None = None, *, whole: bool = True
) -> Subject:
    """Open a file (or bytes already read, with a ``name``) for examination.

    The bytes are hashed before anything looks inside them. Without ``whole`` a JPEG's pixels are
    not decoded (until somebody asks for them), and its ``pixel_sha256`` stays empty; other
    formats have no reduced decode that would save the whole one. Raises SubjectError: see
    :func:`provcheck.image.read_file` for files, and NotAnImage, HeifExtraMissing, ImageDamaged,
    ImageTooLarge.
    """
    shown = safe_text(name or (source.name if isinstance(source, Path) else "stdin"), limit=255)
    if isinstance(source, Path):
        content = read_file(source, limits)
    else:
        content = read_stream(io.BytesIO(source), shown, limits)
    sha256 = hashlib.sha256(content).hexdigest()
    with opened(content, shown, limits.max_pixels) as picture:
        mode, frames = picture.mode, int(getattr(picture, "n_frames", 1))
        orientation = _orientation(picture)
        # A JPEG that carries further pictures (MPO, CIPA DC-007) is a JPEG to its readers.
        format = "JPEG" if picture.format == "MPO" else str(picture.format)
        pixels = _decoded(picture, format, orientation) if whole or format != "JPEG" else None
        width, height = picture.size if orientation < _TURNED else picture.size[::-1]
    if pixels is not None:
        height, width = pixels.shape[:2]
    asset = Asset(
        name=shown,
        sha256=sha256,
        pixel_sha256="" if pixels is None else hashlib.sha256(pixels.data).hexdigest(),
        media_type=f"image/{format.lower()}",
        byte_size=len(content),
        width=width,
        height=height,
        orientation=orientation,
    )
    return Subject(
        asset=asset, content=content, format=format, pixels=pixels, mode=mode, frames=frames
    )


def _decoded(picture: Image.Image, format: str, orientation: int) -> NDArray[np.uint8]:
    """All pixels as displayed, (h, w, 3) RGB."""
    rgb = to_rgb(picture)
    # TIFFs and HEICs come upright from their decoders.
    return _as_array(rgb if format in ("TIFF", "HEIF") else _upright(rgb, orientation))


def open_embedded(data: bytes, max_pixels: int = 2_000_000) -> NDArray[np.uint8] | None:
    """Decode a picture found inside another file; None when it is not a readable picture."""
    try:
        with opened(data, "embedded picture", max_pixels) as picture:
            return _as_array(to_rgb(picture))
    except SubjectError:
        return None


def can_be_opened(data: bytes, max_pixels: int) -> bool:
    """True for a picture that its header says is no larger; no pixel is decoded."""
    try:
        with opened(data, "embedded picture", max_pixels):
            return True
    except SubjectError:
        return False


def shrink(pixels: NDArray[np.uint8], max_side: int) -> NDArray[np.uint8]:
    """Reduce to a long side of ``max_side`` by area averaging; smaller pictures come back as is."""
    import cv2
    import numpy as np

    height, width = pixels.shape[:2]
    scale = max_side / max(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _as_array(picture: Image.Image) -> NDArray[np.uint8]:
    import numpy as np

    return np.ascontiguousarray(np.asarray(picture, dtype=np.uint8))


def _orientation(picture: Image.Image) -> int:
    """The EXIF orientation (1 to 8); 1 where it is missing or nonsense (EXIF 3.0, 4.6.5.1.5)."""
    try:
        value = picture.getexif().get(0x0112, 1)
    except (SyntaxError, ValueError, TypeError, KeyError, IndexError, OSError, AttributeError):
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _upright(picture: Image.Image, orientation: int) -> Image.Image:
    from PIL import Image

    steps = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    return picture.transpose(steps[orientation]) if orientation in steps else picture
