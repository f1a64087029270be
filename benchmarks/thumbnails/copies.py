"""What happens to a picture while its old thumbnail stays: honest re-saves, and changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""
Resave = Callable[[Image.Image, np.random.Generator], Image.Image]


@dataclass(frozen=True)
class Changed:
    """A changed picture and what the check should say of it.

    ``kind``: the finding to expect. ``box``: the changed area. ``share``: of the thumbnail's
    frame that is left, 0 to 1.
    """

    picture: Image.Image
    kind: str
    box: Box | None = None
    share: float = 1.0


_FLAGS = (
    ("#ffffff", "#0039a6", "#d52b1e"),
    ("#0057b7", "#ffd700"),
    ("#000000", "#dd0000", "#ffce00"),
    ("#ed2939", "#ffffff", "#ed2939"),
)
Change = Callable[[Image.Image, np.random.Generator], Changed]


def saved(picture: Image.Image, _: np.random.Generator) -> Image.Image:
    return picture


def resized(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    scale = rng.uniform(0.3, 0.9)
    size = (round(picture.width * scale), round(picture.height * scale))
    return picture.resize(size, Image.Resampling.LANCZOS)


def toned(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    contrast = ImageEnhance.Contrast(picture).enhance(rng.uniform(0.8, 1.3))
    return ImageEnhance.Brightness(contrast).enhance(rng.uniform(0.85, 1.2))


def sharpened(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    return picture.filter(ImageFilter.UnsharpMask(rng.uniform(1, 3), int(rng.integers(40, 120)), 2))


def coloured(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    return ImageEnhance.Color(picture).enhance(rng.uniform(0.5, 1.5))


def greyed(picture: Image.Image, _: np.random.Generator) -> Image.Image:
    return picture.convert("L").convert("RGB")


RESAVES: Mapping[str, Resave] = {
    "saved again": saved,
    "reduced": resized,
    "toned": toned,
    "sharpened": sharpened,
    "saturation changed": coloured,
    "turned to grey": greyed,
}


def keep_part(low: float, high: float) -> Change:
    """Keep between ``low`` and ``high`` of the frame's area."""

    def crop(picture: Image.Image, rng: np.random.Generator) -> Changed:
        share = rng.uniform(low, high)
        across = rng.uniform(max(share, 0.5), min(1.0, share / 0.5))
        width, height = int(picture.width * across), int(picture.height * share / across)
        left = int(rng.integers(picture.width - width + 1))
        top = int(rng.integers(picture.height - height + 1))
        shown = picture.crop((left, top, left + width, top + height))
        return Changed(shown, "cropped", share=share)

    return crop


def _area(picture: Image.Image, rng: np.random.Generator) -> Box:
    """A box of 1 to 8 % of the picture, 0.6 to 1.8 times as wide as high."""
    area = rng.uniform(0.01, 0.08) * picture.width * picture.height
    width = int(min(picture.width * 0.8, (area * rng.uniform(0.6, 1.8)) ** 0.5))
    height = int(min(area / width, picture.height * 0.8))
    left = int(rng.integers(picture.width - width + 1))
    top = int(rng.integers(picture.height - height + 1))
    return left, top, left + width, top + height


def flag(picture: Image.Image, rng: np.random.Generator) -> Changed:
    """Even stripes, as flags have them."""
    left, top, right, bottom = box = _area(picture, rng)
    changed = picture.copy()
    draw = ImageDraw.Draw(changed)
    colours = _FLAGS[rng.integers(len(_FLAGS))]
    for number, colour in enumerate(colours):
        above = top + (bottom - top) * number // len(colours)
        draw.rectangle((left, above, right, bottom), fill=colour)
    return Changed(changed, "areas", box)


def caption(picture: Image.Image, rng: np.random.Generator) -> Changed:
    """White letters on a dark box."""
    left, top, right, bottom = box = _area(picture, rng)
    changed = picture.copy()
    draw = ImageDraw.Draw(changed)
    draw.rectangle(box, fill=(20, 20, 20))
    size = max(10, (bottom - top) // 2)
    letters = Image.new("RGB", (right - left, bottom - top), (20, 20, 20))
    ImageDraw.Draw(letters).text((4, 2), "LIVE 2024", fill=(255, 255, 255), font_size=size)
    changed.paste(letters, (left, top))
    return Changed(changed, "areas", box)


def copied(picture: Image.Image, rng: np.random.Generator) -> Changed:
    """An area covered by another part of the same picture, upside down."""
    box = _area(picture, rng)
    changed = picture.copy()
    changed.paste(picture.transpose(Image.Transpose.ROTATE_180).crop(box), box[:2])
    return Changed(changed, "areas", box)


def blurred(picture: Image.Image, rng: np.random.Generator) -> Changed:
    """An area made unrecognisable."""
    left, top, right, bottom = box = _area(picture, rng)
    radius = max(right - left, bottom - top) / 6
    changed = picture.copy()
    changed.paste(picture.crop(box).filter(ImageFilter.GaussianBlur(radius)), box[:2])
    return Changed(changed, "areas", box)


CHANGES: Mapping[str, Change] = {
    "cropped to 25-80 %": keep_part(0.25, 0.8),
    "cropped to 80-95 %": keep_part(0.8, 0.95),
    "flag pasted": flag,
    "caption pasted": caption,
    "area copied": copied,
    "area blurred": blurred,
}
