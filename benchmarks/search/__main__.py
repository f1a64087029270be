"""Search a reference set for copies and parts of photographs among distractors.

    python -m benchmarks.search [--references 1000] [--queries 20] [--split test] [--seed 1]

Prints, per family of queries: how often the right reference is proposed first and among eight
(with 95 % Wilson intervals), how many other references are proposed per query, the most votes of
local features that any of these gathered and the fewest that the right reference gathered in 95
of 100 queries, and the median time of a search (warm; upright and mirrored features together,
without extracting them). Then what a reference takes on disk. The set holds the photographs of
the split and patches of those of the other split, as pictures of 480 x 360 pixels.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TypeVar

import numpy as np
from PIL import Image

from benchmarks.distractors import distractor
from benchmarks.intervals import counted
from benchmarks.machine import machine, table
from benchmarks.photos import Split, photos
from benchmarks.search.queries import ABSENT, FAMILIES, Named, Query, jpeg, queries
from provcheck.fingerprint import is_plain, local_features, mirrored_features, oriented_fingerprints
from provcheck.image import Limits, Subject, open_subject
from provcheck.ingest import prepare
from provcheck.matching import WORKING_SIDE
from provcheck.model import Candidate, Fingerprint, LocalFeatures, Orientation
from provcheck.references import NewReference, ReferenceReader, open_reader, open_writer, search

NOW = "2024-10-23T08:00:00Z"
_LIMIT = 8  # candidates, as a check asks for
_TILE = 120  # pixels; distractors are four by three tiles
_WORKERS = 2

In = TypeVar("In")
Out = TypeVar("Out")


@dataclass(frozen=True)
class Contents:
    """What was put into a set. ``ids``: photograph -> reference; sizes in bytes."""

    ids: dict[str, str]
    count: int
    size: int
    proxies: int


@dataclass(frozen=True)
class Prepared:
    """A query with everything that is extracted before the search."""

    query: Query
    subject: Subject
    codes: dict[Orientation, tuple[Fingerprint, ...]]
    upright: LocalFeatures
    mirrored: LocalFeatures


@dataclass
class Row:
    """Results of one family: candidates and id of the right reference; seconds per search."""

    found: list[tuple[tuple[Candidate, ...], str | None]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def cells(self) -> list[str]:
        right = [
            next((i for i, c in enumerate(candidates) if c.reference_id == id), None)
            for candidates, id in self.found
        ]
        votes = [0 if r is None else self.found[n][0][r].votes for n, r in enumerate(right)]
        wrong = [c for candidates, id in self.found for c in candidates if c.reference_id != id]
        sought = sum(id is not None for _, id in self.found)
        return [
            str(len(self.found)),
            counted(right.count(0), sought),
            counted(len(right) - right.count(None), sought),
            f"{len(wrong) / len(self.found):.2f}",
            str(max((candidate.votes for candidate in wrong), default=0)),
            f"{np.percentile(votes, 5, method='lower'):.0f}" if sought else "-",
            f"{median(self.seconds):.3f}",
        ]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--references", type=int, default=1000)
    parser.add_argument("--queries", type=int, default=20, help="of each family")
    parser.add_argument("--split", choices=("tune", "test"), default="test")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    chosen = _arguments()
    rng = np.random.default_rng(chosen.seed)
    sought = list(photos(chosen.split))
    other: Split = "tune" if chosen.split == "test" else "test"
    sources = [picture for _, picture in photos(other)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "references.db"
        contents = _fill(path, sought, sources, chosen.references, rng)
        asked = _in_parallel(_prepare_query, queries(sought, chosen.queries, rng))
        with open_reader(path) as reader:
            rows = _ask(reader, list(asked), contents)
    print(
        f"Split {chosen.split}, seed {chosen.seed}, {contents.count} references of which "
        f"{len(sought)} are sought; {machine()}.\n"
    )
    head = ["queries", "n", "first", f"among {_LIMIT}", "others per query"]
    head += ["most votes of others", "votes of the right one, 5 %", "seconds"]
    print(table([head, *([name, *row.cells()] for name, row in rows.items())]))
    each, proxy = contents.size / contents.count, contents.proxies / contents.count
    print(
        f"\nBytes per reference: {each:,.0f} with the picture kept for comparison "
        f"({proxy:,.0f}; larger for larger references), {each - proxy:,.0f} without."
    )


def _fill(
    path: Path,
    sought: Sequence[Named],
    sources: Sequence[Image.Image],
    count: int,
    rng: np.random.Generator,
) -> Contents:
    """Write the photographs and distractors, ``count`` references altogether."""

    def files() -> Iterator[tuple[str, bytes]]:
        for name, picture in sought:
            yield name, jpeg(picture, 90)
        for number in range(count - len(sought)):
            part = _part(sources[number % len(sources)], rng)
            yield "", jpeg(distractor(part, number, tile=_TILE), 80)

    ids: dict[str, str] = {}
    proxies = 0
    with open_writer(path, now=NOW) as writer:
        for name, new in _in_parallel(_prepare_reference, files()):
            writer.add(new)
            proxies += len(new.proxy or b"")
            if name:
                ids[name] = new.reference.id
    size = sum(file.stat().st_size for file in path.parent.iterdir())
    return Contents(ids, count, size, proxies)


def _part(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """40 to 100 % of each side, so that distractors made of few pictures differ in scale."""
    width = int(picture.width * rng.uniform(0.4, 1.0))
    height = int(picture.height * rng.uniform(0.4, 1.0))
    left = int(rng.integers(picture.width - width + 1))
    top = int(rng.integers(picture.height - height + 1))
    return picture.crop((left, top, left + width, top + height))


def _prepare_reference(file: tuple[str, bytes]) -> tuple[str, NewReference]:
    name, content = file
    return name, prepare(open_subject(content, Limits(), "reference.jpg"), None, now=NOW)


def _prepare_query(query: Query) -> Prepared:
    subject = open_subject(query.content, Limits(), "query.jpg")
    features = local_features(subject.rgb(WORKING_SIDE))
    return Prepared(
        query=query,
        subject=subject,
        codes={} if is_plain(subject) else oriented_fingerprints(subject),
        upright=features,
        mirrored=mirrored_features(features),
    )


def _in_parallel(work: Callable[[In], Out], items: Iterable[In]) -> Iterator[Out]:
    with ThreadPoolExecutor(_WORKERS) as pool:
        yield from pool.map(work, items)


def _ask(
    reader: ReferenceReader, prepared: Sequence[Prepared], contents: Contents
) -> dict[str, Row]:
    rows = {name: Row() for name in (*FAMILIES, ABSENT)}
    _search(reader, prepared[0])  # the first search loads the set
    for asked in prepared:
        row, name = rows[asked.query.family], asked.query.right
        start = time.perf_counter()
        candidates = _search(reader, asked)
        row.seconds.append(time.perf_counter() - start)
        row.found.append((candidates, contents.ids[name] if name else None))
    return rows


def _search(reader: ReferenceReader, asked: Prepared) -> tuple[Candidate, ...]:
    asset = asked.subject.asset
    return search(
        reader,
        asset.sha256,
        asset.pixel_sha256,
        asked.codes,
        [(asked.upright, False), (asked.mirrored, True)],
        limit=_LIMIT,
    )


if __name__ == "__main__":
    main()
