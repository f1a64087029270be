"""From a confirmed registration to words: overlaps, orientation, modifications."""

from __future__ import annotations

from math import atan2, degrees
from typing import TYPE_CHECKING

from provcheck.compare.registration import project
from provcheck.model import Orientation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Less than this share of a side lost is the rounding of a resize or an eroded border, not a crop.
WHOLE = 0.985
# Turned further than this from upright or a quarter turn: "rotated" by some angle.
_LEVEL_DEGREES = 1.5
# Stretch of one side against the other, or depth of the perspective, that counts as warped.
_WARPED = 0.03


def overlaps(
    matrix: NDArray[np.float64],
    subject: tuple[int, int],
    reference: tuple[int, int],
    part: tuple[float, float, float, float] | None = None,
) -> tuple[float, float]:
    """Shares of (subject, reference) area that the two have in common.

    ``matrix``: subject pixels -> reference pixels; sizes are (width, height). ``part``: the
    rectangle (left, top, right, bottom) of the subject that shows the picture; all by default.
    """
    import cv2
    import numpy as np

    left, top, right, bottom = part or (0.0, 0.0, float(subject[0]), float(subject[1]))
    shape = np.array([[left, top], [right, top], [right, bottom], [left, bottom]]) - 0.5
    outline = project(matrix, shape).astype(np.float32)
    frame = _corners(*reference).astype(np.float32)
    shown, common = cv2.intersectConvexConvex(_ordered(outline), frame)
    if shown <= 0 or common is None:
        return 0.0, 0.0
    of_reference = float(shown) / float(reference[0] * reference[1])
    inverse = np.asarray(np.linalg.inv(matrix), dtype=np.float64)
    back = project(inverse, np.asarray(common).reshape(-1, 2).astype(np.float64))
    of_subject = abs(float(cv2.contourArea(back.astype(np.float32)))) / float(
        subject[0] * subject[1]
    )
    return min(of_subject, 1.0), min(of_reference, 1.0)


def orientation_of(matrix: NDArray[np.float64], width: int, height: int) -> Orientation:
    """Which of the eight orientations the subject has relative to the reference."""
    across, down = _axes(matrix, width, height)
    mirrored = across[0] * down[1] - across[1] * down[0] < 0
    # A mirror turns the reference's right to the left before any rotation.
    angle = degrees(atan2(across[1], across[0]))
    quarter = round((angle + 180 if mirrored else -angle) / 90) % 4
    names: dict[tuple[bool, int], Orientation] = {
        (False, 0): "normal",
        (False, 90): "rotated-90",
        (False, 180): "rotated-180",
        (False, 270): "rotated-270",
        (True, 0): "mirrored",
        (True, 90): "mirrored-rotated-90",
        (True, 180): "mirrored-rotated-180",
        (True, 270): "mirrored-rotated-270",
    }
    return names[mirrored, quarter * 90]


def is_tilted(matrix: NDArray[np.float64], width: int, height: int) -> bool:
    """True when the subject is turned by something other than quarter turns."""
    across, _ = _axes(matrix, width, height)
    angle = degrees(atan2(across[1], across[0])) % 90
    return min(angle, 90 - angle) > _LEVEL_DEGREES


def is_warped(matrix: NDArray[np.float64], width: int, height: int) -> bool:
    """True when the subject is stretched or seen in perspective."""
    import numpy as np

    outline = project(matrix, _corners(width, height))
    sides = np.linalg.norm(np.roll(outline, -1, axis=0) - outline, axis=1)
    scale = sides / np.array([width, height, width, height])
    return bool(scale.max() / scale.min() - 1 > _WARPED)


def resize_factor(matrix: NDArray[np.float64], width: int, height: int) -> float:
    """Subject pixels per reference pixel, at the subject's centre."""
    across, down = _axes(matrix, width, height)
    area = abs(across[0] * down[1] - across[1] * down[0])
    return float(1 / max(area**0.5, 1e-9))


def _axes(
    matrix: NDArray[np.float64], width: int, height: int
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Images of one step right and one step down at the subject's centre."""
    import numpy as np

    x, y = width / 2, height / 2
    points = project(matrix, np.array([[x, y], [x + 1, y], [x, y + 1]]))
    across, down = points[1] - points[0], points[2] - points[0]
    return (float(across[0]), float(across[1])), (float(down[0]), float(down[1]))


def _corners(width: int, height: int) -> NDArray[np.float64]:
    """Outer corners in pixel-centre coordinates, clockwise from the top left."""
    import numpy as np

    right, bottom = width - 0.5, height - 0.5
    return np.array([[-0.5, -0.5], [right, -0.5], [right, bottom], [-0.5, bottom]])


def _ordered(outline: NDArray[np.float32]) -> NDArray[np.float32]:
    """The outline clockwise, as the intersection wants it (a mirrored one runs backwards)."""
    import numpy as np

    following = np.roll(outline, -1, axis=0)
    area = (outline[:, 0] * following[:, 1] - following[:, 0] * outline[:, 1]).sum()
    return outline if area > 0 else np.ascontiguousarray(outline[::-1])
