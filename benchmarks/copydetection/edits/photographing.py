"""Photographs of screens, and prints that were scanned."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from benchmarks.copydetection.edits.framing import rotated
from benchmarks.copydetection.edits.lettering import font, write
from benchmarks.copydetection.edits.studio import (
    Edit,
    Pixels,
    Studio,
    clipped,
    covering,
    pixels,
    scaled,
)
from benchmarks.copydetection.edits.wording import headline, paragraph

Floats = NDArray[np.float32]

_CAMERA = (1440, 1080)  # pixels of the photograph that is taken of a screen
_PAGE = 1300  # pixels, long side of a scan


@dataclass(frozen=True)
class Shot:
    """How a screen was photographed.

    ``tilt``: the corners' movement, share of the picture's side. ``curve``: radial distortion
    at the corners, share. ``moire``, ``glare``: strength, 0 to 1. ``gamma``: of the whole.
    ``blur``: pixels. ``noise``: levels of 255.
    """

    tilt: float
    curve: float
    moire: float
    glare: float
    gamma: float
    blur: float
    noise: float


LIGHT = Shot(tilt=0.05, curve=0.01, moire=0.05, glare=0.15, gamma=0.9, blur=0.8, noise=4)
TILTED = Shot(tilt=0.16, curve=0.02, moire=0.08, glare=0.25, gamma=1.15, blur=1.2, noise=6)
DARK_ROOM = Shot(tilt=0.07, curve=0.01, moire=0.10, glare=0.1, gamma=1.7, blur=1.0, noise=12)
CURVED = Shot(tilt=0.08, curve=0.06, moire=0.12, glare=0.35, gamma=0.75, blur=1.4, noise=8)
HARSH = Shot(tilt=0.20, curve=0.03, moire=0.18, glare=0.6, gamma=1.3, blur=2.2, noise=12)


def photo_of_screen(shot: Shot) -> Edit:
    """The photograph on a display with a bezel, seen a little from the side."""

    def edit(picture: Image.Image, studio: Studio) -> Image.Image:
        width, height = _CAMERA if picture.width >= picture.height else _CAMERA[::-1]
        display = _display(picture).point(_curve(shot.gamma))
        room = covering(scaled(studio.other(), 0.1), width // 8, height // 8)
        dim = cv2.GaussianBlur(pixels(room), (0, 0), 2) // 3
        backdrop = cv2.resize(dim, (width, height))
        seen = _projected(pixels(display), width, height, shot, studio)
        inside = seen[:, :, :1] > 0
        lit = seen * _moire(width, height, shot.moire, studio)
        lit = np.where(inside, lit, backdrop) + _glare(width, height, shot.glare, studio)
        blurred = cv2.GaussianBlur(lit, (0, 0), shot.blur)
        return clipped(blurred + shot.noise * studio.noise(height, width)[:, :, None])

    return edit


def _curve(gamma: float) -> list[int]:
    """Levels after a gamma, for three channels; none of them becomes 0."""
    return [max(1, round(255 * (level / 255) ** gamma)) for level in range(256)] * 3


def _display(picture: Image.Image) -> Image.Image:
    """The photograph on a screen of 16:10 with a dark bezel."""
    picture = scaled(picture, min(1.0, _CAMERA[0] / max(picture.size)))
    shape = 1.6 if picture.width >= picture.height else 1 / 1.6
    width = max(picture.width, round(picture.height * shape))
    height = max(picture.height, round(picture.width / shape))
    rim = max(8, round(0.025 * max(width, height)))
    display = Image.new("RGB", (width + 2 * rim, height + 2 * rim), (24, 24, 26))
    ImageDraw.Draw(display).rectangle((rim, rim, rim + width, rim + height), (5, 5, 6))
    left, top = rim + (width - picture.width) // 2, rim + (height - picture.height) // 2
    display.paste(picture, (left, top))
    return display


def _projected(display: Pixels, width: int, height: int, shot: Shot, studio: Studio) -> Pixels:
    """Perspective, then a lens' curvature; nothing (0) where the display is not."""
    high, wide = display.shape[:2]
    fit = 0.94 * min(width / wide, height / high)
    left, top = (width - wide * fit) / 2, (height - high * fit) / 2
    corners = np.array(
        [(left, top), (width - left, top), (width - left, height - top), (left, height - top)]
    )
    moved = corners + studio.rng.uniform(-1, 1, (4, 2)) * shot.tilt * 0.6 * (width, height)
    inward = np.sign(np.array((width, height)) / 2 - corners) * np.array((width, height))
    moved = np.where(studio.rng.random((4, 2)) < 0.6, moved, corners + inward * shot.tilt * 0.6)
    source = np.array([(0, 0), (wide, 0), (wide, high), (0, high)])
    matrix = cv2.getPerspectiveTransform(
        moved.astype(np.float32), source.astype(np.float32)
    )  # from the camera's picture to the display
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    radius = ((x - width / 2) ** 2 + (y - height / 2) ** 2) / (width**2 + height**2) * 4
    bent = 1 + shot.curve * (radius - 0.5)
    x, y = width / 2 + (x - width / 2) * bent, height / 2 + (y - height / 2) * bent
    depth = matrix[2, 0] * x + matrix[2, 1] * y + matrix[2, 2]
    map_x = ((matrix[0, 0] * x + matrix[0, 1] * y + matrix[0, 2]) / depth).astype(np.float32)
    map_y = ((matrix[1, 0] * x + matrix[1, 1] * y + matrix[1, 2]) / depth).astype(np.float32)
    seen: Pixels = np.asarray(cv2.remap(display, map_x, map_y, cv2.INTER_LINEAR), np.uint8)
    return seen


