"""An evidence package: the picture as it came, the report in all forms, and what vouches for both.

It opens offline (``index.html``), is checked by anybody's tools (BagIt), and part by part by
``bundle_checking``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

from provcheck.bags import write_bag
from provcheck.errors import BundleBesideStale
from provcheck.model import Report
from provcheck.report import (
    SUFFIXES,
    exhibit_file_name,
    render_report,
    to_json,
)
from provcheck.signing import read_signature
from provcheck.version import __version__

# What a time stamp may be about (RFC 3161 leaves the algorithm to the request).
_IMPRINTS = ("sha256", "sha384", "sha512")
_UNPLAIN = re.compile(r"[^A-Za-z0-9._-]+")
REPORT, PDF = "report.json", "report.pdf"
IMAGE, KEYS = "image/", "keys/"
ENDINGS = (".sig", ".tsq", ".tsr")
"""What may stand beside the report: signature, time stamp request, time stamp."""
AGENT = ("Bag-Software-Agent", f"provcheck {__version__}")
"""The field of ``bag-info.txt`` that says which version made the package."""

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
    files = {REPORT: bundled.report_bytes} | made_of(report, with_image=bundled.image is not None)
    if find_spec("typst") is not None:
        files[PDF] = render_report(report, ".pdf")
    if bundled.image is not None:
        files[IMAGE + _plain(bundled.image[0])] = bundled.image[1]
    files |= {f"{REPORT}{ending}": content for ending, content in bundled.beside.items()}
    return files | {f"{KEYS}{_plain(name)}.pem": pem for name, pem in bundled.keys.items()}


def made_of(report: Report, *, with_image: bool) -> dict[str, bytes]:
    """The files that this version makes of a report, by their path below ``data/``.

    The PDF is not among them: it needs an extra, and other versions of that make other bytes.
    """
    without = "" if with_image else " (left out of this copy)"
    files = {
        "README.txt": _README.format(version=__version__, without=without).encode(),
        "index.html": render_report(report, ".html"),
        "report.txt": render_report(report, ".txt"),
        "custody.jsonl": b"".join(_custody_lines(report)),
    }
    for number, exhibit in enumerate(report.exhibits):
        if exhibit.data is not None and exhibit.media_type in SUFFIXES:
            files[f"exhibits/{exhibit_file_name(exhibit, number)}"] = exhibit.data
    return files


def _custody_lines(report: Report) -> Iterator[bytes]:
    import msgspec

    from provcheck.report import to_plain

    for line in to_plain(report)["custody"]:
        yield msgspec.json.encode(line) + b"\n"


def _info(report: Report, sender: Sender) -> list[tuple[str, str]]:
    fields = (
        AGENT,
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


def require_fresh(beside: Mapping[str, bytes], content: bytes, name: str) -> None:
    """Refuse what stands beside a report and is about other bytes than ``content``.

    ``name``: the report's, for the sentence. Raises BundleBesideStale, SignatureUnreadable.
    """
    for ending, each in beside.items():
        if not is_about(ending, each, content, name + ending):
            raise BundleBesideStale(name=name + ending, report=name)


def is_about(ending: str, beside: bytes, content: bytes, name: str) -> bool:
    """Whether a signature, a request or a time stamp is about these bytes.

    Requests and time stamps hold the bytes' digest as it is. Raises SignatureUnreadable.
    """
    if ending == ".sig":
        return read_signature(beside, name).file_sha256 == hashlib.sha256(content).hexdigest()
    return any(hashlib.new(each, content).digest() in beside for each in _IMPRINTS)


def bundled_copy(report: Report) -> Bundled:
    """A package of a redacted report: its picture stays at home, as it holds what was taken out."""
    return Bundled(report=report, report_bytes=to_json(report))
