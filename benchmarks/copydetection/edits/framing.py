"""What part of the photograph is seen, which way up, and what surrounds it."""

import math

import cv2
import numpy as np
from PIL import Image, ImageFilter, ImageOps

from benchmarks.copydetection.edits.studio import (
    Box,
    Edit,
    Studio,
    covering,
    pixels,
    scaled,
    within,
)

_TRIES = 3  # places a crop is chosen from


def crop(left_out: float) -> Edit:
    """Leave out a share of the area.

    Nobody publishes a piece of empty sky: of three random places the one with the most contrast
    is taken.
    """

    def edit(picture: Image.Image, studio: Studio) -> Image.Image:
        kept = 1 - left_out
        shape = math.exp(studio.between(-0.3, 0.3))
        across = min(1.0, max(kept, math.sqrt(kept * shape)))
        width, height = round(picture.width * across), round(picture.height * kept / across)
        boxes = [_place(picture, width, height, studio) for _ in range(_TRIES)]
        return picture.crop(max(boxes, key=lambda box: _contrast(picture, box)))

    return edit


def _place(picture: Image.Image, width: int, height: int, studio: Studio) -> Box:
    left = studio.whole(0, max(0, picture.width - width))
    top = studio.whole(0, max(0, picture.height - height))
    return left, top, left + width, top + height


def _contrast(picture: Image.Image, box: Box) -> float:
    small = picture.resize((64, 64), Image.Resampling.NEAREST, box=box)
    return float(np.asarray(small.convert("L")).std())


def mirror(picture: Image.Image, _: Studio) -> Image.Image:
    return picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def flip(picture: Image.Image, _: Studio) -> Image.Image:
    """Upside down as in water."""
    return picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM)


def quarter_turns(count: int) -> Edit:
    turns = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)

    def edit(picture: Image.Image, _: Studio) -> Image.Image:
        return picture.transpose(turns[count - 1])

    return edit


def rotate(degrees: float, *, filled: bool) -> Edit:
    """Turned either way; corners filled with one colour, or cut off."""

    def edit(picture: Image.Image, studio: Studio) -> Image.Image:
        angle = degrees * studio.sign()
        if filled:
            colour = studio.pick(((0, 0, 0), (255, 255, 255), (128, 128, 128)))
            return rotated(picture, angle, colour)
        width, height = _inner(picture.width, picture.height, math.radians(degrees))
        turned = rotated(picture, angle, (0, 0, 0))
        left, top = (turned.width - width) // 2, (turned.height - height) // 2
        return turned.crop((left, top, left + width, top + height))

    return edit


def rotated(picture: Image.Image, degrees: float, colour: tuple[int, int, int]) -> Image.Image:
    """Counter-clockwise on a canvas that holds all of it."""
    radians = math.radians(degrees)
    cos, sin = abs(math.cos(radians)), abs(math.sin(radians))
    width = math.ceil(picture.width * cos + picture.height * sin)
    height = math.ceil(picture.width * sin + picture.height * cos)
    matrix = cv2.getRotationMatrix2D((picture.width / 2, picture.height / 2), degrees, 1.0)
    matrix[0, 2] += (width - picture.width) / 2
    matrix[1, 2] += (height - picture.height) / 2
    turned = cv2.warpAffine(
        pixels(picture), matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=colour
    )
    return Image.fromarray(turned)


def _inner(width: int, height: int, angle: float) -> tuple[int, int]:
    """The largest upright rectangle in a rectangle turned by ``angle``, 0 to pi/2 radians."""
    sin, cos = math.sin(angle), math.cos(angle)
    long, short = max(width, height), min(width, height)
    if short <= 2 * sin * cos * long:  # two corners touch the long sides
        half = 0.5 * short
        inner = (half / sin, half / cos) if width >= height else (half / cos, half / sin)
    else:
        across = cos * cos - sin * sin
        inner = (width * cos - height * sin) / across, (height * cos - width * sin) / across
    return int(inner[0]), int(inner[1])


def frame(share: float, *colours: str) -> Edit:
    """Even borders, outermost first; ``share`` of the short side for all of them together."""

    def edit(picture: Image.Image, _: Studio) -> Image.Image:
        each = max(1, round(min(picture.size) * share / len(colours)))
        for colour in reversed(colours):
            picture = ImageOps.expand(picture, each, colour)
        return picture

    return edit


def instant_film(picture: Image.Image, _: Studio) -> Image.Image:
    """White card with a broad foot."""
    edge = round(min(picture.size) * 0.06)
    card = Image.new("RGB", (picture.width + 2 * edge, picture.height + 5 * edge), (250, 248, 243))
    card.paste(picture, (edge, edge))
    return card


def letterbox(shape: float, *, blurred: bool) -> Edit:
    """Set into another aspect ratio (width / height), on black or on a blurred copy of itself."""

    def edit(picture: Image.Image, _: Studio) -> Image.Image:
        width = max(picture.width, round(picture.height * shape))
        height = max(picture.height, round(picture.width / shape))
        reduction = min(1.0, 1600 / max(width, height))
        width, height = round(width * reduction), round(height * reduction)
        canvas = Image.new("RGB", (width, height))
        if blurred:
            behind = covering(scaled(picture, 0.125), width // 8, height // 8)
            canvas = behind.filter(ImageFilter.GaussianBlur(4)).resize((width, height))
        shown = within(picture, width, height)
        canvas.paste(shown, ((width - shown.width) // 2, (height - shown.height) // 2))
        return canvas

    return edit
