"""Screenshots of posts: a phone or a desktop page in which the photograph is one part."""

import math
from dataclasses import dataclass

from PIL import Image, ImageDraw

from benchmarks.copydetection.edits.lettering import Colour, font, write
from benchmarks.copydetection.edits.stickers import CHANNELS, EMOJIS, emoji, laid, logo
from benchmarks.copydetection.edits.studio import Box, Edit, Studio, covering, sized
from benchmarks.copydetection.edits.wording import headline, paragraph

_PHONE_WIDTH = 1080
_PHONE_HEIGHTS = (900, 2340)  # pixels: a shot trimmed to the post, a whole display
_DESKTOP = (1600, 1000)


@dataclass(frozen=True)
class Look:
    """Colours of one app."""

    ground: Colour
    ink: Colour
    faint: Colour
    accent: Colour


LOOKS = (
    Look((255, 255, 255), (20, 23, 26), (110, 118, 125), (29, 155, 240)),
    Look((21, 32, 43), (240, 243, 245), (136, 153, 166), (29, 155, 240)),
    Look((236, 240, 245), (30, 30, 34), (120, 126, 135), (64, 130, 80)),
    Look((24, 25, 26), (228, 230, 235), (160, 163, 168), (60, 120, 235)),
)


@dataclass(frozen=True)
class App:
    """``unit``: how large everything is drawn, as users set it. ``button``: its word, or none."""

    look: Look
    unit: float
    face: str
    button: str

    def px(self, length: int) -> int:
        """A length as drawn."""
        return round(length * self.unit)


def screenshot(share: float, *, desktop: bool = False) -> Edit:
    """The photograph covers ``share`` of the shot's area."""

    def edit(picture: Image.Image, studio: Studio) -> Image.Image:
        return (_desktop if desktop else _phone)(picture, studio, share)[0]

    return edit


def cropped_screenshot(share: float, left_out: float) -> Edit:
    """A phone's screenshot of which a share is cut away above and below the photograph.

    The cut keeps the photograph in sight; where too little is left beside it, it is cut too.
    """

    def edit(picture: Image.Image, studio: Studio) -> Image.Image:
        shot, (left, top, right, bottom) = _phone(picture, studio, share)
        kept = shot.width * shot.height * (1 - left_out)
        width = max(right - left, round(shot.width * studio.between(0.8, 1.0)))
        height = min(shot.height, round(kept / width))
        x = studio.whole(max(0, right - width), min(left, shot.width - width))
        spare = height - (bottom - top)
        y = top - round(spare * studio.between(0.2, 0.8))
        y = min(max(0, y), shot.height - height)
        return shot.crop((x, y, x + width, y + height))

    return edit


