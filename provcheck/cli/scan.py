"""``provcheck scan``: a folder, one line per image."""

import json as json_module
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provcheck.cli import options
from provcheck.cli.check import exit_code, opened_references
from provcheck.cli.claims import read_claim
from provcheck.cli.configuration import Configuration, load
from provcheck.cli.groups import group_line, look_for_groups, print_groups
from provcheck.cli.journal import Journal
from provcheck.cli.outputs import protect, require_apart, require_folder, require_replaceable
from provcheck.cli.scan_outputs import Outputs, lines_to
from provcheck.cli.scan_pages import Pages
from provcheck.cli.scan_run import Counts, Run
from provcheck.cli.streams import note, raw, spoken_errors
from provcheck.errors import (
    DepthsExclude,
    FileMissing,
    NotAFolder,
    OutputIsPicture,
    ResumeNeedsLines,
)
from provcheck.safe_text import safe_text

if TYPE_CHECKING:
    from provcheck.references import ReferenceReader


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
        typer.Option(
            "--output",
            "-o",
            metavar="DIR",
            help="Write an HTML report per image and an index there.",
        ),
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
    quick: Annotated[
        bool,
        typer.Option(
            "--quick", help="Metadata, digests and hashes only: no parts, no proof, no groups."
        ),
    ] = False,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Go on with --jsonl FILE: what is in it is not done again."),
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

    --quick decodes JPEGs in reduced form only: what is alike by hash stays a candidate.

    --resume goes on after a run that was stopped: files whose bytes are in the --jsonl FILE are
    taken from there, if settings and reference set are the same.

    Pictures are told by their ending. Links are not followed; one bad file stops nothing.

    \b
    Examples:
      provcheck scan downloads/ --refs archive/
      provcheck scan downloads/ --thorough -o reports/
      provcheck scan archive/ --quick --jsonl results.jsonl
      provcheck scan downloads/ --jsonl results.jsonl -o reports/
      provcheck scan downloads/ --jsonl results.jsonl --resume
      provcheck scan downloads/ --csv results.csv --sarif results.sarif
      provcheck scan downloads/ --json | jq .conclusion.status
    """
    if jsonl == Path("-"):
        jsonl, json = None, True
    no_groups |= quick
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
            depth="thorough" if thorough else "quick" if quick else "usual",
            describes=True,
            exhibits=output is not None,
        )
    with spoken_errors(configuration.settings.language):
        if resume and jsonl is None:
            raise ResumeNeedsLines
        if quick and thorough:
            raise DepthsExclude
        told = read_claim(case, claim, claimed_date, claimed_place, configuration.settings.language)
        _require_folder(folder)
        protect([case, *configuration.inputs], jsonl, csv, sarif)
        _try_outputs(jsonl, csv, sarif)
        require_folder(output)
        language = configuration.settings.language
        with ExitStack() as stack:
            pages = stack.enter_context(Pages(output, language)) if output else None
            references = stack.enter_context(opened_references(configuration))
            journal = _journal(jsonl, references, configuration, resume) if jsonl else None
            if journal is not None:
                stack.callback(journal.close)
            table = stack.enter_context(lines_to(csv)) if csv else None
            outputs = Outputs(journal, raw if json else None, table, sarif, pages, language)
            run = Run(
                folder=folder,
                told=told,
                configuration=configuration,
                references=references,
                journal=journal,
                outputs=outputs,
                pages=pages,
            )
            counts = run.through(jobs, quiet=json)
            if not no_groups:
                _group(folder, counts, configuration, outputs, quiet=json)
            _summarise(counts, configuration, outputs, jsonl if resume else None)
    flagged = counts.flagged > 0 and not exit_zero
    failed = counts.failed > 0 or (counts.groups is None and not no_groups)
    raise typer.Exit(exit_code(flagged=flagged, failed=failed))


def _journal(
    path: Path, references: "ReferenceReader | None", configuration: Configuration, resume: bool
) -> Journal:
    snapshot = references.info().snapshot if references is not None else None
    return Journal(path, resume=resume, settings=configuration.settings, snapshot=snapshot)


def _group(
    folder: Path,
    counts: Counts,
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


def _summarise(
    counts: Counts, configuration: Configuration, outputs: Outputs, resumed: Path | None
) -> None:
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
    if resumed is not None:
        note(words.text("scan.taken", {"count": counts.taken, "file": str(resumed)}))


def _require_folder(folder: Path) -> None:
    if not folder.exists():
        raise FileMissing(name=safe_text(str(folder)))
    if not folder.is_dir():
        raise NotAFolder(name=safe_text(str(folder)))


def _try_outputs(jsonl: Path | None, csv: Path | None, sarif: Path | None) -> None:
    """Refuse what could not be written after a long scan, or must not be. Raises OutputError."""
    from provcheck.image.walking import SUFFIXES

    require_apart(jsonl, csv, sarif)
    for file, form in ((jsonl, ".jsonl"), (csv, ".csv"), (sarif, ".sarif")):
        if file is None:
            continue
        if file.suffix.lower() in SUFFIXES:
            raise OutputIsPicture(name=safe_text(str(file)), ending=form)
        require_replaceable(file, form)
