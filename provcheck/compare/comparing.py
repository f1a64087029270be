"""Compare two pictures: confirm or reject, name the relation, find what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provcheck.compare.agreement import Agreement, agreement
from provcheck.compare.alignment import BORDER, Aligned, align, scaling
from provcheck.compare.changes import ChangeMap, find_changes
from provcheck.compare.content import without_layout
from provcheck.compare.registration import Registration, register
from provcheck.compare.relation import (
    WHOLE,
    is_tilted,
    is_warped,
    orientation_of,
    overlaps,
    resize_factor,
)
from provcheck.compare.tone import is_toned
from provcheck.model import LocalFeatures, Modification, Orientation, Region, Relation

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

# Below this many inliers the mirrored subject is tried as well and the better one kept.
_SURE_INLIERS = 40
# What confirms a match. benchmarks/changes prints both for copies and for other photographs of
# the same scene.
MIN_SHARE = 0.60
MIN_WINDOWS = 24
# More of the overlap than this cannot be "changed" in what is still the same picture.
MAX_CHANGED = 0.60
_RESIZED = 0.005
# The rough look: long side of its grid, and the share of windows below which it ends there.
# Copies of all kinds in benchmarks/changes (tuning split) reach at least 0.6.
_ROUGH_SIDE = 320
_ROUGH_SHARE = 0.2
# Inliers that confirm a match where no picture is kept: 32 let 0.1 % of unrelated queries through
# a set of 302 references (measured on edited copies of real photographs); a margin on top.
MIN_INLIERS_ALONE = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One side of a comparison.

    ``pixels``: (h, w, 3) RGB uint8 at working size; None for a reference whose picture is not
    kept. ``width``, ``height``: full size in pixels. ``features``: of the picture; ``mirrored``:
    makes those of the picture flipped left-right (only asked of the subject, only when needed).
    """

    pixels: NDArray[np.uint8] | None
    width: int
    height: int
    features: LocalFeatures | None
    mirrored: Callable[[], LocalFeatures] | None = None


