"""Tools by the names they have on the command line."""

from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.copydetection.adapters.answer import Adapter, NotInstalledError
from benchmarks.copydetection.adapters.hashes import dhash, pdq, phash
from benchmarks.copydetection.adapters.ours import Ours
from benchmarks.copydetection.adapters.sift import Sift
from benchmarks.copydetection.adapters.sscd import Sscd

ADAPTERS: Mapping[str, Callable[[], Adapter]] = {
    "ours": Ours,
    "phash64": lambda: phash(8),
    "phash256": lambda: phash(16),
    "dhash256": lambda: dhash(16),
    "pdq": lambda: pdq(eight=False),
    "pdq8": lambda: pdq(eight=True),
    "sift": Sift,
}


def chosen(names: str, sscd: Path | None) -> tuple[list[Adapter], list[str]]:
    """The tools named (with commas between, or ``all``), and what is missing for the others.

    Raises ValueError for a name that is none.
    """
    wanted = list(ADAPTERS) if names == "all" else names.split(",")
    unknown = sorted(set(wanted) - set(ADAPTERS))
    if unknown:
        raise ValueError(f"no such tool: {', '.join(unknown)}; there are {', '.join(ADAPTERS)}")
    found: list[Adapter] = []
    missing = []
    for name in wanted:
        try:
            found.append(ADAPTERS[name]())
        except NotInstalledError as error:
            missing.append(f"{name}: not installed ({error})")
    if sscd is not None:
        found.append(Sscd(sscd))
    return found, missing
