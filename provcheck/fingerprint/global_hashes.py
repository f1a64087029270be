"""Perceptual hashes of the whole picture (imagehash), in one or all eight orientations.

The hashes see the reduced greyscale decode (:attr:`provcheck.image.Subject.reduced`), so that
recipe is part of their version. They are stable under re-saving, resizing and toning and blind
to crops; local features look after those.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from provcheck.image import Subject
from provcheck.model import Fingerprint, Orientation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Raised whenever the same picture would get other bits: by us or by a library.
VERSION = "draft256-1"

# Sides of the pictures that the hashes of 64 and 256 bits are made from, and the steps between
# neighbours in a row of a dhash.
_SMALL_SIDE, _LARGE_SIDE, _STEPS = 32, 64, 8

# What undoes each orientation: quarter turns against the clock, then a flip left to right.
_UNDO: dict[Orientation, tuple[int, bool]] = {
    "normal": (0, False),
    "rotated-90": (1, False),
    "rotated-180": (2, False),
    "rotated-270": (3, False),
    "mirrored": (0, True),
    "mirrored-rotated-90": (1, True),
    "mirrored-rotated-180": (2, True),
    "mirrored-rotated-270": (3, True),
}

# PDQ's image-domain quality (ThreatExchange, pdq/cpp/downscaling): its authors discard pictures
# with a quality of 49 or less of 100, because flat pictures all hash alike.
_MIN_QUALITY = 49


def fingerprints(subject: Subject) -> tuple[Fingerprint, ...]:
    """sha256 of the bytes and (where they were decoded) of the oriented RGB pixels, and the three
    perceptual hashes."""
    asset = subject.asset
    exact = {"sha256": asset.sha256, "pixel-sha256": asset.pixel_sha256}
    return (
        *(
            Fingerprint(kind=kind, version="1", bits=256, value=value)
            for kind, value in exact.items()
            if value
        ),
        *_hashes(subject),
    )


def oriented_fingerprints(subject: Subject) -> dict[Orientation, tuple[Fingerprint, ...]]:
    """The perceptual hashes the picture would have, had a change of orientation been undone.

    Key ``rotated-90`` holds the hashes of the subject turned back by 90 degrees: if these equal
    a reference's, the subject is that reference rotated by 90 degrees clockwise. The small
    pictures are turned instead of the large one, which may move a bit that was a near thing.
    """
    squares = [subject.reduced_to(side, side) for side in (_SMALL_SIDE, _LARGE_SIDE)]
    rows = subject.reduced_to(_STEPS + 1, _STEPS)
    columns = subject.reduced_to(_STEPS, _STEPS + 1)
    found: dict[Orientation, tuple[Fingerprint, ...]] = {}
    for orientation, (quarters, flipped) in _UNDO.items():
        turned = [
            _turned(small, quarters, flipped)
            for small in (*squares, columns if quarters % 2 else rows)
        ]
        found[orientation] = _named(*turned)
    return found


def is_plain(subject: Subject) -> bool:
    """True when the picture has too little structure for a whole-picture hash to mean anything.

    Quality as PDQ defines it, on the picture reduced to 64 x 64: the sum of absolute differences
    between neighbours in per cent of full scale, each cut to an integer, divided by 90.
    """
    import numpy as np
    from PIL import Image

    small = subject.reduced.resize((64, 64), Image.Resampling.BOX)
    luma = np.asarray(small, dtype=np.float64)
    steps = [np.abs(np.diff(luma, axis=axis)) * 100 / 255 for axis in (0, 1)]
    total = sum(int(np.floor(step).sum()) for step in steps)
    return total / 90 <= _MIN_QUALITY


def _hashes(subject: Subject) -> tuple[Fingerprint, ...]:
    return _named(
        subject.reduced_to(_SMALL_SIDE, _SMALL_SIDE),
        subject.reduced_to(_LARGE_SIDE, _LARGE_SIDE),
        subject.reduced_to(_STEPS + 1, _STEPS),
    )


def _named(
    small: NDArray[np.uint8], large: NDArray[np.uint8], rows: NDArray[np.uint8]
) -> tuple[Fingerprint, ...]:
    """The three hashes of the small pictures that each is defined on."""
    values = {
        "phash64": low_frequencies(small, 8),
        "dhash64": rows[:, 1:] > rows[:, :-1],
        "phash256": low_frequencies(large, 16),
    }
    return tuple(
        Fingerprint(kind=kind, version=VERSION, bits=bits.size, value=_hex(bits))
        for kind, bits in values.items()
    )


def low_frequencies(small: NDArray[np.uint8], edge: int) -> NDArray[np.bool_]:
    """``imagehash.phash`` (``hash_size=edge``) of a picture reduced to 4 x ``edge`` pixels a side:
    which of the ``edge`` x ``edge`` lowest DCT coefficients lie above their median.

    Bit for bit, without loading SciPy, which takes longer to import than everything else a check
    does to hash its picture; a test holds the bits equal.
    """
    import numpy as np

    basis = _basis(edge)
    low = basis @ small.astype(np.float64) @ basis.T
    return np.asarray(low > np.median(low))


@functools.cache
def _basis(edge: int) -> NDArray[np.float64]:
    """The rows of the DCT-II that give its lowest frequencies, (edge, 4 x edge)."""
    import numpy as np

    side = edge * 4
    waves = np.outer(np.arange(edge), 2 * np.arange(side) + 1)
    return np.asarray(2 * np.cos(np.pi * waves / (2 * side)))


def _turned(small: NDArray[np.uint8], quarters: int, flipped: bool) -> NDArray[np.uint8]:
    import numpy as np

    turned = np.rot90(small, quarters)
    return turned[:, ::-1] if flipped else turned


def _hex(bits: NDArray[np.bool_]) -> str:
    import numpy as np

    return np.packbits(bits).tobytes().hex()


def libraries() -> dict[str, str]:
    """The libraries that decide in this room, with their versions."""
    import imagehash

    return {"imagehash": imagehash.__version__}
