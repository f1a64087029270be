"""Changed content: objects set in, taken out, or doubled, and half of a picture exchanged."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from benchmarks.copydetection.edits.studio import (
    Box,
    Edit,
    Pixels,
    Studio,
    covering,
    pixels,
    scaled,
)

Mask = NDArray[np.float32]
"""0 to 1, (h, w)."""

_WORKED = 4  # regions are filled in at a quarter of the size, as OpenCV's fill is slow


def splice(share: float) -> Edit:
    """Something of another photograph, with a feathered edge; ``share`` of the area."""

    def edit(picture: Image.Image, studio: Studio) -> Image.Image:
        donor = pixels(covering(studio.other(), picture.width, picture.height))
        mask, (left, top, right, bottom) = _blob(picture, share, studio)
        changed = pixels(picture).copy()
        there = _elsewhere(picture, right - left, bottom - top, studio)
        part = donor[there[1] : there[3], there[0] : there[2]]
        _blend(changed, part, mask, (left, top, right, bottom))
        return Image.fromarray(changed)

    return edit


def copy_move(share: float) -> Edit:
    """A part of the picture covers another part of it."""

    def edit(picture: Image.Image, studio: Studio) -> Image.Image:
        mask, box = _blob(picture, share, studio)
        there = _elsewhere(picture, box[2] - box[0], box[3] - box[1], studio, away_from=box)
        changed = pixels(picture).copy()
        part = changed[there[1] : there[3], there[0] : there[2]].copy()
        _blend(changed, part, mask, box)
        return Image.fromarray(changed)

    return edit


def inpainted(share: float) -> Edit:
    """Something is taken out: filled in from around it (Telea 2004, OpenCV)."""

    def edit(picture: Image.Image, studio: Studio) -> Image.Image:
        mask, box = _blob(picture, share, studio)
        whole = pixels(picture)
        height, width = whole.shape[:2]
        small = cv2.resize(whole, (width // _WORKED, height // _WORKED))
        hole = np.zeros((height, width), np.uint8)
        hole[box[1] : box[3], box[0] : box[2]] = mask > 0.02
        hole = np.asarray(cv2.resize(hole, (small.shape[1], small.shape[0])), np.uint8)
        wider = cv2.dilate(hole, np.ones((3, 3), np.uint8))
        filled = cv2.inpaint(small, wider, 3, cv2.INPAINT_TELEA)
        large = np.asarray(cv2.resize(filled, (width, height)), np.float32)
        part = large[box[1] : box[3], box[0] : box[2]]
        grain = studio.noise(part.shape[0], part.shape[1])[:, :, None] * 3
        changed = whole.copy()
        _blend(changed, np.clip(part + grain, 0, 255).astype(np.uint8), mask, box)
        return Image.fromarray(changed)

    return edit


def blurred_out(share: float, *, coarse: bool = False) -> Edit:
    """Something is made unrecognisable: blurred, or in ``coarse`` pixels."""

    def edit(picture: Image.Image, studio: Studio) -> Image.Image:
        mask, box = _blob(picture, share, studio)
        part = picture.crop(box)
        cell = max(part.size) / 8
        if coarse:
            small = scaled(part, 1 / cell)
            hidden = small.resize(part.size, Image.Resampling.NEAREST)
        else:
            hidden = part.filter(ImageFilter.GaussianBlur(cell))
        changed = pixels(picture).copy()
        _blend(changed, pixels(hidden), mask, box)
        return Image.fromarray(changed)

    return edit


def replaced(share: float) -> Edit:
    """A contiguous ``share`` of the area, up to a side or corner, shows another photograph.

    Half of the edges are hard, the others a soft transition.
    """

    def edit(picture: Image.Image, studio: Studio) -> Image.Image:
        width, height = picture.size
        angle = studio.pick((0.0, 0.5, 1.0, 1.5)) * math.pi + studio.between(-0.35, 0.35)
        y, x = np.ogrid[0:height, 0:width]
        along = (x * math.cos(angle) + y * math.sin(angle)).astype(np.float32)
        border = float(np.quantile(along[::4, ::4], share))
        soft = studio.pick((1.0, 0.04 * max(width, height)))
        mask = np.clip(0.5 + (border - along) / soft, 0, 1)
        changed = pixels(picture).copy()
        other = pixels(covering(studio.other(), width, height))
        _blend(changed, other, mask, (0, 0, width, height))
        return Image.fromarray(changed)

    return edit


def _blob(picture: Image.Image, share: float, studio: Studio) -> tuple[Mask, Box]:
    """A rounded shape of ``share`` of the area, feathered, and the box around it.

    Its radius wobbles with the angle by three waves.
    """
    width, height = picture.size
    radius = math.sqrt(share * width * height / math.pi)
    stretch = math.exp(studio.between(-0.25, 0.25))
    waves = [(studio.between(0.03, 0.12), studio.between(0, 6.3)) for _ in range(3)]
    # What the waves add to the area on average is taken off again.
    even = 1 / math.sqrt(1 + sum(strength**2 for strength, _ in waves) / 2)
    half_x = min(width // 2 - 1, round(radius * stretch * 1.3))
    half_y = min(height // 2 - 1, round(radius / stretch * 1.3))
    y, x = np.mgrid[-half_y : half_y + 1, -half_x : half_x + 1].astype(np.float32)
    x, y = x / (radius * stretch), y * stretch / radius
    angle = np.arctan2(y, x)
    bound = np.full_like(angle, even)
    for number, (strength, phase) in enumerate(waves):
        bound += even * strength * np.sin((number + 2) * angle + phase)
    feather = max(1.5, 0.03 * radius)
    mask = np.clip(0.5 + (bound - np.hypot(x, y)) * radius / feather, 0, 1).astype(np.float32)
    left = studio.whole(0, width - mask.shape[1])
    top = studio.whole(0, height - mask.shape[0])
    return mask, (left, top, left + mask.shape[1], top + mask.shape[0])


def _elsewhere(
    picture: Image.Image, width: int, height: int, studio: Studio, away_from: Box | None = None
) -> Box:
    """A box of that size anywhere; of several, the one whose place is farthest away."""
    places = [
        (studio.whole(0, picture.width - width), studio.whole(0, picture.height - height))
        for _ in range(6)
    ]
    left, top = places[0]
    if away_from is not None:
        x, y = away_from[:2]
        left, top = max(places, key=lambda place: math.hypot(place[0] - x, place[1] - y))
    return left, top, left + width, top + height


def _blend(changed: Pixels, part: Pixels, mask: Mask, box: Box) -> None:
    """Lay ``part`` over a box of ``changed``, in place."""
    under = changed[box[1] : box[3], box[0] : box[2]].astype(np.float32)
    mixed = under + (part - under) * mask[:, :, None]
    changed[box[1] : box[3], box[0] : box[2]] = mixed.astype(np.uint8)
