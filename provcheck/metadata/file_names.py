"""Dates that messengers, phones and screenshot tools write into file names.

Such a date says when a copy was saved, not when the picture was taken, and anybody can rename a
file. The patterns are rows of ``traces.toml``.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from provcheck.metadata.platforms import platforms


def date_in_name(name: str) -> tuple[str, str] | None:
    """Return (ISO text, kind of name) for the first pattern with a date that fits, or None.

    The ISO text is not yet known to be a date of the calendar. ``kind`` is the platform's id:
    whatsapp, telegram, signal, screenshot, wechat, facebook.
    """
    for platform in platforms():
        for pattern in platform.file_names:
            match = pattern.search(name)
            if match is not None and match.groupdict():
                return _iso(match), platform.id
    return None


def _iso(match: re.Match[str]) -> str:
    parts = match.groupdict()
    milliseconds = parts.get("milliseconds")
    if milliseconds is not None:
        moment = datetime.fromtimestamp(int(milliseconds) // 1000, UTC)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    day = f"{parts['year']}-{parts['month']}-{parts['day']}"
    if parts.get("hour") is None:
        return day
    hour = int(parts["hour"] or 0)
    half = (parts.get("half") or "").upper()
    if half:
        hour = hour % 12 + (12 if half == "PM" else 0)
    return f"{day}T{hour:02d}:{parts['minute']}:{parts['second']}"
