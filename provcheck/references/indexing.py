"""Bringing the index of local features of a set up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from provcheck.errors import IndexExtraMissing, OutputError
from provcheck.model import LocalFeatures
from provcheck.references.local_index import home_of, open_index
from provcheck.references.segments import (
    SUFFIX,
    merge_segments,
    references_in,
    remove_segment,
    write_segment,
)
from provcheck.references.store import ReferenceReader
from provcheck.references.words import load_faiss
from provcheck.safe_text import safe_text

# A rest of fewer references is compared one by one: that takes less than 0.1 s.
WORTH_INDEXING = 1000
# So many references at most make a segment while an index grows; segments of about equal size are
# merged until one has the most (in memory 12 kB a reference while it is merged).
_GROWING, _MOST = 8192, 65536
# A segment with fewer references still in the set than this share is made anew.
_LIVING = 0.75


def update_index(
    reader: ReferenceReader,
    folder: Path,
    kind: str,
    version: str,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Take what the index does not hold yet into it; returns how many references that were.

    Small rests are left to the next time. ``progress``: references done and to be done. Each
    segment is kept as it is finished. Raises IndexExtraMissing, SetCorrupt, OutputError.
    """
    import numpy as np

    ids = reader.with_features(kind, version)
    if len(ids) < WORTH_INDEXING:
        return 0
    if load_faiss() is None:
        raise IndexExtraMissing(name=reader.info().name)
    home = home_of(folder, kind, version)
    index = open_index(folder, kind, version, ids)
    covered = [np.empty(0, dtype=np.uint64)]
    kept: set[Path] = set()
    for path, living, count in index.segments if index is not None else ():
        if len(living) >= _LIVING * count:
            covered.append(living)
            kept.add(path)
    for path in set(home.glob(f"*{SUFFIX}")) - kept:  # damaged, or mostly about what is gone
        remove_segment(path)
    missing = [f"{id:016x}" for id in np.setdiff1d(ids, np.concatenate(covered)).tolist()]
    if len(missing) < WORTH_INDEXING:
        return 0
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = f"{error.strerror}; set PROVCHECK_CACHE to a folder that can be written"
        raise OutputError(name=safe_text(str(home)), reason=reason) from error
    for start in range(0, len(missing), _GROWING):
        part = missing[start : start + _GROWING]
        write_segment(home, _told(reader, part, lambda n: progress(n, len(missing)), start))
    merge_similar(home)
    return len(missing)


def _told(
    reader: ReferenceReader, ids: Sequence[str], progress: Callable[[int], None], done: int
) -> Iterator[tuple[str, LocalFeatures]]:
    """The features of some references, telling how many there were with those already done."""
    for number, id in enumerate(ids, done + 1):
        features = reader.features(id)
        if features is not None:
            yield id, features
        progress(number)


def merge_similar(home: Path) -> None:
    """Merge segments of about equal size, so that their number grows with the logarithm of the
    set only."""
    while True:
        sizes = sorted((references_in(path), path) for path in home.glob(f"*{SUFFIX}"))
        pair = next(
            (
                (small, large)
                for (few, small), (many, large) in pairwise(sizes)
                if many <= 2 * few and few + many <= _MOST
            ),
            None,
        )
        if pair is None:
            return
        merge_segments(home, pair)
