"""The measured rate of false matches of a set, kept beside the indexes made for it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from provcheck.errors import OutputError
from provcheck.model import Calibration
from provcheck.references.records import made_safe
from provcheck.safe_text import safe_text
from provcheck.whole_file import write_whole

_NAME = "calibration.json"
_MAX_BYTES = 1_000_000


def read_calibration(home: Path, snapshot: str) -> Calibration | None:
    """What was measured on this state of the set; None when nothing was, or it is unreadable."""
    import msgspec

    try:
        with (home / _NAME).open("rb") as handle:
            content = handle.read(_MAX_BYTES + 1)
        stored = json.loads(content)["measured"]
        found = msgspec.convert(made_safe(stored), Calibration)
    except (OSError, ValueError, KeyError, TypeError, RecursionError, msgspec.ValidationError):
        return None
    usable = all(rate.pairs > 0 and 0 < rate.at_most <= 1 for rate in found.rates)
    return found if found.snapshot == snapshot and usable else None


def write_calibration(
    home: Path, measured: Calibration, histograms: Mapping[str, Sequence[int]]
) -> Path:
    """Keep what was measured, with how many pairs lie at each distance. Raises OutputError."""
    path = home / _NAME
    kept = {"measured": asdict(measured), "pairs_at_distance": dict(histograms)}
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = f"{error.strerror}; set PROVCHECK_CACHE to a folder that can be written"
        raise OutputError(name=safe_text(str(home)), reason=reason) from error
    write_whole(path, json.dumps(kept, indent=1).encode("utf-8") + b"\n")
    return path
