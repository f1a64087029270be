"""How often each rule speaks up on camera files that nobody edited.

    python -m benchmarks.metadata.rates --files DIR [DIR ...] [--list]

Files are JPEGs that name a camera, in three kinds, equal files counted once:

- as taken: no editing program is named, no XMP history kept, and the picture has the size that
  the camera noted (in either order);
- other: no program is named either, but the size is another one or was not noted. Collections
  reduce their samples, so most of these were saved again by somebody;
- edited: an editing program is named, or a history kept.

Nothing proves that a file as taken was never touched, so its rate is an upper bound. For every
message of every check: on how many of the files that it came to a result on it appears, with the
95 % Wilson interval on those as taken and of how many camera models these are (series of one
camera weigh much); checks without any message on any file close the table.

The rates on the cards come from the files of these public sources (Debian source packages or their
repositories): exif-samples, exiv2, metadata-extractor, libimage-exiftool-perl, libexif, jhead,
exempi, gexiv2, goexif, libextractor, piexif, tracker-miners, darktable.
"""

from __future__ import annotations

import argparse
import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from benchmarks.intervals import counted
from benchmarks.machine import table
from provcheck.checks import Examination, run_checks
from provcheck.checks.editor_named import named_editors
from provcheck.checks.size_differs import noted_size
from provcheck.errors import SubjectError
from provcheck.forensics import Traces
from provcheck.image import Limits, open_subject
from provcheck.metadata import read_metadata
from provcheck.model import Metadata

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_KINDS = ("as taken", "other", "edited")


class _File(NamedTuple):
    kind: str
    model: str
    messages: frozenset[tuple[str, str]]  # message and severity
    answered: frozenset[str]  # checks that came to a result


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.metadata.rates", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--files", type=Path, nargs="+", required=True, help="folders of photos")
    parser.add_argument("--list", action="store_true", help="print each file with its messages")
    given = parser.parse_args()
    files: list[_File] = []
    known: set[str] = set()
    for path in sorted(p for folder in given.files for p in folder.rglob("*") if p.is_file()):
        file = _examined(path, known)
        if file is None:
            continue
        files.append(file)
        if given.list:
            names = ", ".join(name for name, _ in sorted(file.messages))
            print(f"{path.name}: {file.model}: {file.kind}: {names}")
    _print(files)


def _examined(path: Path, known: set[str]) -> _File | None:
    """A camera file not yet known; None for anything else."""
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest in known or not content.startswith(b"\xff\xd8"):
        return None
    known.add(digest)
    try:
        subject = open_subject(content, Limits(), path.name)
    except SubjectError:
        return None
    metadata = read_metadata(subject)
    model = metadata.first("camera", "model")
    if not metadata.first("camera", "make") or not model:
        return None
    examination = Examination(subject=subject, traces=Traces(subject), metadata=metadata, now=_NOW)
    runs = run_checks(examination)
    messages = frozenset(
        (finding.message.id, str(finding.severity)) for run in runs for finding in run.findings
    )
    answered = frozenset(run.id for run in runs if run.outcome in ("found", "clear"))
    kind = _kind(metadata, (subject.asset.width, subject.asset.height))
    return _File(kind, model, messages, answered)


def _kind(metadata: Metadata, size: tuple[int, int]) -> str:
    if named_editors(metadata) or metadata.values("trail", "history"):
        return "edited"
    return "as taken" if noted_size(metadata) in (size, size[::-1]) else "other"


def _print(files: list[_File]) -> None:
    of_kind = {kind: [file for file in files if file.kind == kind] for kind in _KINDS}
    print(f"Camera files: {', '.join(_counted(kind, of_kind[kind]) for kind in _KINDS)}.\n")
    rows = [["message", "severity", "as taken", "models", "other", "edited"]]
    said = sorted({said for file in files for said in file.messages})
    checks = {check for file in files for check in file.answered}
    silent = sorted(checks - {_check(name) for name, _ in said})
    for message in [*said, *((check, "-") for check in silent)]:
        shares, models = [], set[str]()
        for kind in _KINDS:
            answered = [file for file in of_kind[kind] if _check(message[0]) in file.answered]
            with_it = [file for file in answered if message in file.messages]
            models |= {file.model for file in with_it if kind == "as taken"}
            shares.append(counted(len(with_it), len(answered)))
        rows.append([*message, shares[0], str(len(models)), *shares[1:]])
    print(table(rows))


def _check(message: str) -> str:
    return message.partition(".")[0]


def _counted(kind: str, files: list[_File]) -> str:
    return f"{len(files)} {kind} (of {len({file.model for file in files})} models)"


if __name__ == "__main__":
    main()
