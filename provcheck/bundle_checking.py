"""Does an evidence package still hold, part by part?

Its manifests guard against accidents: whoever rewrites a package rewrites them as well. So what a
package makes of its report (page, texts, custody lines, pictures) is made again here and compared,
and any file that provcheck would not have packed is named. What is left to the sender's word is
said: names and keys, and everything where nobody signed the report.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from provcheck.bags import ALGORITHMS, Bag
from provcheck.bundling import AGENT, ENDINGS, IMAGE, KEYS, PDF, REPORT, is_about, made_of
from provcheck.errors import SignExtraMissing
from provcheck.model import Message, Report
from provcheck.report import SUFFIXES, exhibit_file_name, from_json, render_report
from provcheck.safe_text import safe_text
from provcheck.signing import KnownKeys, read_signature, read_stamp
from provcheck.verification import (
    Part,
    Verdict,
    nothing_beside,
    of_custody,
    of_exhibits,
    of_history,
    of_image_digest,
    of_report,
    of_signature,
    of_stamp,
    unread,
)
from provcheck.version import __version__

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_DATA = "data/"
_TAGS = frozenset(
    {"bagit.txt", "bag-info.txt"}
    | {f"{kind}-{name}.txt" for kind in ("manifest", "tagmanifest") for name in ALGORITHMS}
)
_SETTER = re.compile(rb"Typst \d+(?:\.\d+)*")
_PUBLIC_KEY = re.compile(
    rb"-----BEGIN PUBLIC KEY-----\s+[A-Za-z0-9+/=\s]{1,2000}-----END PUBLIC KEY-----\s*"
)


def verify_bundle(
    path: Path, known: KnownKeys, roots: tuple[Certificate, ...] = ()
) -> tuple[Verdict, ...]:
    """Everything in a package, part by part.

    ``path``: its file, or the folder it was unpacked to. ``known``: the keys one knows. ``roots``:
    certificates of time stamp authorities. Raises BundleUnreadable, ReportUnreadable,
    SignatureUnreadable, StampUnreadable.
    """
    with Bag(path) as bag:
        problems = [Verdict(part="bag", ok=False, message=each) for each in bag.problems()]
        content = bag.read(_DATA + REPORT)
        report = from_json(content, REPORT)
        count = sum(name.startswith(_DATA) for name in bag.files)
        verdicts = problems or [_said("bag", True, "holds", count=count)]
        verdicts += [*of_report(content, report), *_made(bag, report), *_foreign(bag, report)]
        verdicts += [*of_exhibits(report), *_exhibit_files(bag, report), _image(bag, report)]
        verdicts += [of_custody(report), of_history(report), _signature(bag, content, known)]
        verdicts += [*_request(bag, content), _stamp(bag, content, roots), *_keys(bag)]
    return tuple(verdicts)


def _made(bag: Bag, report: Report) -> Iterator[Verdict]:
    """What this version makes of the report, against what is there."""
    maker = bag.field(AGENT[0]) or "?"
    if maker != AGENT[1]:
        yield _said("bag", None, "other-maker", maker=safe_text(maker, limit=60))
        return
    made = made_of(report, with_image=bool(_images(bag)))
    fit = 0
    for name, content in made.items():
        if _DATA + name not in bag.files:
            yield _said("bag", False, "left-out", name=_DATA + name)
        elif bag.read(_DATA + name) == content:
            fit += 1
        # A picture is held against its digest in the report, whoever made the package.
        elif not name.startswith("exhibits/"):
            yield _said("bag", False, "not-of-report", name=_DATA + name)
    if fit == len(made):
        yield _said("bag", True, "of-report", count=fit)
    if _DATA + PDF in bag.files:
        yield _pdf(bag.read(_DATA + PDF), report)


def _pdf(there: bytes, report: Report) -> Verdict:
    """The PDF; another version of the program that sets it makes other bytes."""
    if find_spec("typst") is None:
        return _said("bag", None, "pdf-not-made")
    made = render_report(report, ".pdf")
    if there == made:
        return _said("bag", True, "pdf-of-report")
    setters = [found[0] if (found := _SETTER.search(each)) else b"" for each in (there, made)]
    if setters[0] and setters[0] != setters[1]:
        return _said("bag", None, "pdf-of-other-version", setter=setters[0].decode("ascii"))
    return _said("bag", False, "not-of-report", name=_DATA + PDF)


def _foreign(bag: Bag, report: Report) -> Iterator[Verdict]:
    """Every file that provcheck would not have packed."""
    ours = {REPORT, PDF, *(REPORT + ending for ending in ENDINGS)}
    ours |= {"README.txt", "index.html", "report.txt", "custody.jsonl", *_exhibit_names(report)}
    known = _TAGS | {_DATA + name for name in ours} | set(_images(bag)[:1])
    for name in sorted(set(bag.files) - known):
        if not name.startswith(_DATA + KEYS) or not _is_key(bag, name):
            shown = safe_text(name, limit=200)
            yield _said("bag", False, "foreign", name=shown, version=__version__)


def _is_key(bag: Bag, name: str) -> bool:
    return name.endswith(".pem") and _PUBLIC_KEY.fullmatch(bag.read(name)) is not None


def _keys(bag: Bag) -> Iterator[Verdict]:
    """Keys in a package are the sender's word: anybody can put in their own."""
    count = sum(name.startswith(_DATA + KEYS) and _is_key(bag, name) for name in bag.files)
    if count:
        yield _said("keys", None, "keys", count=count)