def _phone(picture: Image.Image, studio: Studio, share: float) -> tuple[Image.Image, Box]:
    """The shot and where the photograph lies in it."""
    app, width = _app(studio), _PHONE_WIDTH
    low, high = _PHONE_HEIGHTS
    height = round(width * width * picture.height / picture.width / share)
    height = min(max(height, low), high)
    shown = _to_area(picture, share * width * height, width, height * 0.92)
    shot = Image.new("RGB", (width, height), app.look.ground)
    spare = height - shown.height
    left = (width - shown.width) // 2
    top = round(spare * studio.between(0.35, 0.7))
    text_from = 0
    if spare > 260 * app.unit:
        _status_bar(shot, app, studio)
        text_from = _header(shot, app, studio, app.px(70)) + app.px(20)
    box = (app.px(30), text_from, width - app.px(30), top - 6)
    text = paragraph(studio, max(0, top - text_from) // app.px(50))
    write(ImageDraw.Draw(shot), box, text, font(app.face, app.px(38)), app.look.ink)
    shot.paste(shown, (left, top))
    _below(shot, app, studio, top + shown.height)
    return shot, (left, top, left + shown.width, top + shown.height)


def _desktop(picture: Image.Image, studio: Studio, share: float) -> tuple[Image.Image, Box]:
    app, (width, height) = _app(studio), _DESKTOP
    shown = _to_area(picture, share * width * height, width * 0.96, height * 0.9)
    shot = Image.new("RGB", _DESKTOP, app.look.ground)
    draw = ImageDraw.Draw(shot)
    left = round((width - shown.width) * studio.between(0.2, 0.6))
    top = min(150, height - shown.height)
    column = left + shown.width + 24
    size = app.px(22)
    for side, end in ((20, left - 24), (column, width - 20)):
        if end - side > 110:
            box = (side, 150, end, height - 20)
            write(draw, box, paragraph(studio, 15), font(app.face, size), app.look.ink, spacing=1.5)
    _browser_bar(shot, app, studio)
    draw.text((left, 96), headline(studio), app.look.ink, font("DejaVuSans-Bold.ttf", app.px(32)))
    shot.paste(shown, (left, top))
    foot = (left, top + shown.height + 14, left + shown.width, height)
    write(draw, foot, paragraph(studio, 4), font(app.face, app.px(24)), app.look.faint)
    return shot, (left, top, left + shown.width, top + shown.height)


def _to_area(picture: Image.Image, area: float, width: float, height: float) -> Image.Image:
    """Scaled to an area, trimmed where a side would be longer than the place allows."""
    shape = picture.width / picture.height
    across = math.sqrt(area * shape)
    down = across / shape
    if across > width:
        return covering(picture, round(width), round(min(height, area / width)))
    if down > height:
        return covering(picture, round(min(width, area / height)), round(height))
    return sized(picture, across, down)


def _app(studio: Studio) -> App:
    return App(
        look=studio.pick(LOOKS),
        unit=studio.pick((0.8, 0.9, 1.0, 1.1, 1.25)),
        face=studio.pick(("", "", "DejaVuSans.ttf")),
        button=studio.pick(("Follow", "Folgen", "")),
    )


def _status_bar(shot: Image.Image, app: App, studio: Studio) -> None:
    draw, ink, right = ImageDraw.Draw(shot), app.look.ink, shot.width
    clock = f"{studio.whole(0, 23):02}:{studio.whole(0, 59):02}"
    draw.text((app.px(50), app.px(14)), clock, ink, font("DejaVuSans-Bold.ttf", app.px(34)))
    foot, step = app.px(46), app.px(14)
    for bar in range(4):
        x = right - app.px(250) + step * bar
        draw.rectangle((x, foot - app.px(8) * (bar + 1), x + app.px(9), foot), ink)
    waves = (right - app.px(180), app.px(18), right - app.px(132), app.px(66))
    draw.arc(waves, 225, 315, ink, app.px(6))
    left, top = right - app.px(110), app.px(18)
    draw.rounded_rectangle((left, top, right - app.px(50), foot), app.px(6), outline=ink, width=3)
    charge = left + app.px(5) + app.px(studio.whole(8, 46))
    draw.rectangle((left + app.px(5), top + app.px(5), charge, foot - app.px(5)), ink)


def _header(shot: Image.Image, app: App, studio: Studio, top: int) -> int:
    """Avatar, user's name, handle, and perhaps a button; returns where it ends."""
    draw, look, side = ImageDraw.Draw(shot), app.look, app.px(90)
    face = covering(studio.other(), side, side)
    disc = Image.new("L", (side, side), 0)
    ImageDraw.Draw(disc).ellipse((0, 0, side - 1, side - 1), 255)
    shot.paste(face, (app.px(30), top), disc)
    name, left = studio.pick(CHANNELS), app.px(140)
    draw.text((left, top), name, look.ink, font("DejaVuSans-Bold.ttf", app.px(38)))
    handle = f"@{name.lower().replace(' ', '_')} · {studio.whole(1, 23)} h"
    draw.text((left, top + app.px(50)), handle, look.faint, font(app.face, app.px(32)))
    if app.button:
        right = shot.width - app.px(40)
        box = (right - app.px(210), top + app.px(12), right, top + app.px(78))
        draw.rounded_rectangle(box, app.px(32), look.accent)
        middle = right - app.px(105), top + app.px(45)
        draw.text(middle, app.button, "white", font(app.face, app.px(34)), anchor="mm")
    return top + side


def _below(shot: Image.Image, app: App, studio: Studio, top: int) -> None:
    """A row of reactions, then comments until the display ends."""
    draw, look = ImageDraw.Draw(shot), app.look
    width, height = shot.size
    middle = top + app.px(46)
    for number in range(4):
        x = width // 10 + width // 4 * number
        if number == 0:
            sign = emoji(studio.whole(0, EMOJIS - 1))
            laid(shot, sign, x / width, middle / height, app.px(54))
        else:
            half = app.px(24)
            box = (x - half, middle - half, x + half, middle + half)
            draw.rounded_rectangle(box, app.px(10) * number, outline=look.faint, width=4)
        count = f"{studio.whole(1, 99)},{studio.whole(0, 9)}K"
        place = x + app.px(40), middle - app.px(20)
        draw.text(place, count, look.faint, font(app.face, app.px(32)))
    y = top + app.px(110)
    while y + app.px(120) < height:
        y = _comment(shot, app, studio, y) + app.px(40)


def _comment(shot: Image.Image, app: App, studio: Studio, top: int) -> int:
    """Somebody's sign or coloured disc, name and words; returns where they end."""
    draw, side = ImageDraw.Draw(shot), app.px(80)
    if studio.chance(0.3):
        sign = logo(studio.whole(0, len(CHANNELS) - 1))
        x, y = app.px(85) / shot.width, (top + side / 2) / shot.height
        laid(shot, sign, x, y, app.px(110))
    else:
        tone = tuple(studio.whole(60, 220) for _ in range(3))
        draw.ellipse((app.px(40), top, app.px(40) + side, top + side), tone)
    left, right = app.px(150), shot.width - app.px(40)
    who = font("DejaVuSans-Bold.ttf", app.px(32))
    draw.text((left, top), studio.pick(CHANNELS), app.look.ink, who)
    box = (left, top + app.px(44), right, shot.height)
    return write(draw, box, headline(studio), font(app.face, app.px(34)), app.look.ink)


def _browser_bar(shot: Image.Image, app: App, studio: Studio) -> None:
    draw = ImageDraw.Draw(shot)
    draw.rectangle((0, 0, shot.width, 78), (222, 225, 230))
    for number, colour in enumerate(("#ff5f57", "#febc2e", "#28c840")):
        draw.ellipse((18 + 26 * number, 12, 34 + 26 * number, 28), colour)
    draw.rounded_rectangle((120, 38, shot.width - 160, 70), 16, (255, 255, 255))
    address = f"https://{studio.pick(CHANNELS).lower().replace(' ', '')}.example/world"
    draw.text((140, 40), address, (70, 70, 75), font(app.face, 24))
    draw.rectangle((120, 4, 480, 34), app.look.ground)
    draw.text((136, 6), studio.pick(CHANNELS), app.look.ink, font(app.face, 22))
