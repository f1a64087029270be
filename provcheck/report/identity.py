"""A report's id is a digest of its content, so a report changed by hand no longer fits its id.

The digest is SHA-256 over canonical JSON: UTF-8, keys sorted, no spaces, entries that are None or
empty left out. Three things are not in it:

* ``report_id`` itself;
* every ``text`` field and ``language``: the same report in another language keeps its id;
* exhibit ``data``: a report without its pictures keeps its id. Each exhibit's ``sha256`` is in
  the digest, and :func:`check_identity` holds the data against it.

This is a seal against accidents and careless edits. It is no signature: whoever knows the recipe
can compute a fitting id for another content.
"""

import hashlib
from dataclasses import replace

from provcheck.errors import ReportAltered
from provcheck.model import Report
from provcheck.report.plain import to_plain, without_empty
from provcheck.report.texts import silence

_PREFIX = "pc-"
_DIGITS = 32  # 128 bits: enough to name a report, short enough to be read out


def identify(report: Report) -> Report:
    """Return the report with the ``report_id`` that its content gives: ``pc-`` + 32 hex digits."""
    return replace(report, report_id=_identity(report))


def check_identity(report: Report, name: str) -> None:
    """Raise ReportAltered (naming the report as ``name``) when content and id do not fit."""
    if not fits_identity(report) or altered_exhibits(report):
        raise ReportAltered(name=name)


def fits_identity(report: Report) -> bool:
    """True when the report's content gives the id it carries; exhibit data apart."""
    return report.report_id == _identity(report)


def altered_exhibits(report: Report) -> tuple[str, ...]:
    """Ids of exhibits whose picture does not fit the digest that the report has of it."""
    return tuple(
        exhibit.id
        for exhibit in report.exhibits
        if exhibit.data is not None and hashlib.sha256(exhibit.data).hexdigest() != exhibit.sha256
    )


def _identity(report: Report) -> str:
    import msgspec

    bare = replace(
        silence(report),
        report_id="",
        exhibits=tuple(replace(exhibit, data=None) for exhibit in report.exhibits),
    )
    canonical = msgspec.json.encode(without_empty(to_plain(bare)), order="sorted")
    return _PREFIX + hashlib.sha256(canonical).hexdigest()[:_DIGITS]
