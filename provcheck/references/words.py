"""The vocabulary: typical descriptors, by which an index keeps like features together.

4,096 centres of a k-means clustering of the 64 lowest frequencies of RootSIFT descriptors (see
``signatures.py``), made by ``python -m benchmarks.vocabulary`` and shipped with the package. A
fixed vocabulary needs no training on the user's set, so that an index only ever grows, and a
feature has the same word in every set ("Video Google": Sivic and Zisserman, ICCV 2003; words with
signatures: Jégou, Douze, Schmid, ECCV 2008). What a word is decides nothing but where is looked.
"""

from __future__ import annotations

import functools
import io
from importlib import resources
from typing import TYPE_CHECKING, Any

from provcheck.references.signatures import low_frequencies

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VERSION = "1"
"""Raised whenever the file changes: an index of another version is made anew."""

STEP = 2.0
"""The centres are kept as whole numbers of this step; descriptors have a length of 512."""

_FILE = "vocabulary.npy"


def load_faiss() -> Any:
    """The library, set to one thread; None where it is not installed (extra ``fast``)."""
    try:
        import faiss
    except ImportError:
        return None
    # Two threads make a single query slower on a busy machine, and the set is read by several
    # processes at once.
    faiss.omp_set_num_threads(1)
    return faiss


def words_of(values: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """The ``count`` nearest words of each feature, nearest first: shape (n, count).

    ``values``: components of the features, (n, 128); see ``signatures.components``.
    """
    import numpy as np

    nearest = load_faiss().knn(low_frequencies(values), _vocabulary(), count)[1]
    return np.asarray(nearest, dtype=np.int64)


def vocabulary_size() -> int:
    """How many words there are."""
    return len(_vocabulary())


@functools.cache
def _vocabulary() -> NDArray[np.float32]:
    """The centres, shape (words, 64)."""
    import numpy as np

    content = resources.files("provcheck.references").joinpath(_FILE).read_bytes()
    stored = np.load(io.BytesIO(content), allow_pickle=False)
    return np.ascontiguousarray(stored, dtype=np.float32) * np.float32(STEP)
