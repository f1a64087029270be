"""How likely is it that an alignment holds by chance?

Two measurements speak for a match: tiles that agree, and features that agree on one map. Their
chances are multiplied, each bounded so that neither decides alone. The result is the expected
number of false matches per compared pair; with a million references, 1e-9 a pair means one false
match in a thousand queries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provcheck.compare.chance import log10_tail
from provcheck.compare.evidence import Share

if TYPE_CHECKING:
    from provcheck.compare.alignment import Aligned

# What confirms a match: 1e-9 a pair.
_ENOUGH = -9.0
# Neighbouring tiles of a picture agree or disagree together: so many count as one, and one agrees
# by chance with this probability. ``python -m benchmarks.copydetection`` prints what unlike
# pictures laid on each other reach.
_TOGETHER = 5
_BY_CHANCE = 0.2
# The features' chance is cut off here: repeated structure (windows, fences) is not chance.
_FEATURES_AT_MOST = -12.0
# Less agreement than this is no copy, whatever the features say; and below the second, what agrees
# has to agree closely: a watermark over two photographs makes their tiles alike, not equal.
# Another photograph of the scene agrees in fewer places.
_OF_A_SCENE = 0.30
_LEAST_SHARE, _SOME_SHARE, _CLOSELY = 0.45, 0.65, 0.95
# With many features in their places all over what is left (a picture covered in letters), fewer
# tiles have to.
_VOUCHED_SHARE = 0.30
# Less than this of both pictures is a logo, a sticker, a line of text; and where only tiles speak
# (chances of features and of hashes above these) more of them have to agree, and much more has to
# be covered.
_LEAST_COVERED = 0.10
_NO_FEATURES, _NO_HASHES = -3.0, -9.0
_SHARE_ALONE, _COVERED_ALONE = 0.80, 0.4
# A drawn picture (map, poster, page of text, plain gradient) has to agree nearly everywhere, and
# in its features.
_DRAWN_SHARE, _DRAWN_COVERED, _DRAWN_FEATURES = 0.85, 0.6, -6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """``log10``: decimal logarithm of the expected false matches per pair. ``unlikely``: that is
    small enough. ``holds``: and enough agrees, closely enough, of enough of one of the pictures."""

    log10: float
    unlikely: bool
    holds: bool


def chance_of(
    aligned: Aligned,
    reference: tuple[int, ...],
    share: Share,
    features: float,
    hashes: float,
    *,
    vouched: bool = False,
) -> Proof:
    """``reference``: shape in pixels; ``features`` and ``hashes``: log10 of the chance of the
    registration, and of hashes as near as these (0 where they say nothing); ``vouched``: many
    features lie in their places and hardly any beside them."""
    tiles = max(1, round(share.tiles / _TOGETHER))
    features = max(features, _FEATURES_AT_MOST)
    log10 = log10_tail(tiles, round(share.share * tiles), _BY_CHANCE) + features + hashes
    covered = _covered(aligned, reference) * share.share
    if share.drawn:
        enough = share.share >= _DRAWN_SHARE and covered >= _DRAWN_COVERED
        enough &= features <= _DRAWN_FEATURES
    else:
        alone = features > _NO_FEATURES and hashes > _NO_HASHES
        least = _VOUCHED_SHARE if vouched else _LEAST_SHARE
        enough = share.share >= (_SHARE_ALONE if alone else least)
        enough &= covered >= (_COVERED_ALONE if alone else _LEAST_COVERED)
        enough &= share.share >= _SOME_SHARE or share.typical >= _CLOSELY
    unlikely = log10 <= _ENOUGH and share.share >= _OF_A_SCENE
    return Proof(log10=round(log10, 2), unlikely=unlikely, holds=enough and unlikely)


def _covered(aligned: Aligned, reference: tuple[int, ...]) -> float:
    """The larger of the shares of the two pictures that are compared."""
    import numpy as np

    rows, columns = np.nonzero(aligned.valid)
    if not len(rows):
        return 0.0
    matrix = aligned.matrix
    depth = matrix[2, 0] * columns.mean() + matrix[2, 1] * rows.mean() + matrix[2, 2]
    pixels = abs(float(np.linalg.det(matrix))) / abs(float(depth)) ** 3
    ours = len(rows) / aligned.valid.size
    theirs = len(rows) * pixels / (reference[0] * reference[1])
    return float(min(1.0, max(ours, theirs)))
