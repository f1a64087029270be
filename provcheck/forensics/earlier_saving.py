"""What an earlier JPEG saving left in the coefficients, and in which blocks it is missing.

A picture saved as JPEG has coefficients near multiples of that saving's steps. What comes later on
the same grid of blocks, a finer JPEG saving or a lossless one, keeps this comb (Lukas and Fridrich
2003; Bianchi and Piva 2012). A part that was changed in between has lost it.

For each low frequency two distributions of what can be observed are set against each other:
without an earlier saving, from the same picture's coefficients on a grid shifted by half a block
(which no saving has touched), and with one of step ``q1``, by rounding those to its multiples.
``q1`` is the one under which the whole picture is likeliest. Each block then has a log-likelihood
ratio, and what it should be, with its variance, if the block had been saved before or not.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provcheck.forensics.blocks import FREQUENCIES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Steps that are tried; 60 is what the IJG's tables have at low frequencies at quality 10.
_STEPS = tuple(range(2, 61))
# Distributions are taken apart by how lively a block is: a sky has other coefficients than grass.
_CLASSES = 3
# Frequencies that say how lively, the first in zigzag order.
_LIVELY = 9
# Width of the bins of unrounded coefficients.
_FINE = 0.25
# Probability that anything at all is observed.
_ODD = 1e-4
# What one coefficient may contribute: an outlier is not evidence.
_CLIP = 3.0
# Share of blocks supposed unchanged while the step is looked for.
_UNCHANGED = 0.9
# Mean gain in log-likelihood per coefficient from which a frequency is used.
_GAIN = 0.03
# A comb needs teeth: so many coefficients beyond half of its step. Where all are nothing, any large
# step would explain them.
_TEETH = 50
# Fewer blocks with detail than this (two lines of a small picture) have no distribution.
MIN_BLOCKS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """``bins`` (rows, columns, 20): coefficients in whole ``steps`` (20,), up to ``largest``.

    ``unsaved`` (rows', columns', 20): unrounded coefficients of the grid shifted by (4, 4).
    ``usable`` (rows, columns): blocks that have detail and are not burnt out. ``noise``: standard
    deviation that rounding to pixel values adds to a coefficient.
    """

    bins: NDArray[np.int32]
    unsaved: NDArray[np.float32]
    steps: NDArray[np.float64]
    usable: NDArray[np.bool_]
    largest: int
    noise: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Per block (rows, columns): ``ratio``, log-likelihood of an earlier saving against none;
    ``saved`` and ``unsaved``: what it should be with and without; ``variance`` with.

    ``frequencies``: how many took part; ``gain``: mean over all of the gain in log-likelihood per
    coefficient. ``earlier``: the steps found, 0 for frequencies that took no part.
    """

    ratio: NDArray[np.float64]
    saved: NDArray[np.float64]
    unsaved: NDArray[np.float64]
    variance: NDArray[np.float64]
    usable: NDArray[np.bool_]
    frequencies: int
    gain: float
    earlier: tuple[int, ...]

    @property
    def missing(self) -> NDArray[np.float64]:
        """By how much less a block speaks for an earlier saving than it should; 0 if unusable."""
        return (self.saved - self.ratio) * self.usable

    @property
    def room(self) -> NDArray[np.float64]:
        """What would be missing from a block that was not saved before; 0 if unusable."""
        return (self.saved - self.unsaved) * self.usable


def weigh(observed: Observed) -> Evidence | None:
    """Find the earlier saving and weigh each block; None when too few blocks have detail."""
    import numpy as np

    if observed.usable.sum() < MIN_BLOCKS:
        return None
    level, level_unsaved = _liveliness(observed)
    rows, columns = observed.unsaved.shape[:2]
    calm = observed.usable[:rows, :columns]
    if calm.sum() < MIN_BLOCKS:
        return None
    total: NDArray[np.float64] = np.zeros((4, *observed.usable.shape))
    gains, earlier = [], []
    for number in range(len(FREQUENCIES)):
        step, bins = float(observed.steps[number]), observed.bins[..., number]
        counts = _per_class(
            bins[observed.usable] + observed.largest,
            level[observed.usable],
            2 * observed.largest + 1,
        )
        reach = int(np.ceil((observed.largest + 0.5) * step / _FINE))
        fine = np.rint(observed.unsaved[..., number][calm] / _FINE)
        places = np.clip(fine, -reach, reach).astype(np.intp) + reach
        smooth = _smoothed(_per_class(places, level_unsaved[calm], 2 * reach + 1), step)
        fit = _best_step(counts, smooth, step, observed)
        gains.append(fit.gain)
        earlier.append(fit.step if fit.gain >= _GAIN else 0)
        if fit.gain >= _GAIN:
            total += fit.spread(bins + observed.largest, level)
    return Evidence(
        ratio=total[0],
        saved=total[1],
        unsaved=total[2],
        variance=total[3],
        usable=observed.usable,
        frequencies=sum(step > 0 for step in earlier),
        gain=float(np.mean(gains)),
        earlier=tuple(earlier),
    )


