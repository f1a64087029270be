"""Maps that experts are used to. None of them decides anything, and none can raise a flag.

Error levels (Krawetz 2007), ghosts (Farid, "Exposing digital forgeries from JPEG ghosts", 2009),
noise (Mahdian and Saic 2009) and the block grid (Li et al. 2009) in plain grey. How little they
find at a low rate of false alarms is printed by ``python -m benchmarks.forensics expert``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Plane = NDArray[np.float32]

ExpertView = Literal["error-level", "ghosts", "noise", "grid"]
EXPERT_VIEWS: tuple[ExpertView, ...] = get_args(ExpertView)

# Larger pictures show a window of their middle: resizing would wipe out what the views show.
EXPERT_PIXELS = 4_000_000
_LEVEL_QUALITY = 90
_GHOSTS = tuple(range(50, 98, 4))
# Sides in pixels of the squares in which ghosts and noise are told.
_SQUARE = 16
# The strongest share of values is drawn white.
_WHITE = 0.01


def expert_view(pixels: Pixels, view: ExpertView) -> Pixels:
    """One view of (h, w, 3) RGB pixels **as stored**: (h, w) grey, brighter is more of it."""
    shown: Plane = _VIEWS[view](pixels)
    return _as_grey(shown, pixels.shape[0], pixels.shape[1])


def _error_level(pixels: Pixels) -> Plane:
    """How much another saving changes each pixel."""
    import numpy as np

    again = _saved(pixels, _LEVEL_QUALITY)
    return np.asarray(np.abs(pixels.astype(np.float32) - again).max(axis=2), np.float32)


def _ghosts(pixels: Pixels) -> Plane:
    """The quality at which another saving changes a place least, relative to its neighbours."""
    import cv2
    import numpy as np

    changes = []
    for quality in _GHOSTS:
        error = np.square(pixels.astype(np.float32) - _saved(pixels, quality)).mean(axis=2)
        changes.append(np.asarray(cv2.blur(error.astype(np.float32), (_SQUARE, _SQUARE))))
    stack = np.stack(changes)
    low, high = stack.min(axis=0), stack.max(axis=0)
    relative = (stack - low) / (high - low + 1e-3)
    dips = relative[:-2] + relative[2:] - 2 * relative[1:-1]
    return np.asarray(dips.argmax(axis=0) + 1, np.float32)


def _noise(pixels: Pixels) -> Plane:
    """The spread of the finest detail, as a median over squares."""
    import cv2
    import numpy as np

    luma = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.float32)
    # The kernel takes out planes and edges, not noise (Immerkaer 1996).
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32) / 6
    residual = np.abs(np.asarray(cv2.filter2D(luma, -1, kernel)))
    height, width = (side // _SQUARE * _SQUARE for side in residual.shape)
    if not height or not width:
        return residual
    squares = residual[:height, :width].reshape(
        height // _SQUARE, _SQUARE, width // _SQUARE, _SQUARE
    )
    return np.asarray(np.median(squares, axis=(1, 3)) / 0.6745, np.float32)


def _grid(pixels: Pixels) -> Plane:
    """By how much steps across the borders of blocks exceed those inside them."""
    import cv2
    import numpy as np

    luma = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.float32)
    height, width = (side // 8 * 8 for side in luma.shape)
    if not height or not width:
        return np.zeros_like(luma)
    luma = luma[:height, :width]
    second = np.zeros((2, height, width), np.float32)
    second[0, :, 1:-1] = np.abs(luma[:, 2:] - 2 * luma[:, 1:-1] + luma[:, :-2])
    second[1, 1:-1] = np.abs(luma[2:] - 2 * luma[1:-1] + luma[:-2])
    blocks = second.reshape(2, height // 8, 8, width // 8, 8)
    across, down = blocks[0].mean(axis=1), blocks[1].mean(axis=3)
    border = across[..., [0, 7]].mean(axis=2) + down[:, [0, 7]].mean(axis=1)
    inside = across[..., 2:6].mean(axis=2) + down[:, 2:6].mean(axis=1)
    return np.asarray(cv2.blur(np.log((border + 1) / (inside + 1)), (3, 3)), np.float32)


_VIEWS = {"error-level": _error_level, "ghosts": _ghosts, "noise": _noise, "grid": _grid}


def _saved(pixels: Pixels, quality: int) -> Plane:
    """Saved as JPEG with full colour resolution, and opened again."""
    import cv2
    import numpy as np

    options = [
        *(cv2.IMWRITE_JPEG_QUALITY, quality),
        *(cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444),
    ]
    coded = cv2.imencode(".jpg", pixels[:, :, ::-1], options)[1]
    again = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    assert again is not None  # it was coded just now
    return np.asarray(again[:, :, ::-1], np.float32)


def _as_grey(shown: Plane, height: int, width: int) -> Pixels:
    import cv2
    import numpy as np

    low, high = float(shown.min()), float(np.quantile(shown, 1 - _WHITE))
    level = np.clip((shown - low) / max(high - low, 1e-6) * 255, 0, 255).astype(np.uint8)
    sized = cv2.resize(level, (width, height), interpolation=cv2.INTER_NEAREST)
    return np.asarray(sized, np.uint8)
