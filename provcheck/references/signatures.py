"""Binary signatures of local features: 16 bytes that stand in for a descriptor during search.

A RootSIFT descriptor is 4 x 4 cells of 8 gradient directions. Its 128 values are strongly
correlated, so thresholding them one by one wastes bits. We first take them apart into
frequencies (cosine transform over the cells, Fourier series around the directions), which comes
close to a principal component analysis and needs no training data, and keep one sign per
frequency. The idea of a sign per decorrelated component is Hamming embedding (Jégou, Douze,
Schmid: "Hamming embedding and weak geometric consistency", ECCV 2008).

Measured on about 6,300 true pairs of features (17 photographs; crops of 25 to 60 %, resized, JPEG
quality 50) against 1,000,000 pairs from different pictures, share of the true pairs kept at 1
false pair in 100,000: these signs 0.77, "above the descriptor's own median" 0.61, Euclidean
distance of the whole descriptor 0.73.

The components are ordered from low to high frequency and the 64 lowest are dealt out to four
16-bit words: the first four words of a signature are its search keys.

A change of this recipe needs a migration that writes the stored signatures anew.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from provcheck.model import LocalFeatures

KEYS = 4
KEY_BITS = 16
SIGNATURE_BYTES = 16
_DESCRIPTOR_BYTES = 128


def signature(features: LocalFeatures) -> bytes:
    """The signatures of a picture's features: ``count`` rows of 16 bytes."""
    return pack(components(features))


def components(features: LocalFeatures) -> NDArray[np.float32]:
    """The decorrelated components of the descriptors: shape (count, 128), float32.

    Their signs are the signature; their absolute values say how sure each sign is.
    """
    import numpy as np

    descriptors = np.frombuffer(features.descriptors, dtype=np.uint8)
    rows = descriptors.reshape(-1, _DESCRIPTOR_BYTES).astype(np.float32)
    return np.asarray(rows @ _basis(), dtype=np.float32)


def low_frequencies(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """The 64 lowest components, scaled so that distances are those of smoothed descriptors.

    ``values``: shape (n, 128), as :func:`components` gives them.
    """
    import numpy as np

    kept = KEYS * KEY_BITS
    lengths = np.linalg.norm(_basis()[:, :kept], axis=0)
    return np.asarray(values[:, :kept] / lengths, dtype=np.float32)


def pack(values: NDArray[np.float32]) -> bytes:
    """One bit per component (set when positive), 16 bytes a row, lowest bit first."""
    import numpy as np

    return np.packbits(values > 0, axis=1, bitorder="little").tobytes()


@functools.cache
def _basis() -> NDArray[np.float32]:
    """The (128, 128) matrix from descriptor values to components, in the order of the bits."""
    import numpy as np

    place = np.arange(4)
    cosine = np.cos(np.pi * np.outer(place, place + 0.5) / 4)
    turn = 2 * np.pi * np.arange(8) / 8
    waves = [np.cos(m * turn) for m in range(5)] + [np.sin(m * turn) for m in (1, 2, 3)]
    harmonics = np.array([0, 1, 2, 3, 4, 1, 2, 3])
    rows = np.kron(np.kron(cosine, cosine), np.array(waves))
    squares = (
        np.repeat(place**2, 32) + np.tile(np.repeat(place**2, 8), 4) + np.tile(harmonics**2, 16)
    )
    by_frequency = np.argsort(squares, kind="stable")
    # The constant component is positive for every descriptor and tells nothing: it comes last.
    by_frequency = np.roll(by_frequency, -1)
    keyed = KEYS * KEY_BITS
    dealt = [by_frequency[start:keyed:KEYS] for start in range(KEYS)]
    order = np.concatenate([*dealt, by_frequency[keyed:]])
    return np.ascontiguousarray(rows[order].T, dtype=np.float32)
