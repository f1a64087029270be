"""Taking images into a reference set, and opening whatever a user calls a reference set."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from provcheck.errors import (
    DescriptorExtraMissing,
    DescriptorUnusable,
    OutputError,
    ProvcheckError,
    SetCorrupt,
)
from provcheck.fingerprint import (
    FEATURES_VERSION,
    HASH_VERSION,
    descriptor_version,
    fingerprints,
    learned_fingerprints,
    local_features,
)
from provcheck.image import Limits, Subject, image_files, open_subject
from provcheck.matching import WORKING_SIDE
from provcheck.model import Reference, Source
from provcheck.references import (
    AddResult,
    NewReference,
    ReferenceReader,
    ReferenceWriter,
    find_source,
    open_reader,
    open_writer,
)
from provcheck.safe_text import safe_text
from provcheck.settings import DescriptorModel, Settings
from provcheck.whole_file import write_whole

PROXY_SIDE = WORKING_SIDE
"""Long side in pixels of the picture kept with a reference, for later comparisons."""
_PROXY_QUALITY = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What became of one file. ``error`` is set when ``result`` is ``failed``."""

    path: Path
    result: AddResult | Literal["failed"]
    reference_id: str | None = None
    has_source: bool = False
    error: ProvcheckError | None = None


def prepare(
    subject: Subject,
    source: Source | None,
    *,
    now: str,
    with_proxy: bool = True,
    descriptor: DescriptorModel | None = None,
) -> NewReference:
    """Everything a set keeps of an image. ``now``: UTC, ISO 8601.

    Raises DescriptorUnusable, DescriptorExtraMissing.
    """
    asset = subject.asset
    reference = Reference(
        id=asset.sha256[:16],
        name=asset.name,
        sha256=asset.sha256,
        pixel_sha256=asset.pixel_sha256,
        media_type=asset.media_type,
        byte_size=asset.byte_size,
        width=asset.width,
        height=asset.height,
        added_at=now,
        has_proxy=with_proxy,
        source=source or Source(),
    )
    pixels = subject.rgb(PROXY_SIDE)
    learned = learned_fingerprints(pixels, descriptor) if descriptor else {}
    return NewReference(
        reference=reference,
        fingerprints=(*fingerprints(subject), *learned.values()),
        features=local_features(pixels),
        proxy=subject.jpeg(PROXY_SIDE, _PROXY_QUALITY) if with_proxy else None,
    )


def take_in(
    writer: ReferenceWriter,
    paths: Iterable[Path],
    *,
    now: str,
    settings: Settings,
    with_proxy: bool = True,
) -> Iterator[Intake]:
    """Add files and folders, one outcome per file as it is done. ``now``: UTC, ISO 8601.

    A file that cannot be read or whose sidecar is wrong becomes a ``failed`` outcome and the
    others go on. Problems of the set itself (locked, full, damaged) are raised.
    """
    limits = Limits(max_bytes=settings.max_bytes, max_pixels=settings.max_pixels)
    for path in _files(paths):
        try:
            source = find_source(path)
            new = prepare(
                open_subject(path, limits),
                source,
                now=now,
                with_proxy=with_proxy,
                descriptor=settings.descriptor,
            )
        except (DescriptorUnusable, DescriptorExtraMissing):
            raise  # it concerns every file
        except ProvcheckError as error:
            yield Intake(path=path, result="failed", error=error)
            continue
        result = writer.add(new)
        yield Intake(
            path=path,
            result=result,
            reference_id=new.reference.id,
            has_source=source is not None,
        )


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from image_files(path)
        else:
            yield path


@contextmanager
def open_references(
    address: str | Path,
    *,
    cache: Path,
    now: str,
    settings: Settings | None = None,
    progress: Callable[[Intake], None] | None = None,
) -> Iterator[ReferenceReader]:
    """Open a ``.db`` set, or a folder of images, for reading. ``now``: UTC, ISO 8601.

    A folder is indexed into ``cache`` and only what changed since is read again the next time.
    ``progress`` is called for each file of a folder that is (re-)read. Raises SetMissing,
    SetCorrupt, SetTooNew, SetLocked, SetUnsupported, OutputError.
    """
    folder = Path(address)
    if "://" in str(address) or not folder.is_dir():
        with open_reader(address) as reader:
            yield reader
        return
    chosen = settings or Settings()
    name = safe_text(folder.resolve().name or str(folder))
    try:
        index = index_folder(folder, cache, now=now, settings=chosen, progress=progress)
        reader = open_reader(index, name=name)
    except SetCorrupt:
        # The index is only a cache: a damaged one is made anew from the folder.
        damaged = index_of(folder, cache)
        for leftover in damaged.parent.glob(f"{damaged.stem}.*"):
            leftover.unlink(missing_ok=True)
        index = index_folder(folder, cache, now=now, settings=chosen, progress=progress)
        reader = open_reader(index, name=name)
    with reader:
        yield reader