@dataclass(frozen=True, slots=True)
class _Fit:
    """Of one frequency: the likeliest earlier step, its gain per coefficient that is not zero,
    and the distributions (classes, bins) with and without it."""

    step: int
    gain: float
    saved: NDArray[np.float64]
    unsaved: NDArray[np.float64]

    def spread(self, places: NDArray[np.integer], level: NDArray[np.intp]) -> NDArray[np.float64]:
        """(4, rows, columns): the ratio, its expectations with and without, its variance."""
        import numpy as np

        scores = np.log((self.saved + _ODD) / (self.unsaved + _ODD)).clip(-_CLIP, _CLIP)
        with_it = (self.saved * scores).sum(axis=1)
        without = (self.unsaved * scores).sum(axis=1)
        variance = (self.saved * scores**2).sum(axis=1) - with_it**2
        return np.stack([scores[level, places], with_it[level], without[level], variance[level]])


def _liveliness(observed: Observed) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The class of each block and of each block of the shifted grid."""
    import cv2
    import numpy as np

    lively = np.log1p(np.abs(observed.unsaved[..., :_LIVELY]).sum(axis=-1))
    rows, columns = observed.usable.shape
    # A block is covered by four blocks of the shifted grid.
    around = np.asarray(cv2.blur(lively, (2, 2), anchor=(1, 1)), np.float32)
    pad = ((0, rows - around.shape[0]), (0, columns - around.shape[1]))
    own = np.pad(around, pad, mode="edge")
    limits = np.quantile(own[observed.usable], np.linspace(0, 1, _CLASSES + 1)[1:-1])
    return np.digitize(own, limits), np.digitize(lively, limits)


def _per_class(
    places: NDArray[np.integer], level: NDArray[np.intp], count: int
) -> NDArray[np.float64]:
    """Histograms (classes, count)."""
    import numpy as np

    flat = np.bincount(level * count + places, minlength=_CLASSES * count)
    return flat.reshape(_CLASSES, count).astype(np.float64)


def _smoothed(counts: NDArray[np.float64], step: float) -> NDArray[np.float64]:
    """Distributions (classes, bins) of unrounded coefficients: symmetrical, smooth, nowhere 0."""
    import cv2
    import numpy as np

    even = np.ascontiguousarray(counts + counts[:, ::-1])
    sigma = max(0.6, 0.12 * step / _FINE)
    smooth = np.asarray(cv2.GaussianBlur(even, (0, 0), sigmaX=sigma, sigmaY=1e-6))
    reach = counts.shape[1] // 2
    tails = np.exp(-np.abs(np.arange(-reach, reach + 1)) * _FINE / (4 * max(step, 1.0)))
    smooth = smooth + 2e-3 * tails
    return np.asarray(smooth / smooth.sum(axis=1, keepdims=True), np.float64)


def _best_step(
    counts: NDArray[np.float64], smooth: NDArray[np.float64], step: float, observed: Observed
) -> _Fit:
    import numpy as np

    largest = observed.largest
    reach = smooth.shape[1] // 2
    fine = np.arange(-reach, reach + 1) * _FINE
    once = np.clip(np.rint(fine / step), -largest, largest).astype(np.intp) + largest
    unsaved = _gathered(smooth, once, 2 * largest + 1)
    before = float((counts * np.log(unsaved + _ODD)).sum())
    best, chosen, likeliest = -np.inf, 0, unsaved
    for earlier in _STEPS:
        if abs(earlier - step) < 0.5:
            continue
        most = int(np.rint(reach * _FINE / earlier))
        multiple = np.rint(fine / earlier).astype(np.intp) + most
        combed = _gathered(smooth, multiple, 2 * most + 1)
        saved = combed @ _again(earlier, step, most, largest, observed.noise)
        saved /= np.maximum(saved.sum(axis=1, keepdims=True), 1e-9)
        mixed = _UNCHANGED * saved + (1 - _UNCHANGED) * unsaved
        likelihood = float((counts * np.log(mixed + _ODD)).sum())
        if likelihood > best:
            best, chosen, likeliest = likelihood, earlier, saved
    telling = float(counts.sum() - counts[:, largest].sum()) + 1
    teeth = np.abs(np.arange(-largest, largest + 1)) * step > chosen / 2
    if counts[:, teeth].sum() < _TEETH:
        return _Fit(0, 0.0, unsaved, unsaved)
    return _Fit(chosen, (best - before) / telling, likeliest, unsaved)


def _gathered(
    distribution: NDArray[np.float64], places: NDArray[np.intp], count: int
) -> NDArray[np.float64]:
    """Fine bins (classes, n) summed up into coarser ones (classes, count)."""
    import numpy as np

    return np.stack([np.bincount(places, each, minlength=count) for each in distribution])


@functools.lru_cache(maxsize=2048)
def _again(earlier: int, step: float, most: int, largest: int, noise: float) -> NDArray[np.float64]:
    """(multiples of ``earlier``, bins of ``step``): the chance that one is found in the other."""
    import numpy as np

    centres = np.arange(-most, most + 1) * float(earlier)
    edges = (np.arange(-largest, largest + 2) - 0.5) * step
    return np.asarray(np.diff(_below((edges[None] - centres[:, None]) / noise), axis=1))


def _below(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """The normal distribution function, from a table."""
    import numpy as np

    places, values = _normal()
    return np.interp(z, places, values)


@functools.cache
def _normal() -> tuple[Sequence[float], Sequence[float]]:
    from statistics import NormalDist

    normal = NormalDist()
    places = [number / 200 for number in range(-1300, 1301)]
    return places, [normal.cdf(place) for place in places]
