"""Things laid over photographs: channel logos, watermarks, emojis, stickers, pen marks."""

import functools
import math
from collections.abc import Callable

from PIL import Image, ImageDraw

from benchmarks.copydetection.edits.lettering import font
from benchmarks.copydetection.edits.studio import Edit, Studio, scaled

_SIDE = 256  # pixels, at which signs are drawn before they are scaled

CHANNELS = ("NEWS 24", "kanal5", "THE DAILY", "WORLD TV", "frontline")
_GROUNDS = ((200, 20, 30), (20, 60, 150), (20, 20, 20), (240, 150, 20), (30, 120, 70))


@functools.cache
def logo(number: int) -> Image.Image:
    """A channel's sign: its name on a coloured shape. RGBA, about two to one."""
    name, ground = CHANNELS[number % len(CHANNELS)], _GROUNDS[number % len(_GROUNDS)]
    sign = Image.new("RGBA", (2 * _SIDE, _SIDE), (0, 0, 0, 0))
    draw = ImageDraw.Draw(sign)
    draw.rounded_rectangle((4, 60, 2 * _SIDE - 5, 200), 30 * (number % 3), (*ground, 255))
    draw.ellipse((14, 70, 134, 190), (255, 255, 255, 255))
    draw.polygon([(52, 95), (52, 165), (112, 130)], (*ground, 255))
    chosen = font("DejaVuSans-Bold.ttf", 60)
    while chosen.getlength(name) > 350:
        chosen = font("DejaVuSans-Bold.ttf", round(getattr(chosen, "size", 20)) - 6)
    draw.text((150, 95), name, "white", chosen)
    return sign


@functools.cache
def emoji(number: int) -> Image.Image:
    """One of six faces and signs, drawn. RGBA, square."""
    sign = Image.new("RGBA", (_SIDE, _SIDE), (0, 0, 0, 0))
    draw = ImageDraw.Draw(sign)
    drawn: tuple[Callable[[ImageDraw.ImageDraw], None], ...] = (
        _laughing,
        _heart,
        _angry,
        _flame,
        _thumb,
        _warning,
    )
    drawn[number % len(drawn)](draw)
    return sign


EMOJIS = 6


def _face(draw: ImageDraw.ImageDraw, colour: str) -> None:
    draw.ellipse((8, 8, 248, 248), colour, outline="#b07a00", width=5)


def _laughing(draw: ImageDraw.ImageDraw) -> None:
    _face(draw, "#ffd93b")
    for left in (50, 150):
        draw.arc((left, 70, left + 56, 126), 190, 350, "#5a3800", 12)
    draw.chord((56, 100, 200, 225), 0, 180, "#6b2a00")
    draw.chord((80, 175, 176, 235), 180, 360, "#ff5d5d")
    draw.ellipse((6, 110, 56, 170), "#58b7ff")
    draw.ellipse((200, 110, 250, 170), "#58b7ff")


def _angry(draw: ImageDraw.ImageDraw) -> None:
    _face(draw, "#f0533a")
    draw.line((60, 90, 115, 118), "#3d0d05", 13)
    draw.line((196, 90, 141, 118), "#3d0d05", 13)
    draw.ellipse((84, 115, 110, 150), "#3d0d05")
    draw.ellipse((146, 115, 172, 150), "#3d0d05")
    draw.arc((78, 170, 178, 250), 200, 340, "#3d0d05", 13)


def _heart(draw: ImageDraw.ImageDraw) -> None:
    draw.ellipse((20, 35, 136, 150), "#e8142d")
    draw.ellipse((120, 35, 236, 150), "#e8142d")
    draw.polygon([(32, 124), (224, 124), (128, 238)], "#e8142d")
    draw.ellipse((56, 60, 92, 90), "#ff8f9c")


def _flame(draw: ImageDraw.ImageDraw) -> None:
    outer = [(128, 6), (190, 90), (222, 160), (196, 232), (128, 250), (58, 232), (34, 160)]
    draw.polygon([*outer, (70, 96), (96, 120)], "#ff7a1a")
    draw.polygon([(132, 96), (176, 170), (160, 230), (98, 230), (84, 176)], "#ffd23b")


def _thumb(draw: ImageDraw.ImageDraw) -> None:
    draw.rounded_rectangle((90, 110, 230, 236), 36, "#ffcc4d", outline="#b07a00", width=5)
    draw.polygon([(92, 130), (120, 20), (156, 28), (150, 116)], "#ffcc4d")
    draw.rectangle((24, 116, 78, 240), "#3b78e7")
    for y in (140, 172, 204):
        draw.line((150, y, 226, y), "#b07a00", 6)


