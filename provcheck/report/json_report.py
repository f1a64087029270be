"""The report as JSON: the model's records field by field, keys English in every language."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from provcheck.errors import ReportIsPicture, ReportUnreadable
from provcheck.model import Report
from provcheck.report.plain import harmless, to_plain, unknown_entry
from provcheck.safe_text import safe_text

SCHEMA = "provcheck-report/1.0"
"""``name/major.minor``. A new major version may change fields; a new minor one only adds some,
each with a default that is None or empty."""

MAX_REPORT_BYTES = 64_000_000
"""A report holds a dozen pictures of at most a few megabytes; anything larger is not one."""

_SCHEMA_NAME = re.compile(r"provcheck-report/(\d{1,4})\.(\d{1,4})")


def to_json(report: Report, exhibits: bool = True) -> bytes:
    """The report as indented UTF-8 JSON with a final newline.

    Fields that are None are written as ``null``. ``exhibits``: keep the pictures (base64);
    without them each exhibit's ``data`` is ``null`` and everything else stays.
    """
    import msgspec

    return msgspec.json.format(_encoded(report, exhibits), indent=2) + b"\n"


def to_json_line(report: Report, exhibits: bool = False) -> bytes:
    """The report as one line of JSON with a final newline (JSON Lines), without pictures."""
    return _encoded(report, exhibits) + b"\n"


def from_json(content: bytes, name: str) -> Report:
    """Read a report. ``name`` names the file in errors. The identity is not checked here.

    Every text is passed through ``safe_text``, as a report is a file of strangers. Raises
    ReportIsPicture; ReportUnreadable: too large, not JSON, not a report, another schema, a field
    that is missing, of another type or unknown.
    """
    import msgspec

    if len(content) > MAX_REPORT_BYTES:
        raise _unreadable(name, f"larger than {MAX_REPORT_BYTES} bytes")
    try:
        raw = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        from provcheck.image import is_image

        if is_image(content):  # a slip that deserves its own sentence
            raise ReportIsPicture(name=safe_text(name, limit=200)) from error
        raise _unreadable(name, f"not JSON: {error}") from error
    _check_schema(raw, name)
    try:
        _refuse_repeated(content, name)
        report = msgspec.convert(harmless(raw), Report)
        known = msgspec.to_builtins(report)
    except (msgspec.ValidationError, RecursionError) as error:
        raise _unreadable(name, str(error)) from error
    extra = unknown_entry(raw, known)
    if extra is not None:
        raise _unreadable(name, f"unknown field {extra}")
    return report


def _encoded(report: Report, exhibits: bool) -> bytes:
    import msgspec

    if not exhibits:
        bare = tuple(replace(exhibit, data=None) for exhibit in report.exhibits)
        report = replace(report, exhibits=bare)
    return msgspec.json.encode(to_plain(report))


def _refuse_repeated(content: bytes, name: str) -> None:
    """Readers differ on which of two entries of one name counts: one may see what another does
    not. RFC 8259, section 4."""

    def once(pairs: list[tuple[str, Any]]) -> None:
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _unreadable(name, f"an entry stands in it twice: {key}")
            seen.add(key)

    json.loads(content, object_pairs_hook=once)


def _check_schema(raw: Any, name: str) -> None:
    if not isinstance(raw, dict) or not isinstance(raw.get("schema"), str):
        raise _unreadable(name, "it names no schema")
    match = _SCHEMA_NAME.fullmatch(raw["schema"])
    known = _SCHEMA_NAME.fullmatch(SCHEMA)
    if match is None or known is None:
        raise _unreadable(name, f"its schema is {raw['schema']!r}")
    if match[1] != known[1] or int(match[2]) > int(known[2]):
        raise _unreadable(name, f"its schema is {match[0]}, this provcheck reads {SCHEMA}")


def _unreadable(name: str, reason: str) -> ReportUnreadable:
    return ReportUnreadable(name=safe_text(name, limit=200), reason=safe_text(reason, limit=200))
