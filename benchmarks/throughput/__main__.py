"""Images a second of ``provcheck scan`` on a folder, against floors and other tools.

    python -m benchmarks.throughput --photos DIR [--count 2000] [--jobs 2] [--rounds 3]
        [--keep DIR] [--whole | --stages]

The folder holds crops of the photographs as JPEG of 1 to 12 megapixels. All run in turns on the
same files, each as a whole process with ``--jobs`` processes of work; the table gives medians of
wall time and of processor time (children included; less disturbed by other work on the machine).
``--stages``: where the time of a quick look goes, in this process. ``--whole``: the whole scan
against bare feature extraction, instead of ``scan --quick`` against hashing and reduced decoding.
Tools that are not installed are named and left out; imagededup and difPy may be in another
environment (``--python``), since they bring PyTorch and old versions.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.machine import machine, table
from benchmarks.throughput.folders import make_folder
from benchmarks.throughput.stages import stages
from provcheck.image import image_files

_POOL = """
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from benchmarks.throughput.folders import {task}
if __name__ == "__main__":
    paths = sorted(Path(sys.argv[1]).iterdir())
    with ProcessPoolExecutor({jobs}, mp_context=get_context("spawn")) as processes:
        list(processes.map({task}, paths, chunksize=4))
"""
_IMAGEDEDUP = """
import sys
from imagededup.methods import PHash
if __name__ == "__main__":
    PHash(verbose=False).encode_images(image_dir=sys.argv[1], num_enc_workers={jobs})
"""
_DIFPY = """
import sys
import difPy
if __name__ == "__main__":
    difPy.build(sys.argv[1], show_progress=False, processes={jobs})
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--stages", action="store_true")
    parser.add_argument("--python", default=sys.executable, help="Of imagededup and difPy.")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home = chosen.keep or Path(scratch)
        folder = home / f"{chosen.count}"
        make_folder(folder, list(image_files(chosen.photos)), chosen.count, chosen.jobs)
        if chosen.stages:
            print(f"Measured on: {machine()}; {chosen.count:,} files.\n")
            print(table(stages(sorted(folder.iterdir()))))
            return
        commands = _whole(folder, chosen.jobs) if chosen.whole else _quick(folder, chosen)
        absent = [name for name, command in commands.items() if not command]
        timed = _in_turns({n: c for n, c in commands.items() if c}, chosen.rounds)
        print(
            f"Measured on: {machine()}; {chosen.count:,} files, {chosen.jobs} processes, "
            f"medians of {chosen.rounds} rounds.\n"
        )
        floor = next(iter(timed))
        rows = [["what", "images/s", "of the floor", "processor ms an image", "of the floor"]]
        for name, (wall, busy) in timed.items():
            rows.append(
                [
                    name,
                    f"{chosen.count / wall:.1f}",
                    f"{timed[floor][0] / wall:.2f}",
                    f"{1000 * busy / chosen.count:.1f}",
                    f"{timed[floor][1] / busy:.2f}",
                ]
            )
        print(table(rows))
        if absent:
            print(f"\nNot installed: {', '.join(absent)}.")


def _quick(folder: Path, chosen: argparse.Namespace) -> dict[str, list[str]]:
    jobs, other = chosen.jobs, chosen.python
    return {
        "floor: SHA-256 and reduced decode": _pool("read_reduced", folder, jobs),
        "SHA-256 and decode to an eighth": _pool("read_eighth", folder, jobs),
        "provcheck scan --quick": [*_scan(folder, jobs), "--quick"],
        "imagehash.phash, whole decode": _pool("hash_whole", folder, jobs),
        "imagededup PHash": _script(other, "imagededup", _IMAGEDEDUP, folder, jobs),
        "difPy build": _script(other, "difPy", _DIFPY, folder, jobs),
        "findimagedupes": _program("findimagedupes", folder),
    }


def _whole(folder: Path, jobs: int) -> dict[str, list[str]]:
    return {
        "floor: decode and local features": _pool("extract", folder, jobs),
        "provcheck scan": [*_scan(folder, jobs), "--no-groups"],
    }


def _pool(task: str, folder: Path, jobs: int) -> list[str]:
    return [sys.executable, "-c", _POOL.format(task=task, jobs=jobs), str(folder)]


def _scan(folder: Path, jobs: int) -> list[str]:
    call = [sys.executable, "-m", "provcheck", "scan", str(folder), "--jobs", str(jobs)]
    lines = folder.with_suffix(".jsonl")
    return [*call, "--exit-zero", "--jsonl", str(lines)]


def _script(python: str, module: str, text: str, folder: Path, jobs: int) -> list[str]:
    """A script in a file: these tools start processes that import it."""
    found = subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False)
    if found.returncode:
        return []
    path = folder.with_name(f"{module}.py_")
    path.write_text(text.format(jobs=jobs))
    return [python, str(path), str(folder)]


def _program(name: str, folder: Path) -> list[str]:
    found = shutil.which(name)
    return (
        [found, "--no-compare", "-f", str(folder.with_suffix(".fp")), str(folder)] if found else []
    )


def _in_turns(commands: dict[str, list[str]], rounds: int) -> dict[str, tuple[float, float]]:
    """Medians of wall and processor seconds."""
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            for leftover in Path(command[-1]).parent.glob("*.fp"):
                leftover.unlink()  # findimagedupes would take its answers from there
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            start = time.perf_counter()
            subprocess.run(
                command,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=True,
                env={**os.environ, "OMP_NUM_THREADS": "1"},
            )
            wall = time.perf_counter() - start
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            seen[name].append((wall, busy))
    return {
        name: (statistics.median(w for w, _ in each), statistics.median(b for _, b in each))
        for name, each in seen.items()
    }


if __name__ == "__main__":
    main()
