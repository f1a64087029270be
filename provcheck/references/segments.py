"""Segments of the local index: files that are written once, mapped into memory, and merged.

A segment is an inverted file of faiss (``IndexBinaryIVF``): under each word of the vocabulary the
16-byte signatures of the features with that word, each with a number that holds the place of its
reference in the segment (upper half) and its geometry (lower half). Beside it lies a table of the
references. Both are a cache of what the set keeps: never the truth, made anew when missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provcheck.model import LocalFeatures
from provcheck.references.signatures import SIGNATURE_BYTES, components, pack
from provcheck.references.words import load_faiss, vocabulary_size, words_of
from provcheck.whole_file import write_whole

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Coordinates in steps of 1/1023 of the long side, sizes in sixths of an octave from 0.35 pixels
# on, angles in 64 steps: 10 + 10 + 6 + 6 bits.
_PLACES, _SIZES, _ANGLES = 1023, 63, 64
_SMALLEST, _PER_OCTAVE = -1.5, 6.0
_MOST_SIDE = 65535

SUFFIX = ".ivf"

# References whose features are sorted under words together.
_TOGETHER = 16

_TABLE = [("id", "<u8"), ("width", "<u2"), ("height", "<u2"), ("features", "<u4")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """Stored features near a query's: ``query`` (n,) row in the query's features, ``reference``
    (n,) place in the segment, ``geometry`` (n,) packed, ``distance`` (n,) in bits."""

    query: NDArray[np.int64]
    reference: NDArray[np.int64]
    geometry: NDArray[np.int64]
    distance: NDArray[np.uint8]


class Segment:
    """A segment opened for searching. ``table``: one record for each reference in it."""

    def __init__(self, path: Path) -> None:
        """Raises OSError when it cannot be read, ValueError when it is not whole."""
        faiss = load_faiss()
        if faiss is None:
            raise ValueError("faiss is not installed")
        self.path = path
        self.table = _read_table(path)
        try:
            self._index = faiss.read_index_binary(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise ValueError(str(error)) from error
        whole = isinstance(self._index, faiss.IndexBinaryIVF)
        if not whole or self._index.ntotal != int(self.table["features"].sum()):
            raise ValueError("not as many features as references have")
        if (self._index.nlist, self._index.code_size) != (vocabulary_size(), SIGNATURE_BYTES):
            raise ValueError("made with another vocabulary")

    def near(self, codes: NDArray[np.uint8], words: NDArray[np.int64], distance: int) -> Hits:
        """Features under the given words within ``distance`` bits; ``codes``: (n, 16),
        ``words``: (n, probes)."""
        import numpy as np
        from faiss.contrib.ivf_tools import range_search_preassigned

        self._index.nprobe = words.shape[1]
        # faiss finds what is nearer than the radius, not what lies on it.
        search: Any = range_search_preassigned
        ends, bits, numbers = search(self._index, codes, distance + 1, words)
        query = np.repeat(np.arange(len(codes)), np.diff(ends.astype(np.int64)))
        reference = numbers >> 32
        # Files on disk decay: what names no reference of the table is passed over.
        named = (reference >= 0) & (reference < len(self.table))
        return Hits(
            query=query[named],
            reference=reference[named],
            geometry=numbers[named] & 0xFFFFFFFF,
            distance=bits[named].astype(np.uint8),
        )


def write_segment(folder: Path, items: Iterable[tuple[str, LocalFeatures]]) -> Path:
    """Make a segment of references (id, features) and return its path. Raises OutputError."""
    import numpy as np
    from faiss.contrib.ivf_tools import add_preassigned

    insert: Any = add_preassigned
    rows: list[tuple[int, int, int, int]] = []
    index = _empty_index()
    left = iter(items)
    while part := tuple(islice(left, _TOGETHER)):
        descriptors = np.concatenate([components(features) for _, features in part])
        codes = np.frombuffer(pack(descriptors), dtype=np.uint8).reshape(-1, SIGNATURE_BYTES)
        # faiss sees addresses only: the arrays need names that outlive the call.
        numbers = np.concatenate(
            [
                (np.int64(place) << 32) | _packed(features)
                for place, (_, features) in enumerate(part, len(rows))
            ]
        )
        if len(codes):
            insert(index, codes, words_of(descriptors, 1)[:, 0], numbers)
        rows += [(int(id, 16), *_size(features), features.count) for id, features in part]
    return _write(folder, np.array(rows, dtype=_TABLE), index)


def _size(features: LocalFeatures) -> tuple[int, int]:
    """Width and height, both reduced where they do not fit the table."""
    shrink = min(1.0, _MOST_SIDE / max(features.width, features.height))
    return round(features.width * shrink), round(features.height * shrink)


def merge_segments(folder: Path, paths: Sequence[Path]) -> Path:
    """Make one segment of several and take these away. Raises OSError, ValueError, OutputError."""
    import numpy as np

    faiss = load_faiss()
    tables = [_read_table(path) for path in paths]
    merged, place = _empty_index(), 0
    for path, table in zip(paths, tables, strict=True):
        merged.merge_from(faiss.read_index_binary(str(path)), place << 32)
        place += len(table)
    whole = _write(folder, np.concatenate(tables), merged)
    for path in paths:
        if path != whole:
            remove_segment(path)
    return whole


def references_in(path: Path) -> int:
    """How many references a segment holds. Raises OSError, ValueError."""
    return len(_read_table(path))


def remove_segment(path: Path) -> None:
    """Take a segment away; one that another process has open may stay (Windows)."""
    for file in (path, _table_of(path)):
        try:
            file.unlink(missing_ok=True)
        except PermissionError:
            return


def keypoints(geometry: NDArray[np.int64], side: NDArray[np.int64]) -> NDArray[np.float64]:
    """Unpack (n,) geometry of references with these long sides: x, y, diameter, angle (n, 4)."""
    import numpy as np

    rows = np.empty((len(geometry), 4))
    rows[:, 0] = (geometry >> 22 & 0x3FF) * (side / _PLACES)
    rows[:, 1] = (geometry >> 12 & 0x3FF) * (side / _PLACES)
    rows[:, 2] = 2.0 ** ((geometry >> 6 & 0x3F) / _PER_OCTAVE + _SMALLEST)
    rows[:, 3] = (geometry & 0x3F) * (360 / _ANGLES)
    return rows


def _packed(features: LocalFeatures) -> NDArray[np.int64]:
    """The geometry of each feature in 32 bits."""
    import numpy as np

    side = max(features.width, features.height)
    stored = np.frombuffer(features.keypoints, dtype="<f4").reshape(-1, 4)
    rows = np.nan_to_num(stored.astype(np.float64), posinf=0.0, neginf=0.0)
    across, down = np.rint(np.clip(rows[:, :2] / side, 0, 1) * _PLACES).astype(np.int64).T
    octaves = np.log2(np.maximum(rows[:, 2], 1e-3)) - _SMALLEST
    size = np.rint(np.clip(octaves * _PER_OCTAVE, 0, _SIZES)).astype(np.int64)
    angle = np.rint(rows[:, 3] % 360 * (_ANGLES / 360)).astype(np.int64) % _ANGLES
    return np.asarray(across << 22 | down << 12 | size << 6 | angle, dtype=np.int64)


def _empty_index() -> Any:
    """An inverted file without features. faiss wants a quantiser that knows all words, but is
    only ever told which word a feature has: it never looks at their codes."""
    import numpy as np

    faiss = load_faiss()
    words = vocabulary_size()
    quantiser = faiss.IndexBinaryFlat(8 * SIGNATURE_BYTES)
    quantiser.add(np.zeros((words, SIGNATURE_BYTES), dtype=np.uint8))
    index = faiss.IndexBinaryIVF(quantiser, 8 * SIGNATURE_BYTES, words)
    quantiser.this.disown()
    index.own_fields = True
    return index


def _write(folder: Path, table: NDArray[np.void], index: Any) -> Path:
    """Write both files whole; the name is a digest of the references, so that the same references
    give the same file whoever writes it. The table comes first: without it a segment is nothing.
    """
    import hashlib
    import io

    import numpy as np

    digest = hashlib.sha256(table.tobytes()).hexdigest()[:24]
    path = folder / f"{digest}{SUFFIX}"
    rows = io.BytesIO()
    np.save(rows, table, allow_pickle=False)
    write_whole(_table_of(path), rows.getvalue())
    write_whole(path, load_faiss().serialize_index_binary(index).data)
    return path


def _read_table(path: Path) -> NDArray[np.void]:
    import numpy as np

    try:
        table: NDArray[np.void] = np.load(_table_of(path), allow_pickle=False)
    except EOFError as error:
        raise ValueError("no table of references") from error
    if table.dtype != np.dtype(_TABLE):
        raise ValueError("not a table of references")
    return table


def _table_of(path: Path) -> Path:
    return path.with_suffix(".npy")
