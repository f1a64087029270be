"""``provcheck scan``: a folder, one line per image."""

from pathlib import Path
from typing import Annotated

import typer

from provcheck.cli import options
from provcheck.cli.check import exit_code
from provcheck.cli.claims import read_claim
from provcheck.cli.configuration import load
from provcheck.cli.outputs import protect
from provcheck.cli.scan_plan import Plan, carry_out
from provcheck.cli.streams import spoken_errors
from provcheck.errors import DepthsExclude


def scan(
    folder: Annotated[
        str,
        typer.Argument(metavar="FOLDER", help="Looked through with all below; or an address."),
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
    parquet: Annotated[
        Path | None,
        typer.Option("--parquet", metavar="FILE", help="Write a Parquet file, with the reports."),
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
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="WHEN",
            help="Only files changed since: a date, 2d or 6h, or the --jsonl file of a scan.",
        ),
    ] = None,
    watching: Annotated[
        bool,
        typer.Option("--watch", help="Go on with files as they arrive, until Ctrl-C."),
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", metavar="N", min=1, max=256, help="Processes. Default: one for each core."
        ),
    ] = None,
    executor: Annotated[
        str | None,
        typer.Option(
            "--executor", metavar="dask://HOST:PORT", help="Examine on the workers of a cluster."
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

    --since goes by the time of the last change that each file bears; a file that was moved here
    with an old one is left out. How many were is in the summary.

    --watch examines files when they are whole, adds to --jsonl FILE what is not in it yet, keeps
    the index of -o DIR up to date and looks for no groups. The reference set is that of the start.

    --executor has the workers of a Dask cluster examine; they read the files and the reference set
    for themselves. FOLDER may then be an address (s3://bucket/folder), in which no groups are
    looked for. See docs/scale.md.

    Pictures are told by their ending. Links are not followed; one bad file stops nothing.

    \b
    Examples:
      provcheck scan downloads/ --refs archive/
      provcheck scan downloads/ --thorough -o reports/
      provcheck scan archive/ --quick --jsonl results.jsonl
      provcheck scan downloads/ --jsonl results.jsonl -o reports/
      provcheck scan downloads/ --jsonl results.jsonl --resume
      provcheck scan downloads/ --since 2d --jsonl new.jsonl
      provcheck scan downloads/ --since new.jsonl --jsonl newer.jsonl
      provcheck scan downloads/ --watch --jsonl results.jsonl -o reports/
      provcheck scan s3://bucket/2024/ --executor dask://10.0.0.5:8786
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
            depth="thorough" if thorough else "quick" if quick else "usual",
            describes=True,
            exhibits=output is not None,
        )
    with spoken_errors(configuration.settings.language):
        if quick and thorough:
            raise DepthsExclude
        told = read_claim(case, claim, claimed_date, claimed_place, configuration.settings.language)
        plan = Plan(
            folder=folder,
            jsonl=jsonl,
            csv=csv,
            sarif=sarif,
            parquet=parquet,
            output=output,
            json=json,
            resume=resume,
            since=since,
            watch=watching,
            jobs=jobs,
            executor=executor,
            groups=not (no_groups or quick or watching),
        )
        protect([case], *plan.outputs)
        flagged, failed = carry_out(plan, told, configuration)
    raise typer.Exit(exit_code(flagged=flagged and not exit_zero, failed=failed))
