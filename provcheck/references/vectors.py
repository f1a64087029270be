"""The references whose learned vectors are most like the subject's: proposals, nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provcheck.model import Fingerprint, Orientation
from provcheck.references.store import Codes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# The authors of SSCD found pairs with a cosine above .75 to be copies with 90 % precision (DISC21;
# README of facebookresearch/sscd-copy-detection, "Using SSCD descriptors"). We only propose, and
# the geometry decides, so lower: crops and screenshots lie below. Unrelated vectors spread evenly,
# which SSCD is trained for, have a cosine of 0 with a deviation of 1 / sqrt(512): .4 is nine away.
PROPOSING_SIMILARITY = 0.4

# Each proposal costs a comparison, and a network that likes everything must not fill the list.
MOST_ALIKE = 4

# Rows that are turned into floats at a time: 16 MB at 512 dimensions.
_ROWS = 8192


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """A reference and the cosine of its vector with the subject's, -1 to 1.

    ``orientation``: what was done to the reference for the subject's vector to fit best.
    """

    reference_id: str
    similarity: float
    orientation: Orientation


def most_alike(stored: Codes, vectors: Mapping[Orientation, Fingerprint]) -> tuple[Alike, ...]:
    """The at most ``MOST_ALIKE`` references at or above ``PROPOSING_SIMILARITY``, nearest first.

    Compared with every stored vector, exactly. ``stored.values`` and the fingerprints' values
    are signed bytes, one a dimension. Vectors of another kind, version or length than the stored
    ones are not compared; zeros are like nothing.
    """
    import numpy as np

    key = stored.kind, stored.version, stored.bits
    usable = {o: f for o, f in vectors.items() if (f.kind, f.version, f.bits) == key}
    if not len(stored.ids) or not usable:
        return ()
    queries = np.array([np.frombuffer(bytes.fromhex(f.value), np.int8) for f in usable.values()])
    cosines = _cosines(stored.values.view(np.int8), queries)
    best = cosines.max(axis=1)
    best[stored.dead] = -1
    rows = np.flatnonzero(best >= PROPOSING_SIMILARITY)
    nearest = rows[np.argsort(-best[rows], kind="stable")[:MOST_ALIKE]]
    orientations = tuple(usable)
    return tuple(
        Alike(
            reference_id=stored.ids[int(row)],
            similarity=min(1.0, float(best[row])),
            orientation=orientations[int(cosines[row].argmax())],
        )
        for row in nearest
    )


def _cosines(stored: NDArray[np.int8], queries: NDArray[np.int8]) -> NDArray[np.float32]:
    """Cosines of (n, d) stored vectors with (m, d) queries, shape (n, m)."""
    import numpy as np

    turned = _normalised(queries).T
    found = np.empty((len(stored), len(queries)), dtype=np.float32)
    for start in range(0, len(stored), _ROWS):
        found[start : start + _ROWS] = _normalised(stored[start : start + _ROWS]) @ turned
    return found


def _normalised(vectors: NDArray[np.int8]) -> NDArray[np.float32]:
    import numpy as np

    floats = vectors.astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", floats, floats))
    floats /= np.maximum(lengths, 1)[:, np.newaxis]  # whole numbers: shorter than 1 is zero
    return floats
