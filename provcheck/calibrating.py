"""How often hashes of unrelated pictures of one set lie near each other.

Photographs of one desk are no uniform bits: the same stages, skies and captions come again. So
the rate is measured on the set itself, over pairs of its references, both upright.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from provcheck.groups import Comparisons
from provcheck.model import Calibration, Candidate, HashRate
from provcheck.references import PROPOSING_DISTANCE, Codes, Coverage, ReferenceReader, distances

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DECIDING_DISTANCE: Mapping[str, int] = {"phash256": 31}
"""Where PDQ's authors decide (see ``PROPOSING_DISTANCE``); nothing here decides by a hash alone."""

MOST_PAIRS = 4_000_000
"""All pairs of up to 2,800 references; of more, as many drawn at random."""
# Testing a near pair for being copies takes some 50 ms.
_MOST_TESTED = 500
# Near pairs that are remembered of each kind of hash; a set full of blank pictures has millions.
_MOST_KEPT = 20_000
# The quantile of the normal distribution for a one-sided 95 % interval.
_Z = 1.6449
_SEED = 20240610

_Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """Of one kind of hash: pairs at each distance, and the near ones with their distance."""

    covered: Coverage
    histogram: list[int]
    near: dict[_Pair, int]

    @property
    def forgotten(self) -> int:
        """Near pairs beyond those that are remembered."""
        allowed = PROPOSING_DISTANCE[self.covered.kind]
        return sum(self.histogram[: allowed + 1]) - len(self.near)


def calibrate(
    reader: ReferenceReader, *, now: str, step: Callable[[str], None] = lambda name: None
) -> tuple[Calibration, dict[str, list[int]]]:
    """Measure a set; returns the rates, and the pairs at each distance by kind and version.

    ``now``: UTC, ISO 8601. ``step``: called for each near pair that is tested for showing one
    picture. Such pairs are left out. Raises SetCorrupt.
    """
    measured = [
        _measure(reader.codes(covered.kind, covered.version), covered)
        for covered in reader.coverage()
        if covered.kind in PROPOSING_DISTANCE and covered.count > 1
    ]
    near: dict[_Pair, dict[str, int]] = {}
    for each in measured:
        for pair, distance in each.near.items():
            near.setdefault(pair, {})[each.covered.kind] = distance
    copies, tested = _copies(reader, near, step)
    return (
        Calibration(
            snapshot=reader.info().snapshot,
            measured_at=now,
            copies=len(copies),
            untested=len(near) - tested + max((m.forgotten for m in measured), default=0),
            rates=tuple(rate for each in measured for rate in _rates(each, copies)),
        ),
        {f"{m.covered.kind} {m.covered.version}": m.histogram for m in measured},
    )


def upper_bound(near: int, pairs: int) -> float:
    """The upper end of a one-sided 95 % interval of a share: the rule of three where nothing was
    seen, else Wilson's score interval (Wilson 1927)."""
    if near == 0:
        return min(1.0, 3 / pairs)
    share, z = near / pairs, _Z
    middle = share + z * z / (2 * pairs)
    spread = z * sqrt(share * (1 - share) / pairs + z * z / (4 * pairs * pairs))
    return min(1.0, (middle + spread) / (1 + z * z / pairs))


def _measure(stored: Codes, covered: Coverage) -> _Measured:
    import numpy as np

    living = np.setdiff1d(np.arange(len(stored.values)), stored.dead)
    allowed = PROPOSING_DISTANCE[covered.kind]
    histogram = np.zeros(stored.bits + 1, dtype=np.int64)
    near: dict[_Pair, int] = {}
    for one, other in _pairs(living):
        found = distances(stored, one, other)
        histogram += np.bincount(found, minlength=stored.bits + 1)
        for at in np.flatnonzero(found <= allowed)[: _MOST_KEPT - len(near)].tolist():
            first, second = sorted((stored.ids[int(one[at])], stored.ids[int(other[at])]))
            near[first, second] = int(found[at])
    return _Measured(covered=covered, histogram=histogram.tolist(), near=near)


def _pairs(rows: NDArray[np.intp]) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """All pairs of rows, or a sample: none twice in either order, none of a row with itself."""
    import numpy as np

    count = len(rows)
    if count * (count - 1) // 2 <= MOST_PAIRS:
        for at in range(1, count):
            yield np.repeat(rows[at], at), rows[:at]
        return
    # In a random order, each row with the next, the next but one, and so on: no pair comes twice.
    mixed = np.random.default_rng(_SEED).permutation(rows)
    for offset in range(1, max(1, MOST_PAIRS // count) + 1):
        yield mixed[:MOST_PAIRS], np.roll(mixed, -offset)[:MOST_PAIRS]


def _copies(
    reader: ReferenceReader, near: Mapping[_Pair, Mapping[str, int]], step: Callable[[str], None]
) -> tuple[set[_Pair], int]:
    """The near pairs that show one picture, and how many were tested for it."""
    comparisons = Comparisons(reader)
    copies: set[_Pair] = set()
    tested = 0
    for pair in sorted(near, key=lambda pair: (min(near[pair].values()), pair)):
        one, other = (reader.get(id) for id in pair)
        step(one.name)
        if one.pixel_sha256 and one.pixel_sha256 == other.pixel_sha256:
            copies.add(pair)
            tested += 1
        elif tested < _MOST_TESTED and all(reader.features(id) is not None for id in pair):
            tested += 1
            candidate = Candidate(reference_id=pair[1], distances=dict(near[pair]))
            if comparisons.shared(*pair, candidate) is not None:
                copies.add(pair)
    return copies, tested


def _rates(measured: _Measured, copies: set[_Pair]) -> Iterator[HashRate]:
    covered = measured.covered
    ours = [measured.near[pair] for pair in copies if pair in measured.near]
    pairs = sum(measured.histogram) - len(ours)
    deciding, proposing = (
        table.get(covered.kind) for table in (DECIDING_DISTANCE, PROPOSING_DISTANCE)
    )
    for threshold in (deciding, proposing):
        if threshold is not None and pairs > 0:
            near = sum(measured.histogram[: threshold + 1])
            near -= sum(distance <= threshold for distance in ours)
            yield HashRate(
                kind=covered.kind,
                version=covered.version,
                threshold=threshold,
                pairs=pairs,
                near=near,
                at_most=upper_bound(near, pairs),
            )
