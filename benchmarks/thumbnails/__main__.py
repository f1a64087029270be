"""Files that kept an old thumbnail: re-saved without a change of content, and changed.

    python -m benchmarks.thumbnails [--split test] [--seed 1] [--rounds 6] [--data DIR]

Prints, per kind of file: how many the check flagged, with a 95 % Wilson interval; for changed
files in how many of them it named the right kind of change in the right place (a crop: its share
of the frame to 0.05; an area: a marked box that meets the changed one). Thumbnails of photographs
are simulated (any filter and quality, with and without bars). Where a folder of camera files is
at hand (``--data``, else ``exif`` in ``PROVCHECK_DEV_DATA`` or in the sibling ``shared/data``),
the same is done with their own thumbnails. ``--residuals`` prints the strongest residuals of
unchanged files and the weakest of changed ones, in multiples of what is a finding.
"""

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.intervals import counted
from benchmarks.machine import machine, table
from benchmarks.photos import photos
from benchmarks.thumbnails.copies import CHANGES, RESAVES, Changed
from benchmarks.thumbnails.files import (
    CameraFile,
    camera_files,
    camera_thumbnail,
    exif_block,
    jpeg,
)
from provcheck.checks import Examination
from provcheck.checks.thumbnail_differs import thumbnail_differs
from provcheck.forensics import Traces, thumbnail_areas
from provcheck.image import Limits, open_subject
from provcheck.model import CheckRun, Metadata

NOW = datetime(2024, 10, 23, 8, 0, tzinfo=UTC)
SIBLING = Path(__file__).parents[3] / "shared" / "data"
_SIDE = 1200  # pixels; photographs are reduced to this long side
# Camera files below this long side (pixels) are hardly larger than their thumbnails: they are
# looked at as they are, and not re-saved.
_MIN_SIDE = 300


@dataclass(frozen=True)
class Original:
    """A picture to make copies of. Without a ``thumbnail`` every copy gets one of its own."""

    name: str
    picture: Image.Image
    thumbnail: bytes | None = None
    orientation: int = 1


@dataclass
class Row:
    """Results of one kind of file: original, run, and whether it says what was done."""

    results: list[tuple[str, CheckRun, bool]] = field(default_factory=list)

    @property
    def flagged(self) -> list[str]:
        """Originals of the flagged files."""
        return [name for name, run, _ in self.results if run.outcome == "found"]

    def cells(self, changed: bool) -> list[str]:
        undecided = sum(run.outcome == "inconclusive" for _, run, _ in self.results)
        right = sum(right for *_, right in self.results)
        return [
            str(len(self.results)),
            str(undecided),
            # Files the check cannot judge are no false alarms, but they are misses.
            counted(len(self.flagged), len(self.results) - (0 if changed else undecided)),
            f"{len(set(self.flagged))}/{len({name for name, *_ in self.results})}",
            f"{right}/{len(self.results)}" if changed else "",
        ]

    def residuals(self) -> list[float]:
        """In multiples of what is a finding; files that were not compared so far are out."""
        measures = [run.findings[0].measures for _, run, _ in self.results if run.findings]
        name = "strongest_over_limit"
        return sorted(float(m[name]) for m in measures if name in m)


Part = Sequence[tuple[str, Row]]
"""Rows of one part of a table by the kind of file."""
Report = Callable[[str, Part, Part], None]


def _examined(content: bytes) -> CheckRun:
    subject = open_subject(content, Limits(), "copy.jpg")
    return thumbnail_differs(
        Examination(subject=subject, traces=Traces(subject), metadata=Metadata(), now=NOW)
    )


def _with_thumbnail(picture: Image.Image, original: Original, rng: np.random.Generator) -> CheckRun:
    thumbnail = original.thumbnail or camera_thumbnail(original.picture, rng)
    block = exif_block(thumbnail, original.orientation)
    return _examined(jpeg(picture, int(rng.integers(60, 93)), block))


def _is_right(run: CheckRun, changed: Changed) -> bool:
    if not run.findings or run.findings[0].message.id.split(".")[1] != changed.kind:
        return False
    if changed.box is None:
        share = run.findings[0].message.params["share"]
        return isinstance(share, float) and abs(share - changed.share) <= 0.05
    left, top, right, bottom = changed.box
    return any(
        region.x < right
        and left < region.x + region.width
        and region.y < bottom
        and top < region.y + region.height
        for region in run.findings[0].regions
    )


