"""Compare two pictures: confirm or reject, name the relation, find what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provcheck.compare.agreement import Agreement, agreement
from provcheck.compare.alignment import Aligned, align, scaling
from provcheck.compare.changes import find_changes
from provcheck.compare.comparison import Comparison, Picture
from provcheck.compare.confirmation import by_geometry, confirmed
from provcheck.compare.content import without_layout
from provcheck.compare.planes import turned
from provcheck.compare.registration import Registration, register
from provcheck.model import Orientation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Below this many inliers the mirrored subject is tried as well and the better one kept.
_SURE_INLIERS = 40
# What confirms a match: the share of textured windows that agree, and how many there must be for a
# share to mean anything. ``python -m benchmarks.changes`` prints the least agreement of copies and
# the highest of unlike pictures and of another photograph of one scene.
MIN_SHARE = 0.60
MIN_WINDOWS = 24
# More of the overlap than this cannot be "changed" in what is still the same picture.
MAX_CHANGED = 0.60
# The rough look: long side of its grid, and the share of windows below which it ends there.
# A third of what confirms: a rough look never decides, it only saves work.
_ROUGH_SIDE = 320
# From here on nothing is left to gain from trying another alignment.
_CLEAR_SHARE = 0.85
_ROUGH_SHARE = 0.2


def compare(subject: Picture, reference: Picture, *, hint: Orientation | None = None) -> Comparison:
    """Register the subject to the reference and say how they relate.

    ``hint``: the orientation in which whole-picture hashes are close; it stands in for features
    where there are too few (tiny, blurred or plain pictures).
    """
    registration, flipped = _register(subject, reference)
    inliers = registration.inliers if registration is not None else 0
    if reference.pixels is None or subject.pixels is None:
        return by_geometry(subject, reference, registration, flipped)
    tries: list[tuple[NDArray[np.float64], bool]] = []
    if registration is not None:
        tries.append((registration.matrix, flipped))
    if hint is not None:
        tries.append((_whole(subject.pixels, reference.pixels, hint), hint.startswith("mirrored")))
    best: tuple[Aligned, Agreement, bool] | None = None
    for matrix, flip in tries:
        ours = turned(subject.pixels, flip)
        if not _promising(ours, reference.pixels, matrix):
            continue
        for refine in (True, False):
            aligned = align(ours, reference.pixels, matrix, refine=refine)
            if aligned is None:
                continue
            aligned = without_layout(aligned)
            measured = agreement(aligned)
            if best is None or measured.share > best[1].share:
                best = (aligned, measured, flip)
            if measured.share >= _CLEAR_SHARE:
                break
        if best is not None and best[1].share >= MIN_SHARE:
            break
    if best is None:
        return Comparison(relation="candidate", orientation=hint or "normal", inliers=inliers)
    aligned, measured, flip = best
    if measured.share >= MIN_SHARE and measured.windows >= MIN_WINDOWS:
        changes = find_changes(aligned)
        if changes.fraction <= MAX_CHANGED:
            return confirmed(subject, reference, aligned, measured, changes, flip, inliers)
    return Comparison(
        relation="candidate",
        orientation=hint or "normal",
        inliers=inliers,
        agreement=round(measured.share, 4),
    )


def _promising(
    subject: NDArray[np.uint8], reference: NDArray[np.uint8], matrix: NDArray[np.float64]
) -> bool:
    """A look at a small scale, before anything costly: does anything agree at all?"""
    rough = align(subject, reference, matrix, side=_ROUGH_SIDE, polish=False)
    return rough is not None and agreement(without_layout(rough)).share >= _ROUGH_SHARE


def _register(subject: Picture, reference: Picture) -> tuple[Registration | None, bool]:
    """The better of the upright and the mirrored registration, in working pixels."""
    if subject.features is None or reference.features is None:
        return None, False
    upright = register(subject.features, reference.features)
    if upright is not None and upright.inliers >= _SURE_INLIERS:
        return upright, False
    if subject.mirrored is None:
        return upright, False
    flipped = register(subject.mirrored(), reference.features)
    if flipped is not None and (upright is None or flipped.inliers > upright.inliers):
        return flipped, True
    return upright, False


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
