"""``provcheck refs``: the reference set."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provcheck.cli import options
from provcheck.cli.check import opened_references, utc_now
from provcheck.cli.commands import Commands
from provcheck.cli.configuration import Configuration, load
from provcheck.cli.refs_facts import reference_facts
from provcheck.cli.streams import Progress, console, note, result, spoken_errors
from provcheck.errors import OutputError, SetMissing, SetUnsupported
from provcheck.safe_text import safe_text

if TYPE_CHECKING:
    from provcheck.references import ReferenceReader

refs = typer.Typer(
    name="refs",
    cls=Commands,
    help="Keep the reference set: known images with their sources.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@refs.command()
def add(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Images and folders.")],
    refs: options.OwnRefs = None,
    no_proxy: Annotated[
        bool,
        typer.Option(
            "--no-proxy", help="Keep no reduced picture (rights); changes cannot be shown."
        ),
    ] = False,
    lang: options.Lang = None,
    max_bytes: options.MaxBytes = None,
    max_pixels: options.MaxPixels = None,
    descriptor: options.Descriptor = None,
    config: options.Config = None,
) -> None:
    """Add images with their source records; adding again only brings up to date.

    The source record is read from photo.jpg.toml or photo.jpg.json beside the image, or from a
    references.csv in its folder: publisher, author, url, archive_url, published_at,
    published_type, caption, caption_language, rights, note, and [place] with name, variants,
    latitude, longitude.

    \b
    Examples:
      provcheck refs add archive/
      provcheck refs add photo.jpg --refs desk.db
    """
    with spoken_errors(lang):
        configuration = load(
            config=config,
            refs=refs,
            lang=lang,
            max_bytes=max_bytes,
            max_pixels=max_pixels,
            descriptor=descriptor,
            describes=True,
        )
    with spoken_errors(configuration.settings.language):
        from provcheck.ingest import take_in
        from provcheck.messages import catalogue
        from provcheck.references import open_writer

        words = catalogue(configuration.settings.language)
        address = set_address(configuration, make=True)
        now = utc_now()
        failed = total = 0
        with open_writer(address, now=now) as writer, Progress("refs add") as progress:
            taken = take_in(
                writer,
                paths,
                now=now,
                settings=configuration.settings,
                with_proxy=not no_proxy,
            )
            for intake in taken:
                total += 1
                if intake.error is not None:
                    failed += 1
                    progress.warn(words.error(intake.error))
                else:
                    kind = words.term("intake", intake.result)
                    record = "" if intake.has_source else f"  {words.text('refs.no-source')}"
                    progress.print(kind, str(intake.reference_id), f"{intake.path}{record}")
                progress.step(intake.path.name)
        shown = shown_set(address)
        note(words.text("refs.added", {"count": total, "failed": failed, "set": shown}))
        _index(configuration, address, asked=False)
    raise typer.Exit(2 if failed else 0)


@refs.command()
def index(
    refs: options.OwnRefs = None, lang: options.Lang = None, config: options.Config = None
) -> None:
    """Make the index that keeps searches in a large set fast; again: only what is new.

    refs add does this by itself. Use it for a set that came from elsewhere, or to make an index
    anew. It lies in the cache (PROVCHECK_CACHE), never in the set, and needs the extra "fast":
    pip install 'provcheck[fast]'. Sets of fewer than 1,000 references need none.

    \b
    Example:
      provcheck refs index --refs desk.db
    """
    with _opened(lang, config, refs) as configuration:
        _index(configuration, set_address(configuration), asked=True)


def _index(configuration: Configuration, address: str, *, asked: bool) -> None:
    """Bring the index of a set up to date; ``asked``: the user called for it."""
    from provcheck.errors import IndexExtraMissing
    from provcheck.messages import catalogue
    from provcheck.sets import index_features

    words = catalogue(configuration.settings.language)
    with Progress("refs index") as progress:
        try:
            done = index_features(address, configuration.cache, progress.reach)
        except IndexExtraMissing as error:
            if asked:
                raise
            progress.warn(words.error(error))
            return
    if done or asked:
        note(words.text("refs.index", {"count": done}))


@refs.command("list")
def list_references(
    refs: options.OwnRefs = None, lang: options.Lang = None, config: options.Config = None
) -> None:
    """List the references: id, size, date, publisher, name.

    \b
    Example:
      provcheck refs list --refs desk.db
    """
    with _opened(lang, config, refs) as configuration, _reader(configuration) as reader:
        for reference in reader.list():
            source = reference.source
            date = source.published_at.value if source.published_at else "-"
            size = f"{reference.width}x{reference.height}"
            publisher = source.publisher or "-"
            result(reference.id, size, date, publisher, reference.name)


@refs.command()
def show(
    reference: Annotated[str, typer.Argument(metavar="ID", help="An id or its beginning.")],
    refs: options.OwnRefs = None,
    lang: options.Lang = None,
    config: options.Config = None,
) -> None:
    """Show one reference with its whole source record.

    \b
    Example:
      provcheck refs show 3fa2c1
    """
    with _opened(lang, config, refs) as configuration, _reader(configuration) as reader:
        from rich.table import Table

        from provcheck.messages import catalogue

        found = reader.get(reader.resolve(reference))

        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True, style="dim")
        table.add_column(overflow="fold")
        for label, value in reference_facts(found, catalogue(configuration.settings.language)):
            table.add_row(label, value)
        console().print(table)


@refs.command()
def remove(
    references: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids.")],
    refs: options.OwnRefs = None,
    lang: options.Lang = None,
    config: options.Config = None,
) -> None:
    """Take references out of the set; the image files are not touched.

    \b
    Example:
      provcheck refs remove 3fa2c1
    """
    with _opened(lang, config, refs) as configuration:
        from provcheck.messages import catalogue
        from provcheck.references import open_reader, open_writer

        address = set_address(configuration)
        with open_reader(address) as reader:
            ids = [reader.resolve(reference) for reference in references]
        with open_writer(address, now=utc_now(), create=False) as writer:
            for id in dict.fromkeys(ids):
                writer.remove(id)
                result(catalogue(configuration.settings.language).term("intake", "removed"), id)


@refs.command()
def stats(
    refs: options.OwnRefs = None, lang: options.Lang = None, config: options.Config = None
) -> None:
    """Count what the set holds: references, source records, fingerprint versions.

    \b
    Example:
      provcheck refs stats
    """
    with _opened(lang, config, refs) as configuration, _reader(configuration) as reader:
        from provcheck.messages import catalogue

        info = reader.info()
        sourced = dated = placed = proxies = 0
        for reference in reader.list():
            source = reference.source
            sourced += bool(source.publisher or source.url)
            dated += source.published_at is not None
            placed += source.place is not None
            proxies += reference.has_proxy
        words = catalogue(configuration.settings.language)
        for key, value in (
            ("references", info.count),
            ("sourced", sourced),
            ("dated", dated),
            ("placed", placed),
            ("pictured", proxies),
            ("changed", info.as_of),
            ("snapshot", info.snapshot),
        ):
            result(words.text(f"refs.{key}"), str(value))
        for covered in reader.coverage():
            result(f"{covered.kind} {covered.version}", str(covered.count))


@contextmanager
def _opened(lang: str | None, config: Path | None, refs: str | None) -> "Iterator[Configuration]":
    """The configuration of a call, with errors spoken in its language."""
    with spoken_errors(lang):
        configuration = load(config=config, refs=refs, lang=lang)
    with spoken_errors(configuration.settings.language):
        yield configuration


def set_address(configuration: Configuration, *, make: bool = False) -> str:
    """The set to change; with ``make`` the user's own set may still have to be made."""
    address = configuration.refs or str(configuration.own_set)
    if "://" in address:
        return address
    if Path(address).is_dir():
        raise SetUnsupported(
            name=safe_text(address), reason="a folder of images has no records to change."
        )
    if make:
        try:
            Path(address).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror or "unwritable"
            raise OutputError(name=safe_text(address), reason=reason) from error
    return address


def shown_set(address: str) -> str:
    """What a set is called in messages: a server's address may hold a password."""
    from provcheck.references import is_on_server, server_address

    return server_address(address).name if is_on_server(address) else address


@contextmanager
def _reader(configuration: Configuration) -> "Iterator[ReferenceReader]":
    with opened_references(configuration) as reader:
        if reader is None:
            raise SetMissing(name=str(configuration.own_set))
        yield reader
