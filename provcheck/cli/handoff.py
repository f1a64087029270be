"""``provcheck handoff``: links for a person's own search, and a log of what came of it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from provcheck.cli import options
from provcheck.cli.configuration import load
from provcheck.cli.report import read_saved
from provcheck.cli.streams import note, result, spoken_errors
from provcheck.cli.versions import version_to_go_on_from
from provcheck.errors import OptionUnusable, SearchIncomplete


def handoff(
    saved: Annotated[
        Path | None, typer.Argument(metavar="[REPORT.json]", help="A report written earlier.")
    ] = None,
    url: Annotated[
        str | None,
        typer.Option("--url", metavar="ADDRESS", help="Public address of the picture itself."),
    ] = None,
    searched: Annotated[
        str | None,
        typer.Option("--searched", metavar="ENGINE", help="Keep a search you made in the report."),
    ] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who searched.")] = None,
    found: Annotated[
        str | None, typer.Option("--result", metavar="TEXT", help="What came of it.")
    ] = None,
    output: options.NewVersion = None,
    lang: options.Lang = None,
    config: options.Config = None,
) -> None:
    """Print links and pages of public search engines; keep what a search brought in the report.

    provcheck opens no link and sends nothing. An engine that is given the picture, or its
    address, learns of it: with material from a source, think first.

    \b
    Examples:
      provcheck handoff --url https://example.org/photo.jpg
      provcheck handoff report.json --searched tineye --by "M. Huber" \\
          --result "No earlier copy."
    """
    with spoken_errors(lang):
        settings = load(config=config, lang=lang, by=by).settings
    if searched is None:
        with spoken_errors(settings.language):
            from provcheck.report import web_link

            if url is not None and web_link(url) is None:
                reason = "expected a web address that begins with http:// or https://"
                raise OptionUnusable(option="--url", reason=reason)
            if saved is not None:
                read_saved(saved)  # links to a picture of no report would be a slip unseen
            _print_engines(url, settings.language)
        return
    with spoken_errors(settings.language):
        if saved is None or found is None or settings.examiner is None:
            raise SearchIncomplete
        from provcheck.handoff import record_search
        from provcheck.messages import catalogue
        from provcheck.report import write_report

        report, target = version_to_go_on_from(saved, output, settings.language)
        made = record_search(
            report, engine=searched, by=settings.examiner, result=found, now=datetime.now(UTC)
        )
        write_report(made, target, new=True)
        words = catalogue(settings.language)
        result(words.text("handoff.recorded", {"report": str(target)}))


def _print_engines(address: str | None, language: str) -> None:
    from provcheck.handoff import engines
    from provcheck.messages import catalogue

    words = catalogue(language)
    for engine in engines():
        link = engine.link_for(address)
        if link is not None:
            result(engine.id, engine.name, words.text("handoff.link"), link)
        elif engine.upload is not None:
            result(engine.id, engine.name, words.text("handoff.upload"), engine.upload)
    note(words.text("handoff.note"))
