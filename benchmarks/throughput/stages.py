"""Where the time of a quick look goes, stage by stage, in one process."""

import hashlib
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import ParamSpec, TypeVar

from provcheck.checks import all_checks
from provcheck.fingerprint import fingerprints, is_plain, oriented_fingerprints
from provcheck.image import Limits, open_subject, read_file
from provcheck.metadata import read_metadata
from provcheck.pipeline import examine
from provcheck.report import identify, speak, to_json_line
from provcheck.settings import Settings

T = TypeVar("T")
P = ParamSpec("P")

_WHOLE = "whole examination, without a set"
_LINE = "line of JSON"


def stages(paths: list[Path]) -> list[list[str]]:
    """Rows of a table: stage, milliseconds of processor time an image, share of the whole."""
    seen: dict[str, float] = {}

    def timed(stage: str, work: Callable[P, T], /, *args: P.args, **named: P.kwargs) -> T:
        start = time.process_time()
        result = work(*args, **named)
        seen[stage] = seen.get(stage, 0.0) + time.process_time() - start
        return result

    skip = tuple(c.card.id for c in all_checks() if c.card.costly or c.card.decodes)
    settings = Settings(quick=True, exhibits=False, skip=skip)
    now = datetime.now(UTC)
    limits = Limits()
    examine(paths[0], now=now, settings=settings)  # imports and catalogues
    for path in paths:
        content = timed("read the file", read_file, path, limits)
        timed("SHA-256", hashlib.sha256, content)
        subject = timed(
            "open (SHA-256 again, header)", open_subject, content, limits, path.name, whole=False
        )
        timed("metadata", read_metadata, subject, None)
        timed("reduced decode", getattr, subject, "reduced")
        timed("plain or not", is_plain, subject)
        timed("hashes", fingerprints, subject)
        timed("hashes in eight orientations", oriented_fingerprints, subject)
        report = timed(_WHOLE, examine, path, now=now, settings=settings)
        timed("sentences", speak, report, "en")
        timed("report id", identify, report)
        timed(_LINE, to_json_line, report)
    whole = seen[_WHOLE] + seen[_LINE]
    return [["stage", "ms an image", "of examination and line"]] + [
        [stage, f"{1000 * spent / len(paths):.2f}", f"{100 * spent / whole:.0f} %"]
        for stage, spent in seen.items()
    ]
