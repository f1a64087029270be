"""What stands at the end of a scan: groups of copies, and the summary."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from provcheck.bookkeeping import utc
from provcheck.cli.configuration import Configuration
from provcheck.cli.groups import group_line, look_for_groups, print_groups
from provcheck.cli.scan_outputs import Outputs
from provcheck.cli.scan_place import Place
from provcheck.cli.scan_run import Counts
from provcheck.cli.streams import note


def group(
    folder: Path,
    counts: Counts,
    configuration: Configuration,
    outputs: Outputs,
    *,
    quiet: bool,
) -> None:
    """Look for groups of copies among the examined files, write and show them."""
    groups = look_for_groups(folder, counts.files, configuration)
    if groups is None:
        return
    counts.groups = len(groups)
    for each in groups:
        outputs.line(group_line(each))
    if not quiet:
        print_groups(groups, configuration.settings.language)


def summarise(
    counts: Counts,
    place: Place,
    started: datetime,
    language: str,
    outputs: Outputs,
    resumed: Path | None,
) -> None:
    """Write and print the counts. ``started``: when the run looked at its first file.
    ``resumed``: the journal, where reports were to be taken from it."""
    from provcheck.messages import catalogue

    numbers = {
        "examined": counts.examined,
        "flagged": counts.flagged,
        "failed": counts.failed,
    }
    flags = dict(sorted(counts.flags.items()))
    summary = {**numbers, "flags": flags, "groups": counts.groups, "started": utc(started)}
    if place.since is not None:
        summary |= {"since": utc(place.since), "older": place.older}
    outputs.line(json.dumps({"summary": summary}).encode("ascii") + b"\n")
    outputs.finish()
    words = catalogue(language)
    count = numbers["examined"] + numbers["failed"]
    note(words.text("scan.summary", {"count": count, **numbers}))
    if resumed is not None:
        note(words.text("scan.taken", {"count": counts.taken, "file": str(resumed)}))
    if place.since is not None:
        note(words.text("scan.since", {"since": utc(place.since), "count": place.older}))
