"""Smooth models of how far tiles are from their places, fitted so that outliers do not matter.

A copy is displaced by a smooth field only: what is wrong with a homography is a homography near
the identity, and what a lens, paper or a curved screen adds is a polynomial of low degree. The fit
is least squares with Cauchy weights (Holland and Welsch 1977), each tile weighted by how well its
place is known in which direction. Painted or moved content falls out as outliers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from provcheck.compare.tiles import Tiles

# Tiles with a lower correlation at their best place have no known place.
FOUND = 0.6
# A fit needs more tiles than it has parameters.
MIN_TILES = 12
_ROUNDS = 8
# Residuals in pixels below this are rounding.
_FLOOR = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """``parameters``: as the terms want them. ``used`` (n,) bool: the tiles that took part;
    ``off`` (used,): what is left of their shifts, in pixels along the best known direction;
    ``weight`` (used,): how well their places are known, relative to each other."""

    parameters: NDArray[np.float64]
    used: NDArray[np.bool_]
    off: NDArray[np.float64]
    weight: NDArray[np.float64]


def fit(terms: NDArray[np.float64], tiles: Tiles) -> Fit | None:
    """Fit ``shift = terms @ parameters``; ``terms``: (n, 2, parameters). None: too few tiles."""
    import numpy as np

    strength = np.trace(tiles.sharp, axis1=1, axis2=2)
    used = (tiles.peak >= FOUND) & (strength > 0)
    if used.sum() < MIN_TILES:
        return None
    rows, shift, sharp = terms[used], tiles.shift[used], tiles.sharp[used]
    known = sharp / np.maximum(np.linalg.eigvalsh(sharp)[:, 1], 1e-9)[:, None, None]
    strength = strength[used]
    weight = tiles.peak[used] ** 2 * np.minimum(strength / np.median(strength), 1)
    trust = np.ones(len(shift))
    for _ in range(_ROUNDS):
        metric = known * (trust * weight)[:, None, None]
        left = np.einsum("nik,nij->nkj", rows, metric)
        normal = np.einsum("nkj,njl->kl", left, rows)
        # A ridge far below the data: it only decides where they leave a direction open.
        normal += 1e-4 * np.trace(normal) / len(normal) * np.eye(len(normal))
        parameters = np.linalg.solve(normal, np.einsum("nkj,nj->k", left, shift))
        error = shift - rows @ parameters
        off = np.sqrt(np.maximum(np.einsum("ni,nij,nj->n", error, known, error), 0))
        scale = max(1.4826 * float(np.median(off)), _FLOOR)
        trust = 1 / (1 + (off / (2 * scale)) ** 2)
    return Fit(parameters=parameters, used=used, off=off, weight=weight)


def homography_terms(points: NDArray[np.float64], width: int, height: int) -> NDArray[np.float64]:
    """(n, 2, 8): a homography near the identity, linearised around it, at ``points`` (n, 2)."""
    import numpy as np

    x, y = _centred(points, width, height)
    one, zero = np.ones_like(x), np.zeros_like(x)
    across = [one, x, y, zero, zero, zero, x * x, x * y]
    down = [zero, zero, zero, one, x, y, x * y, y * y]
    return np.stack([np.stack(across, axis=1), np.stack(down, axis=1)], axis=1)


def as_homography(parameters: NDArray[np.float64], width: int, height: int) -> NDArray[np.float64]:
    """The 3x3 matrix ``point -> point + shift`` of parameters for :func:`homography_terms`."""
    import numpy as np

    half = max(width, height) / 2
    a, b, c, d, e, f, g, h = parameters / half
    near = np.array([[1 + b, c, a], [e, 1 + f, d], [-g, -h, 1]])
    scale = 1 / half
    normal = np.array(
        [
            [scale, 0, -(width - 1) / 2 * scale],
            [0, scale, -(height - 1) / 2 * scale],
            [0, 0, 1],
        ]
    )
    return np.asarray(np.linalg.inv(normal) @ near @ normal, dtype=np.float64)


def polynomial_terms(
    points: NDArray[np.float64], width: int, height: int, degree: int = 3
) -> NDArray[np.float64]:
    """(n, 2, k): polynomials in x and y of both components of the shift, at ``points`` (n, 2)."""
    import numpy as np

    x, y = _centred(points, width, height)
    powers = [(i, j) for i in range(degree + 1) for j in range(degree + 1 - i)]
    terms = np.stack([x**i * y**j for i, j in powers], axis=1)
    none = np.zeros_like(terms)
    return np.stack(
        [np.concatenate([terms, none], axis=1), np.concatenate([none, terms], axis=1)], axis=1
    )


def _centred(
    points: NDArray[np.float64], width: int, height: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Coordinates from the middle of the picture, the long side from -1 to 1."""
    half = max(width, height) / 2
    return (points[:, 0] - (width - 1) / 2) / half, (points[:, 1] - (height - 1) / 2) / half
