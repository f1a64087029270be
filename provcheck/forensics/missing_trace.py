"""From evidence per block to areas in which an earlier saving's trace is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from provcheck.forensics.blocks import SIDE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from provcheck.forensics.earlier_saving import Evidence

Silence = Literal["too-small", "no-earlier-saving", "no-background", "saturated", "layout"]
"""Why nothing can be said: too few blocks with detail; too few frequencies show an earlier saving
(there was none, it was finer than the last, the picture was resized or cut since); it does not
run through most of the picture; burnt-out areas have lost it as well; what lacks it lies around
the picture, as on a page or a screen."""

# All set by ``python -m benchmarks.forensics blind --split tune``.
# An earlier saving shows in so many frequencies, with such a gain per coefficient.
_FREQUENCIES, _GAIN = 12, 0.3
# It runs through so much of the usable area, and its middle block is as the model has it.
_BACKGROUND, _MIDDLE = 0.8, 0.2
# A block has lost the trace when so much is missing, as a share of all there could be.
_LOST = 0.5
# An area as a whole has lost it when the share that is missing lies between these.
_LEAST, _MOST = 0.4, 1.5
# Evidence: what is missing, in standard deviations of what chance leaves out.
MIN_EVIDENCE = 22.0
# Smoothing over blocks; so many of them must be usable around a block.
_SIGMA, _DENSE = 1.5, 0.3
_SMALLEST = 4  # blocks
# A block with more burnt-out samples than this may have lost the trace by them.
_BURNT, _VERY_BURNT = 0.01, 0.2
# Where this share of the burnt-out blocks lost it, they explain it all, if there are so many.
_EXPLAINED, _MANY = 0.35, 30
# A line of blocks belongs to the picture when the trace runs through this share of what it does on
# average; a page is said to lie around it from this share of all blocks on.
_LINE, _AROUND, _RIM = 0.35, 0.02, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceArea:
    """``blocks`` (rows, columns) bool; ``evidence`` in standard deviations; ``share``: how much
    of the trace is missing, 1 for all of it."""

    blocks: NDArray[np.bool_]
    evidence: float
    share: float


def find_missing(evidence: Evidence, burnt: NDArray[np.float32]) -> tuple[TraceArea, ...] | Silence:
    """Areas without the trace, strongest first; a word where nothing can be said.

    ``burnt`` (rows, columns): the share of each block's samples that are burnt out. Such blocks are
    drawn but do not count: by how much they were clipped shows in no pixel, and others that look as
    burnt out and kept the trace do not vouch for them (tried: up to 2 % false alarms).
    """
    lost, known = _lost(evidence)
    silence = _silence(evidence, lost[known])
    if silence is not None:
        return silence
    hot = known & (lost > _LOST)
    very = evidence.usable & (burnt > _VERY_BURNT)
    if very.sum() >= _MANY and float(hot[very].mean()) > _EXPLAINED:
        return "saturated"
    inside = _extent(known & (lost < _LOST))
    counted = evidence.usable & inside & (burnt <= _BURNT)
    areas = [_area(evidence, part & inside, counted) for part in _components(hot)]
    found = [
        area
        for area in areas
        if area is not None and area.evidence >= MIN_EVIDENCE and _LEAST < area.share < _MOST
    ]
    if not found and float(hot[~inside].sum()) >= _AROUND * inside.size:
        return "layout"
    return tuple(sorted(found, key=lambda area: -area.evidence))


def _silence(evidence: Evidence, lost: NDArray[np.float64]) -> Silence | None:
    """``lost`` (n,): of the blocks around which it is known."""
    import numpy as np

    if evidence.frequencies < _FREQUENCIES or evidence.gain < _GAIN:
        return "no-earlier-saving"
    if not len(lost):
        return "too-small"
    if float((lost < _LOST).mean()) < _BACKGROUND or abs(float(np.median(lost))) > _MIDDLE:
        return "no-background"
    return None


def mask_of(area: TraceArea, height: int, width: int) -> NDArray[np.bool_]:
    """The pixels (height, width) of the area's blocks."""
    import numpy as np

    mask = np.zeros((height, width), dtype=bool)
    whole = np.repeat(np.repeat(area.blocks, SIDE, axis=0), SIDE, axis=1)
    mask[: whole.shape[0], : whole.shape[1]] = whole[:height, :width]
    return mask


def _lost(evidence: Evidence) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Which share of the trace is missing around each block, and where that is known."""
    import cv2
    import numpy as np

    def smooth(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(cv2.GaussianBlur(values, (0, 0), _SIGMA), np.float64)

    lost = smooth(evidence.missing) / np.maximum(smooth(evidence.room), 1e-6)
    return lost, smooth(evidence.usable.astype(np.float64)) > _DENSE


def _extent(good: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The upright rectangle of blocks in which the trace runs; a page lies around it.

    Where there is a page, the picture's outermost blocks show some of it as well.
    """
    import numpy as np

    inside = np.zeros(good.shape, dtype=bool)
    ends = []
    for axis in (1, 0):
        kept = np.nonzero(good.mean(axis=axis) > _LINE * good.mean())[0]
        ends.append((int(kept[0]), int(kept[-1]) + 1))
    (top, bottom), (left, right) = ends
    rim = 0 if (bottom - top, right - left) == good.shape else _RIM
    inside[top + rim : bottom - rim, left + rim : right - rim] = True
    return inside


def _area(
    evidence: Evidence, blocks: NDArray[np.bool_], counted: NDArray[np.bool_]
) -> TraceArea | None:
    """Weigh an area by those of its blocks that are ``counted``."""
    import numpy as np

    own = blocks & counted
    if own.sum() < _SMALLEST:
        return None
    missing = float(evidence.missing[own].sum())
    chance = float(np.sqrt(evidence.variance[own].sum())) + 1e-6
    share = missing / max(float(evidence.room[own].sum()), 1e-6)
    return TraceArea(blocks=blocks, evidence=missing / chance, share=share)


def _components(hot: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """Connected areas of blocks, the largest fifty."""
    import cv2
    import numpy as np

    count, labels = cv2.connectedComponents(hot.astype(np.uint8), connectivity=4)
    grid = np.asarray(labels)
    sizes = np.bincount(grid.ravel(), minlength=count)
    largest = [number for number in np.argsort(-sizes) if number != 0][:50]
    return [grid == number for number in largest if sizes[number] >= _SMALLEST]