def _moire(width: int, height: int, strength: float, studio: Studio) -> Floats:
    """Bands where the display's raster and the camera's nearly agree; colours out of step."""
    waves: Floats = np.ones((height, width, 3), np.float32)
    y = np.arange(height, dtype=np.float32)[:, None]
    x = np.arange(width, dtype=np.float32)
    for _ in range(2):
        pitch, angle = 2 * math.pi / studio.between(5, 26), studio.between(0, math.pi)
        bend = studio.between(-1, 1) * 4e-4
        phase = pitch * (x * math.cos(angle) + bend * (x - width / 2) ** 2)
        phase = phase + pitch * math.sin(angle) * y
        sine, cosine = 0.5 * strength * np.sin(phase), 0.5 * strength * np.cos(phase)
        for channel in range(3):
            lag = 0.9 * channel
            waves[:, :, channel] += math.cos(lag) * sine + math.sin(lag) * cosine
    return waves


def _glare(width: int, height: int, strength: float, studio: Studio) -> Floats:
    """A lamp's or window's reflection: a soft bright spot."""
    across = (np.linspace(0, 1, width, dtype=np.float32) - studio.between(0.1, 0.9)) / 0.22
    down = (np.linspace(0, 1, height, dtype=np.float32) - studio.between(0.1, 0.9)) / 0.16
    spot: Floats = np.outer(np.exp(-(down**2)), np.exp(-(across**2)))[:, :, None]
    return spot * np.float32(255 * strength)


@dataclass(frozen=True)
class Print:
    """How a photograph was printed and scanned.

    ``cell``: pixels between the dots of the screen, 0 for none. ``cast``: gains of red, green,
    blue. ``grey``: one ink. ``contrast``: of the copy. ``margin``: paper around, share of the
    side. ``text``: columns of it below. ``creases``: folds.
    """

    cell: float
    cast: tuple[float, float, float] = (1.0, 1.0, 1.0)
    grey: bool = False
    contrast: float = 1.0
    margin: float = 0.08
    text: bool = False
    creases: int = 0


NEWSPAPER = Print(cell=5, cast=(1.0, 0.97, 0.9), grey=True, margin=0.06, text=True)
COLOUR_PRINT = Print(cell=4, cast=(1.04, 1.0, 0.92))
MAGAZINE = Print(cell=0, cast=(1.0, 1.0, 0.96), margin=0.03, text=True, creases=1)
PHOTOCOPY = Print(cell=0, grey=True, contrast=2.0, margin=0.1)
FOLDED = Print(cell=4.5, cast=(0.96, 0.98, 1.02), margin=0.05, creases=3)


