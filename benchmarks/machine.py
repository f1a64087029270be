"""Naming the machine a table was measured on, and timing commands in fresh processes."""

import os
import platform
import statistics
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path


def machine() -> str:
    """Processor, cores and Python, for the line above a table."""
    model = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    except OSError:
        pass
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


def wall_seconds(command: Sequence[str], *, runs: int) -> float:
    """Median wall time of fresh processes, after one run to warm the page cache."""
    return interleaved_seconds([command], runs=runs)[0]


def interleaved_seconds(commands: Sequence[Sequence[str]], *, runs: int) -> list[float]:
    """The medians of several commands run in turns, so that a busy moment hits all of them."""
    times: list[list[float]] = [[] for _ in commands]
    for number in range(runs + 1):
        for command, seen in zip(commands, times, strict=True):
            start = time.perf_counter()
            subprocess.run(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
            )
            if number:
                seen.append(time.perf_counter() - start)
    return [statistics.median(seen) for seen in times]


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows (the first is the head) as a Markdown table."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)) + " |" for r in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)
