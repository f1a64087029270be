"""``provcheck scan``: a folder, one line per image."""

import json as json_module
import os
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provcheck.cli import options
from provcheck.cli.check import exit_code, is_flagged, opened_references, reopening
from provcheck.cli.claims import read_claim
from provcheck.cli.configuration import Configuration, load
from provcheck.cli.groups import group_line, look_for_groups, print_groups
from provcheck.cli.outputs import protect
from provcheck.cli.scan_outputs import Outputs, lines_to
from provcheck.cli.streams import Progress, note, raw, spoken_errors
from provcheck.errors import FileMissing, NotAFolder, OutputError
from provcheck.safe_text import safe_text

if TYPE_CHECKING:
    from provcheck.groups import ScannedFile
    from provcheck.model import Acquisition, Case, Report


def scan(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Looked through with all below.")
    ],
    refs: options.Refs = None,
    jsonl: Annotated[
        Path | None,
        typer.Option("--jsonl", metavar="FILE", help="Write JSON Lines (- for stdout)."),
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option("--csv", metavar="FILE", help="Write a table for spreadsheets."),
    ] = None,
    sarif: Annotated[
        Path | None,
        typer.Option("--sarif", metavar="FILE", help="Write SARIF 2.1.0, for pipelines."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="Write an HTML report per image there."),
    ] = None,
    case: options.Case = None,
    claim: options.Claim = None,
    claimed_date: options.ClaimedDate = None,
    claimed_place: options.ClaimedPlace = None,
    no_groups: Annotated[
        bool, typer.Option("--no-groups", help="Look for no copies inside the folder.")
    ] = False,
    json: options.Json = False,
    lang: options.Lang = None,
    fail_on: options.FailOn = None,
    exit_zero: options.ExitZero = False,
    max_bytes: options.MaxBytes = None,
    max_pixels: options.MaxPixels = None,
    descriptor: options.Descriptor = None,
    trust_dir: options.TrustDir = None,
    skip: options.Skip = None,
    by: options.By = None,
    thorough: Annotated[
        bool,
        typer.Option("--thorough", help="Run the slow checks of the pixels too, as check does."),
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", metavar="N", min=1, max=256, help="Processes. Default: one for each core."
        ),
    ] = None,
    config: options.Config = None,
) -> None:
    """Examine every picture in a folder: name, status and flags, one line each.

    Then groups of copies inside the folder, with the best original proposed for each. The slow
    checks of the pixels are left out (and named in each report) unless --thorough is given.

    Pictures are told by their ending. Links are not followed; one bad file stops nothing.

    \b
    Examples:
      provcheck scan downloads/ --refs archive/
      provcheck scan downloads/ --thorough -o reports/
      provcheck scan downloads/ --jsonl results.jsonl -o reports/
      provcheck scan downloads/ --csv results.csv --sarif results.sarif
      provcheck scan downloads/ --json | jq .conclusion.status
    """
    if jsonl == Path("-"):
        jsonl, json = None, True
    with spoken_errors(lang):
        configuration = load(
            config=config,
            refs=refs,
            lang=lang,
            fail_on=fail_on,
            max_bytes=max_bytes,
            max_pixels=max_pixels,
            descriptor=descriptor,
            trust_dir=trust_dir,
            skip=skip,
            by=by,
            quick=not thorough,
            describes=True,
            exhibits=output is not None,
        )
    with spoken_errors(configuration.settings.language):
        told = read_claim(case, claim, claimed_date, claimed_place)
        from provcheck.image.walking import SUFFIXES

        _require_folder(folder)
        protect([case, *configuration.inputs], jsonl, csv, sarif)
        for file in (jsonl, csv, sarif):
            if file is not None and file.suffix.lower() in SUFFIXES:
                raise OutputError(name=safe_text(str(file)), reason="its name is that of a picture")
        if output is not None:
            _make_folder(output)
        with ExitStack() as stack:
            lines = [stack.enter_context(lines_to(jsonl))] if jsonl else []
            table = stack.enter_context(lines_to(csv)) if csv else None
            outputs = Outputs(
                [*lines, raw] if json else lines, table, sarif, configuration.settings.language
            )
            counts = _run(folder, told, configuration, output, outputs, jobs, quiet=json)
            if not no_groups:
                _group(folder, counts, configuration, outputs, quiet=json)
            _summarise(counts, configuration, outputs)
    flagged = counts.flagged > 0 and not exit_zero
    failed = counts.failed > 0 or (counts.groups is None and not no_groups)
    raise typer.Exit(exit_code(flagged=flagged, failed=failed))


