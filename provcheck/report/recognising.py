"""Telling a file that provcheck wrote from one that somebody keeps under the same name."""

from __future__ import annotations

import re
from pathlib import Path

# A mark stands near the beginning of a file or, in a PDF, near its end.
_PROBE = 65_536
_REPORT = rb"provcheck-report/\d"
# By form. Texts and stories that only mention provcheck have none of these.
_MARKS = {
    ".html": re.compile(rb'<meta name="generator" content="provcheck '),
    ".json": re.compile(rb'\s*\{\s*"schema"\s*:\s*"' + _REPORT),
    ".md": re.compile(rb"`" + _REPORT + rb"[\d.]*`"),
    ".txt": re.compile(rb":\s" + _REPORT),
    ".pdf": re.compile(rb"/Author\s?\(provcheck "),
    ".sarif": re.compile(rb'"name"\s*:\s*"provcheck"'),
    ".csv": re.compile(rb"\xef\xbb\xbffile,status,flags,"),
    ".parquet": re.compile(rb"provcheck.{0,40}" + _REPORT, re.S),
    ".jsonl": re.compile(rb'\{"(?:schema":"' + _REPORT + rb'|error": ?\{|summary": ?\{"examined")'),
}
_FROM_THE_START = (".json", ".csv", ".jsonl")
# What people added (a rating, a search) is in the history of a report.
_HISTORY = re.compile(rb'"history"\s*:\s*\[\s*\{')


def is_ours(path: Path, form: str) -> bool:
    """True when the file at ``path`` is a report or a list of results of this form.

    ``form``: an ending of a report, ``.csv``, ``.jsonl`` or ``.parquet``. An empty file counts:
    there is nothing in it to lose. Raises OSError.
    """
    with path.open("rb") as handle:
        head = handle.read(_PROBE)
        handle.seek(max(0, path.stat().st_size - _PROBE))
        tail = handle.read(_PROBE)
    if not head:
        return True
    mark = _MARKS[form]
    if form in _FROM_THE_START:
        return mark.match(head) is not None
    return mark.search(head) is not None or mark.search(tail) is not None


def holds_work(path: Path, form: str) -> bool:
    """True when a report holds what a person added to it. Raises OSError."""
    from provcheck.report.json_report import MAX_REPORT_BYTES

    if form != ".json":
        return False
    with path.open("rb") as handle:
        return _HISTORY.search(handle.read(MAX_REPORT_BYTES)) is not None
