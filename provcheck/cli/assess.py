"""``provcheck assess``: a named person rates a report, or countersigns a rating."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from provcheck.cli import options
from provcheck.cli.configuration import load
from provcheck.cli.streams import note, result, spoken_errors
from provcheck.cli.versions import version_to_go_on_from
from provcheck.errors import CountersignAlone, RatingIncomplete


def assess(
    saved: Annotated[Path, typer.Argument(metavar="REPORT.json", help="A report written earlier.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who rates or countersigns.")],
    rating: Annotated[
        str | None, typer.Option("--rating", metavar="TEXT", help="A word of the scale.")
    ] = None,
    scale: Annotated[
        str | None,
        typer.Option(
            "--scale", metavar="SCALE", help="correctiv, meta, mediareview, or free for own words."
        ),
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help="Why; it is printed.")
    ] = None,
    countersign: Annotated[
        bool, typer.Option("--countersign", help="Stand by the rating that the report has.")
    ] = False,
    output: options.NewVersion = None,
    lang: options.Lang = None,
    config: options.Config = None,
) -> None:
    """Rate a report as a named person; the program never rates.

    A new version of the report is written beside the old one, which stays as it is; where there
    are newer versions already, it goes on from the newest. The history in the report keeps every
    rating, with names and times, each line chained to the one before.

    \b
    Examples:
      provcheck assess report.json --rating "Missing Context" --scale meta \\
          --by "M. Huber" --reason "Picture of 19 October, claim of 21 October."
      provcheck assess report.json --countersign --by "A. Kovalenko"
    """
    with spoken_errors(lang):
        language = load(config=config, lang=lang).settings.language
    given = [name for name, value in (("--rating", rating), ("--scale", scale)) if value]
    with spoken_errors(language):
        from provcheck import assessing

        if countersign and given:
            raise CountersignAlone(option=given[0])
        if not countersign and (rating is None or scale is None or reason is None):
            for name, ratings in assessing.scales().items():
                note(f"{name}: {', '.join(ratings) or '...'}")
            raise RatingIncomplete
        from provcheck.messages import catalogue
        from provcheck.report import write_report

        report, target = version_to_go_on_from(saved, output, language)
        now = datetime.now(UTC)
        if countersign:
            made = assessing.countersign(report, by=by, now=now, note=reason)
        else:
            made = assessing.assess(
                report, rating=rating or "", scale=scale or "", by=by, reason=reason or "", now=now
            )
        write_report(made, target, new=True)
        key = "assess.countersigned" if countersign else "assess.assessed"
        result(catalogue(language).text(key, {"report": str(target)}))
