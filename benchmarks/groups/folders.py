"""Making folders of copies, crops and pictures put together, whose groups are known."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from benchmarks.copydetection.edits import framing, layouts, lettering, screens
from benchmarks.copydetection.edits.encoding import messenger
from benchmarks.copydetection.edits.studio import Album, Edit, Studio, chained, jpeg

CROPS: Mapping[str, Edit] = {
    "crop -30 %": framing.crop(0.30),
    "crop -50 %": framing.crop(0.50),
    "crop -70 %": framing.crop(0.70),
    "crop -85 %": framing.crop(0.85),
    "mirrored crop -60 %": chained(framing.mirror, framing.crop(0.60)),
    "turned crop -50 %": chained(framing.rotate(10, filled=False), framing.crop(0.50)),
}
"""Parts of a photograph: it goes on around them."""

PUT_TOGETHER: Mapping[str, Edit] = {
    "collage of 2": layouts.collage(2),
    "collage of 4": layouts.collage(4),
    "collage of 9": layouts.collage(9),
    "10 % of another picture": layouts.inset(0.10),
    "30 % of another picture": layouts.inset(0.30),
    "screenshot 50 %": screens.screenshot(0.50),
    "screenshot 30 %": screens.screenshot(0.30),
    "caption bar 25 %": lettering.caption_bar(0.25),
}
"""Pictures that show a photograph among other things."""

_COPIES: Mapping[str, Edit] = {
    "passed on": messenger(1280, 75),
    "small": messenger(640),
    "left crop": framing.crop(0.80),
    "other crop": framing.crop(0.70),
}
"""What lies in a folder beside each photograph."""


@dataclass(frozen=True)
class Made:
    """``shows``: numbers of the photographs that are to be seen in it, one but for collages."""

    name: str
    content: bytes
    shows: frozenset[int]


def edited(picture: Image.Image, edit: Edit, hosts: Album, seed: int) -> bytes:
    """The edited picture as the bytes of a JPEG file."""
    studio = Studio(np.random.default_rng(seed), hosts)
    return jpeg(edit(picture, studio).convert("RGB"), studio.whole(70, 92))


def folder(photographs: Sequence[Image.Image], hosts: Album, seed: int) -> Iterator[Made]:
    """Each photograph with its copies; then neighbours side by side, and one set into the next."""
    for number, picture in enumerate(photographs):
        yield Made(f"{number:03d}-original.jpg", jpeg(picture, 95), frozenset({number}))
        for place, (name, edit) in enumerate(_COPIES.items()):
            content = edited(picture, edit, hosts, seed + 100 * number + place)
            yield Made(f"{number:03d}-{name}.jpg", content, frozenset({number}))
    for number in range(0, len(photographs) - 1, 2):
        both = frozenset({number, number + 1})
        neighbour = (photographs[number + 1],)
        edits = (("beside", layouts.collage(2)), ("set into", layouts.inset(0.2)))
        for place, (name, edit) in enumerate(edits):
            content = edited(photographs[number], edit, neighbour, seed + 7 * number + place)
            yield Made(f"{number:03d}-{name}.jpg", content, both)
