"""An evidence package: the picture as it came, the report in all forms, and what vouches for both.

It opens offline (``index.html``), is checked by anybody's tools (BagIt), and by
:func:`verify_bundle` part by part.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from provcheck.bags import Bag, write_bag
from provcheck.errors import SignExtraMissing
from provcheck.model import Message, Report
from provcheck.report import (
    SUFFIXES,
    exhibit_file_name,
    from_json,
    render_report,
    to_json,
)
from provcheck.signing import KnownKeys, read_signature, read_stamp
from provcheck.verification import (
    Verdict,
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

_UNPLAIN = re.compile(r"[^A-Za-z0-9._-]+")
_IMAGE = "image/"
_README = """\
Evidence package of provcheck {version}, an offline provenance checker for images.

index.html            the report: open it in any browser, no network is used
report.json           the same report as data; report.txt, report.pdf: other forms of it
image/                the file as it was examined, byte for byte{without}
exhibits/             the report's pictures
custody.jsonl         the custody lines of the report
report.json.sig, .tsq, .tsr   signature and time stamp of report.json, where there are any
keys/                 public keys; whose they are you must know from elsewhere

To check it without provcheck, in the folder above data/:
    sha256sum -c manifest-sha256.txt
    sha512sum -c manifest-sha512.txt
With it:
    provcheck bundle --verify FILE.zip

The report says what was measured and what was not checked. It is no rating.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundled:
    """What goes into a package. ``report_bytes``: the saved report's own bytes, which a signature
    is over. ``image``: name and bytes, None where it stays at home. ``beside``: files that stand
    beside the report by their ending (``.sig``). ``keys``: public keys in PEM by name."""

    report: Report
    report_bytes: bytes
    image: tuple[str, bytes] | None = None
    beside: Mapping[str, bytes] = field(default_factory=dict)
    keys: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who makes the package, for ``bag-info.txt``."""

    organisation: str | None = None
    contact: str | None = None
    email: str | None = None
    identifier: str | None = None


def make_bundle(path: Path, bundled: Bundled, sender: Sender, now: datetime) -> None:
    """Write the package. ``now``: with time zone. Raises OutputError."""
    report = bundled.report
    root = f"provcheck-{report.report_id.removeprefix('pc-')[:12]}"
    write_bag(path, _plain(root), _payload(bundled), _info(report, sender), now)


def _payload(bundled: Bundled) -> dict[str, bytes]:
    report = bundled.report
    without = "" if bundled.image else " (left out of this copy)"
    files = {
        "README.txt": _README.format(version=__version__, without=without).encode(),
        "report.json": bundled.report_bytes,
        "index.html": render_report(report, ".html"),
        "report.txt": render_report(report, ".txt"),
        "custody.jsonl": b"".join(_custody_lines(report)),
    }
    if find_spec("typst") is not None:
        files["report.pdf"] = render_report(report, ".pdf")
    if bundled.image is not None:
        files[_IMAGE + _plain(bundled.image[0])] = bundled.image[1]
    for number, exhibit in enumerate(report.exhibits):
        if exhibit.data is not None and exhibit.media_type in SUFFIXES:
            files[f"exhibits/{exhibit_file_name(exhibit, number)}"] = exhibit.data
    files |= {f"report.json{ending}": content for ending, content in bundled.beside.items()}
    return files | {f"keys/{_plain(name)}.pem": pem for name, pem in bundled.keys.items()}


def _custody_lines(report: Report) -> Iterator[bytes]:
    import msgspec

    from provcheck.report import to_plain

    for line in to_plain(report)["custody"]:
        yield msgspec.json.encode(line) + b"\n"


def _info(report: Report, sender: Sender) -> list[tuple[str, str]]:
    fields = (
        ("Bag-Software-Agent", f"provcheck {__version__}"),
        ("Source-Organization", sender.organisation),
        ("Contact-Name", sender.contact),
        ("Contact-Email", sender.email),
        ("External-Identifier", report.report_id),
        ("External-Description", f"Report on {report.subject.name} and its evidence"),
        ("Internal-Sender-Identifier", sender.identifier),
    )
    return [(name, value) for name, value in fields if value]


def _plain(name: str) -> str:
    """A name that means the same on every system; never hidden, never empty."""
    return _UNPLAIN.sub("_", name).strip("._")[-100:] or "file"


def verify_bundle(
    path: Path, known: KnownKeys, roots: tuple[Certificate, ...] = ()
) -> tuple[Verdict, ...]:
    """Everything in a package, part by part.

    ``known``: the keys one knows. ``roots``: certificates of time stamp authorities. Raises
    BundleUnreadable, ReportUnreadable, SignatureUnreadable, StampUnreadable.
    """
    with Bag(path) as bag:
        problems = [Verdict(part="bag", ok=False, message=each) for each in bag.problems()]
        count = {"count": sum(name.startswith("data/") for name in bag.files)}
        holds = Verdict(part="bag", ok=True, message=Message(id="bag.holds", params=count))
        content = bag.read("data/report.json")
        report = from_json(content, "report.json")
        verdicts = [*(problems or [holds]), *of_report(content, report), *of_exhibits(report)]
        verdicts += _exhibit_files(bag, report)
        verdicts += [_image(bag, report), of_custody(report), of_history(report)]
        verdicts += _vouching(bag, content, known, roots)
    return tuple(verdicts)


def _vouching(
    bag: Bag, content: bytes, known: KnownKeys, roots: tuple[Certificate, ...]
) -> Iterator[Verdict]:
    """Signature and time stamp of the report, where the package has them."""
    if "data/report.json.sig" in bag.files:
        signature = read_signature(bag.read("data/report.json.sig"), "report.json.sig")
        try:
            yield of_signature(content, signature, known)
        except SignExtraMissing:
            yield unread("signature")
    if "data/report.json.tsr" in bag.files:
        answer = bag.read("data/report.json.tsr")
        try:
            yield of_stamp(read_stamp(answer, content, roots, "report.json.tsr"))
        except SignExtraMissing:
            yield unread("stamp")


def _exhibit_files(bag: Bag, report: Report) -> Iterator[Verdict]:
    """The pictures as files against the digests that the report has of them."""
    for number, exhibit in enumerate(report.exhibits):
        if exhibit.media_type not in SUFFIXES:
            continue
        name = f"data/exhibits/{exhibit_file_name(exhibit, number)}"
        if name not in bag.files:
            continue
        if hashlib.sha256(bag.read(name)).hexdigest() != exhibit.sha256:
            message = Message(id="bag.exhibit-differs", params={"name": name})
            yield Verdict(part="exhibits", ok=False, message=message)


def _image(bag: Bag, report: Report) -> Verdict:
    names = [name for name in bag.files if name.startswith(f"data/{_IMAGE}")]
    if not names:
        return Verdict(part="image", ok=None, message=Message(id="bag.no-image"))
    digest = hashlib.sha256(bag.read(names[0])).hexdigest()
    return of_image_digest(report, names[0].rpartition("/")[2], digest)


def bundled_copy(report: Report) -> Bundled:
    """A package of a redacted report: its picture stays at home, as it holds what was taken out."""
    return Bundled(report=report, report_bytes=to_json(report))
