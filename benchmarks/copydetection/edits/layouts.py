"""The photograph among others: collages, and as a small part of another picture."""

import math

from PIL import Image, ImageOps

from benchmarks.copydetection.edits.studio import Box, Edit, Studio, covering, scaled, with_area

_CANVAS = 1500  # pixels, long side of a collage
_HOST = 1600  # pixels, long side of a picture that another one is set into

# Cells (left, top, right, bottom in shares of the canvas) and the canvas' width : height.
_LAYOUTS: dict[int, tuple[tuple[float, tuple[tuple[float, float, float, float], ...]], ...]] = {
    2: (
        (2.2, ((0, 0, 0.5, 1), (0.5, 0, 1, 1))),
        (0.8, ((0, 0, 1, 0.5), (0, 0.5, 1, 1))),
    ),
    3: (
        (1.5, ((0, 0, 0.6, 1), (0.6, 0, 1, 0.5), (0.6, 0.5, 1, 1))),
        (3.0, ((0, 0, 1 / 3, 1), (1 / 3, 0, 2 / 3, 1), (2 / 3, 0, 1, 1))),
        (0.9, ((0, 0, 1, 0.5), (0, 0.5, 0.5, 1), (0.5, 0.5, 1, 1))),
    ),
}


def collage(count: int) -> Edit:
    """``count`` pictures of which one is the photograph, cut to fill its cell."""

    def edit(picture: Image.Image, studio: Studio) -> Image.Image:
        shape, cells = studio.pick(_LAYOUTS.get(count) or (_grid(count),))
        width = round(_CANVAS * min(1.0, shape))
        height = round(_CANVAS * min(1.0, 1 / shape))
        canvas = Image.new("RGB", (width, height), studio.pick(("white", "black", "#d0d0d0")))
        gap = studio.pick((0, 4, 10))
        pictures = studio.apart(count - 1)
        pictures.insert(studio.whole(0, count - 1), picture)
        for shown, cell in zip(pictures, cells, strict=True):
            left, top, right, bottom = _in_pixels(cell, width, height, gap)
            canvas.paste(covering(shown, right - left, bottom - top), (left, top))
        return canvas

    return edit


def _grid(count: int) -> tuple[float, tuple[tuple[float, float, float, float], ...]]:
    """As square as goes: 4 is 2 x 2, 6 is 3 x 2, 9 is 3 x 3."""
    rows = math.isqrt(count)
    columns = count // rows
    return 4 / 3 * columns / rows, tuple(
        (c / columns, r / rows, (c + 1) / columns, (r + 1) / rows)
        for r in range(rows)
        for c in range(columns)
    )


def _in_pixels(cell: tuple[float, float, float, float], width: int, height: int, gap: int) -> Box:
    left, top, right, bottom = cell
    return (
        round(left * width) + gap // 2,
        round(top * height) + gap // 2,
        round(right * width) - gap // 2,
        round(bottom * height) - gap // 2,
    )


def inset(share: float) -> Edit:
    """The whole photograph on ``share`` of the area of another one; every third has a rim."""

    def edit(picture: Image.Image, studio: Studio) -> Image.Image:
        other = studio.other()
        host = scaled(other, _HOST / max(other.size))
        small = with_area(picture, share * host.width * host.height)
        if small.width > host.width or small.height > host.height:
            small = covering(small, min(small.width, host.width), min(small.height, host.height))
        if studio.chance(1 / 3) and small.width + 8 < host.width and small.height + 8 < host.height:
            small = ImageOps.expand(small, 4, "white")
        left = studio.whole(0, host.width - small.width)
        top = studio.whole(0, host.height - small.height)
        host = host.copy()
        host.paste(small, (left, top))
        return host

    return edit