Transform = tuple[float, float, float, float, float, float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What comparing found.

    ``relation`` is ``candidate`` when nothing was confirmed; the other fields are then what was
    measured on the way. ``transform``: subject pixels -> reference pixels, both full size, row by
    row. ``working``: the same between the two working pictures. ``mask``: (h, w) bool at the
    subject's working size, where it changed.
    """

    relation: Relation
    orientation: Orientation = "normal"
    modifications: tuple[Modification, ...] = ()
    inliers: int = 0
    agreement: float | None = None
    subject_overlap: float | None = None
    reference_overlap: float | None = None
    transform: Transform | None = None
    working: NDArray[np.float64] | None = None
    changed_regions: tuple[Region, ...] = ()
    changed_fraction: float = 0.0
    mask: NDArray[np.bool_] | None = None


def compare(subject: Picture, reference: Picture, *, hint: Orientation | None = None) -> Comparison:
    """Register the subject to the reference and say how they relate.

    ``hint``: the orientation in which whole-picture hashes are close; it stands in for features
    where there are too few (tiny, blurred or plain pictures).
    """
    registration, flipped = _register(subject, reference)
    inliers = registration.inliers if registration is not None else 0
    if reference.pixels is None or subject.pixels is None:
        return _by_geometry(subject, reference, registration, flipped)
    tries: list[tuple[NDArray[np.float64], bool]] = []
    if registration is not None:
        tries.append((registration.matrix, flipped))
    if hint is not None:
        tries.append((_whole(subject.pixels, reference.pixels, hint), hint.startswith("mirrored")))
    best: tuple[Aligned, Agreement, bool] | None = None
    for matrix, turned in tries:
        ours = _turned(subject.pixels, turned)
        if not _promising(ours, reference.pixels, matrix):
            continue
        aligned = align(ours, reference.pixels, matrix)
        if aligned is None:
            continue
        aligned = without_layout(aligned)
        measured = agreement(aligned)
        if best is None or measured.share > best[1].share:
            best = (aligned, measured, turned)
        if measured.share >= MIN_SHARE:
            break
    if best is None:
        return Comparison(relation="candidate", orientation=hint or "normal", inliers=inliers)
    aligned, measured, turned = best
    if measured.share >= MIN_SHARE and measured.windows >= MIN_WINDOWS:
        changes = find_changes(aligned)
        if changes.fraction <= MAX_CHANGED:
            return _confirmed(subject, reference, aligned, measured, changes, turned, inliers)
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


def _turned(pixels: NDArray[np.uint8], flipped: bool) -> NDArray[np.uint8]:
    import numpy as np

    return np.ascontiguousarray(pixels[:, ::-1]) if flipped else pixels


def _flip(width: int, flipped: bool) -> NDArray[np.float64]:
    import numpy as np

    return np.array([[-1.0, 0, width - 1], [0, 1, 0], [0, 0, 1]]) if flipped else np.eye(3)


def _by_geometry(
    subject: Picture, reference: Picture, registration: Registration | None, flipped: bool
) -> Comparison:
    """Where no picture of the reference is kept, geometry alone has to decide; changes cannot
    be looked for."""
    if registration is None or subject.features is None or reference.features is None:
        return Comparison(relation="candidate")
    if registration.inliers < MIN_INLIERS_ALONE:
        return Comparison(relation="candidate", inliers=registration.inliers)
    width, height = subject.features.width, subject.features.height
    working = registration.matrix @ _flip(width, flipped)
    matrix = _full_size(working, subject, (width, height), reference, _size(reference.features))
    ours, theirs = overlaps(
        matrix, (subject.width, subject.height), (reference.width, reference.height)
    )
    return Comparison(
        relation="partial" if min(ours, theirs) < WHOLE else "same-image",
        orientation=orientation_of(matrix, subject.width, subject.height),
        modifications=_modifications(matrix, subject, ours, theirs, toned=False),
        inliers=registration.inliers,
        subject_overlap=round(ours, 4),
        reference_overlap=round(theirs, 4),
        transform=_as_tuple(matrix),
        working=working,
    )


def _size(features: LocalFeatures) -> tuple[int, int]:
    return features.width, features.height


def _full_size(
    working: NDArray[np.float64],
    subject: Picture,
    subject_size: tuple[int, int],
    reference: Picture,
    reference_size: tuple[int, int],
) -> NDArray[np.float64]:
    """A map between working pictures (sizes as width, height) as one between full-size ones."""
    import numpy as np

    to_full = scaling(reference.width / reference_size[0], reference.height / reference_size[1])
    from_full = scaling(subject_size[0] / subject.width, subject_size[1] / subject.height)
    matrix = to_full @ working @ from_full
    return np.asarray(matrix / matrix[2, 2], dtype=np.float64)


def _confirmed(
    subject: Picture,
    reference: Picture,
    aligned: Aligned,
    measured: Agreement,
    changes: ChangeMap,
    flipped: bool,
    inliers: int,
) -> Comparison:
    import cv2
    import numpy as np

    assert subject.pixels is not None and reference.pixels is not None
    height, width = subject.pixels.shape[:2]
    rows, columns = aligned.valid.shape
    working = aligned.matrix @ scaling(columns / width, rows / height) @ _flip(width, flipped)
    reference_size = (reference.pixels.shape[1], reference.pixels.shape[0])
    matrix = _full_size(working, subject, (width, height), reference, reference_size)
    ours, theirs = overlaps(
        matrix,
        (subject.width, subject.height),
        (reference.width, reference.height),
        _shown_part(aligned, subject, flipped),
    )
    relation: Relation = "same-image"
    if changes.regions:
        relation = "differs"
    elif min(ours, theirs) < WHOLE:
        relation = "partial"
    mask = cv2.resize(
        changes.mask.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST
    )
    toned = is_toned(aligned.subject, aligned.reference, aligned.valid & ~changes.mask)
    return Comparison(
        relation=relation,
        orientation=orientation_of(matrix, subject.width, subject.height),
        modifications=_modifications(matrix, subject, ours, theirs, toned),
        inliers=inliers,
        agreement=round(measured.share, 4),
        subject_overlap=round(ours, 4),
        reference_overlap=round(theirs, 4),
        transform=_as_tuple(matrix),
        working=working,
        changed_regions=tuple(_in_subject(r, changes, subject, flipped) for r in changes.regions),
        changed_fraction=round(changes.fraction, 5),
        mask=_turned(np.asarray(mask, dtype=np.uint8), flipped).astype(bool),
    )


def _shown_part(
    aligned: Aligned, subject: Picture, flipped: bool
) -> tuple[float, float, float, float]:
    """The rectangle of the subject (full size) in which the picture lies.

    Sides where nothing was cut off reach the border, whatever was eroded there.
    """
    import numpy as np

    rows, columns = aligned.valid.shape
    down, across = subject.height / rows, subject.width / columns
    filled_rows = np.nonzero(aligned.valid.any(axis=1))[0]
    filled_columns = np.nonzero(aligned.valid.any(axis=0))[0]
    top, bottom = int(filled_rows[0]), int(filled_rows[-1]) + 1
    left, right = int(filled_columns[0]), int(filled_columns[-1]) + 1
    near = 2 * BORDER
    top, bottom = (0 if top <= near else top), (rows if rows - bottom <= near else bottom)
    left, right = (0 if left <= near else left), (columns if columns - right <= near else right)
    if flipped:
        left, right = columns - right, columns - left
    return left * across, top * down, right * across, bottom * down


def _as_tuple(matrix: NDArray[np.float64]) -> Transform:
    a, b, c, d, e, f, g, h, i = (float(value) for value in matrix.ravel())
    return a, b, c, d, e, f, g, h, i


def _in_subject(region: Region, changes: ChangeMap, subject: Picture, flipped: bool) -> Region:
    """A region of the aligned grid in full-size pixels of the subject as displayed."""
    rows, columns = changes.mask.shape
    across, down = subject.width / columns, subject.height / rows
    left = region.x if not flipped else columns - region.x - region.width
    x, y = round(left * across), round(region.y * down)
    return Region(
        x=x,
        y=y,
        width=min(max(1, round(region.width * across)), subject.width - x),
        height=min(max(1, round(region.height * down)), subject.height - y),
        area_fraction=round(region.area_fraction, 5),
        measure=region.measure,
    )


def _modifications(
    matrix: NDArray[np.float64], subject: Picture, ours: float, theirs: float, toned: bool
) -> tuple[Modification, ...]:
    size = (subject.width, subject.height)
    orientation = orientation_of(matrix, *size)
    tests: tuple[tuple[Modification, bool], ...] = (
        ("re-saved", True),
        ("resized", abs(resize_factor(matrix, *size) - 1) > _RESIZED),
        ("cropped", theirs < WHOLE),
        ("extended", ours < WHOLE),
        ("mirrored", orientation.startswith("mirrored")),
        ("rotated", orientation[-1] == "0" or is_tilted(matrix, *size)),
        ("warped", is_warped(matrix, *size)),
        ("toned", toned),
    )
    return tuple(name for name, holds in tests if holds)


def libraries() -> dict[str, str]:
    """The libraries that decide in this room, with their versions."""
    import cv2
    import numpy as np

    return {"numpy": np.__version__, "opencv": cv2.__version__}
