"""What was said of each picture beside what was done to it, and the figures that follow."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.forensics.edits import Mask
from benchmarks.forensics.sets import Item


@dataclass(frozen=True)
class Said:
    """``flagged``: a finding at warning or above. ``mask``: what it marks, any size, None for
    nothing. ``strength``: the evidence behind the strongest region, 0 for none. ``abstained``:
    no usable trace. ``laid_over``: the strongest region is said to look laid over. ``seconds`` of
    processor time, ``megapixels`` of the picture."""

    item: Item
    flagged: bool
    mask: NDArray[np.bool_] | None = None
    strength: float = 0.0
    abstained: bool = False
    laid_over: bool = False
    seconds: float = 0.0
    megapixels: float = 0.0


@dataclass(frozen=True)
class Overlap:
    """How the marked pixels lie on the changed ones."""

    f1: float
    mcc: float
    iou: float


def overlap(said: Said) -> Overlap:
    """Of an edited picture; a picture that was not flagged scores 0."""
    truth = said.item.mask
    assert truth is not None
    if said.mask is None or not said.flagged:
        return Overlap(0.0, 0.0, 0.0)
    marked = _sized(said.mask, truth)
    both = float((marked & truth).sum())
    only_marked, only_true = float(marked.sum()) - both, float(truth.sum()) - both
    neither = truth.size - both - only_marked - only_true
    f1 = 2 * both / max(2 * both + only_marked + only_true, 1)
    sides = (both + only_marked, both + only_true, neither + only_marked, neither + only_true)
    product = float(np.prod(np.sqrt(sides)))
    mcc = (both * neither - only_marked * only_true) / product if product else 0.0
    return Overlap(f1, mcc, both / max(both + only_marked + only_true, 1))


def hit(said: Said) -> bool:
    """Flagged, and what is marked touches what was changed."""
    return said.flagged and said.mask is not None and shared(said.mask, said.item.mask) > 0


def shared(marked: NDArray[np.bool_], truth: Mask | None) -> int:
    """Pixels that are marked and were changed."""
    return 0 if truth is None else int((_sized(marked, truth) & truth).sum())


def mean_f1(said: Sequence[Said]) -> float:
    return float(np.mean([overlap(each).f1 for each in said])) if said else float("nan")


def _sized(mask: NDArray[np.bool_], truth: Mask) -> Mask:
    if mask.shape == truth.shape:
        return mask
    size = (truth.shape[1], truth.shape[0])
    return np.asarray(cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)) > 0
