"""``provcheck compare``: two images, no reference set."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provcheck.cli import options
from provcheck.cli.check import (
    exit_code,
    is_flagged,
    show,
    utc_now,
    write,
)
from provcheck.cli.configuration import Configuration, load
from provcheck.cli.outputs import (
    protect,
    protect_from_exhibits,
    require_folder,
    require_report,
)
from provcheck.cli.streams import spoken_errors

if TYPE_CHECKING:
    from provcheck.model import Report


def compare(
    image: Annotated[Path, typer.Argument(metavar="A", help="The image in question.")],
    reference: Annotated[Path, typer.Argument(metavar="B", help="The image it is held against.")],
    output: options.ReportFile = None,
    exhibits: options.Exhibits = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    lang: options.Lang = None,
    fail_on: options.FailOn = None,
    exit_zero: options.ExitZero = False,
    max_bytes: options.MaxBytes = None,
    max_pixels: options.MaxPixels = None,
    config: options.Config = None,
) -> None:
    """Register image A to image B and show what differs; no reference set is needed.

    Crops, mirror images, quarter turns, scaling and tones are worked out first. The comparison
    does not say which of the two came first.

    \b
    Examples:
      provcheck compare posted.jpg original.jpg
      provcheck compare posted.jpg original.jpg -o report.html --exhibits shots/
    """
    with spoken_errors(lang):
        configuration = load(
            config=config,
            lang=lang,
            fail_on=fail_on,
            max_bytes=max_bytes,
            max_pixels=max_pixels,
            exhibits=output is not None or exhibits is not None,
        )
    with spoken_errors(configuration.settings.language):
        require_report(output)
        protect([image, reference], output)
        protect_from_exhibits([image, reference], exhibits)
        require_folder(exhibits)
        report = _compared(image, reference, configuration)
        written = write(report, output, exhibits, configuration)
        show(report, output if written else None, json=json, quiet=quiet, many=False)
        flagged = is_flagged(report, configuration) and not exit_zero
    raise typer.Exit(exit_code(flagged=flagged, failed=not written))


def _compared(image: Path, reference: Path, configuration: Configuration) -> "Report":
    """Examine A against a passing set that holds only B."""
    from provcheck.batch import Failure, examine_one
    from provcheck.image import Limits, open_subject
    from provcheck.ingest import prepare
    from provcheck.references import find_source, open_reader, open_writer

    now = utc_now()
    settings = configuration.settings
    limits = Limits(max_bytes=settings.max_bytes, max_pixels=settings.max_pixels)
    new = prepare(open_subject(reference, limits), find_source(reference), now=now)
    with tempfile.TemporaryDirectory(prefix="provcheck-") as folder:
        passing = Path(folder) / "compare.db"
        with open_writer(passing, now=now) as writer:
            writer.add(new)
        with open_reader(passing, name=reference.name, kind="file") as reader:
            outcome = examine_one(
                image, now=datetime.now(UTC), references=reader, settings=settings
            )
    if isinstance(outcome, Failure):
        raise outcome.error
    return outcome
