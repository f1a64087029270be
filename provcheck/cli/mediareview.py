"""``provcheck mediareview``: a report as JSON-LD for a desk's own publication."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provcheck.cli import options
from provcheck.cli.configuration import load
from provcheck.cli.outputs import protect, require_ending, write_once
from provcheck.cli.report import read_saved
from provcheck.cli.streams import note, result, spoken_errors
from provcheck.cli.versions import tell_of_newer
from provcheck.errors import FormsExclude

if TYPE_CHECKING:
    from provcheck.report.mediareview import Form


def mediareview(
    saved: Annotated[Path, typer.Argument(metavar="REPORT.json", help="A report written earlier.")],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="Where to, say review.jsonld."),
    ],
    flat: Annotated[
        bool, typer.Option("--flat", help="The short form that fact check feeds use.")
    ] = False,
    claim: Annotated[
        bool, typer.Option("--claim-review", help="A ClaimReview instead, of the report's claim.")
    ] = False,
    url: Annotated[
        str | None, typer.Option("--url", metavar="ADDRESS", help="Where your article stands.")
    ] = None,
    organisation: Annotated[
        str | None, typer.Option("--organisation", metavar="NAME", help="Who publishes it.")
    ] = None,
    site: Annotated[
        str | None, typer.Option("--site", metavar="ADDRESS", help="The organisation's site.")
    ] = None,
    lang: options.Lang = None,
    config: options.Config = None,
) -> None:
    """Write a MediaReview (or ClaimReview) draft of schema.org from a report.

    Without an assessment by a named person (provcheck assess) it carries no
    mediaAuthenticityCategory and no rating, and says that it is a draft. A file that is there with
    other content is never written over.

    \b
    Examples:
      provcheck mediareview report.json -o review.jsonld
      provcheck mediareview report.v2.json -o review.jsonld --flat \\
          --organisation "Example Desk" --url https://desk.example/checks/flags
    """
    with spoken_errors(lang):
        language = load(config=config, lang=lang).settings.language
    with spoken_errors(language):
        if flat and claim:
            raise FormsExclude
        from provcheck.messages import catalogue
        from provcheck.report import Publication, to_mediareview

        protect([saved], output)
        require_ending(output, ".jsonld", ".json")
        report = read_saved(saved)
        publication = Publication(url=url, organisation=organisation, site=site)
        form: Form = "flat" if flat else "claim" if claim else "full"
        written = to_mediareview(report, form, publication, language if lang else None)
        write_once(output, written)
        result(str(output))
        tell_of_newer(saved, report, language)
        if report.assessment is None:
            note(catalogue(language).text("mediareview.draft"))
