"""Saving coarsely, reducing, and passing through messengers."""

from PIL import Image

from benchmarks.copydetection.edits.studio import Edit, Studio, resaved, scaled


def as_is(picture: Image.Image, _: Studio) -> Image.Image:
    return picture


def resize(factor: float) -> Edit:
    """``factor``: of each side."""

    def edit(picture: Image.Image, _: Studio) -> Image.Image:
        return scaled(picture, factor)

    return edit


def long_side(side: int) -> Edit:
    """Reduced (or enlarged) to so many pixels."""

    def edit(picture: Image.Image, _: Studio) -> Image.Image:
        return scaled(picture, side / max(picture.size))

    return edit


def messenger(side: int, *qualities: int) -> Edit:
    """Reduced to a service's largest size and saved once for each time it was passed on."""

    def edit(picture: Image.Image, studio: Studio) -> Image.Image:
        picture = scaled(picture, min(1.0, side / max(picture.size)))
        for quality in qualities:
            picture = resaved(quality)(picture, studio)
        return picture

    return edit


def passed_on(times: int) -> Edit:
    """Saved so many times at low qualities, with a little change of size each time."""

    def edit(picture: Image.Image, studio: Studio) -> Image.Image:
        for _ in range(times):
            smaller = scaled(picture, studio.between(0.8, 1.05))
            picture = resaved(studio.whole(25, 60))(smaller, studio)
        return picture

    return edit
