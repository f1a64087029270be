"""Dates that messengers, phones and screenshot tools write into file names.

Such a date says when a copy was saved, not when the picture was taken, and anybody can rename a
file. Patterns: WhatsApp (Android and export), Telegram Desktop, Signal, screenshots of Android,
iOS and macOS, WeChat and Facebook (milliseconds since 1970, UTC).
"""

import re
from datetime import UTC, datetime

_DAY = r"(?P<year>\d{4})-?(?P<month>\d\d)-?(?P<day>\d\d)"
_CLOCK = r"(?P<hour>\d{1,2})[.:-]?(?P<minute>\d\d)[.:-]?(?P<second>\d\d)"
_HALF = r"(?:[\s\u202f](?P<half>[AP]M))?"

_PATTERNS = tuple(
    (name, re.compile(r"(?<![A-Za-z0-9])" + pattern, re.IGNORECASE | re.ASCII))
    for name, pattern in (
        ("whatsapp", rf"IMG-{_DAY}-WA\d{{4}}"),
        ("whatsapp", rf"WhatsApp Image {_DAY} at {_CLOCK}{_HALF}"),
        ("telegram", rf"photo_{_DAY}_{_CLOCK}"),
        ("signal", rf"signal-{_DAY}-{_CLOCK}"),
        ("screenshot", rf"Screen ?shot[_ -]{_DAY}(?:[_-]| at ){_CLOCK}{_HALF}"),
        ("wechat", r"mmexport(?P<milliseconds>\d{13})(?!\d)"),
        ("facebook", r"FB_IMG_(?P<milliseconds>\d{13})(?!\d)"),
    )
)


def date_in_name(name: str) -> tuple[str, str] | None:
    """Return (ISO text, kind of name) for the first pattern that fits, or None.

    The ISO text is not yet known to be a date of the calendar. ``kind`` is one of whatsapp,
    telegram, signal, screenshot, wechat, facebook.
    """
    for kind, pattern in _PATTERNS:
        match = pattern.search(name)
        if match is not None:
            return _iso(match.groupdict()), kind
    return None


def _iso(parts: dict[str, str | None]) -> str:
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
