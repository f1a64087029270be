"""Whose block grid is it? Areas that follow another JPEG grid than the rest of the picture.

Each pixel votes for the grid, of 64, whose block around it has most coefficients that a saving has
quantised to nothing; a grid counts where it has more votes than chance would give it (Nikoukhah,
Anger, Ehret, Colom, Morel, Grompone von Gioi, "ZERO: a local JPEG grid origin detector based on the
number of DCT zeros", IPOL 2021). Written from the paper's description. A *missing* grid is not
reported: filters and smooth ground lose it as well.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provcheck.forensics.blocks import SIDE, all_frequencies, whole_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

_GRIDS = SIDE * SIDE
# A coefficient smaller than this is nothing (the paper's).
_NOTHING = 0.5
# Votes of one area lie within so many pixels of each other (the paper's radius).
_REACH = 4
# What an area must have besides the paper's number of false alarms below one. All of it from
# ``python -m benchmarks.forensics grid --split tune``: the logarithm of that number; share of the
# box that votes alike (pictures that were WebP before stay below 0.1); its shorter side in pixels.
_LEAST, _DENSE, _NARROWEST = 2.0, 0.35, 24
# Other codecs have blocks of four, so a grid half a block off says nothing about JPEG.
_HALF = SIDE // 2
# Areas of another grid that cover more of the picture than this are a picture in a page.
_LAYOUT = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class GridArea:
    """``mask``: (h, w) bool. ``evidence``: -log10 of the number of false alarms to be expected in
    a picture of this size."""

    mask: NDArray[np.bool_]
    evidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Grids:
    """``main``: where the grid of most of the picture begins (down, across), 0 to 7. ``areas``:
    those of other grids, strongest first. ``layout``: a picture in a page was taken for one."""

    main: tuple[int, int]
    areas: tuple[GridArea, ...] = ()
    layout: bool = False


def block_grids(luminance: NDArray[np.float32]) -> Grids | None:
    """The grids of a (h, w) luminance; None where no JPEG grid shows."""
    import numpy as np

    votes = _votes(np.rint(luminance).astype(np.float32))
    height, width = votes.shape
    tests = 2 * math.log10(_GRIDS * height * width)
    counts = np.bincount(votes[votes >= 0], minlength=_GRIDS)
    main = int(counts.argmax())
    if tests + _log_tail(height * width, int(counts[main])) >= 0:
        return None
    others = [grid for grid in range(_GRIDS) if not _alike(grid, main)]
    areas = [area for grid in others for area in _areas(votes == grid, tests)]
    areas.sort(key=lambda area: -area.evidence)
    place = divmod(main, SIDE)
    if sum(float(area.mask.mean()) for area in areas) > _LAYOUT:
        return Grids(main=place, layout=True)
    return Grids(main=place, areas=tuple(areas))


def _alike(grid: int, main: int) -> bool:
    (down, across), (main_down, main_across) = divmod(grid, SIDE), divmod(main, SIDE)
    return (down - main_down) % _HALF == 0 and (across - main_across) % _HALF == 0


def _votes(luminance: NDArray[np.float32]) -> NDArray[np.int16]:
    """Per pixel the grid it votes for, -1 for none."""
    import numpy as np

    votes = np.full(luminance.shape, -1, np.int16)
    most = np.zeros(luminance.shape, np.int16)
    for grid in range(_GRIDS):
        down, across = divmod(grid, SIDE)
        rows, columns = whole_blocks(luminance, down, across)
        if not rows or not columns:
            continue
        zeros = _zeros(luminance, down, across)
        covered = (
            slice(down, down + rows * SIDE),
            slice(across, across + columns * SIDE),
        )
        here, best = np.kron(zeros, np.ones((SIDE, SIDE), np.int16)), most[covered]
        own = votes[covered]
        own[here == best] = -1
        own[here > best] = grid
        np.maximum(best, here, out=best)
    inside = np.zeros(votes.shape, dtype=bool)
    inside[SIDE - 1 : 1 - SIDE, SIDE - 1 : 1 - SIDE] = True
    votes[~inside] = -1
    return votes


def _zeros(luminance: NDArray[np.float32], down: int, across: int) -> NDArray[np.int16]:
    """How many coefficients of each block are nothing; 0 for blocks that are constant one way, in
    which that says nothing."""
    import numpy as np

    blocks, frequencies = all_frequencies(luminance, down, across)
    nothing = np.abs(frequencies) < _NOTHING
    zeros = np.count_nonzero(nothing, axis=(2, 3)) - nothing[:, :, 0, 0]
    constant = np.zeros(zeros.shape, dtype=bool)
    for axis in (2, 3):
        constant |= (np.diff(blocks, axis=axis) == 0).all(axis=(2, 3))
    return np.where(constant, 0, zeros).astype(np.int16)


def _areas(votes: NDArray[np.bool_], tests: float) -> Iterator[GridArea]:
    """Where the votes (h, w) for one grid are more than chance."""
    import cv2
    import numpy as np

    fewest = math.ceil(_GRIDS * tests / math.log10(_GRIDS))
    if votes.sum() < fewest:
        return
    disc = np.ones((2 * _REACH + 1, 2 * _REACH + 1), np.uint8)
    near = cv2.dilate(votes.astype(np.uint8), disc)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(near)
    sizes = np.bincount(np.asarray(labels).ravel(), weights=votes.ravel(), minlength=count)
    for label in range(1, count):
        x, y, wide, tall = (int(value) for value in stats[label][:4])
        if sizes[label] < fewest or min(wide, tall) < _NARROWEST:
            continue
        alike = int(votes[y : y + tall, x : x + wide].sum())
        evidence = -(tests + _log_tail(wide * tall, alike))
        if evidence >= _LEAST and sizes[label] >= _DENSE * wide * tall:
            own = (np.asarray(labels) == label).astype(np.uint8)
            closed = cv2.erode(cv2.morphologyEx(own, cv2.MORPH_CLOSE, disc), disc)
            yield GridArea(mask=np.asarray(closed) > 0, evidence=evidence)


def _log_tail(pixels: int, votes: int) -> float:
    """log10 of an upper bound (Hoeffding 1963) of the chance that of so many pixels so many vote
    alike; 64 neighbours have one vote together."""
    trials, share, chance = pixels / _GRIDS, votes / pixels, 1 / _GRIDS
    if share <= chance:
        return 0.0
    if share >= 1:
        return trials * math.log10(chance)
    divergence = share * math.log10(share / chance)
    return -trials * (divergence + (1 - share) * math.log10((1 - share) / (1 - chance)))
