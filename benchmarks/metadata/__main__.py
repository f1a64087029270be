"""Hold what provcheck reads of a folder against ExifTool, value by value.

    python -m benchmarks.metadata --files DIR [DIR ...] [--list]

Needs ExifTool (Debian: libimage-exiftool-perl) as the judge; provcheck itself never uses it. For
each kind of value: how many ExifTool reads, the share on which provcheck agrees, how many it reads
otherwise, how many it lacks. Then the time provcheck takes for a file (the bytes in memory; one
core). ``--list`` prints every disagreement.
"""

import argparse
import shutil
import time
from pathlib import Path
from statistics import median, quantiles

from benchmarks.machine import machine, table
from benchmarks.metadata.scoring import Score, score, totals
from benchmarks.metadata.truth import GROUPS, exiftool
from provcheck.image import read_blocks
from provcheck.metadata import read_file_metadata

_SUFFIXES = frozenset(
    [".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff", ".heic", ".heif", ".hif", ".avif"]
)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.metadata", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--files", type=Path, nargs="+", required=True, help="folders of images")
    parser.add_argument("--list", action="store_true", help="print every disagreement")
    given = parser.parse_args()
    if shutil.which("exiftool") is None:
        raise SystemExit("ExifTool is not installed: apt install libimage-exiftool-perl")
    scores: dict[str, Score] = {}
    times: list[float] = []
    raised: list[str] = []
    for folder in given.files:
        _run(folder, scores, times, raised)
    _print(scores, times, raised)
    if given.list:
        for row in GROUPS:
            for line in scores.get(row, Score()).disagreements:
                print(f"{row}: {line}")


def _run(folder: Path, scores: dict[str, Score], times: list[float], raised: list[str]) -> None:
    for path, truth in exiftool(folder).items():
        if path.suffix.lower() not in _SUFFIXES:
            continue
        content = path.read_bytes()
        started = time.perf_counter()
        try:
            metadata = read_file_metadata(read_blocks(content), path.name)
        except Exception as error:  # noqa: BLE001 - counting these is the point
            raised.append(f"{path.name}: {type(error).__name__}: {error}")
            continue
        times.append(time.perf_counter() - started)
        score(path.name, truth, metadata, scores)


def _print(scores: dict[str, Score], times: list[float], raised: list[str]) -> None:
    rows = [["values", "ExifTool reads", "agree", "read otherwise", "lacking"]]
    listed = [(row, scores[row]) for row in GROUPS if row in scores]
    for name, each in [*listed, ("all", totals(scores))]:
        share = f"{each.agree / max(each.true, 1):.1%}"
        rows.append([name, str(each.true), share, str(each.wrong), str(each.missing)])
    print(f"{len(times)} files; {machine()}.\n")
    print(table(rows))
    if len(times) > 1:
        late = quantiles(times, n=20)[-1]
        print(
            f"\n{median(times) * 1000:.2f} ms a file (median), {late * 1000:.1f} ms at 95 %, "
            f"{max(times) * 1000:.0f} ms at most; {len(raised)} exceptions"
        )
    for line in raised:
        print(line)


if __name__ == "__main__":
    main()
