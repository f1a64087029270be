"""``provcheck check``: one screen per image."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provcheck.cli import options
from provcheck.cli.claims import read_claim
from provcheck.cli.configuration import Configuration, load
from provcheck.cli.outputs import (
    protect,
    protect_from_exhibits,
    require_folder,
    require_report,
)
from provcheck.cli.streams import Progress, complain, note, raw, spoken_errors
from provcheck.errors import ExpertNeedsOutput, TakesOneImage

if TYPE_CHECKING:
    from provcheck.batch import Failure
    from provcheck.model import Acquisition, Case, Report
    from provcheck.references import ReferenceReader


def check(
    images: Annotated[list[str], typer.Argument(metavar="IMAGE...", help="Files, or - for stdin.")],
    refs: options.Refs = None,
    case: options.Case = None,
    claim: options.Claim = None,
    claimed_date: options.ClaimedDate = None,
    claimed_place: options.ClaimedPlace = None,
    output: options.ReportFile = None,
    exhibits: options.Exhibits = None,
    expert: Annotated[
        bool,
        typer.Option(
            "--expert",
            help="Add maps of error levels, ghosts, noise and block grid; they decide nothing.",
        ),
    ] = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
    lang: options.Lang = None,
    fail_on: options.FailOn = None,
    exit_zero: options.ExitZero = False,
    max_bytes: options.MaxBytes = None,
    max_pixels: options.MaxPixels = None,
    descriptor: options.Descriptor = None,
    trust_dir: options.TrustDir = None,
    skip: options.Skip = None,
    by: options.By = None,
    config: options.Config = None,
) -> None:
    """Examine images: what matches, what changed, what the file says, what was not checked.

    \b
    Examples:
      provcheck check photo.jpg
      provcheck check photo.jpg --refs archive/ --case case.toml -o report.html
      provcheck check photo.jpg --lang de -o bericht.pdf
      provcheck check photo.jpg --claimed-date 2024-10-21 --claimed-place Pokrovsk
      provcheck check photo.jpg --expert -o report.html
      provcheck check *.jpg --json > reports.jsonl
    """
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
            describes=True,
            # Pictures are only made when they are written somewhere.
            exhibits=output is not None or exhibits is not None,
            expert=expert,
            by=by,
        )
    with spoken_errors(configuration.settings.language):
        written = output is not None or exhibits is not None
        if expert and not written:
            raise ExpertNeedsOutput
        if len(images) > 1 and (written or images.count("-") > 1):
            raise TakesOneImage
        require_report(output)
        given = [Path(image) for image in images if image != "-"]
        given += [case] if case else []
        protect([*given, *configuration.inputs], output)
        protect_from_exhibits(given, exhibits)
        require_folder(exhibits)
        told = read_claim(case, claim, claimed_date, claimed_place, configuration.settings.language)
        flagged = failed = False
        with opened_references(configuration) as references:
            for image in images:
                report = _examined(image, references, told, configuration, json=json)
                if report is None:
                    failed = True
                    continue
                complete = write(report, output, exhibits, configuration)
                failed |= not complete
                where = output if complete else None
                show(report, where, json=json, quiet=quiet, many=len(images) > 1)
                flagged |= is_flagged(report, configuration)
    raise typer.Exit(exit_code(flagged=flagged and not exit_zero, failed=failed))


@contextmanager
def opened_references(configuration: Configuration) -> "Iterator[ReferenceReader | None]":
    """The reference set of the call, if there is one; indexing a folder shows its progress."""
    if configuration.refs is None:
        yield None
        return
    from provcheck.ingest import Intake
    from provcheck.messages import catalogue
    from provcheck.sets import open_references

    with ExitStack() as stack, Progress("Indexing references") as progress:

        def told(intake: Intake) -> None:
            progress.step(intake.path.name)
            if intake.error is not None:
                words = catalogue(configuration.settings.language)
                progress.warn(words.error(intake.error))

        opening = open_references(
            configuration.refs,
            cache=configuration.cache,
            now=utc_now(),
            settings=configuration.settings,
            progress=told,
        )
        references = stack.enter_context(opening)
        progress.close()
        _tell_coverage(references, configuration)
        yield references


def reopening(
    configuration: Configuration,
) -> "Callable[[], AbstractContextManager[ReferenceReader]] | None":
    """How another process opens the reference set of the call, once it was opened here."""
    if configuration.refs is None:
        return None
    from functools import partial

    from provcheck.sets import open_references

    # Absolute: the other process may start in another folder.
    refs = configuration.refs
    return partial(
        open_references,
        refs if "://" in refs else str(Path(refs).absolute()),
        cache=configuration.cache.absolute(),
        now=utc_now(),
        settings=configuration.settings,
    )


def _tell_coverage(references: "ReferenceReader", configuration: Configuration) -> None:
    """Say it when the learned descriptor cannot find some references: they lack its vector."""
    model = configuration.settings.descriptor
    if model is None:
        return
    from provcheck.fingerprint import DESCRIPTOR_KIND, descriptor_version
    from provcheck.messages import catalogue

    key = DESCRIPTOR_KIND, descriptor_version(model)
    count = sum(held.count for held in references.coverage() if (held.kind, held.version) == key)
    total = references.info().count
    if count < total:
        words = catalogue(configuration.settings.language)
        note(words.text("descriptor.covers", {"count": count, "total": total}))


def is_flagged(report: "Report", configuration: Configuration) -> bool:
    """True when a flag is raised that the call wants to fail on."""
    return any(flag.flag in configuration.fail_on for flag in report.conclusion.flags)


def exit_code(*, flagged: bool, failed: bool) -> int:
    """0 nothing flagged, 1 flagged, 2 something could not be examined; a flag wins."""
    return 1 if flagged else 2 if failed else 0


def utc_now() -> str:
    """The time as records keep it: UTC, ISO 8601, whole seconds."""
    from provcheck.bookkeeping import utc

    return utc(datetime.now(UTC))


def _examined(
    image: str,
    references: "ReferenceReader | None",
    told: "tuple[Case | None, Acquisition | None]",
    configuration: Configuration,
    *,
    json: bool,
) -> "Report | None":
    """Examine one image; a file that cannot be examined becomes a line on stderr.

    With ``json`` it becomes a line on stdout as well, so that no file is missing there.
    """
    from provcheck.batch import Failure, examine_one

    case, acquisition = told
    outcome = examine_one(
        _stdin(configuration) if image == "-" else Path(image),
        now=datetime.now(UTC),
        references=references,
        case=case,
        acquisition=acquisition,
        settings=configuration.settings,
    )
    if isinstance(outcome, Failure):
        from provcheck.messages import catalogue

        sentence = catalogue(configuration.settings.language).error(outcome.error)
        complain(sentence)
        if json:
            raw(failure_line(outcome, outcome.name, sentence))
        return None
    return outcome


def failure_line(failure: "Failure", name: str, sentence: str) -> bytes:
    """A file that could not be examined, as a line of JSON."""
    import json

    from provcheck.safe_text import safe_text

    error = {"code": failure.error.code, "message": safe_text(sentence)}
    line = {"error": error, "subject": {"name": name}}
    return json.dumps(line, ensure_ascii=False).encode("utf-8") + b"\n"


def _stdin(configuration: Configuration) -> bytes:
    """All of standard input; a byte more than the limit is enough to be refused."""
    if sys.stdin is None:
        return b""
    from provcheck.image import Limits, read_bounded

    return read_bounded(sys.stdin.buffer, Limits(max_bytes=configuration.settings.max_bytes))


def write(
    report: "Report", output: Path | None, exhibits: Path | None, configuration: Configuration
) -> bool:
    """Write what the call asked for; trouble is a line on stderr and the result is still shown.

    Returns whether all was written.
    """
    from provcheck.errors import OutputError
    from provcheck.messages import catalogue
    from provcheck.report import write_exhibits, write_report

    try:
        if output is not None:
            write_report(report, output, configuration.settings.language)
        if exhibits is not None:
            write_exhibits(report, exhibits)
    except OutputError as error:
        complain(catalogue(configuration.settings.language).error(error))
        return False
    return True


def show(report: "Report", output: Path | None, *, json: bool, quiet: bool, many: bool) -> None:
    """Print one report as the call wants it: JSON, one line, or the screen."""
    if json:
        from provcheck.report import to_json, to_json_line

        raw(to_json_line(report) if many else to_json(report, exhibits=False))
        return
    from provcheck.cli.screen import line, screen

    if quiet:
        line(report)
    else:
        screen(report, output)
