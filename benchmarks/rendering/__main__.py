"""Time every form of the running example's report, and a 12-megapixel picture's, and weigh it.

    python -m benchmarks.rendering [--runs 7]

Whole: a fresh process of ``provcheck report``. Form: the rendering alone, in a process that has
rendered once before.
"""

import argparse
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from benchmarks.machine import machine, table, wall_seconds
from provcheck.case_file import read_case
from provcheck.model import Report
from provcheck.pipeline import examine
from provcheck.report import FORMATS, render_report, write_report
from provcheck.sets import open_references

FIXTURES = Path(__file__).parents[2] / "fixtures" / "images" / "pokrovsk"
# What the project holds itself to, for one image.
_MUST = {".html": "<= 1.5 MB, <= 0.3 s", ".pdf": "<= 3 s"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    runs: int = parser.parse_args().runs
    print(f"Measured on: {machine()}; medians of {runs}, wall time.\n")
    rows = [["report", "form", "kB", "form, s", "whole process, s", "must"]]
    with tempfile.TemporaryDirectory() as folder:
        for name, report in _reports(Path(folder)):
            saved = Path(folder) / "report.json"
            write_report(report, saved)
            for suffix in FORMATS:
                size, alone = _alone(report, suffix, runs)
                output = str(Path(folder) / f"out{suffix}")
                call = "from provcheck.cli import main; main()"
                command = [sys.executable, "-c", call, "report", str(saved), "-o", output]
                whole = wall_seconds(command, runs=runs)
                figures = [f"{size / 1000:.0f}", f"{alone:.3f}", f"{whole:.2f}"]
                rows.append([name, suffix, *figures, _MUST.get(suffix, "")])
    print(table(rows))


def _reports(folder: Path) -> list[tuple[str, Report]]:
    """The running example, and the same scene as a picture of 12 megapixels."""
    large = folder / "large.jpg"
    with Image.open(FIXTURES / "posted.jpg") as picture:
        picture.resize((4240, 2826), Image.Resampling.LANCZOS).save(large, quality=92)
    case, acquisition = read_case(FIXTURES / "case.toml")
    now = datetime.now(UTC)
    stamp = now.isoformat(timespec="seconds").replace("+00:00", "Z")
    made = []
    cache = folder / "cache"
    with open_references(str(FIXTURES / "references"), cache=cache, now=stamp) as references:
        for name, path in (("running example", FIXTURES / "posted.jpg"), ("12 MP", large)):
            report = examine(
                path, now=now, references=references, case=case, acquisition=acquisition
            )
            made.append((name, report))
    return made


def _alone(report: Report, suffix: str, runs: int) -> tuple[int, float]:
    size = len(render_report(report, suffix))
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        render_report(report, suffix)
        times.append(time.perf_counter() - start)
    return size, statistics.median(times)


if __name__ == "__main__":
    main()
