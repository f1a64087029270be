"""Taking out what no homography expresses: lenses, wavy paper, curved screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provcheck.compare.fitting import fit, polynomial_terms
from provcheck.compare.planes import grey
from provcheck.compare.tiles import look_up

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# The polynomial repairs what a homography cannot express; larger shifts are content.
_MAX_SHIFT = 3.0
# Where the polynomial moves nothing further than this, it is left out.
_MIN_SHIFT = 0.1
# Side of a tile, step, and radius of the search in pixels.
_STRAIGHTENING = (32, 24, 3)


def straighten(
    subject: NDArray[np.uint8], warped: NDArray[np.float32], valid: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Take a smooth residual shift out of ``warped`` (h, w, 3), a polynomial through the places of
    the subject's tiles; it comes back as it is where there is none, or too much of it."""
    import cv2
    import numpy as np

    height, width = valid.shape
    size, step, radius = _STRAIGHTENING
    ours, theirs = grey(subject.astype(np.float32)), grey(warped)
    tiles = look_up(ours, theirs, valid, size=size, step=step, radius=radius)
    terms = polynomial_terms(tiles.centre, width, height)
    found = fit(terms, tiles) if tiles.count > 2 * terms.shape[2] else None
    if found is None:
        return warped
    # Evaluated where the tiles lie only: a polynomial knows nothing beyond its data.
    moves = np.abs(terms[found.used] @ found.parameters).max()
    if not _MIN_SHIFT < moves <= _MAX_SHIFT:
        return warped
    field = _field(found.parameters, tiles.centre, width, height)
    columns, rows = np.meshgrid(
        np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    )
    moved = cv2.remap(
        warped,
        columns + field[..., 0],
        rows + field[..., 1],
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.clip(np.asarray(moved, dtype=np.float32), 0, 255)


def _field(
    parameters: NDArray[np.float64], centre: NDArray[np.float64], width: int, height: int
) -> NDArray[np.float32]:
    """The polynomial's shift for every pixel (h, w, 2), constant beyond the outermost tiles."""
    import cv2
    import numpy as np

    left, top = centre.min(axis=0)
    right, bottom = centre.max(axis=0)
    x = np.clip(np.linspace(0, width - 1, 33), left, right)
    y = np.clip(np.linspace(0, height - 1, 33), top, bottom)
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    shift = (polynomial_terms(grid, width, height) @ parameters).reshape(33, 33, 2)
    across = np.linspace(0, 32, width, dtype=np.float32)
    down = np.linspace(0, 32, height, dtype=np.float32)
    columns, rows = np.meshgrid(across, down)
    return np.asarray(
        cv2.remap(shift.astype(np.float32), columns, rows, cv2.INTER_LINEAR), dtype=np.float32
    )