@dataclass(slots=True, kw_only=True)
class _Counts:
    """The summary of a scan. ``groups``: None when they were not, or could not be, looked for."""

    files: "list[ScannedFile]" = field(default_factory=list)
    flagged: int = 0
    failed: int = 0
    flags: Counter[str] = field(default_factory=Counter)
    groups: int | None = None


def _run(
    folder: Path,
    told: "tuple[Case | None, Acquisition | None]",
    configuration: Configuration,
    output: Path | None,
    outputs: Outputs,
    jobs: int | None,
    *,
    quiet: bool,
) -> _Counts:
    from provcheck.batch import Failure, examine_many
    from provcheck.groups import scanned_file
    from provcheck.image import image_files
    from provcheck.messages import catalogue

    words = catalogue(configuration.settings.language)
    paths = list(image_files(folder))
    counts = _Counts()
    with opened_references(configuration) as references, Progress("Scan", len(paths)) as progress:
        outcomes = examine_many(
            paths,
            now=datetime.now(UTC),
            references=references,
            case=told[0],
            acquisition=told[1],
            settings=configuration.settings,
            jobs=_processes(jobs, len(paths)),
            reopen=reopening(configuration),
        )
        for number, (path, outcome) in enumerate(outcomes, 1):
            shown = safe_text(str(path.relative_to(folder)))
            if isinstance(outcome, Failure):
                counts.failed += 1
                sentence = words.error(outcome.error)
                outputs.failed(outcome, shown, sentence)
                progress.warn(sentence)
                row = (shown, "failed", "-")
            else:
                counts.files.append(scanned_file(outcome, shown))
                counts.flagged += is_flagged(outcome, configuration)
                counts.flags.update(flag.flag for flag in outcome.conclusion.flags)
                outputs.examined(outcome, shown)
                row = (shown, outcome.conclusion.status, _flags(outcome))
                if output is not None:
                    _write(outcome, output, number, configuration)
            if not quiet:
                progress.print(*row)
            progress.step(path.name)
    return counts


# Below so many files for each, starting another process takes longer than it saves.
_WORTH_A_PROCESS = 4


def _processes(jobs: int | None, files: int) -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    wanted = jobs if jobs is not None else min(cores or 1, files // _WORTH_A_PROCESS)
    return max(1, min(wanted, files))


def _group(
    folder: Path,
    counts: _Counts,
    configuration: Configuration,
    outputs: Outputs,
    *,
    quiet: bool,
) -> None:
    groups = look_for_groups(folder, counts.files, configuration)
    if groups is None:
        return
    counts.groups = len(groups)
    for group in groups:
        outputs.line(group_line(group))
    if not quiet:
        print_groups(groups, configuration.settings.language)


def _summarise(counts: _Counts, configuration: Configuration, outputs: Outputs) -> None:
    from provcheck.messages import catalogue

    numbers = {
        "examined": len(counts.files),
        "flagged": counts.flagged,
        "failed": counts.failed,
    }
    flags = dict(sorted(counts.flags.items()))
    summary = {"summary": {**numbers, "flags": flags, "groups": counts.groups}}
    outputs.line(json_module.dumps(summary).encode("ascii") + b"\n")
    outputs.finish()
    words = catalogue(configuration.settings.language)
    count = numbers["examined"] + numbers["failed"]
    note(words.text("scan.summary", {"count": count, **numbers}))


def _require_folder(folder: Path) -> None:
    if not folder.exists():
        raise FileMissing(name=safe_text(str(folder)))
    if not folder.is_dir():
        raise NotAFolder(name=safe_text(str(folder)))


def _flags(report: "Report") -> str:
    return ",".join(flag.flag for flag in report.conclusion.flags) or "-"


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or "unwritable"
        raise OutputError(name=safe_text(str(folder)), reason=reason) from error


def _write(report: "Report", folder: Path, number: int, configuration: Configuration) -> None:
    """Write one HTML report; its name is made of a number and a digest, of nothing in the file."""
    from provcheck.report import write_report

    name = f"{number:06d}-{report.subject.sha256[:12]}.html"
    write_report(report, folder / name, configuration.settings.language)