def _resaved(
    originals: Sequence[Original], rounds: int, rng: np.random.Generator
) -> Iterator[tuple[str, Row]]:
    for name, resave in RESAVES.items():
        row = Row()
        for original in originals:
            for _ in range(rounds):
                run = _with_thumbnail(resave(original.picture, rng), original, rng)
                row.results.append((original.name, run, False))
        yield name, row


def _changed(
    originals: Sequence[Original], rounds: int, rng: np.random.Generator
) -> Iterator[tuple[str, Row]]:
    for name, change in CHANGES.items():
        row = Row()
        for original in originals:
            for _ in range(rounds):
                changed = change(original.picture, rng)
                run = _with_thumbnail(changed.picture, original, rng)
                row.results.append((original.name, run, _is_right(run, changed)))
        yield name, row


def _report(title: str, resaved: Part, changed: Part) -> None:
    head = ["flagged", "of originals", "kind and place right"]
    rows = [[title, "files", "not judged", *head]]
    for part, is_changed in ((resaved, False), (changed, True)):
        rows += [[name, *row.cells(is_changed)] for name, row in part]
        if len(part) > 1:
            whole = Row([result for _, row in part for result in row.results])
            label = "all changed" if is_changed else "all unchanged"
            rows.append([f"**{label}**", *whole.cells(is_changed)])
    print(f"{table(rows)}\n")
    for name, row in resaved:
        for original, run, _ in row.results:
            if run.findings:
                print(f"Flagged though unchanged: {original}, {name}: {run.findings[0].message}\n")


def _report_residuals(title: str, resaved: Part, changed: Part) -> None:
    print(title)
    for name, row in resaved:
        print(f"  {name}, strongest: {row.residuals()[-8:]}")
    for name, row in changed:
        if row.residuals():
            print(f"  {name}, weakest: {row.residuals()[:8]}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--split", choices=("tune", "test"), default="test")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=6, help="copies of each kind and photograph")
    parser.add_argument("--data", type=Path, help="folder of camera files")
    parser.add_argument("--residuals", action="store_true", help="residuals instead of outcomes")
    return parser.parse_args()


def main() -> None:
    chosen = _arguments()
    report = _report_residuals if chosen.residuals else _report
    if chosen.residuals:
        thumbnail_areas.MIN_STRENGTH = 0.0  # everything compared becomes a finding with measures
    rng = np.random.default_rng(chosen.seed)
    originals = []
    for name, picture in photos(chosen.split):
        picture.thumbnail((_SIDE, _SIDE), Image.Resampling.LANCZOS)
        originals.append(Original(name, picture))
    print(
        f"Split {chosen.split}, seed {chosen.seed}, {len(originals)} photographs; {machine()}.\n"
        "Copies of one photograph are not independent: intervals are narrower than they should be."
        "\n"
    )
    resaved = list(_resaved(originals, chosen.rounds, rng))
    changed = list(_changed(originals, chosen.rounds, rng))
    report("photographs, simulated thumbnails", resaved, changed)
    folder = chosen.data or Path(os.environ.get("PROVCHECK_DEV_DATA", SIBLING)) / "exif"
    if not folder.is_dir():
        print("No folder of camera files (--data): that part was not measured.")
        return
    _camera_part(list(camera_files(folder)), chosen.rounds, rng, report)


def _camera_part(
    files: Sequence[CameraFile], rounds: int, rng: np.random.Generator, report: Report
) -> None:
    as_found = Row([(file.name, _examined(file.content), False) for file in files])
    large = [
        Original(file.name, file.picture, file.thumbnail, file.orientation)
        for file in files
        if max(file.picture.size) >= _MIN_SIDE
    ]
    few = max(1, rounds // 3)
    resaved = list(_resaved(large, few, rng))
    # Areas are marked on the picture as displayed, changes made as stored.
    changed = list(_changed([o for o in large if o.orientation == 1], few, rng))
    report("camera files as found, own thumbnails", [("as found", as_found)], [])
    report(f"camera files of {_MIN_SIDE} pixels and more, own thumbnails", resaved, changed)


if __name__ == "__main__":
    main()
