"""Does a report still hold, part by part? Each part answers in a sentence of its own."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from provcheck.image import Limits, read_file
from provcheck.model import Message, Report
from provcheck.report import (
    altered_exhibits,
    first_break,
    fits_identity,
    is_chained,
    speak,
    to_json,
    to_json_line,
)
from provcheck.report.chain import Line
from provcheck.safe_text import safe_text
from provcheck.signing import KnownKeys, Signature, Stamp, signed_by
from provcheck.version import __version__

Part = Literal[
    "report", "exhibits", "image", "custody", "history", "signature", "stamp", "bag", "keys"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One line of the answer. ``ok``: whether the part holds; None where it was not looked at."""

    part: Part
    ok: bool | None
    message: Message


def verify_report(content: bytes, report: Report, image: Path | None) -> tuple[Verdict, ...]:
    """All parts of a report: ``content`` is its file's bytes, ``report`` what was read of them.

    ``image``: the file that was examined, if it is at hand. Raises SubjectError as
    :func:`of_image` does.
    """
    return (
        *of_report(content, report),
        *of_exhibits(report),
        of_image(report, image),
        of_custody(report),
        of_history(report),
    )


def of_report(content: bytes, report: Report) -> tuple[Verdict, ...]:
    """Content against id; then the file's bytes against what provcheck writes for that content.

    Texts and spacing are no part of the id. They are held against what this version writes, so a
    report of another version is not looked at that closely.
    """
    params = {"id": safe_text(report.report_id, limit=60)}
    if not fits_identity(report):
        return (_verdict("report", False, "report-altered", **params),)
    if report.tool.version != __version__:
        other = {"version": safe_text(report.tool.version, limit=40), **params}
        return (_verdict("report", True, "report-of-other-version", **other),)
    if not _as_written(content, report):
        return (_verdict("report", False, "report-form", **params),)
    return (_verdict("report", True, "report-holds", **params),)


def _as_written(content: bytes, report: Report) -> bool:
    spoken = speak(report, report.language)
    return content in (to_json(spoken), to_json_line(spoken), to_json(spoken, exhibits=False))


def of_exhibits(report: Report) -> tuple[Verdict, ...]:
    """Each picture against its digest; one line for all that fit."""
    altered = altered_exhibits(report)
    verdicts = [
        _verdict("exhibits", False, "exhibit-altered", id=safe_text(id, limit=80)) for id in altered
    ]
    here = sum(exhibit.data is not None for exhibit in report.exhibits) - len(altered)
    absent = len(report.exhibits) - here - len(altered)
    if here and not altered:
        verdicts.append(_verdict("exhibits", True, "exhibits-hold", count=here))
    if absent:
        verdicts.append(_verdict("exhibits", None, "exhibits-absent", count=absent))
    return tuple(verdicts) or (_verdict("exhibits", None, "no-exhibits"),)


def of_image(report: Report, image: Path | None) -> Verdict:
    """The file against the digest of the image that was examined.

    Raises SubjectError for a file that cannot be read: it says nothing about the report.
    """
    if image is None:
        return _verdict("image", None, "image-not-given")
    digest = hashlib.sha256(read_file(image, Limits())).hexdigest()
    return of_image_digest(report, safe_text(image.name, limit=100), digest)


def of_image_digest(report: Report, name: str, digest: str) -> Verdict:
    """A file's SHA-256 against that of the image that was examined."""
    if digest != report.subject.sha256:
        return _verdict("image", False, "image-differs", name=name)
    return _verdict("image", True, "image-holds", name=name, digest=digest[:12])


def of_signature(content: bytes, found: Signature, known: KnownKeys) -> Verdict:
    """A signature beside a file: made for these bytes, by the key it names, and whose that is.

    A key that nobody here knows gives None: anybody can make one and sign anew.
    """
    params = {"key": found.key_digits, "signer": found.signer, "date": found.signed_at}
    if not signed_by(found):
        return _verdict("signature", False, "signature-invalid", **params)
    if found.file_sha256 != hashlib.sha256(content).hexdigest():
        return _verdict("signature", False, "signature-of-other-bytes", **params)
    if found.key in known.own:
        return _verdict("signature", True, "signature-own", name=known.own[found.key], **params)
    if found.key in known.others:
        owner = known.others[found.key]
        return _verdict("signature", True, "signature-known", name=owner, **params)
    return _verdict("signature", None, "signature-unknown", **params)


def of_stamp(stamp: Stamp) -> Verdict:
    """A time stamp beside a file; without roots it is only said what it claims."""
    params = {"date": stamp.time, "authority": stamp.authority or "?"}
    if not stamp.fits:
        return _verdict("stamp", False, "stamp-of-other-bytes", **params)
    if stamp.holds is None:
        return _verdict("stamp", None, "stamp-without-roots", **params)
    if not stamp.holds:
        return _verdict("stamp", False, "stamp-invalid", reason=stamp.reason, **params)
    return _verdict("stamp", True, "stamp-holds", **params)


def unread(part: Literal["signature", "stamp"]) -> Verdict:
    """There is one, and the extra that reads it is not installed."""
    return _verdict(part, None, f"{part}-unread")


def nothing_beside(part: Literal["signature", "stamp"]) -> Verdict:
    """There is no signature, or no time stamp, beside the file."""
    return _verdict(part, None, f"no-{part}")


def of_custody(report: Report) -> Verdict:
    """The chain of custody lines."""
    return _chain("custody", report.custody)


def of_history(report: Report) -> Verdict:
    """The chain of what people did to the report."""
    return _chain("history", report.history)


def _chain(part: Literal["custody", "history"], lines: tuple[Line, ...]) -> Verdict:
    if not lines:
        return _verdict(part, None, f"{part}-empty")
    if not is_chained(lines):
        return _verdict(part, None, f"{part}-unchained")
    line = first_break(lines)
    if line is not None:
        return _verdict(part, False, f"{part}-broken", line=line)
    return _verdict(part, True, f"{part}-holds", count=len(lines))


def _verdict(part: Part, ok: bool | None, said: str, **params: str | int) -> Verdict:
    return Verdict(part=part, ok=ok, message=Message(id=f"verify.{said}", params=params))
