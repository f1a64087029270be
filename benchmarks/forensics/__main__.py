"""How often edits are found, and how often something is said of pictures that have none.

    python -m benchmarks.forensics TASK [--photos DIR] [--split test] [--seed 1]

``--photos`` takes a folder of photographs (``benchmarks.forensics.gather`` makes one); without it,
the few that packages ship are used. Photographs are split by file name: no photograph is in both
splits. Thresholds were set on ``tune``. ``--files DIR`` asks about camera files instead.

TASK is one of these:

blind: unedited pictures of twelve histories and edited ones (twelve kinds of edit, three ways of
saving) without any reference. grid: the same, by the block grid alone. copies: the same unedited
pictures, and ones with a part moved exactly (2 to 10 % of the area). thumbnail: files with the
thumbnail of another state: toned, reduced, sharpened or saved again since, edited, cropped.
reference: copies (saved again; cut, reduced and saved; cut, much reduced, toned and saved) with and
without an edit, beside their original. overlays: the same copies with a bar, letters or a sign laid
over them, and with edits. expert: how well the maps for experts tell the blind task's
best saved edits from the unedited, by the plainest rule. speed: every search on as
many photographs of 12 megapixels as there are rounds, on one core.
"""

import argparse
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import cv2

from benchmarks.copydetection.photographs import photographs
from benchmarks.forensics import sets, tables
from benchmarks.forensics.looking import (
    at_copies,
    at_grid,
    at_pixels,
    at_thumbnail,
    at_view,
    beside_reference,
)
from benchmarks.forensics.speed import speeds
from benchmarks.machine import machine, table
from provcheck.errors import ProvcheckError
from provcheck.forensics import EXPERT_VIEWS, Traces
from provcheck.image import Limits, image_files, open_subject

_TASKS = {
    "blind": (sets.blind, at_pixels, tables.blind),
    "grid": (sets.blind, at_grid, tables.blind),
    "copies": (sets.copy_moves, at_copies, tables.copies),
    "thumbnail": (sets.thumbnails, at_thumbnail, tables.thumbnail),
    "reference": (sets.with_reference, beside_reference, tables.with_reference),
    "overlays": (sets.overlaid, beside_reference, tables.overlaid),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("task", choices=(*_TASKS, "expert", "speed"))
    parser.add_argument("--photos", type=Path, help="folder of photographs")
    parser.add_argument("--split", choices=("tune", "test"), default="test")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=2, help="times every photograph is used")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--files", type=Path, help="camera files: only what is said of them")
    parser.add_argument("--each", action="store_true", help="list what was missed and what not")
    given = parser.parse_args()
    cv2.setNumThreads(1)
    if given.files is not None:
        print(_of_files(given.files))
        return
    found = photographs(given.photos, given.split)
    print(f"Split {given.split}, seed {given.seed}, {len(found)} photographs; {machine()}\n")
    if given.task == "expert":
        print(_of_views(list(sets.blind(found, given.seed, given.rounds)), given.jobs))
        return
    if given.task == "speed":
        print(speeds(found, given.seed, given.rounds))
        return
    make, look, show = _TASKS[given.task]
    with ProcessPoolExecutor(given.jobs) as workers:
        said = list(workers.map(look, make(found, given.seed, given.rounds), chunksize=2))
    print(show(said))
    if given.each:
        print("\n".join(["", *tables.each(said)]))


def _of_views(items: Sequence[sets.Item], jobs: int) -> str:
    """A table of the expert views."""
    chosen = [item for item in items if item.level in ("", "hq")]
    rows = [tables.EXPERT_HEAD]
    with ProcessPoolExecutor(jobs) as workers:
        for view in EXPERT_VIEWS:
            said = list(workers.map(partial(at_view, view), chosen, chunksize=4))
            rows.append(tables.expert(view, said))
    return table(rows)


def _of_files(folder: Path) -> str:
    """How many camera files are flagged, and how many leave nothing to be said."""
    flagged, silent, total = [], 0, 0
    for path in image_files(folder):
        try:
            traces = Traces(open_subject(path, Limits()))
        except ProvcheckError:
            continue
        total += 1
        silent += traces.compression.silent
        grids = traces.grids
        if traces.compression.regions or traces.copied_areas or (grids and grids.regions):
            flagged.append(path.name)
    names = ", ".join(flagged) or "none"
    return f"{len(flagged)} of {total} files flagged ({names}); no usable trace in {silent}"


if __name__ == "__main__":
    main()
