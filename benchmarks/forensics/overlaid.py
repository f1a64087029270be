"""Four things that publishers lay over pictures, each with the mask of what it covers."""

from collections.abc import Mapping

import numpy as np
from PIL import Image, ImageDraw

from benchmarks.copydetection.edits.lettering import FACES, font
from benchmarks.copydetection.edits.stickers import CHANNELS, laid, logo
from benchmarks.forensics.camera import Pixels
from benchmarks.forensics.edits import Edit, Mask, Setting

_CAPTIONS = ("Photo: Frontline / Pokrovsk, 23 October", "BREAKING: flags raised", "@osint_desk")
_GROUNDS = ((0, 0, 0), (255, 255, 255), (190, 20, 25), (15, 40, 90))


def bar(setting: Setting) -> tuple[Pixels, Mask]:
    """A bar across the head or the foot, with words."""
    picture = Image.fromarray(setting.host)
    width, height = picture.size
    tall = round(height * float(setting.rng.uniform(0.06, 0.14)))
    top = 0 if setting.rng.random() < 0.5 else height - tall
    ground = _GROUNDS[int(setting.rng.integers(len(_GROUNDS)))]
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, top, width, top + tall), ground)
    ink = "white" if sum(ground) < 400 else "black"
    draw.text((width // 30, top + tall // 4), _words(setting), ink, font(FACES[1], tall // 2))
    return _what_changed(setting, picture)


def letters(setting: Setting) -> tuple[Pixels, Mask]:
    """A line of bare letters near the foot."""
    picture = Image.fromarray(setting.host)
    width, height = picture.size
    size = max(14, round(height * float(setting.rng.uniform(0.04, 0.08))))
    ink = "white" if setting.rng.random() < 0.7 else "yellow"
    place = (width // 30, height - round(1.5 * size))
    ImageDraw.Draw(picture).text(place, _words(setting), ink, font(FACES[1], size))
    return _what_changed(setting, picture)


def corner(setting: Setting) -> tuple[Pixels, Mask]:
    """A channel's sign in a corner."""
    picture = Image.fromarray(setting.host)
    x, y = (float(setting.rng.choice((0.14, 0.86))) for _ in range(2))
    sign = logo(int(setting.rng.integers(len(CHANNELS))))
    laid(picture, sign, x, 0.09 if y < 0.5 else 0.91, picture.width * 0.22)
    return _what_changed(setting, picture)


def corner_of_one_colour(setting: Setting) -> tuple[Pixels, Mask]:
    """A name in a box in a corner."""
    picture = Image.fromarray(setting.host)
    width, height = picture.size
    tall, wide = round(0.09 * height), round(0.2 * width)
    left = 0 if setting.rng.random() < 0.5 else width - wide
    ground = _GROUNDS[int(setting.rng.integers(len(_GROUNDS)))]
    draw = ImageDraw.Draw(picture)
    draw.rectangle((left, height - tall, left + wide, height), ground)
    ink = "white" if sum(ground) < 400 else "black"
    draw.text((left + wide // 10, height - 3 * tall // 4), "LIVE", ink, font(FACES[1], tall // 2))
    return _what_changed(setting, picture)


OVERLAYS: Mapping[str, Edit] = {
    "bar": bar,
    "bare letters": letters,
    "sign in a corner": corner,
    "box in a corner": corner_of_one_colour,
}


def _words(setting: Setting) -> str:
    return str(setting.rng.choice(_CAPTIONS))


def _what_changed(setting: Setting, picture: Image.Image) -> tuple[Pixels, Mask]:
    changed = np.asarray(picture)
    return changed, np.asarray((changed != setting.host).any(axis=2))