def _signature(bag: Bag, content: bytes, known: KnownKeys) -> Verdict:
    name = REPORT + ".sig"
    if _DATA + name not in bag.files:
        return nothing_beside("signature")
    try:
        return of_signature(content, read_signature(bag.read(_DATA + name), name), known)
    except SignExtraMissing:
        return unread("signature")


def _request(bag: Bag, content: bytes) -> Iterator[Verdict]:
    name = REPORT + ".tsq"
    there = _DATA + name in bag.files
    if there and not is_about(".tsq", bag.read(_DATA + name), content, name):
        yield _said("bag", False, "not-of-report", name=_DATA + name)


def _stamp(bag: Bag, content: bytes, roots: tuple[Certificate, ...]) -> Verdict:
    name = REPORT + ".tsr"
    if _DATA + name not in bag.files:
        return nothing_beside("stamp")
    try:
        return of_stamp(read_stamp(bag.read(_DATA + name), content, roots, name))
    except SignExtraMissing:
        return unread("stamp")


def _exhibit_names(report: Report) -> dict[str, str]:
    """Path below ``data/`` -> the digest that the report has of the picture."""
    return {
        f"exhibits/{exhibit_file_name(exhibit, number)}": exhibit.sha256
        for number, exhibit in enumerate(report.exhibits)
        if exhibit.media_type in SUFFIXES
    }


def _exhibit_files(bag: Bag, report: Report) -> Iterator[Verdict]:
    """The pictures as files against the digests that the report has of them."""
    for name, digest in _exhibit_names(report).items():
        if _DATA + name not in bag.files:
            continue
        if hashlib.sha256(bag.read(_DATA + name)).hexdigest() != digest:
            yield _said("exhibits", False, "exhibit-differs", name=_DATA + name)


def _images(bag: Bag) -> list[str]:
    return sorted(name for name in bag.files if name.startswith(_DATA + IMAGE))


def _image(bag: Bag, report: Report) -> Verdict:
    """The first of the images; a second one is a file that provcheck would not have packed."""
    names = _images(bag)
    if not names:
        return _said("image", None, "no-image")
    digest = hashlib.sha256(bag.read(names[0])).hexdigest()
    return of_image_digest(report, safe_text(names[0].rpartition("/")[2], limit=100), digest)


def _said(part: Part, ok: bool | None, said: str, **params: str | int) -> Verdict:
    return Verdict(part=part, ok=ok, message=Message(id=f"bag.{said}", params=params))
