"""``scan --since``: from which moment on files count as changed."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

from provcheck.cli.journal import LONGEST_LINE
from provcheck.cli.whole_lines import whole_lines
from provcheck.errors import FileUnreadable, OptionUnusable
from provcheck.safe_text import safe_text

_DURATION = re.compile(r"(\d{1,5})([mhdw])")
_SECONDS = {"m": 60, "h": 3600, "d": 86400, "w": 604800}


def changed_since(text: str, now: datetime) -> datetime:
    """The moment that ``--since`` names: a date or time, a duration before ``now``, or the start
    of the scan that wrote this file of JSON Lines.

    A time without a zone is this computer's. Raises OptionUnusable, FileUnreadable.
    """
    duration = _DURATION.fullmatch(text)
    if duration:
        return now - timedelta(seconds=int(duration[1]) * _SECONDS[duration[2]])
    if Path(text).is_file():
        return _start_of(Path(text))
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError):
        reason = "expected a date (2024-10-01), a duration (2d, 6h) or the --jsonl file of a scan"
        raise OptionUnusable(option="--since", reason=reason) from None


def _start_of(path: Path) -> datetime:
    """When the scan began that wrote this file: the latest time that it states of itself."""
    try:
        with path.open("rb") as handle:
            times = [_time(line) for line in whole_lines(handle, LONGEST_LINE)]
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise FileUnreadable(name=safe_text(path.name), reason=reason) from error
    found = max((time for time in times if time is not None), default=None)
    if found is None:
        raise OptionUnusable(option="--since", reason="the file holds no result of a scan")
    return found


def _time(line: bytes) -> datetime | None:
    """When a report was made, or when the run began that a summary is of."""
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(entry, dict):
        return None
    summary = entry.get("summary")
    stated = summary.get("started") if isinstance(summary, dict) else entry.get("created_at")
    try:
        time = datetime.fromisoformat(stated) if isinstance(stated, str) else None
    except ValueError:
        return None
    return time if time is not None and time.tzinfo is not None else None
