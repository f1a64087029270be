"""The eight ways in which EXIF lets a picture be stored (EXIF 3.0, 4.6.5.1.5), for arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    T = TypeVar("T", bound=np.generic)

# What shows a stored picture upright: flipped left to right first, then clockwise quarter turns.
_STEPS = {
    2: (True, 0),
    3: (False, 2),
    4: (True, 2),
    5: (True, 3),
    6: (False, 1),
    7: (True, 1),
    8: (False, 3),
}


def displayed_way(stored: NDArray[T], orientation: int) -> NDArray[T]:
    """The array (h, w, ...) as displayed; orientations that do not exist change nothing."""
    import numpy as np

    flipped, turns = _STEPS.get(orientation, (False, 0))
    array = stored[:, ::-1] if flipped else stored
    return np.ascontiguousarray(np.rot90(array, -turns))


def stored_way(displayed: NDArray[T], orientation: int) -> NDArray[T]:
    """The array (h, w, ...) as stored: the inverse of :func:`displayed_way`."""
    import numpy as np

    flipped, turns = _STEPS.get(orientation, (False, 0))
    array = np.rot90(displayed, turns)
    return np.ascontiguousarray(array[:, ::-1] if flipped else array)