def _warning(draw: ImageDraw.ImageDraw) -> None:
    draw.polygon([(128, 14), (248, 236), (8, 236)], "#ffcc00", outline="#222222")
    draw.polygon([(116, 80), (140, 80), (134, 170), (122, 170)], "#222222")
    draw.ellipse((114, 184, 142, 212), "#222222")


def laid(picture: Image.Image, sign: Image.Image, x: float, y: float, width: float) -> None:
    """Lay a sign with its centre at a place given in shares of the picture; width in pixels."""
    small = scaled(sign, width / sign.width)
    at = round(x * picture.width - small.width / 2), round(y * picture.height - small.height / 2)
    picture.paste(small, at, small)


def corner_logo(picture: Image.Image, studio: Studio) -> Image.Image:
    changed = picture.copy()
    x, y = studio.pick(((0.14, 0.09), (0.86, 0.09), (0.14, 0.91), (0.86, 0.91)))
    laid(changed, logo(studio.whole(0, len(CHANNELS) - 1)), x, y, picture.width * 0.22)
    return changed


def emojis(count: int) -> Edit:
    """Scattered, each 6 to 18 % of the width and a little turned."""

    def edit(picture: Image.Image, studio: Studio) -> Image.Image:
        changed = picture.copy()
        for _ in range(count):
            sign = emoji(studio.whole(0, EMOJIS - 1)).rotate(studio.between(-25, 25))
            x, y = studio.between(0.05, 0.95), studio.between(0.05, 0.95)
            laid(changed, sign, x, y, picture.width * studio.between(0.06, 0.18))
        return changed

    return edit


def watermark(picture: Image.Image, studio: Studio) -> Image.Image:
    """A stock agency's name, half transparent, slanted, all over."""
    name = studio.pick(("stockpool", "PRESSBILD", "© photodesk"))
    chosen = font("", 60)
    width = round(chosen.getlength(name)) + 120
    tile = Image.new("L", (width, 170), 0)
    ImageDraw.Draw(tile).text((30, 40), name, 120, chosen)
    side = math.ceil(math.hypot(*picture.size))
    ink = Image.new("L", (side, side), 0)
    for row, y in enumerate(range(0, side, tile.height)):
        for x in range(-(row % 2) * width // 2, side, width):
            ink.paste(tile, (x, y))
    turned = ink.rotate(30, Image.Resampling.BILINEAR)
    left, top = (side - picture.width) // 2, (side - picture.height) // 2
    mask = turned.crop((left, top, left + picture.width, top + picture.height))
    changed = picture.copy()
    changed.paste((255, 255, 255), (0, 0), mask)
    return changed


def star_sticker(picture: Image.Image, studio: Studio) -> Image.Image:
    """Large bursts with a word, as in advertisements; about a tenth of the area."""
    changed = picture.copy()
    for _ in range(2):
        sign = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
        draw = ImageDraw.Draw(sign)
        points = [
            (200 + r * math.cos(a * math.pi / 16), 200 + r * math.sin(a * math.pi / 16))
            for a, r in ((a, 195 if a % 2 else 150) for a in range(32))
        ]
        draw.polygon(points, studio.pick(("#e3142a", "#ffd400", "#0a6cff", "#18a84c")))
        word = studio.pick(("WOW", "NEW", "LOL", "100%"))
        draw.text((200, 200), word, "white", font("DejaVuSans-Bold.ttf", 90), anchor="mm")
        x, y = studio.between(0.15, 0.85), studio.between(0.15, 0.85)
        laid(changed, sign, x, y, math.sqrt(0.06 * picture.width * picture.height))
    return changed


def pen_marks(picture: Image.Image, studio: Studio) -> Image.Image:
    """Red circles and arrows that point something out, and a scribble."""
    changed = picture.copy()
    draw = ImageDraw.Draw(changed)
    width, height = picture.size
    stroke = max(3, width // 110)
    for _ in range(3):
        x, y = studio.between(0.2, 0.8) * width, studio.between(0.2, 0.8) * height
        r = studio.between(0.05, 0.13) * width
        draw.ellipse((x - r, y - r * 0.8, x + r, y + r * 0.8), outline=(230, 10, 20), width=stroke)
        dx, dy = studio.sign() * r * 2.2, studio.sign() * r * 1.6
        tip = (x + dx * 0.48, y + dy * 0.48)
        draw.line((x + dx, y + dy, *tip), (230, 10, 20), stroke)
        draw.ellipse((tip[0] - 9, tip[1] - 9, tip[0] + 9, tip[1] + 9), (230, 10, 20))
    start = studio.between(0.1, 0.6) * width
    waves = [
        (start + i * width * 0.01, height * (0.85 + 0.04 * math.sin(i * 1.3))) for i in range(28)
    ]
    draw.line(waves, (255, 230, 0), stroke, joint="curve")
    return changed
