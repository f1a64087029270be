"""Pictures that fill a reference set and show nothing that is asked for."""

import numpy as np
from PIL import Image


def distractor(source: Image.Image, number: int, *, tile: int = 240) -> Image.Image:
    """A picture unlike the others: patches of a scene, turned, mirrored, shuffled and toned.

    ``number`` decides how; ``tile``: side of a patch in pixels, of which the picture has four
    across and three down.
    """
    rng = np.random.default_rng(number)
    width, height = 4 * tile, 3 * tile
    pixels = np.asarray(source.convert("RGB").resize((width, height)))
    patches = [
        pixels[y : y + tile, x : x + tile]
        for y in range(0, height, tile)
        for x in range(0, width, tile)
    ]
    turned = [
        np.rot90(patch, int(rng.integers(4)))[:: 1 - 2 * int(rng.integers(2))] for patch in patches
    ]
    order = rng.permutation(len(turned))
    rows = [np.hstack([turned[i] for i in order[row : row + 4]]) for row in (0, 4, 8)]
    mixed = np.vstack(rows) * rng.uniform(0.6, 1.2, 3) + rng.normal(0, 6, (height, width, 1))
    return Image.fromarray(mixed.clip(0, 255).astype(np.uint8))
