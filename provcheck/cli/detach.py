"""``provcheck detach``: take reports out of a story again."""

from pathlib import Path
from typing import Annotated

import typer

from provcheck.cli import options
from provcheck.cli.configuration import speaking
from provcheck.cli.streams import result


def detach(
    story: Annotated[Path, typer.Argument(metavar="STORY", help="The story with its reports.")],
    report: Annotated[
        str | None,
        typer.Option(
            "--report", metavar="REPORT", help="Only this one: its file or its id. Default: all."
        ),
    ] = None,
    lang: options.Lang = None,
    config: options.Config = None,
) -> None:
    """Take attached reports out of a story.

    With the last report everything that 'provcheck attach' wrote is gone, and the story is byte
    for byte what it was before, where nothing else was changed. The report files stay.

    \b
    Examples:
      provcheck detach story.md
      provcheck detach story.md --report report.json
    """
    with speaking(lang, config) as language:
        from provcheck.messages import catalogue
        from provcheck.story import detach as take_out

        words = catalogue(language)
        gone = take_out(story, report)
        for attachment in gone:
            params = {"story": str(story), "report": attachment.report}
            result(words.text("attach.detached", params))
        if not gone:
            result(words.text("attach.nothing-to-detach", {"story": str(story)}))
