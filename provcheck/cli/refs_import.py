"""``provcheck refs import``: what others know, into one's own set."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from provcheck.cli import options
from provcheck.cli.check import utc_now
from provcheck.cli.configuration import load
from provcheck.cli.streams import Progress, note, spoken_errors
from provcheck.errors import NotAFolder

_COUNTED = ("added", "updated", "unchanged", "kept", "failed")


def import_feed(
    feed: Annotated[
        Path, typer.Argument(metavar="FEED.json", help="MediaReview or ClaimReview, any shape.")
    ],
    images: Annotated[
        Path | None,
        typer.Option("--images", metavar="DIR", help="Downloaded pictures of the reviews."),
    ] = None,
    refs: options.OwnRefs = None,
    lang: options.Lang = None,
    max_bytes: options.MaxBytes = None,
    max_pixels: options.MaxPixels = None,
    config: options.Config = None,
) -> None:
    """Take a feed of fact checks into the set: MediaReview and ClaimReview of schema.org.

    Read are a JSON array, JSON Lines, a JSON-LD node or @graph, and Data Commons feed files.
    A picture in --images is told by its SHA-256, else by a telling file name, and taken in with
    the review as its source. A review with a SHA-256 but no picture at hand is kept as a record:
    the same file is found again, other copies of it are not. Source records that the set has
    already stay as they are; a second review of a picture goes into the note of the first. Nothing
    is downloaded.

    \b
    Examples:
      provcheck refs import feed.json
      provcheck refs import mediareview.jsonl --images downloads/ --refs desk.db
    """
    with spoken_errors(lang):
        configuration = load(
            config=config, refs=refs, lang=lang, max_bytes=max_bytes, max_pixels=max_pixels
        )
    failed = 0
    with spoken_errors(configuration.settings.language):
        from provcheck.cli.refs import set_address, shown_set
        from provcheck.feed_intake import take_in_feed
        from provcheck.messages import catalogue
        from provcheck.references import open_reader, open_writer, read_feed

        if images is not None and not images.is_dir():
            raise NotAFolder(name=images.name)
        reviews = read_feed(feed)
        words = catalogue(configuration.settings.language)
        address = set_address(configuration, make=True)
        now = utc_now()
        with ExitStack() as stack:
            there = "://" in address or Path(address).exists()
            known = stack.enter_context(open_reader(address)) if there else None
            writer = stack.enter_context(open_writer(address, now=now))
            progress = stack.enter_context(Progress("refs import", len(reviews)))
            counts: dict[str, int] = {}
            for intake in take_in_feed(
                writer, known, reviews, images=images, now=now, settings=configuration.settings
            ):
                counts[intake.result] = counts.get(intake.result, 0) + 1
                if intake.error is not None:
                    progress.warn(words.error(intake.error))
                elif intake.result != "no-picture":
                    record = words.text("refs.record-only") if intake.record_only else ""
                    kind = words.term("intake", intake.result)
                    progress.print(
                        kind, str(intake.reference_id), f"{intake.name}  {record}".strip()
                    )
                progress.step(intake.name)
        failed = counts.get("failed", 0)
        note(
            words.text(
                "refs.imported",
                {
                    "count": len(reviews),
                    "pictures": sum(counts.values()) - counts.get("no-picture", 0),
                    **{key: counts.get(key, 0) for key in _COUNTED},
                    "without": counts.get("no-picture", 0),
                    "set": shown_set(address),
                },
            )
        )
    raise typer.Exit(2 if failed else 0)
