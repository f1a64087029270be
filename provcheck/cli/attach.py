"""``provcheck attach``: bind a report to a story, and check the bond."""

from pathlib import Path
from typing import Annotated

import typer

from provcheck.cli import options
from provcheck.cli.configuration import load
from provcheck.cli.report import read_saved
from provcheck.cli.streams import complain, result, spoken_errors


def attach(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="REPORT.json STORY", help="With --verify: only the STORY."),
    ],
    verify: Annotated[
        bool, typer.Option("--verify", help="Check that story, report and image still fit.")
    ] = False,
    image: Annotated[
        Path | None,
        typer.Option("--image", metavar="FILE", help="The story's image file, if it is a file."),
    ] = None,
    lang: options.Lang = None,
    config: options.Config = None,
) -> None:
    """Bind a report and the exact bytes of its image to a story (.md or .html).

    The rest of the story stays byte for byte, and attaching again changes nothing. --verify
    exits with 1 when the report or the image is no longer the one that was attached.

    \b
    Examples:
      provcheck attach report.json story.md --image photo.jpg
      provcheck attach --verify story.md
    """
    with spoken_errors(lang):
        language = load(config=config, lang=lang).settings.language
    with spoken_errors(language):
        if verify:
            if len(paths) != 1:
                raise typer.BadParameter("--verify takes one story: attach --verify STORY")
            _verify(paths[0], language)
            return
        if len(paths) != 2:
            raise typer.BadParameter("give a report and a story: attach REPORT.json STORY")
        _attach(paths[0], paths[1], image, language)


def _attach(report_path: Path, story: Path, image: Path | None, language: str) -> None:
    from provcheck.messages import catalogue
    from provcheck.story import attach as bind

    done = bind(story, report_path, read_saved(report_path), image, language)
    words = catalogue(language)
    key = "attach.changed" if done.changed else "attach.unchanged"
    where = words.term("story-place", done.where)
    result(words.text(key, {"story": str(story), "where": where}))


def _verify(story: Path, language: str) -> None:
    from provcheck.messages import catalogue
    from provcheck.report import read_report
    from provcheck.story import verify

    words = catalogue(language)
    checks = verify(story, read_report)
    for check in checks:
        sentence = words.sentence(check.message)
        if check.ok:
            result(sentence)
        else:
            complain(sentence)
    if not all(check.ok for check in checks):
        raise typer.Exit(1)
