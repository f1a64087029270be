"""Time ``--help`` against its bare imports, and a check of a 12-megapixel JPEG.

    python -m benchmarks.startup [--references 1000] [--runs 7]

The reference set holds one real picture and copies of it made unlike each other (other noise,
crops, tones and mirror images of the fixture's scenes), so that the whole search runs.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.distractors import distractor
from benchmarks.machine import interleaved_seconds, machine, table, wall_seconds
from provcheck.image import Limits, open_subject
from provcheck.ingest import prepare
from provcheck.references import open_writer

FIXTURES = Path(__file__).parents[2] / "fixtures" / "images" / "pokrovsk"
NOW = "2024-10-23T08:00:00Z"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--references", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=7)
    chosen = parser.parse_args()
    print(f"Measured on: {machine()}; medians of {chosen.runs} fresh processes, wall time.\n")
    python = sys.executable
    call = [python, "-c", "from provcheck.cli import main; main()"]
    bare, help_time = interleaved_seconds(
        [[python, "-c", "import typer, rich"], [*call, "--help"]], runs=3 * chosen.runs
    )
    with tempfile.TemporaryDirectory() as folder:
        matched, unmatched, references = _make(Path(folder), chosen.references)
        check = [*call, "check", "-q", "--refs", str(references)]
        hit = wall_seconds([*check, str(matched)], runs=chosen.runs)
        miss = wall_seconds([*check, str(unmatched)], runs=chosen.runs)
    rows = [
        ["what", "seconds", "must"],
        ["python -c 'import typer, rich'", f"{bare:.3f}", ""],
        ["provcheck --help", f"{help_time:.3f}", ""],
        ["ratio", f"{help_time / bare:.2f}", "<= 1.6"],
        [f"check, 12 MP, {chosen.references} references, a match", f"{hit:.2f}", "<= 1.5"],
        [f"check, 12 MP, {chosen.references} references, no match", f"{miss:.2f}", "<= 1.5"],
    ]
    print(table(rows))


def _make(folder: Path, count: int) -> tuple[Path, Path, Path]:
    """Two 12-megapixel JPEGs (in the set, not in it) and a set of ``count`` references."""
    scenes = sorted((FIXTURES / "references").glob("*.jpg"))
    large = []
    for name, source in (
        ("matched", scenes[0]),
        ("unmatched", FIXTURES / "innocent-other-heap.jpg"),
    ):
        with Image.open(source) as picture:
            enlarged = picture.convert("RGB").resize((4000, 3000), Image.Resampling.LANCZOS)
        rng = np.random.default_rng(7)
        grain = np.asarray(enlarged, np.int16) + rng.normal(0, 4, (3000, 4000, 1)).astype(np.int16)
        path = folder / f"{name}.jpg"
        Image.fromarray(grain.clip(0, 255).astype(np.uint8)).save(path, quality=90)
        large.append(path)
    references = folder / "references.db"
    with open_writer(references, now=NOW) as writer:
        subject = open_subject(scenes[0], Limits())
        writer.add(prepare(subject, None, now=NOW))
        for number in range(1, count):
            mixed = folder / "distractor.jpg"
            with Image.open(scenes[1 + number % (len(scenes) - 1)]) as picture:
                distractor(picture, number).save(mixed, quality=80)
            writer.add(prepare(open_subject(mixed, Limits()), None, now=NOW))
    return large[0], large[1], references


if __name__ == "__main__":
    main()
