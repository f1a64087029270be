"""``provcheck attach``: bind a report to a story, and check the bond."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from provcheck.cli import options
from provcheck.cli.check import opened_references
from provcheck.cli.configuration import Configuration, load
from provcheck.cli.outputs import protect, require_ending, write_once
from provcheck.cli.report import read_saved
from provcheck.cli.streams import result, spoken_errors
from provcheck.cli.verdicts import told
from provcheck.cli.versions import tell_of_newer
from provcheck.errors import (
    AttachTakesOne,
    AttachTakesTwo,
    ProvcheckError,
    ReportUnreadable,
    StoryBeforeReport,
)
from provcheck.safe_text import safe_text

if TYPE_CHECKING:
    from provcheck.model import Report
    from provcheck.references import ReferenceReader
    from provcheck.story import Again, Nearness, Searched


def attach(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="REPORT.json STORY",
            help="With --verify: only the STORY. With --wordpress: only the REPORT.",
        ),
    ],
    verify: Annotated[
        bool, typer.Option("--verify", help="Check that story, report and image still fit.")
    ] = False,
    image: Annotated[
        Path | None,
        typer.Option("--image", metavar="FILE", help="The story's image file, if it is a file."),
    ] = None,
    methodology: Annotated[
        str,
        typer.Option(
            "--methodology", metavar="URL", help="Your page on how images are checked, as a link."
        ),
    ] = "",
    wordpress: Annotated[
        Path | None,
        typer.Option(
            "--wordpress",
            metavar="FILE.json",
            help="Write what to send to WordPress into a file, instead of a story.",
        ),
    ] = None,
    replace: Annotated[
        bool,
        typer.Option(
            "--replace",
            help="Also replace a newer report of the image, or one that a person rated.",
        ),
    ] = False,
    json_ld: Annotated[
        bool | None,
        typer.Option(
            "--json-ld/--no-json-ld",
            help="HTML: a MediaReview for machines. Default: once a person has rated.",
        ),
    ] = None,
    refs: Annotated[
        str | None,
        typer.Option(
            "--refs",
            metavar="SET",
            help="With --verify: search the image again in this reference set. Default: your own.",
        ),
    ] = None,
    lang: options.Lang = None,
    config: options.Config = None,
) -> None:
    """Bind a report and the exact bytes of its image to a story.

    Stories: Markdown (.md), HTML, IPTC ninjs 2 and 3 (.json), NewsML-G2 (.xml). The rest of the
    story stays byte for byte, attaching again changes nothing, and 'provcheck detach' brings the
    story back as it was.

    --verify exits with 1 when report or image are no longer the ones that were attached, when what
    the story says about the report was changed, and when the image now matches a reference that
    its report does not know.

    --wordpress sends nothing. It writes a new file with the fields of POST /wp/v2/media (caption,
    description, meta) and POST /wp/v2/posts/ID (meta, and a box for the content), all text escaped
    for HTML. The alt_text is yours to write. WordPress takes a meta key only if your site
    registers it with register_meta and show_in_rest; the file lists the keys.

    \b
    Examples:
      provcheck attach report.json story.md --image photo.jpg
      provcheck attach report.json item.xml \\
          --methodology https://news.example.org/checks
      provcheck attach report.json --wordpress payload.json --image photo.jpg
      provcheck attach --verify story.md --refs archive/
    """
    with spoken_errors(lang):
        configuration = load(config=config, refs=refs, lang=lang, describes=verify)
    language = configuration.settings.language
    with spoken_errors(language):
        if verify:
            if len(paths) != 1:
                raise AttachTakesOne(option="--verify", call="--verify STORY")
            _verify(paths[0], configuration)
        elif wordpress is not None:
            if len(paths) != 1:
                raise AttachTakesOne(option="--wordpress", call="REPORT.json --wordpress FILE.json")
            _payload(paths[0], wordpress, image, language, methodology)
        else:
            if len(paths) != 2:
                raise AttachTakesTwo
            _attach(paths[0], paths[1], image, language, methodology, json_ld, replace)


def _attach(
    report_path: Path,
    story: Path,
    image: Path | None,
    language: str,
    methodology: str,
    json_ld: bool | None,
    replace: bool,
) -> None:
    from provcheck.messages import catalogue
    from provcheck.story import attach as bind

    protect([report_path, image], story)
    report = _report(report_path, story)
    done = bind(
        story,
        report_path,
        report,
        image,
        language,
        methodology=methodology,
        linked_data=linked_data(report, language) if _wanted(json_ld, report) else None,
        replace=replace,
    )
    words = catalogue(language)
    key = "attach.changed" if done.changed else "attach.unchanged"
    where = words.term("story-place", done.where)
    result(words.text(key, {"story": str(story), "where": where}))
    tell_of_newer(report_path, report, language)


def _report(report_path: Path, story: Path) -> "Report":
    """The report; where the two arguments were swapped, that is said."""
    try:
        return read_saved(report_path)
    except ReportUnreadable as error:
        try:
            read_saved(story)
        except ProvcheckError:
            raise error from None
        named = {"name": safe_text(str(report_path)), "report": safe_text(str(story))}
        raise StoryBeforeReport(**named) from error


def _wanted(json_ld: bool | None, report: "Report") -> bool:
    """A draft that nobody has rated is not for the public, unless it is asked for."""
    return report.assessment is not None if json_ld is None else json_ld


def linked_data(report: "Report", language: str) -> "dict[str, Any]":
    """The JSON-LD that stands in an HTML story about a report."""
    import json

    from provcheck.report import Publication, to_mediareview

    node: dict[str, Any] = json.loads(to_mediareview(report, "full", Publication(), language))
    return node


def _payload(
    report_path: Path, target: Path, image: Path | None, language: str, methodology: str
) -> None:
    from provcheck.messages import catalogue
    from provcheck.story import wordpress_payload

    protect([report_path, image], target)
    require_ending(target, ".json")
    report = read_saved(report_path)
    write_once(
        target,
        wordpress_payload(target, report_path, report, image, language, methodology=methodology),
    )
    result(catalogue(language).text("attach.wordpress-written", {"file": str(target)}))
    tell_of_newer(report_path, report, language)


def _verify(story: Path, configuration: Configuration) -> None:
    from provcheck.report import read_report
    from provcheck.story import verify

    with opened_references(configuration) as references:
        checks = verify(story, read_report, _again(references, configuration))
    if not told(checks, configuration.settings.language):
        raise typer.Exit(1)


def _again(references: "ReferenceReader | None", configuration: Configuration) -> "Again":
    """The ways to look at an image again; what opens pictures is loaded when one is looked at."""
    from provcheck.story import Again

    settings = configuration.settings

    def near(path: Path, report: "Report") -> "Nearness | None":
        from provcheck.recheck import nearness

        return nearness(path, report, settings)

    if references is None:
        return Again(nearness=near, linked_data=linked_data)
    held = references

    def search(path: Path, report: "Report") -> "Searched":
        from provcheck.recheck import search_again

        return search_again(path, report, held, settings)

    return Again(nearness=near, search=search, linked_data=linked_data)
