"""Text in, over and beside photographs, set in a font that is at hand."""

import functools
from collections.abc import Iterator

from PIL import Image, ImageDraw, ImageFont

from benchmarks.copydetection.edits.studio import Box, Edit, Studio, scaled
from benchmarks.copydetection.edits.wording import headline, paragraph

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
Colour = tuple[int, int, int]

FACES = ("", "DejaVuSans-Bold.ttf", "DejaVuSerif.ttf", "DejaVuSansCondensed-Bold.ttf")
"""The first is Pillow's own; where another is not installed, Pillow's own stands in."""

# Dark on light and light on dark: background, letters.
_SCHEMES: tuple[tuple[Colour, Colour], ...] = (
    ((255, 255, 255), (10, 10, 10)),
    ((0, 0, 0), (255, 255, 255)),
    ((190, 20, 25), (255, 255, 255)),
    ((15, 40, 90), (255, 255, 255)),
    ((250, 215, 20), (15, 15, 15)),
)


@functools.lru_cache(maxsize=128)
def font(face: str, size: int) -> Font:
    if face:
        try:
            return ImageFont.truetype(face, size)
        except OSError:
            pass
    return ImageFont.load_default(size)


def lines(text: str, chosen: Font, width: float) -> Iterator[str]:
    """Broken between words so that each line fits into ``width`` pixels."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and chosen.getlength(longer) > width:
            yield line
            line = word
        else:
            line = longer
    yield line


def write(
    draw: ImageDraw.ImageDraw,
    box: Box,
    text: str,
    chosen: Font,
    colour: Colour,
    *,
    spacing: float = 1.3,
    centred: bool = False,
) -> int:
    """Write into a box as many lines as fit; returns where the next line would begin."""
    left, top, right, bottom = box
    size = getattr(chosen, "size", 12)
    y = top
    for line in lines(text, chosen, right - left):
        if y + size * 1.15 > bottom:
            break
        x = left + (right - left - chosen.getlength(line)) / 2 if centred else left
        draw.text((x, y), line, colour, chosen)
        y += round(size * spacing)
    return y


def caption_bar(share: float) -> Edit:
    """A bar above or below of ``share`` of the height that comes out, full of text."""

    def edit(picture: Image.Image, studio: Studio) -> Image.Image:
        bar = round(picture.height * share / (1 - share))
        colours, face = studio.pick(_SCHEMES), studio.pick(FACES)
        return barred(picture, bar, studio.chance(0.5), headline(studio), colours, face)

    return edit


def barred(
    picture: Image.Image,
    bar: int,
    above: bool,
    text: str,
    colours: tuple[Colour, Colour],
    face: str,
) -> Image.Image:
    """``bar`` pixels are added; the letters are as large as lets all of the text in."""
    canvas = Image.new("RGB", (picture.width, picture.height + bar), colours[0])
    canvas.paste(picture, (0, bar if above else 0))
    top = 0 if above else picture.height
    edge = max(4, picture.width // 40)
    box = (edge, top + edge // 2, picture.width - edge, top + bar)
    chosen = fitting(text, face, box)
    write(ImageDraw.Draw(canvas), box, text, chosen, colours[1])
    return canvas


def fitting(text: str, face: str, box: Box) -> Font:
    """The largest letters (of a row of sizes) with which a text fits into a box."""
    width, height = box[2] - box[0], box[3] - box[1]
    for size in (160, 120, 96, 76, 60, 48, 38, 30, 24, 19, 15):
        chosen = font(face, size)
        if len(list(lines(text, chosen, width))) * size * 1.3 <= height:
            return chosen
    return font(face, 12)


def meme(picture: Image.Image, studio: Studio) -> Image.Image:
    """White capitals with black edges, at the top and at the foot."""
    changed = picture.copy()
    for above in (True, False):
        _outlined(changed, headline(studio).upper(), 0.25, above)
    return changed


def covered_in_text(share: float) -> Edit:
    """Large outlined capitals over ``share`` of the height, from the top."""

    def edit(picture: Image.Image, studio: Studio) -> Image.Image:
        changed = picture.copy()
        text = paragraph(studio, round(5 * share))
        _outlined(changed, text.upper(), share, studio.chance(0.5))
        return changed

    return edit


def _outlined(picture: Image.Image, text: str, share: float, above: bool) -> None:
    height = round(picture.height * share)
    top = 0 if above else picture.height - height
    edge = picture.width // 50
    box = (edge, top + 2, picture.width - edge, top + height)
    chosen = fitting(text, "DejaVuSansCondensed-Bold.ttf", box)
    size = getattr(chosen, "size", 12)
    draw = ImageDraw.Draw(picture)
    y = box[1]
    for line in lines(text, chosen, box[2] - box[0]):
        x = (picture.width - chosen.getlength(line)) / 2
        stroke = max(1, size // 14)
        draw.text((x, y), line, "white", chosen, stroke_width=stroke, stroke_fill="black")
        y += round(size * 1.2)


def banner(picture: Image.Image, studio: Studio) -> Image.Image:
    """A television banner over the lower third: a coloured label and a line on dark ground."""
    changed = picture.copy()
    draw = ImageDraw.Draw(changed)
    width, height = picture.size
    high = studio.between(0.12, 0.2) * height
    top = round(height * studio.between(0.66, 0.78))
    middle, foot = round(top + high / 2), round(top + high)
    word = studio.pick(("BREAKING NEWS", "LIVE", "EILMELDUNG", "WORLD", "EXCLUSIVE"))
    across = round(width * studio.between(0.3, 0.5))
    draw.rectangle((0, top, across, middle), studio.pick(((200, 16, 30), (20, 90, 170))))
    draw.rectangle((0, middle, width, foot), (20, 24, 44))
    face = studio.pick(("DejaVuSans-Bold.ttf", "DejaVuSansCondensed-Bold.ttf"))
    edge = width // 50
    named = (edge, top + 2, across - edge, middle)
    draw.text(named[:2], word, "white", fitting(word, face, named))
    below = (edge, middle + 2, width - edge, foot)
    text = headline(studio)
    write(draw, below, text, fitting(text, face, below), (255, 255, 255))
    return changed


def shaded_quote(picture: Image.Image, studio: Studio) -> Image.Image:
    """A quotation over the whole darkened picture."""
    dark = Image.blend(picture, Image.new("RGB", picture.size), 0.45)
    edge = picture.width // 12
    box = (edge, picture.height // 8, picture.width - edge, picture.height * 7 // 8)
    text = f"“{headline(studio)}”"
    face = "DejaVuSerif.ttf"
    write(ImageDraw.Draw(dark), box, text, fitting(text, face, box), (250, 250, 250), centred=True)
    return dark


def stamp(picture: Image.Image, studio: Studio) -> Image.Image:
    """A word across the picture, slanted, in red letters with a frame."""
    chosen = font("DejaVuSans-Bold.ttf", 150)
    word = studio.pick(("MISLEADING", "OLD PHOTO", "EXCLUSIVE", "CENSORED"))
    width = round(chosen.getlength(word)) + 80
    ink = Image.new("RGBA", (width, 240), (0, 0, 0, 0))
    draw = ImageDraw.Draw(ink)
    draw.rectangle((8, 8, width - 9, 231), outline=(205, 15, 20, 235), width=14)
    draw.text((40, 30), word, (205, 15, 20, 235), chosen)
    ink = scaled(ink, picture.width * 0.8 / width)
    turned = ink.rotate(studio.between(8, 25), Image.Resampling.BICUBIC, expand=True)
    changed = picture.copy()
    at = (picture.width - turned.width) // 2, (picture.height - turned.height) // 2
    changed.paste(turned, at, turned)
    return changed
