"""Groups in a folder whose copies are known, and the lines by which they are kept apart.

    python -m benchmarks.groups [--photos DIR] [--split test] [--photographs 12] [--seed 1]

First, for crops and for pictures that were put together: how many are confirmed as copies, and in
which of the two pictures a line is seen around the shared part. A line in a photograph around its
own crop tears the two apart; a missing line may glue a collage's photographs together. Then a
folder: photographs, each with a copy, a small copy and two crops, and pictures that show two of
them. Printed are the files that lie in the group of their photograph, the groups that hold two
unrelated ones, the originals that are proposed, and the seconds of processor time a file.
"""

import argparse
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import cv2

from benchmarks.copydetection.edits.studio import Edit, jpeg
from benchmarks.copydetection.photographs import Photograph, Pile, photographs
from benchmarks.groups.folders import CROPS, PUT_TOGETHER, Made, edited, folder
from benchmarks.intervals import counted
from benchmarks.machine import machine, table
from provcheck.batch import Failure, examine_many
from provcheck.groups import find_groups, scanned_file
from provcheck.groups.comparing import Comparisons
from provcheck.image import Limits, open_subject
from provcheck.ingest import prepare
from provcheck.model import Group
from provcheck.references import open_reader, open_writer
from provcheck.sets import open_references
from provcheck.settings import Settings

_NOW = "2024-10-23T08:00:00Z"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.groups")
    parser.add_argument("--photos", type=Path, metavar="DIR")
    parser.add_argument("--split", choices=("tune", "test"), default="test")
    parser.add_argument("--photographs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    cv2.setNumThreads(1)
    found = photographs(chosen.photos, chosen.split)
    used = found[: min(chosen.photographs, len(found) // 2)]
    hosts = Pile(found[len(used) :])
    print(f"{len(used)} photographs of the split {chosen.split}; {machine()}\n")
    header = ["made of a photograph", "confirmed", "line in it", "line in the photograph"]
    rows = [
        *_lines(CROPS, used, hosts, chosen.seed),
        *_lines(PUT_TOGETHER, used, hosts, chosen.seed),
    ]
    print(table([header, *rows]))
    print()
    print(table([["in a folder", "count"], *_folder(used, hosts, chosen.seed)]))


def _lines(
    edits: Mapping[str, Edit], used: Sequence[Photograph], hosts: Pile, seed: int
) -> list[list[str]]:
    """One row for each kind of edit."""
    rows = []
    for name, edit in edits.items():
        confirmed = ours = theirs = 0
        for number, photograph in enumerate(used):
            copy = edited(photograph.open(), edit, hosts, seed + number)
            pair = _compared(copy, jpeg(photograph.open(), 95))
            if pair is not None:
                confirmed += 1
                ours += pair[0]
                theirs += pair[1]
        counts = counted(ours, confirmed), counted(theirs, confirmed)
        rows.append([name, counted(confirmed, len(used)), *counts])
    return rows


def _compared(copy: bytes, original: bytes) -> tuple[bool, bool] | None:
    """Lines in the copy and in the original; None when the two are not confirmed."""
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / "pair.db"
        ids = []
        with open_writer(path, now=_NOW) as writer:
            for content in (copy, original):
                new = prepare(open_subject(content, Limits(), "pair.jpg"), None, now=_NOW)
                writer.add(new)
                ids.append(new.reference.id)
        with open_reader(path) as reader:
            found = Comparisons(reader).shared(ids[0], ids[1])
    return (found.subject_framed, found.reference_framed) if found is not None else None


def _folder(used: Sequence[Photograph], hosts: Pile, seed: int) -> list[list[str]]:
    made = {file.name: file for file in folder([p.open() for p in used], hosts, seed)}
    with tempfile.TemporaryDirectory() as home:
        root = Path(home) / "folder"
        root.mkdir()
        for file in made.values():
            (root / file.name).write_bytes(file.content)
        start = time.process_time()
        outcomes = examine_many([root / name for name in made], now=datetime.now(UTC))
        files = [scanned_file(r, p.name) for p, r in outcomes if not isinstance(r, Failure)]
        examined = time.process_time()
        with open_references(root, cache=Path(home) / "cache", now=_NOW) as index:
            indexed = time.process_time()
            groups = find_groups(index, files, limit=Settings().candidates)
            grouped = time.process_time()
    seconds = {
        "examining": examined - start,
        "indexing": indexed - examined,
        "grouping": grouped - indexed,
    }
    return [
        *_scored(groups, made, len(used)),
        *([f"seconds a file, {what}", f"{s / len(made):.3f}"] for what, s in seconds.items()),
    ]


def _scored(groups: Sequence[Group], made: Mapping[str, Made], count: int) -> list[list[str]]:
    home = {group.proposed[0]: group for group in groups}
    single = [file for file in made.values() if len(file.shows) == 1]
    several = [file for file in made.values() if len(file.shows) > 1]

    def of(number: int) -> set[str]:
        """Names in the group of a photograph."""
        original = f"{number:03d}-original.jpg"
        for group in home.values():
            if any(member.name == original for member in group.members):
                return {member.name for member in group.members}
        return {original}

    right = sum(file.name in of(number) for file in single for number in file.shows)
    shown = sum(file.name in of(number) for file in several for number in file.shows)
    glued = 0
    for group in groups:
        names = [member.name for member in group.members if member.role != "shows"]
        numbers = [made[name].shows for name in names if len(made[name].shows) == 1]
        glued += len(frozenset().union(*numbers)) > 1
    proposed = sum(f"{number:03d}-original.jpg" in home for number in range(count))
    return [
        ["files in the group of their photograph", counted(right, len(single))],
        ["pictures of two, in both groups", counted(shown, 2 * len(several))],
        ["groups that hold two photographs", counted(glued, len(groups))],
        ["originals that are proposed", counted(proposed, count)],
    ]


if __name__ == "__main__":
    main()
