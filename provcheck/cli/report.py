"""``provcheck report``: a saved report again, in another form or language."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provcheck.cli import options
from provcheck.cli.configuration import load
from provcheck.cli.outputs import protect, require_report
from provcheck.cli.streams import result, spoken_errors
from provcheck.errors import OtherFormForReport, ReportIsPicture, ReportUnreadable
from provcheck.safe_text import safe_text

if TYPE_CHECKING:
    from provcheck.model import Report


def report(
    saved: Annotated[Path, typer.Argument(metavar="REPORT.json", help="A report written earlier.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where to: .html, .pdf, .json, .md, .txt or .sarif.",
        ),
    ] = None,
    lang: options.Lang = None,
    config: options.Config = None,
) -> None:
    """Render a saved report again in another form or language; nothing is examined anew.

    Without -o the screen of 'check' is shown again. A report that was changed since it was
    written is refused.

    \b
    Examples:
      provcheck report report.json -o report.html
      provcheck report report.json -o report.pdf
      provcheck report report.json -o bericht.html --lang de
      provcheck report report.json -o report.md
    """
    with spoken_errors(lang):
        language = load(config=config, lang=lang).settings.language if lang else None
    with spoken_errors(language):
        from provcheck.report import speak, write_report

        protect([saved], output)
        require_report(output)
        read = read_saved(saved)
        if output is None:
            from provcheck.cli.screen import screen

            screen(speak(read, language or read.language), saved)
            return
        write_report(read, output, language)
        result(str(output))


def read_saved(path: Path) -> "Report":
    """Read a report's JSON file. Raises FileMissing, FileTooLarge, ReportUnreadable, ..."""
    from provcheck.image import Limits, read_file
    from provcheck.report import MAX_REPORT_BYTES, read_report

    name = safe_text(path.name)
    content = read_file(path, Limits(max_bytes=MAX_REPORT_BYTES))
    try:
        return read_report(content, name)
    except ReportUnreadable as error:
        if path.suffix.lower() != ".json" and not isinstance(error, ReportIsPicture):
            raise OtherFormForReport(name=name) from error
        raise
