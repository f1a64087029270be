"""``provcheck refs import``: what others know, into one's own set."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provcheck.cli import options
from provcheck.cli.check import utc_now
from provcheck.cli.configuration import Configuration, load
from provcheck.cli.refs import set_address
from provcheck.cli.refs_packs import Preferred, take_pack
from provcheck.cli.streams import Progress, note, spoken_errors
from provcheck.errors import NotAFolder

if TYPE_CHECKING:
    from provcheck.references import Review

_COUNTED = ("added", "updated", "unchanged", "kept", "failed")


def import_references(
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help="A pack, a feed of fact checks, or an archive.")
    ],
    images: Annotated[
        Path | None,
        typer.Option("--images", metavar="DIR", help="Downloaded pictures of a feed."),
    ] = None,
    prefer: Annotated[
        Preferred,
        typer.Option("--prefer", help="Of a pack: whose source record, where both have one."),
    ] = Preferred.ours,
    refs: options.OwnRefs = None,
    lang: options.Lang = None,
    max_bytes: options.MaxBytes = None,
    max_pixels: options.MaxPixels = None,
    config: options.Config = None,
) -> None:
    """Take into the set what others know. What SOURCE is, its content tells. Nothing is downloaded.

    A pack (refs export): references that are not there are added. Where both sides have a source
    record and they differ, yours stays and the fields are listed: field, here, there.

    A feed of MediaReview and ClaimReview (schema.org): a JSON array, JSON Lines, a JSON-LD node
    or @graph, Data Commons feed files. A picture in --images is told by its SHA-256, else by a
    telling file name, and taken in with the review as its source. A review with a SHA-256 but no
    picture at hand is kept as a record: the same file is found again, other copies of it are not.
    Source records that the set has already stay as they are; a second review of a picture goes
    into the note of the first.

    A folder that auto-archiver stored to: each picture becomes a reference with address, archived
    address, time and title from the pages, the CSV table or JSON records in it.

    \b
    Examples:
      provcheck refs import other-desk.provpack --refs desk.db
      provcheck refs import feed.json
      provcheck refs import local_archive/ --refs desk.db
      provcheck refs import mediareview.jsonl --images downloads/ --refs desk.db
    """
    with spoken_errors(lang):
        configuration = load(
            config=config, refs=refs, lang=lang, max_bytes=max_bytes, max_pixels=max_pixels
        )
    with spoken_errors(configuration.settings.language):
        from provcheck.cli.refs import set_address
        from provcheck.messages import catalogue
        from provcheck.packs import is_pack
        from provcheck.references import read_archive, read_feed

        if images is not None and not images.is_dir():
            raise NotAFolder(name=images.name)
        if is_pack(source):
            words = catalogue(configuration.settings.language)
            whole = take_pack(source, set_address(configuration, make=True), prefer, words)
        else:
            archive = source.is_dir()
            reviews = read_archive(source) if archive else read_feed(source)
            taken_from = images or (source if archive else None)
            whole = _take_feed(reviews, taken_from, configuration, archive=archive)
    raise typer.Exit(0 if whole else 2)


def _take_feed(
    reviews: "Sequence[Review]",
    images: Path | None,
    configuration: Configuration,
    *,
    archive: bool,
) -> bool:
    """Take a feed or an archive in; returns whether every picture at hand could be taken."""
    from provcheck.cli.refs import shown_set
    from provcheck.feed_intake import take_in_feed
    from provcheck.messages import catalogue
    from provcheck.references import open_reader, open_writer

    words = catalogue(configuration.settings.language)
    address = set_address(configuration, make=True)
    now = utc_now()
    counts: dict[str, int] = {}
    with ExitStack() as stack:
        there = "://" in address or Path(address).exists()
        known = stack.enter_context(open_reader(address)) if there else None
        writer = stack.enter_context(open_writer(address, now=now))
        progress = stack.enter_context(Progress("refs import", len(reviews)))
        for intake in take_in_feed(
            writer, known, reviews, images=images, now=now, settings=configuration.settings
        ):
            counts[intake.result] = counts.get(intake.result, 0) + 1
            if intake.error is not None:
                progress.warn(words.error(intake.error))
            elif intake.result != "no-picture":
                record = words.text("refs.record-only") if intake.record_only else ""
                kind = words.term("intake", intake.result)
                progress.print(kind, str(intake.reference_id), f"{intake.name}  {record}".strip())
            progress.step(intake.name)
    note(
        words.text(
            "refs.archived" if archive else "refs.imported",
            {
                "count": len(reviews),
                "pictures": sum(counts.values()) - counts.get("no-picture", 0),
                "taken": sum(counts.get(key, 0) for key in ("added", "updated")),
                **{key: counts.get(key, 0) for key in _COUNTED},
                "without": counts.get("no-picture", 0),
                "set": shown_set(address),
            },
        )
    )
    return "failed" not in counts
