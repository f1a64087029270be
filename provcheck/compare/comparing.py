"""Compare two pictures: confirm or reject, name the relation, find what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from provcheck.compare.alignment import Aligned, align, scaling
from provcheck.compare.changes import find_changes
from provcheck.compare.close_look import look_closely
from provcheck.compare.comparison import Comparison, Hint, Picture
from provcheck.compare.confirmation import by_geometry, confirmed
from provcheck.compare.content import without_layout
from provcheck.compare.evidence import Share, agreeing, gather
from provcheck.compare.planes import turned
from provcheck.compare.proof import Proof, chance_of
from provcheck.compare.registration import Registration, register
from provcheck.compare.viewpoint import Viewpoint, viewpoint
from provcheck.model import Orientation, Placement

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# From this many inliers on the mirrored picture is not tried: symmetrical fronts reach half of it.
_SURE_INLIERS = 100
# The rough look: long side of its grid, and the share of tiles below which it ends there. Half of
# what the weakest copies reach: a rough look never decides, it only saves work.
_ROUGH_SIDE = 160
_ROUGH_SHARE = 0.12
# log10 of the chance of a registration that needs no rough look: where most of a picture was
# painted over, little agrees at a small scale.
_SURE_CHANCE = -20.0
# From here on nothing is left to gain from another attempt.
_CLEAR_SHARE = 0.85


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """A way to lay the subject (flipped or not) on the reference, in working pixels. ``chance``
    and ``hashes``: log10 of the chance of its features and of the hashes that speak for it."""

    matrix: NDArray[np.float64]
    flipped: bool
    inliers: int = 0
    chance: float = 0.0
    hashes: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Laid:
    """An attempt carried out. ``aligned`` is restricted to the picture without its layout."""

    attempt: _Attempt
    aligned: Aligned
    share: Share
    proof: Proof
    view: Viewpoint

    @property
    def rank(self) -> tuple[bool, bool, float]:
        """The smaller the better: holding before not, copies before other photographs."""
        return not self.proof.holds, self.view.differs, self.proof.log10


def compare(
    subject: Picture,
    reference: Picture,
    *,
    hint: Hint | None = None,
    placement: Placement | None = None,
) -> Comparison:
    """Register the subject to the reference and say how they relate.

    ``hint``: the orientation in which whole-picture hashes are close; it stands in for features
    where there are too few (tiny, blurred or plain pictures). ``placement``: where a search by
    features expects the one in the other, for a closer look.
    """
    registrations = _registrations(subject, reference)
    if reference.pixels is None or subject.pixels is None:
        best_known = registrations[0] if registrations else (None, False)
        return by_geometry(subject, reference, *best_known)
    best: _Laid | None = None
    inliers = 0
    for attempt in _attempts(subject, reference, registrations, hint, placement):
        inliers = max(inliers, attempt.inliers)
        laid = _laid(subject, reference, attempt)
        if laid is None:
            continue
        if best is None or laid.rank < best.rank:
            best = laid
        if best.proof.holds and not best.view.differs and best.share.share >= _CLEAR_SHARE:
            break
    orientation = hint.orientation if hint is not None else "normal"
    if best is None:
        return Comparison(relation="candidate", orientation=orientation, inliers=inliers)
    if best.proof.holds and not best.view.differs:
        return _confirmed(subject, reference, best)
    return Comparison(
        relation="candidate",
        orientation=orientation,
        inliers=inliers,
        agreement=round(best.share.share, 4),
        false_match_log10=best.proof.log10,
        other_photograph=best.proof.unlikely and best.view.differs,
    )


def _confirmed(subject: Picture, reference: Picture, laid: _Laid) -> Comparison:
    result = confirmed(
        subject,
        reference,
        laid.aligned,
        laid.share,
        find_changes(laid.aligned, subject.coding, laid.attempt.flipped),
        laid.attempt.flipped,
        laid.attempt.inliers,
    )
    return replace(result, false_match_log10=laid.proof.log10)


def _attempts(
    subject: Picture,
    reference: Picture,
    registrations: Sequence[tuple[Registration, bool]],
    hint: Hint | None,
    placement: Placement | None,
) -> Iterator[_Attempt]:
    """Ways to lay the two on each other, the likeliest first."""
    import numpy as np

    assert subject.pixels is not None and reference.pixels is not None
    hashes = hint.log10 if hint is not None else 0.0
    for registration, flipped in registrations:
        yield _attempt(registration, flipped, hashes)
    if hint is not None:
        whole = _whole(subject.pixels, reference.pixels, hint.orientation)
        yield _Attempt(matrix=whole, flipped=hint.orientation.startswith("mirrored"), hashes=hashes)
    if placement is not None:
        ours = turned(subject.pixels, placement.mirrored)
        start = np.array(placement.matrix).reshape(3, 3)
        if _promising(ours, reference.pixels, start):
            closer = look_closely(ours, reference.pixels, start)
            if closer is not None:
                yield _attempt(closer, placement.mirrored, hashes)
            yield _Attempt(matrix=start, flipped=placement.mirrored, hashes=hashes)


def _attempt(registration: Registration, flipped: bool, hashes: float) -> _Attempt:
    return _Attempt(
        matrix=registration.matrix,
        flipped=flipped,
        inliers=registration.inliers,
        chance=registration.chance,
        hashes=hashes,
    )


def _laid(subject: Picture, reference: Picture, attempt: _Attempt) -> _Laid | None:
    """Carry an attempt out; None when hardly anything agrees or overlaps."""
    assert subject.pixels is not None and reference.pixels is not None
    ours = turned(subject.pixels, attempt.flipped)
    sure = attempt.chance <= _SURE_CHANCE
    if not sure and not _promising(ours, reference.pixels, attempt.matrix):
        return None
    aligned = align(ours, reference.pixels, attempt.matrix)
    if aligned is None:
        return None
    evidence = gather(aligned)
    picture = without_layout(aligned)
    share = agreeing(evidence, picture)
    if not share.tiles:  # too little is left to judge: noise and print look like layout, too
        picture, share = aligned, agreeing(evidence, aligned)
    rows, columns = aligned.valid.shape
    matrix = aligned.matrix @ scaling(columns / ours.shape[1], rows / ours.shape[0])
    features = subject.flipped if attempt.flipped else subject.features
    view = viewpoint(evidence, features, reference.features, matrix, (columns, rows))
    proof = chance_of(
        picture,
        reference.pixels.shape,
        share,
        attempt.chance,
        attempt.hashes,
        vouched=view.vouched,
    )
    return _Laid(attempt=attempt, aligned=picture, share=share, proof=proof, view=view)


def _promising(
    subject: NDArray[np.uint8], reference: NDArray[np.uint8], matrix: NDArray[np.float64]
) -> bool:
    """A look at a small scale, before anything costly: does anything agree at all?"""
    rough = align(subject, reference, matrix, side=_ROUGH_SIDE)
    return rough is not None and agreeing(gather(rough), rough).share >= _ROUGH_SHARE


def _registrations(subject: Picture, reference: Picture) -> list[tuple[Registration, bool]]:
    """Upright and mirrored registrations in working pixels, the one with more inliers first."""
    if subject.features is None or reference.features is None:
        return []
    upright = register(subject.features, reference.features)
    if upright is not None and upright.inliers >= _SURE_INLIERS:
        return [(upright, False)]
    flipped = register(subject.flipped, reference.features) if subject.flipped else None
    both = [(found, way) for found, way in ((upright, False), (flipped, True)) if found]
    return sorted(both, key=lambda pair: -pair[0].inliers)


def _whole(
    subject: NDArray[np.uint8], reference: NDArray[np.uint8], hint: Orientation
) -> NDArray[np.float64]:
    """The map of the whole subject (already flipped when mirrored) onto the whole reference."""
    import numpy as np

    height, width = subject.shape[:2]
    tall, wide = reference.shape[:2]
    turns = int(hint.rsplit("-", 1)[-1]) // 90 if hint[-1] == "0" else 0
    if hint.startswith("mirrored"):
        # Flipping the subject turns "mirrored, then turned by t" into "turned by -t".
        turns = -turns % 4
    unturn = np.eye(3)
    for _ in range(turns):
        # Undo one clockwise quarter turn: the subject's (x, y) came from (y, width - 1 - x).
        unturn = np.array([[0.0, 1, 0], [-1, 0, width - 1], [0, 0, 1]]) @ unturn
        width, height = height, width
    return np.asarray(scaling(wide / width, tall / height) @ unturn, dtype=np.float64)


def libraries() -> dict[str, str]:
    """The libraries that decide in this room, with their versions."""
    import cv2
    import numpy as np

    return {"numpy": np.__version__, "opencv": cv2.__version__}
