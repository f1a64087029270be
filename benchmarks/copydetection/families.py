"""The families of edits, each with its levels, and the hard set.

Modelled on INRIA Copydays (Jégou, Douze, Schmid 2008: JPEG and crop series, strong edits), DISC21
(Douze et al. 2021: overlays, collages, screenshots, chains of edits) and what happens to news
photographs: messengers, captions, screenshots of posts, photographs of screens, prints.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image

from benchmarks.copydetection.edits import (
    changing,
    degrading,
    encoding,
    framing,
    layouts,
    lettering,
    photographing,
    screens,
    stickers,
    toning,
)
from benchmarks.copydetection.edits.studio import Edit, Studio, chained, jpeg, one_of


@dataclass(frozen=True)
class Level:
    """``quality``: range of the JPEG quality that the result is saved with."""

    edit: Edit
    quality: tuple[int, int] = (70, 92)

    def apply(self, picture: Image.Image, studio: Studio) -> bytes:
        """The edited picture as the bytes of a JPEG file."""
        made = self.edit(picture, studio)
        return jpeg(made.convert("RGB"), studio.whole(*self.quality))


Levels = Mapping[str, Level]


def _saved_at(quality: int, edit: Edit = encoding.as_is) -> Level:
    return Level(edit, (quality, quality))


_MESSENGERS: Levels = {
    "1280 q75": Level(encoding.messenger(1280), (75, 75)),
    "1600 q70, passed on": Level(encoding.messenger(1600, 75), (70, 70)),
    "800 q60": Level(encoding.messenger(800), (60, 60)),
    "800 q50, passed on twice": Level(encoding.messenger(800, 70, 55), (50, 50)),
    "640 q40, passed on": Level(encoding.messenger(640, 60), (40, 40)),
}

_COLOURS: Levels = {
    "grey": Level(toning.grey),
    "sepia": Level(toning.sepia),
    "saturation 0.3": Level(toning.saturation(0.3)),
    "saturation 2": Level(toning.saturation(2.0)),
    "warm": Level(toning.channel_gains(1.2, 1.0, 0.75)),
    "cold": Level(toning.channel_gains(0.8, 1.0, 1.25)),
    "old film": Level(toning.faded),
    "gamma 0.5": Level(toning.gamma(0.5)),
    "gamma 2": Level(toning.gamma(2.0)),
    "brighter": Level(toning.brightness(1.5)),
    "darker": Level(toning.brightness(0.5)),
    "contrast 0.45": Level(toning.contrast(0.45)),
    "contrast 1.8": Level(toning.contrast(1.8)),
    "posterised to 3 bits": Level(toning.posterise(3)),
    "equalised": Level(toning.equalise),
}

_DEGRADED: Levels = {
    "blur 2": Level(degrading.blur(2)),
    "blur 4": Level(degrading.blur(4)),
    "motion blur 15": Level(degrading.motion_blur(15)),
    "noise 20": Level(degrading.noise(20)),
    "noise 40": Level(degrading.noise(40)),
    "pixelated 4": Level(degrading.pixelate(4)),
    "pixelated 8": Level(degrading.pixelate(8)),
    "sharpened": Level(degrading.sharpen(250)),
    "palette 32": Level(degrading.palette(32)),
    "chain of 3": Level(encoding.passed_on(3), (50, 70)),
    "chain of 5": Level(encoding.passed_on(5), (40, 60)),
}

_ROTATED: Levels = {
    "2 cropped": Level(framing.rotate(2, filled=False)),
    "5 filled": Level(framing.rotate(5, filled=True)),
    "10 cropped": Level(framing.rotate(10, filled=False)),
    "20 filled": Level(framing.rotate(20, filled=True)),
    "45 cropped": Level(framing.rotate(45, filled=False)),
    "45 filled": Level(framing.rotate(45, filled=True)),
    "90": Level(framing.quarter_turns(1)),
    "180": Level(framing.quarter_turns(2)),
    "270": Level(framing.quarter_turns(3)),
}

_COMBINED: Levels = {
    "crop30+caption+q40": _saved_at(40, chained(framing.crop(0.3), lettering.caption_bar(0.2))),
    "mirror+crop20+filter+messenger": Level(
        chained(framing.mirror, framing.crop(0.2), toning.app_filter, encoding.messenger(800, 60)),
        (60, 70),
    ),
    "meme+letterbox+chain3": Level(
        chained(lettering.meme, framing.letterbox(1.0, blurred=True), encoding.passed_on(3))
    ),
    "rot8+logo+colour+q50": _saved_at(
        50,
        chained(framing.rotate(8, filled=False), stickers.corner_logo, toning.app_filter),
    ),
    "screenshot+messenger": Level(
        chained(screens.screenshot(0.5), encoding.messenger(1280, 60)), (60, 70)
    ),
    "splice+crop25+chain2": Level(
        chained(changing.splice(0.08), framing.crop(0.25), encoding.passed_on(2))
    ),
    "grey+crop40+emojis+noise": Level(
        chained(toning.grey, framing.crop(0.4), stickers.emojis(4), degrading.noise(12))
    ),
    "collage+caption+half size": Level(
        chained(layouts.collage(2), lettering.caption_bar(0.2), encoding.resize(0.5))
    ),
    "pen marks+screenshot+mirror": Level(
        chained(stickers.pen_marks, screens.screenshot(0.6), framing.mirror)
    ),
    "crop30+photo of screen+messenger": Level(
        chained(
            framing.crop(0.3),
            photographing.photo_of_screen(photographing.LIGHT),
            encoding.messenger(1280, 70),
        ),
        (60, 75),
    ),
}

FAMILIES: Mapping[str, Levels] = {
    "jpeg": {f"q{quality}": _saved_at(quality) for quality in (3, 5, 8, 10, 15, 20, 30)},
    "resize": {
        f"{percent} %": Level(encoding.resize(percent / 100), (80, 92))
        for percent in (75, 50, 35, 20, 15, 10)
    },
    "messenger": _MESSENGERS,
    "crop": {
        f"-{percent} %": Level(framing.crop(percent / 100))
        for percent in (10, 20, 30, 40, 50, 60, 70, 80)
    },
    "mirror": {
        "left-right": Level(framing.mirror),
        "left-right+crop20": Level(chained(framing.mirror, framing.crop(0.2))),
        "upside down": Level(framing.flip),
    },
    "rotate": _ROTATED,
    "colour": _COLOURS,
    "degrade": _DEGRADED,
    "caption_bar": {
        f"{percent} %": Level(lettering.caption_bar(percent / 100)) for percent in (15, 25, 35, 50)
    },
    "text_over": {
        "meme": Level(lettering.meme),
        "banner": Level(lettering.banner),
        "40 % in letters": Level(lettering.covered_in_text(0.4)),
        "70 % in letters": Level(lettering.covered_in_text(0.7)),
        "quotation": Level(lettering.shaded_quote),
        "stamp": Level(lettering.stamp),
    },
    "overlay": {
        "logo": Level(stickers.corner_logo),
        "4 emojis": Level(stickers.emojis(4)),
        "12 emojis": Level(stickers.emojis(12)),
        "watermark": Level(stickers.watermark),
        "stickers": Level(stickers.star_sticker),
        "pen marks": Level(stickers.pen_marks),
    },
    "screenshot": {
        "75 %": Level(screens.screenshot(0.75)),
        "60 %": Level(screens.screenshot(0.60)),
        "45 %": Level(screens.screenshot(0.45)),
        "30 %": Level(screens.screenshot(0.30)),
        "desktop 45 %": Level(screens.screenshot(0.45, desktop=True)),
        "desktop 30 %": Level(screens.screenshot(0.30, desktop=True)),
    },
    "collage": {f"{count}": Level(layouts.collage(count)) for count in (2, 3, 4)},
    "pip": {f"{percent} %": Level(layouts.inset(percent / 100)) for percent in (40, 25, 15, 10)},
    "border": {
        "white": Level(framing.frame(0.06, "white")),
        "black, broad": Level(framing.frame(0.25, "black")),
        "two colours": Level(framing.frame(0.15, "#b01020", "#f0e0b0")),
        "instant film": Level(framing.instant_film),
        "letterbox": Level(framing.letterbox(1.0, blurred=False)),
        "blurred sides": Level(framing.letterbox(9 / 16, blurred=True)),
    },
    "photo_of_screen": {
        "light": Level(photographing.photo_of_screen(photographing.LIGHT)),
        "tilted": Level(photographing.photo_of_screen(photographing.TILTED)),
        "dark room": Level(photographing.photo_of_screen(photographing.DARK_ROOM)),
        "curved": Level(photographing.photo_of_screen(photographing.CURVED)),
        "harsh": Level(photographing.photo_of_screen(photographing.HARSH), (50, 75)),
    },
    "print_scan": {
        "newspaper": Level(photographing.print_scan(photographing.NEWSPAPER)),
        "colour print": Level(photographing.print_scan(photographing.COLOUR_PRINT)),
        "magazine": Level(photographing.print_scan(photographing.MAGAZINE)),
        "photocopy": Level(photographing.print_scan(photographing.PHOTOCOPY)),
        "folded": Level(photographing.print_scan(photographing.FOLDED)),
    },
    "edit_splice": {
        f"{percent} %": Level(changing.splice(percent / 100)) for percent in (5, 10, 20)
    },
    "edit_inpaint": {
        "4 % filled": Level(changing.inpainted(0.04)),
        "10 % filled": Level(changing.inpainted(0.10)),
        "8 % blurred": Level(changing.blurred_out(0.08)),
        "8 % pixelated": Level(changing.blurred_out(0.08, coarse=True)),
    },
    "edit_copymove": {
        f"{percent} %": Level(changing.copy_move(percent / 100)) for percent in (4, 8, 15)
    },
    "combo": _COMBINED,
}

_NEWS_PRINT = chained(toning.grey, photographing.print_scan(photographing.Print(cell=5, grey=True)))
_SCREEN = one_of(
    photographing.photo_of_screen(photographing.LIGHT),
    photographing.photo_of_screen(photographing.TILTED),
    photographing.photo_of_screen(photographing.DARK_ROOM),
)

HARD: Mapping[str, Levels] = {
    "hard_crop": {"-85%": Level(framing.crop(0.85)), "-93%": Level(framing.crop(0.93))},
    "hard_small": {
        "100px": Level(encoding.long_side(100), (75, 90)),
        "160px+q20": _saved_at(20, encoding.long_side(160)),
        "64px": Level(encoding.long_side(64), (75, 90)),
    },
    "hard_pip": {
        "5%": Level(layouts.inset(0.05)),
        "2.5%": Level(layouts.inset(0.025)),
        "10%+mirror+filter+chain3": Level(
            chained(framing.mirror, toning.app_filter, layouts.inset(0.10), encoding.passed_on(3))
        ),
    },
    "hard_collage": {
        "6": Level(layouts.collage(6)),
        "9": Level(layouts.collage(9)),
        "9+chain3+q30": _saved_at(30, chained(layouts.collage(9), encoding.passed_on(3))),
    },
    "hard_screenshot": {
        "18%": Level(screens.screenshot(0.18)),
        "30%+crop50+q30": _saved_at(30, screens.cropped_screenshot(0.30, 0.50)),
    },
    "hard_degrade": {
        "blur10": Level(degrading.blur(10)),
        "noise70": Level(degrading.noise(70)),
    },
    "hard_replaced": {
        "30%": Level(changing.replaced(0.30)),
        "55%": Level(changing.replaced(0.55)),
    },
    "hard_combo": {
        "crop70+mirror+rot15+filter+caption+q30": _saved_at(
            30,
            chained(
                framing.crop(0.7),
                framing.mirror,
                framing.rotate(15, filled=True),
                toning.app_filter,
                lettering.caption_bar(0.2),
            ),
        ),
        "screen_photo+crop50+chain3": Level(
            chained(_SCREEN, framing.crop(0.5), encoding.passed_on(3))
        ),
        "print_grey+crop50+emojis+q30": _saved_at(
            30, chained(_NEWS_PRINT, framing.crop(0.5), stickers.emojis(5))
        ),
    },
}

# What references wear that show other photographs: see ``references.templated``.
TEMPLATES: tuple[tuple[str, str], ...] = tuple(
    (family, level)
    for family in ("overlay", "caption_bar", "screenshot", "text_over", "border")
    for level in FAMILIES[family]
)


def level_of(family: str, level: str) -> Level:
    """Raises KeyError where there is none of that name."""
    return (FAMILIES.get(family) or HARD[family])[level]
