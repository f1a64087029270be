"""``provcheck refs export``, ``diff`` and ``merge``: sets of several desks, without pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from provcheck.cli import options
from provcheck.cli.check import utc_now
from provcheck.cli.configuration import load, speaking
from provcheck.cli.outputs import protect, require_new
from provcheck.cli.refs import configured, reading, shown_set
from provcheck.cli.sign import key_file, key_folder, read_passphrase
from provcheck.cli.streams import Progress, note, spoken_errors
from provcheck.errors import PackUnreadable, SignExtraMissing
from provcheck.safe_text import safe_text

if TYPE_CHECKING:
    from provcheck.messages import Catalogue
    from provcheck.model import Message
    from provcheck.packs import Pack, Taken
    from provcheck.references import NewReference


class Preferred(StrEnum):
    """Whose source record is kept where two differ."""

    ours = "ours"
    theirs = "theirs"


def export(
    output: Annotated[
        Path, typer.Argument(metavar="FILE.provpack", help="The pack; must not be there yet.")
    ],
    refs: options.Refs = None,
    hash_only: Annotated[
        bool,
        typer.Option(
            "--hash-only/--features",
            help="Hashes and records alone, or local features too: they show part of a picture.",
        ),
    ] = True,
    names: Annotated[
        bool, typer.Option("--names/--no-names", help="Keep file names, or ids instead.")
    ] = True,
    sign: Annotated[
        bool, typer.Option("--sign", help="Sign it with your key; needs provcheck[sign].")
    ] = False,
    key: options.Key = "desk",
    passphrase: options.Passphrase = False,
    by: Annotated[
        str | None, typer.Option("--by", metavar="NAME", help="Who made the pack.")
    ] = None,
    lang: options.Lang = None,
    config: options.Config = None,
) -> None:
    """Write what the set knows into one file for another desk, without the pictures.

    A pack holds digests, perceptual hashes and source records: look through the records first,
    notes and file names go along. Whoever takes it in finds the same files again for certain,
    and copies of them as possible matches. --features makes those provable, and gives more away.

    \b
    Examples:
      provcheck refs export --hash-only desk.provpack
      provcheck refs export desk.provpack --no-names --sign --by "Desk A"
    """
    with spoken_errors(lang):
        configuration = load(config=config, refs=refs, lang=lang, by=by)
    settings = configuration.settings
    with spoken_errors(settings.language), reading(configuration) as reader:
        from datetime import UTC, datetime

        from provcheck.messages import catalogue
        from provcheck.packs import write_pack

        protect(configuration.inputs, output)
        require_new(output)
        now = datetime.now(UTC)
        name = settings.examiner or (key if sign else "")
        seal = _seal(key, passphrase, name, now.isoformat()) if sign else None
        with Progress("refs export", reader.info().count) as progress:
            header = write_pack(
                output,
                reader,
                created_by=name,
                now=now,
                features=not hash_only,
                names=names,
                seal=seal,
                step=progress.step,
            )
        words = catalogue(settings.language)
        signed = words.text("refs.pack-is-signed" if sign else "refs.pack-not-signed")
        facts: dict[str, str | int] = {"signed": signed, "path": str(output)}
        note(words.text("refs.pack-written", {**facts, "count": header.count}))
        if not hash_only:
            note(words.text("refs.pack-features"))


def diff(
    pack: Annotated[Path, typer.Argument(metavar="PACK", help="A pack, or a .db file.")],
    refs: options.Refs = None,
    lang: options.Lang = None,
    config: options.Config = None,
) -> None:
    """Show what a pack knows that the set does not, and the other way round. Nothing is changed.

    Below a reference that differs stand its fields: field, here, there.

    \b
    Example:
      provcheck refs diff other-desk.provpack --refs desk.db
    """
    with configured(lang, config, refs) as configuration, reading(configuration) as reader:
        from provcheck.messages import catalogue
        from provcheck.packs import compare_sets

        words = catalogue(configuration.settings.language)
        with opened(pack, words) as (records, _), Progress("refs diff") as progress:
            counts = tell(compare_sets(reader, records), words, progress)
        told = {key: counts[key] for key in ("new", "changed", "missing", "clash")}
        note(words.text("refs.diff", told))


def merge(
    sets: Annotated[
        list[Path], typer.Argument(metavar="SET...", help="Two or more .db files or packs.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE.db", help="The new set.")],
    prefer: Annotated[
        Preferred,
        typer.Option("--prefer", help="Where records differ: keep the earlier set's, or not."),
    ] = Preferred.ours,
    lang: options.Lang = None,
    config: options.Config = None,
) -> None:
    """Put several sets and packs together into a new set; where records differ, say where.

    \b
    Examples:
      provcheck refs merge desk.db other.db -o both.db
      provcheck refs merge desk.db other-desk.provpack -o both.db --prefer theirs
    """
    with speaking(lang, config) as language:
        from provcheck.messages import catalogue

        words = catalogue(language)
        protect(sets, output)
        require_new(output)
        with _whole(output), Progress("refs merge") as progress:
            counts = Counter[str]()
            for path in sets:
                counts += _merged(path, output, prefer, words, progress)
        note(_summary(counts, output, words))


def take_pack(path: Path, target: str, prefer: Preferred, words: Catalogue) -> bool:
    """Take a pack into a set; returns whether everything in it could be taken."""
    with opened(path, words) as (records, shared_by), Progress("refs import") as progress:
        counts = _taken(path, records, target, prefer, words, progress, shared_by, utc_now())
    note(_summary(counts, target, words))
    return not counts["clash"]


@contextmanager
def opened(path: Path, words: Catalogue) -> Iterator[tuple[Iterable[NewReference], str | None]]:
    """The references of a pack or a set, and who shared them, which a set does not say."""
    from provcheck.packs import Pack, is_pack, references_of
    from provcheck.references import open_reader

    if is_pack(path):
        with Pack(path) as pack:
            yield pack.records(), _maker(pack, words)
    else:
        with open_reader(path) as reader:
            yield references_of(reader), None


def tell(outcomes: Iterable[Taken], words: Catalogue, progress: Progress) -> Counter[str]:
    """Print what became of each reference, unless nothing did; returns how many of each."""
    counts = Counter[str]()
    for taken in outcomes:
        counts[taken.result] += 1
        if taken.result != "unchanged":
            progress.print(words.term("intake", taken.result), taken.reference_id, taken.name)
        for each in taken.differences:
            progress.print("", each.field, each.ours or "-", each.theirs or "-")
        progress.step(taken.name)
    return counts


def _merged(
    path: Path, output: Path, prefer: Preferred, words: Catalogue, progress: Progress
) -> Counter[str]:
    with opened(path, words) as (records, shared_by):
        return _taken(path, records, output, prefer, words, progress, shared_by, None)


def _taken(
    path: Path,
    records: Iterable[NewReference],
    target: str | Path,
    prefer: Preferred,
    words: Catalogue,
    progress: Progress,
    shared_by: str | None,
    now: str | None,
) -> Counter[str]:
    from provcheck.packs import take_over
    from provcheck.references import open_reader, open_writer

    with open_writer(target, now=utc_now()) as writer, open_reader(target) as known:
        outcomes = take_over(
            writer,
            known,
            records,
            name=path.name,
            prefer=prefer.value,
            shared_by=shared_by,
            now=now,
        )
        return tell(outcomes, words, progress)


@contextmanager
def _whole(output: Path) -> Iterator[None]:
    """A set that could not be put together to its end is no set."""
    try:
        yield
    except BaseException:
        for ending in ("", "-wal", "-shm"):
            output.with_name(output.name + ending).unlink(missing_ok=True)
        raise


def _summary(counts: Counter[str], target: str | Path, words: Catalogue) -> str:
    from provcheck.packs import TakenResult

    told = {key: counts[key] for key in get_args(TakenResult)[:6] if key != "unchanged"}
    return words.text(
        "refs.pack-taken", {**told, "count": counts.total(), "set": shown_set(str(target))}
    )


def _seal(key: str, ask: bool, name: str, now: str) -> Callable[[bytes], bytes]:
    """What signs the bytes of a pack's header."""
    import hashlib
    from datetime import datetime

    from provcheck.signing import sign

    file, passphrase, at = key_file(key), read_passphrase(ask=ask), datetime.fromisoformat(now)
    return lambda header: sign(hashlib.sha256(header).hexdigest(), file, passphrase, name, at)


def _maker(pack: Pack, words: Catalogue) -> str:
    """Who made a pack, as far as its signature says so; what it says of that is told.

    Raises PackUnreadable for a signature that does not fit.
    """
    claimed = pack.header.created_by or pack.header.set_name
    if pack.signature is None:
        note(words.text("refs.pack-unsigned", {"name": pack.name, "by": claimed}))
        return f"{claimed} (unsigned)"
    from provcheck.signing import known_keys, read_signature
    from provcheck.verification import of_signature, unread

    try:
        found = read_signature(pack.signature, pack.name)
        keys = known_keys(key_folder())
        verdict = of_signature(pack.header_bytes, found, keys)
    except SignExtraMissing:
        note(words.sentence(unread("signature").message))
        return f"{claimed} (signature not checked)"
    said: Message = verdict.message
    if verdict.ok is False:
        raise PackUnreadable(name=pack.name, reason=safe_text(words.sentence(said), limit=200))
    note(words.sentence(said))
    owner = {**keys.others, **keys.own}.get(found.key)
    return owner or f"{claimed} (key {found.key_digits})"
