"""How often each rule speaks up on camera files that nobody edited.

    python -m benchmarks.metadata.rates --files DIR [DIR ...] [--list]

Files are JPEGs that name a camera; those that name an editing program (or carry an XMP history)
are counted apart. Nothing says that the others were never touched: some were resized or turned,
so each rate is an upper bound. Equal files are counted once. For every message of every check: on
how many files of either kind it appears, with the 95 % Wilson interval on the unedited ones.
"""

import argparse
import hashlib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.intervals import wilson
from benchmarks.machine import table
from provcheck.checks import Examination, run_checks
from provcheck.checks.editor_named import named_editors
from provcheck.errors import SubjectError
from provcheck.image import Limits, open_subject
from provcheck.metadata import read_metadata
from provcheck.model import Metadata

_NOW = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.metadata.rates", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--files", type=Path, nargs="+", required=True, help="folders of photos")
    parser.add_argument("--list", action="store_true", help="print each file with its messages")
    given = parser.parse_args()
    totals: Counter[str] = Counter()
    seen: dict[tuple[str, str], Counter[str]] = {}
    known: set[str] = set()
    for path in sorted(p for folder in given.files for p in folder.rglob("*") if p.is_file()):
        said = _messages(path, known)
        if said is None:
            continue
        kind, messages = said
        totals[kind] += 1
        for message in messages:
            seen.setdefault(message, Counter())[kind] += 1
        if given.list:
            print(f"{path.name}: {kind}: {', '.join(name for name, _ in sorted(messages))}")
    _print(totals, seen)


def _messages(path: Path, known: set[str]) -> tuple[str, set[tuple[str, str]]] | None:
    """(edited or unedited, {(message, severity)}) of a camera file; None for anything else."""
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
    if not metadata.first("camera", "make") or not metadata.first("camera", "model"):
        return None
    examination = Examination(subject=subject, metadata=metadata, now=_NOW)
    found: set[tuple[str, str]] = {
        (finding.message.id, finding.severity)
        for run in run_checks(examination)
        for finding in run.findings
    }
    return ("edited" if _is_edited(metadata) else "unedited"), found


def _is_edited(metadata: Metadata) -> bool:
    return bool(named_editors(metadata) or metadata.values("trail", "history"))


def _print(totals: Counter[str], seen: dict[tuple[str, str], Counter[str]]) -> None:
    unedited, edited = totals["unedited"], totals["edited"]
    print(f"{unedited} camera files without an editor's name, {edited} with one.\n")
    rows = [["message", "severity", "without an editor's name", "95 %", "with one"]]
    for (name, severity), counts in sorted(seen.items()):
        low, high = wilson(counts["unedited"], unedited)
        rows.append(
            [
                name,
                severity,
                f"{counts['unedited']}/{unedited}",
                f"{low:.3f} to {high:.3f}",
                f"{counts['edited']}/{edited}",
            ]
        )
    print(table(rows))


if __name__ == "__main__":
    main()
