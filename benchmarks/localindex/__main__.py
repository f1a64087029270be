"""Find parts of photographs among 100,000 references by their local features.

    python -m benchmarks.localindex [--photos DIR] [--references 1000,100000] [--queries 20]
        [--split test] [--seed 1] [--keep DIR]

The photographs of the split are put among made-up references (features mixed of those of the
other split's photographs) and looked for with copies and parts of them. Prints how often
the right reference is among the eight with the most agreeing votes, family by family and size by
size; the most votes of others; the processor time of a search (one thread, warm, without extracting
features) for the normal look (500 features and their mirror images) and for the closer
look (2,000 and theirs); what the index takes on disk and how long it takes to make. ``--keep``
uses the made-up segments of an earlier run.
"""

import argparse
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import numpy as np
from PIL import Image

from benchmarks.copydetection.photographs import photographs
from benchmarks.intervals import counted
from benchmarks.localindex.made_up import made_up_id, write_made_up
from benchmarks.machine import machine, table
from benchmarks.photos import Split
from benchmarks.search.queries import ABSENT, FAMILIES, Query, queries
from provcheck.fingerprint import (
    FEATURES_KIND,
    FEATURES_VERSION,
    local_features,
    mirrored_features,
)
from provcheck.image import Limits, open_subject
from provcheck.matching import WORKING_SIDE
from provcheck.model import LocalFeatures
from provcheck.references.indexing import merge_similar
from provcheck.references.local_index import LocalIndex, home_of, open_index
from provcheck.references.local_votes import count_votes
from provcheck.references.search import MIN_VOTES
from provcheck.references.segments import write_segment

_AMONG = 8
_SEGMENT = 8192


@dataclass(frozen=True)
class Asked:
    """A query with its features: the normal look and the closer one, each with its mirror."""

    query: Query
    normal: tuple[LocalFeatures, LocalFeatures]
    closer: tuple[LocalFeatures, LocalFeatures]


@dataclass(frozen=True)
class Found:
    """Rank of the right reference (None: not among eight), most votes of another one, seconds."""

    rank: int | None
    others: int
    normal: float
    closer: float


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.localindex", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--photos", type=Path, help="folder of photographs")
    parser.add_argument("--references", default="1000,100000", help="sizes, commas between")
    parser.add_argument("--queries", type=int, default=20, help="of each family")
    parser.add_argument("--split", choices=("tune", "test"), default="test")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for the made-up segments")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    other: Split = "tune" if given.split == "test" else "test"
    shown = {p.name: p.open() for p in photographs(given.photos, given.split)}
    pool = [_features(p.open()) for p in photographs(given.photos, other)]
    sought = {name: _features(picture) for name, picture in shown.items()}
    rng = np.random.default_rng(given.seed)
    asked = [_asked(query) for query in queries(list(shown.items()), given.queries, rng)]
    sizes = [int(size) for size in given.references.split(",")]
    results: dict[int, list[Found]] = {}
    print(
        f"Split {given.split}, seed {given.seed}, {len(sought)} photographs among made-up "
        f"references; {machine()}.\n"
    )
    with tempfile.TemporaryDirectory() as passing:
        for size in sizes:
            folder = Path(passing) / str(size)
            start = time.perf_counter()
            index = _made(folder, size, sought, pool, given.jobs, given.keep)
            took = time.perf_counter() - start
            weight = sum(path.stat().st_size for path in folder.rglob("*"))
            print(
                f"{size:,} references: {weight / size:,.0f} bytes each on disk, made in "
                f"{took / size * given.jobs * 1000:.1f} ms each on one core, "
                f"{len(index.segments)} files"
            )
            names = {f"{n:016x}": name for n, name in enumerate(sought)}
            results[size] = [_search(index, one, names) for one in asked]
    print(f"\n{table(_rows(asked, results))}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nMost memory of this process (it maps the index): {peak:,.0f} MiB.")


def _features(picture: Image.Image) -> LocalFeatures:
    reduced = picture.copy()
    reduced.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.LANCZOS)
    return local_features(np.asarray(reduced))


def _asked(query: Query) -> Asked:
    subject = open_subject(query.content, Limits(), "query.jpg")
    normal = local_features(subject.rgb(WORKING_SIDE))
    closer = local_features(subject.rgb(1600), closer=True)
    return Asked(query, (normal, mirrored_features(normal)), (closer, mirrored_features(closer)))


def _made(
    folder: Path,
    size: int,
    sought: dict[str, LocalFeatures],
    pool: Sequence[LocalFeatures],
    jobs: int,
    keep: Path | None,
) -> LocalIndex:
    home = home_of(folder, FEATURES_KIND, FEATURES_VERSION)
    home.mkdir(parents=True)
    write_segment(home, ((f"{n:016x}", f) for n, f in enumerate(sought.values())))
    made = range(size - len(sought))
    kept = keep / str(size) if keep else None
    if kept is not None and kept.is_dir():
        shutil.copytree(kept, home, dirs_exist_ok=True)
    else:
        parts = [made[start : start + _SEGMENT] for start in range(0, len(made), _SEGMENT)]
        os.environ["OMP_NUM_THREADS"] = "1"
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as processes:
            list(processes.map(write_made_up, [home] * len(parts), [pool] * len(parts), parts))
        if kept is not None:
            shutil.copytree(home, kept)
    merge_similar(home)
    ids = [*range(len(sought)), *(int(made_up_id(n), 16) for n in made)]
    known = np.array(ids, dtype=np.uint64)
    index = open_index(folder, FEATURES_KIND, FEATURES_VERSION, known)
    assert index is not None
    return index


def _search(index: LocalIndex, asked: Asked, names: dict[str, str]) -> Found:
    start = time.process_time()
    votes = [vote for features in asked.normal for vote in count_votes(features, index)]
    normal = time.process_time() - start
    start = time.process_time()
    for features in asked.closer:
        count_votes(features, index)
    closer = time.process_time() - start
    best: dict[str, tuple[int, float]] = {}
    for vote in votes:
        if vote.count >= MIN_VOTES:
            name = names.get(vote.reference_id, vote.reference_id)
            best[name] = max(best.get(name, (0, 0.0)), (vote.count, vote.weight))
    ranked = sorted(best, key=lambda name: best[name], reverse=True)[:_AMONG]
    right = asked.query.right
    others = [best[name][0] for name in ranked if name != right]
    return Found(
        rank=ranked.index(right) if right in ranked else None,
        others=max(others, default=0),
        normal=normal,
        closer=closer,
    )


def _rows(asked: Sequence[Asked], results: dict[int, list[Found]]) -> list[list[str]]:
    head = ["queries", "n"]
    for size in results:
        head += [f"first, {size:,}", f"among {_AMONG}", "others' most votes"]
        head += ["normal look, s", "closer look, s"]
    rows = [head]
    for family in ("all that are in it", *FAMILIES, ABSENT):
        chosen = [
            n
            for n, one in enumerate(asked)
            if one.query.family == family or (family not in FAMILIES and one.query.right)
        ]
        if family == ABSENT:
            chosen = [n for n, one in enumerate(asked) if one.query.right is None]
        row = [family, str(len(chosen))]
        for found in results.values():
            some = [found[n] for n in chosen]
            known = family != ABSENT
            row += [
                counted(sum(one.rank == 0 for one in some), len(some)) if known else "-",
                counted(sum(one.rank is not None for one in some), len(some)) if known else "-",
                str(max(one.others for one in some)),
                f"{median(one.normal for one in some):.3f}",
                f"{median(one.closer for one in some):.3f}",
            ]
        rows.append(row)
    return rows


if __name__ == "__main__":
    main()