def index_of(folder: Path, cache: Path) -> Path:
    """Where the index of a folder lies in the cache."""
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:24]
    return cache / "folders" / f"{name}.db"


def index_folder(
    folder: Path,
    cache: Path,
    *,
    now: str,
    settings: Settings,
    progress: Callable[[Intake], None] | None = None,
) -> Path:
    """Bring the cached index of a folder up to date and return its path.

    The index is a reference set keyed by content, so a file that was only moved or renamed keeps
    its entry. Beside it lies a listing of sizes and times by which unchanged files are passed
    over. Raises OutputError when the cache cannot be written.
    """
    root = folder.resolve()
    index = index_of(folder, cache)
    home, listing = index.parent, index.with_suffix(".json")
    known = _read_listing(listing) if index.exists() else None
    stamps = {
        path.relative_to(root).as_posix(): _stamp(path, settings.descriptor)
        for path in image_files(root)
    }
    if (
        known is not None
        and known.keys() == stamps.keys()
        and all(_holds(known[key][0], stamp) for key, stamp in stamps.items())
    ):
        return index
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = f"{error.strerror}; set PROVCHECK_CACHE to a folder that can be written"
        raise OutputError(name=safe_text(str(home)), reason=reason) from error
    with open_writer(index, now=now) as writer:
        after = _bring_up_to_date(writer, root, stamps, known or {}, now, settings, progress)
    _remove_strangers(index, {id for _, id, _ in after.values()}, now)
    write_whole(listing, json.dumps(after).encode("ascii"))
    return index


_Listing = dict[str, tuple[str, str, bool]]
"""Path below the folder -> (stamp of the file and its sidecars, reference id, has a record)."""


def _bring_up_to_date(
    writer: ReferenceWriter,
    root: Path,
    stamps: dict[str, str],
    before: _Listing,
    now: str,
    settings: Settings,
    progress: Callable[[Intake], None] | None,
) -> _Listing:
    """Take in what is new or changed; returns the new listing.

    Only files that were taken in are listed: failures are tried, and told, again.
    """
    after: _Listing = {}
    taken: set[str] = set()
    for key, stamp in stamps.items():
        if key in before and _holds(before[key][0], stamp):
            after[key] = before[key]
            continue
        for intake in take_in(writer, [root / key], now=now, settings=settings):
            if intake.reference_id is not None:
                after[key] = (stamp, intake.reference_id, intake.has_source)
                taken.add(intake.reference_id)
            if progress is not None:
                progress(intake)
    for id in taken - {id for _, id, has_record in after.values() if has_record}:
        # A sidecar that was deleted takes its record with it.
        writer.update_source(id, Source())
    return after


def _remove_strangers(index: Path, kept: set[str], now: str) -> None:
    """Take out what no file of the folder stands for any more, however it got there."""
    with open_reader(index) as reader:
        strangers = [reference.id for reference in reader.list() if reference.id not in kept]
    if strangers:
        with open_writer(index, now=now) as writer:
            for id in strangers:
                writer.remove(id)


# Between what a stamp says of the file and the learned descriptor's version, if there is one.
_LEARNED = "|learned:"


def _holds(stored: str, now: str) -> bool:
    """True when nothing changed since; a vector that is not asked for now does no harm."""
    return stored == now or stored.startswith(now + _LEARNED)


def _stamp(path: Path, descriptor: DescriptorModel | None) -> str:
    """Changes whenever the file, its sidecars or the way fingerprints are made changes."""
    parts = [HASH_VERSION, FEATURES_VERSION]
    beside = (".toml", ".json")
    sidecars = [path.with_name(path.name + ending) for ending in beside]
    for file in (path, *sidecars, path.parent / "references.csv"):
        try:
            status = file.stat()
        except OSError:
            continue
        parts.append(f"{file.suffix}:{status.st_size}:{status.st_mtime_ns}")
    learned = f"{_LEARNED}{descriptor_version(descriptor)}" if descriptor else ""
    return "|".join(parts) + learned


def _read_listing(path: Path) -> _Listing | None:
    """The listing of the last run; None (read the folder again) when it is missing or unusable."""
    try:
        entries = json.loads(path.read_bytes())
        return {
            str(key): (str(stamp), str(id), bool(has_record))
            for key, (stamp, id, has_record) in entries.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return None
