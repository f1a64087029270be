"""From an alignment that holds to its words and figures: relation, overlaps, regions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from provcheck.compare.alignment import BORDER, Aligned, scaling
from provcheck.compare.changes import ChangeMap
from provcheck.compare.comparison import Comparison, Picture, Transform
from provcheck.compare.content import MARGIN
from provcheck.compare.evidence import Share
from provcheck.compare.planes import turned
from provcheck.compare.registration import Registration
from provcheck.compare.relation import (
    WHOLE,
    is_tilted,
    is_warped,
    orientation_of,
    overlaps,
    resize_factor,
)
from provcheck.compare.tone import is_toned
from provcheck.model import Modification, Region, Relation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_RESIZED = 0.005
# Inliers that confirm a match where no picture is kept. ``python -m benchmarks.changes`` prints how
# many unlike pictures reach (none register) and another photograph of one scene (87); this lies a
# margin above, at the price that some true copies stay candidates.
MIN_INLIERS_ALONE = 100


def _flip(width: int, flipped: bool) -> NDArray[np.float64]:
    import numpy as np

    return np.array([[-1.0, 0, width - 1], [0, 1, 0], [0, 0, 1]]) if flipped else np.eye(3)


def by_geometry(
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
    size = (reference.features.width, reference.features.height)
    matrix = _full_size(working, subject, (width, height), reference, size)
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


def confirmed(
    subject: Picture,
    reference: Picture,
    aligned: Aligned,
    measured: Share,
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
    mask, shown = (
        np.asarray(
            cv2.resize(part.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST),
            dtype=np.uint8,
        )
        for part in (changes.mask, aligned.valid & ~changes.mask)
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
        mask=turned(mask, flipped).astype(bool),
        shown=turned(shown, flipped).astype(bool),
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
    # A side that was cut off was cut half a correlation window inside the picture.
    top = 0 if top <= near else top - MARGIN
    left = 0 if left <= near else left - MARGIN
    bottom = rows if rows - bottom <= near else bottom + MARGIN
    right = columns if columns - right <= near else right + MARGIN
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
    return replace(
        region,
        x=x,
        y=y,
        width=min(max(1, round(region.width * across)), subject.width - x),
        height=min(max(1, round(region.height * down)), subject.height - y),
        area_fraction=round(region.area_fraction, 5),
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
