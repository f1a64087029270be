"""Search large sets by hash: the scan alone, whole checks in fresh processes, and additions.

    python -m benchmarks.hashscan [--sizes 10000,100000,1000000] [--photos DIR] [--keep DIR]

The first table times the scan of phash256 codes (one thread, warm): one query, and the eight
orientations that a check asks for, against reading the same memory once. The second times
``provcheck check`` of one photograph in a fresh process (the set's code file made before) with a
set of 1,000 references and with larger ones, in turns; and what adding one reference to each set
takes, beyond computing what is stored of it. ``--keep`` keeps the sets for the next time.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.hashscan.made_up import NOW, make_set
from benchmarks.machine import interleaved_seconds, machine, table
from provcheck.image import Limits, image_files, open_subject
from provcheck.ingest import prepare
from provcheck.references import open_reader, open_writer
from provcheck.references.hash_scan import near
from provcheck.references.store import Codes
from provcheck.sets import local_index_of

FIXTURES = Path(__file__).parents[2] / "fixtures" / "images" / "pokrovsk"
_SMALL = 1000
_ALLOWED = 62
_CODE = 32


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--photos", type=Path, default=FIXTURES, help="Real pictures of the sets.")
    parser.add_argument("--keep", type=Path, help="Folder for the sets.")
    parser.add_argument("--runs", type=int, default=7)
    chosen = parser.parse_args()
    sizes = [int(size) for size in chosen.sizes.split(",")]
    print(f"Measured on: {machine()}; medians of {chosen.runs} runs.\n")
    print(
        table(
            [["codes", "read once", "1 query", "8 queries", "8 queries, a read"]]
            + [_scan_row(size, chosen.runs) for size in sizes]
        )
    )
    with tempfile.TemporaryDirectory() as folder:
        home = chosen.keep or Path(folder)
        home.mkdir(parents=True, exist_ok=True)
        os.environ["PROVCHECK_CACHE"] = str(home / "cache")
        print()
        print(_checks(home, list(image_files(chosen.photos)), sizes, chosen.runs))


def _scan_row(count: int, runs: int) -> list[str]:
    rng = np.random.default_rng(0)
    values = rng.integers(0, 256, (count, _CODE), dtype=np.uint8)
    none = np.empty(0, dtype=np.int64)
    stored = Codes(kind="phash256", version="1", bits=8 * _CODE, ids=(), values=values, dead=none)
    words = values.view(np.uint64)
    queries = {n: rng.bytes(_CODE) for n in range(8)}
    os.environ["OMP_NUM_THREADS"] = "1"
    read = _seconds(lambda: np.bitwise_or.reduce(words, axis=None), runs)
    one = _seconds(lambda: near(stored, {0: queries[0]}, _ALLOWED), runs)
    eight = _seconds(lambda: near(stored, queries, _ALLOWED), runs)
    del os.environ["OMP_NUM_THREADS"]
    ms = [f"{1000 * seconds:.2f} ms" for seconds in (read, one, eight)]
    return [
        f"{count:,}",
        ms[0],
        f"{ms[1]} ({one / read:.1f} x)",
        f"{ms[2]} ({eight / read:.1f} x)",
        f"{eight / read / 8:.1f} x",
    ]


def _seconds(work: Callable[[], object], runs: int) -> float:
    work()
    seen = []
    for _ in range(runs):
        start = time.process_time()
        work()
        seen.append(time.process_time() - start)
    return statistics.median(seen)


def _checks(home: Path, pictures: list[Path], sizes: list[int], runs: int) -> str:
    photo, others = pictures[0], pictures[1:]
    sets = {size: home / f"{size}.db" for size in (_SMALL, *sizes)}
    for size, path in sets.items():
        if not path.exists():
            make_set(path, others, size)
        with open_reader(path, index=local_index_of(path, home / "cache")) as reader:
            for held in reader.coverage():
                reader.codes(held.kind, held.version)
    call = [sys.executable, "-c", "from provcheck.cli import main; main()", "check", "-q"]
    calls = [[*call, "--refs", str(path), str(photo)] for path in sets.values()]
    seconds = dict(zip(sets, interleaved_seconds(calls, runs=runs), strict=True))
    rows = [["references", "check", f"of {_SMALL:,}", "one added", "on disk", "file of codes"]]
    for size, path in sets.items():
        files = (home / "cache" / "local").glob(f"{local_index_of(path, home).name}/codes/*/*")
        rows.append(
            [
                f"{size:,}",
                f"{seconds[size]:.2f} s",
                f"{seconds[size] / seconds[_SMALL]:.2f} x",
                f"{1000 * _addition(path, photo, runs):.1f} ms",
                f"{path.stat().st_size / 1e6:.0f} MB",
                f"{sum(file.stat().st_size for file in files) / 1e6:.0f} MB",
            ]
        )
    return table(rows)


def _addition(path: Path, photo: Path, runs: int) -> float:
    """Opening the set, storing what was computed of one picture, and closing it again."""
    new = prepare(open_subject(photo, Limits()), None, now=NOW)
    seen = []
    for _ in range(runs):
        start = time.perf_counter()
        with open_writer(path, now=NOW) as writer:
            writer.add(new)
        seen.append(time.perf_counter() - start)
        with open_writer(path, now=NOW) as writer:
            writer.remove(new.reference.id)
    return statistics.median(seen)


if __name__ == "__main__":
    main()
