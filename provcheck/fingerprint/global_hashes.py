"""Perceptual hashes of the whole picture (imagehash), in one or all eight orientations.

The hashes see the reduced greyscale decode (:attr:`provcheck.image.Subject.reduced`), so that
recipe is part of their version. They are stable under re-saving, resizing and toning and blind
to crops; local features look after those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from provcheck.image import Subject
from provcheck.model import Fingerprint, Orientation

if TYPE_CHECKING:
    import imagehash
    from PIL import Image

# Raised whenever the same picture would get other bits: by us or by a library.
VERSION = "draft256-1"

# PDQ's image-domain quality (ThreatExchange, pdq/cpp/downscaling): its authors discard pictures
# with a quality of 49 or less of 100, because flat pictures all hash alike.
_MIN_QUALITY = 49


def fingerprints(subject: Subject) -> tuple[Fingerprint, ...]:
    """sha256 of the bytes, sha256 of the oriented RGB pixels, and the three perceptual hashes."""
    asset = subject.asset
    exact = (
        Fingerprint(kind="sha256", version="1", bits=256, value=asset.sha256),
        Fingerprint(kind="pixel-sha256", version="1", bits=256, value=asset.pixel_sha256),
    )
    return (*exact, *_hashes(subject.reduced))


def oriented_fingerprints(subject: Subject) -> dict[Orientation, tuple[Fingerprint, ...]]:
    """The perceptual hashes the picture would have, had a change of orientation been undone.

    Key ``rotated-90`` holds the hashes of the subject turned back by 90 degrees: if these equal
    a reference's, the subject is that reference rotated by 90 degrees clockwise.
    """
    from PIL import Image

    turn = Image.Transpose
    undo: dict[Orientation, tuple[Image.Transpose, ...]] = {
        "normal": (),
        "rotated-90": (turn.ROTATE_90,),
        "rotated-180": (turn.ROTATE_180,),
        "rotated-270": (turn.ROTATE_270,),
        "mirrored": (turn.FLIP_LEFT_RIGHT,),
        "mirrored-rotated-90": (turn.ROTATE_90, turn.FLIP_LEFT_RIGHT),
        "mirrored-rotated-180": (turn.ROTATE_180, turn.FLIP_LEFT_RIGHT),
        "mirrored-rotated-270": (turn.ROTATE_270, turn.FLIP_LEFT_RIGHT),
    }
    found: dict[Orientation, tuple[Fingerprint, ...]] = {}
    for orientation, steps in undo.items():
        picture = subject.reduced
        for step in steps:
            picture = picture.transpose(step)
        found[orientation] = _hashes(picture)
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


def _hashes(picture: Image.Image) -> tuple[Fingerprint, ...]:
    import imagehash

    values = {
        "phash64": phash(picture, 8),
        "dhash64": imagehash.dhash(picture, hash_size=8),
        "phash256": phash(picture, 16),
    }
    return tuple(
        Fingerprint(kind=kind, version=VERSION, bits=value.hash.size, value=str(value))
        for kind, value in values.items()
    )


def phash(picture: Image.Image, edge: int) -> imagehash.ImageHash:
    """``imagehash.phash(picture, hash_size=edge)``, bit for bit, without loading SciPy.

    SciPy takes longer to import than everything else a check does to hash its picture; the
    low frequencies of a small DCT are one product of matrices. A test holds the bits equal.
    """
    import imagehash
    import numpy as np
    from PIL import Image

    side = edge * 4
    small = picture.convert("L").resize((side, side), Image.Resampling.LANCZOS)
    waves = np.outer(np.arange(edge), 2 * np.arange(side) + 1)
    basis = 2 * np.cos(np.pi * waves / (2 * side))
    low = basis @ np.asarray(small, dtype=np.float64) @ basis.T
    return imagehash.ImageHash(low > np.median(low))


def libraries() -> dict[str, str]:
    """The libraries that decide in this room, with their versions."""
    import imagehash

    return {"imagehash": imagehash.__version__}
