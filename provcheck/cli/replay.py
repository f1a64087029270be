"""``provcheck replay``: the same examination again, and what differs."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provcheck.cli import options
from provcheck.cli.check import opened_references
from provcheck.cli.configuration import Configuration, load
from provcheck.cli.report import read_saved
from provcheck.cli.streams import complain, note, result, spoken_errors

if TYPE_CHECKING:
    from provcheck.model import Report
    from provcheck.replaying import Replay

# So many differences are printed, the rest is counted.
_SHOWN = 40


def replay(
    saved: Annotated[Path, typer.Argument(metavar="REPORT.json", help="A report written earlier.")],
    image: Annotated[Path, typer.Argument(metavar="IMAGE", help="The file that was examined.")],
    refs: options.Refs = None,
    descriptor: options.Descriptor = None,
    trust_dir: options.TrustDir = None,
    lang: options.Lang = None,
    config: options.Config = None,
) -> None:
    """Make a report's examination again and list what differs.

    Claim, skipped checks and the time of examination are taken from the report; the reference
    set and the limits from this call. Other versions of libraries and another state of the set
    are named. Exits with 1 when the result differs.

    \b
    Example:
      provcheck replay report.json photo.jpg --refs archive/
    """
    with spoken_errors(lang):
        configuration = load(
            config=config,
            refs=refs,
            lang=lang,
            descriptor=descriptor,
            trust_dir=trust_dir,
            describes=True,
        )
    with spoken_errors(configuration.settings.language):
        from provcheck.image import Limits, read_file
        from provcheck.messages import catalogue
        from provcheck.replaying import compare_reports
        from provcheck.verification import of_image

        words = catalogue(configuration.settings.language)
        before = read_saved(saved)
        # A file that cannot be read is no difference.
        read_file(image, Limits(max_bytes=configuration.settings.max_bytes))
        same_file = of_image(before, image)
        if same_file.ok is not True:
            complain(words.sentence(same_file.message))
            raise typer.Exit(1)
        after = _again(before, image, configuration)
        found = compare_reports(before, after)
        _tell(found, configuration.settings.language)
    if found.differences:
        raise typer.Exit(1)


def _again(before: "Report", image: Path, configuration: Configuration) -> "Report":
    from provcheck.batch import Failure, examine_one

    skipped = tuple(
        item.check for item in before.not_checked if item.reason.id == "not-checked-reason.skipped"
    )
    settings = replace(
        configuration.settings,
        skip=tuple(sorted(skipped)),
        exhibits=bool(before.exhibits),
        expert=any(exhibit.kind == "expert" for exhibit in before.exhibits),
    )
    with opened_references(configuration) as references:
        outcome = examine_one(
            image,
            now=datetime.fromisoformat(before.created_at),
            references=references,
            case=before.case,
            acquisition=before.acquisition,
            settings=settings,
        )
    if isinstance(outcome, Failure):
        raise outcome.error
    return outcome


def _tell(found: "Replay", language: str) -> None:
    from provcheck.messages import catalogue

    words = catalogue(language)
    for cause in found.causes:
        note(words.sentence(cause))
    for each in found.differences[:_SHOWN]:
        result(each.path, each.before or "-", each.after or "-")
    count = len(found.differences)
    if count > _SHOWN:
        note(words.text("replay.more", {"count": count - _SHOWN}))
    said = words.text("replay.differs", {"count": count}) if count else words.text("replay.same")
    (complain if count else result)(said)