def print_scan(how: Print) -> Edit:
    """Printed on paper with a dot screen, and scanned a little askew."""

    def edit(picture: Image.Image, studio: Studio) -> Image.Image:
        picture = scaled(picture, min(1.0, _PAGE / max(picture.size)))
        inked = pixels(picture.convert("L") if how.grey else picture).astype(np.float32)
        inked = (inked - 128) * how.contrast * 0.86 + 138
        if how.cell:
            inked = _screened(inked, how.cell, how.grey)
        inked = inked * np.array(how.cast, np.float32)
        page = _page(clipped(inked), how, studio)
        angle = studio.sign() * studio.between(0.6, 3.0)
        turned = pixels(rotated(page, angle, (236, 235, 230)))
        scan = cv2.GaussianBlur(turned, (0, 0), 0.7).astype(np.float32)
        for _ in range(how.creases):
            scan = _creased(scan, studio)
        return clipped(scan + _paper(scan.shape[0], scan.shape[1], studio))

    return edit


def _screened(inked: Floats, cell: float, one_ink: bool) -> Floats:
    """A dot screen, soft as a scanner sees it; each ink has an angle of its own."""
    height, width = inked.shape[:2]
    y = np.arange(height, dtype=np.float32)[:, None]
    x = np.arange(width, dtype=np.float32)
    shown: Floats = np.empty_like(inked)
    for channel, degrees in enumerate((45, 75, 15)):
        if one_ink and channel:
            shown[:, :, channel] = shown[:, :, 0]
            continue
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        pitch = 2 * math.pi / cell
        dots = np.cos(pitch * cos * x + pitch * sin * y) + np.cos(pitch * cos * y - pitch * sin * x)
        dots *= 40
        shown[:, :, channel] = np.clip((inked[:, :, channel] - 128 + dots) * 1.6 + 128, 12, 246)
    return shown


def _page(picture: Image.Image, how: Print, studio: Studio) -> Image.Image:
    edge = round(how.margin * max(picture.size))
    foot = round(picture.height * 0.35) if how.text else edge
    size = picture.width + 2 * edge, picture.height + edge + foot
    page = Image.new("RGB", size, (240, 238, 231))
    page.paste(picture, (edge, edge))
    if how.text:
        draw, face = ImageDraw.Draw(page), "DejaVuSerif.ttf"
        top = edge + picture.height + 12
        write(
            draw,
            (edge, top, size[0] - edge, size[1]),
            headline(studio),
            font(face, 30),
            (25, 25, 25),
        )
        column = (size[0] - 2 * edge) // 3
        for number in range(3):
            left = edge + column * number
            text = paragraph(studio, 6)
            box = (left, top + 90, left + column - 16, size[1] - 6)
            write(draw, box, text, font(face, 17), (40, 40, 40))
    return page


def _creased(values: Floats, studio: Studio) -> Floats:
    """A fold across the page: a light line with a dark side."""
    height, width = values.shape[:2]
    y, x = np.ogrid[0:height, 0:width]
    angle = studio.pick((0.0, math.pi / 2)) + studio.between(-0.06, 0.06)
    place = studio.between(0.25, 0.75)
    distance = (x - place * width) * math.cos(angle) + (y - place * height) * math.sin(angle)
    distance = distance.astype(np.float32)
    light = 60 * np.exp(-((distance / 2.0) ** 2)) - 28 * np.exp(-(((distance - 6) / 7) ** 2))
    folded: Floats = values + light[:, :, None]
    return folded


def _paper(height: int, width: int, studio: Studio) -> Floats:
    """Fibres and a scanner's noise, levels of 255."""
    fine = studio.noise(height, width) * 3
    coarse = _stretched(studio.noise(height // 6 + 1, width // 6 + 1), width, height) * 3
    texture: Floats = (fine + coarse)[:, :, None]
    return texture


def _stretched(values: Floats, width: int, height: int) -> Floats:
    return np.asarray(cv2.resize(values, (width, height)), np.float32)
