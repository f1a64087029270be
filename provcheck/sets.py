"""Opening whatever a user calls a reference set, and keeping the indexes that this needs.

Everything here lies in the user's cache and can be taken away at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from provcheck.errors import IndexExtraMissing, OutputError, SetCorrupt
from provcheck.fingerprint import (
    FEATURES_KIND,
    FEATURES_VERSION,
    HASH_VERSION,
    descriptor_version,
)
from provcheck.image import image_files
from provcheck.ingest import Intake, take_in
from provcheck.model import Source
from provcheck.references import (
    ReferenceReader,
    ReferenceWriter,
    is_on_server,
    open_reader,
    open_writer,
    server_address,
    update_index,
)
from provcheck.safe_text import safe_text
from provcheck.settings import DescriptorModel, Settings
from provcheck.whole_file import write_whole


@contextmanager
def open_references(
    address: str | Path,
    *,
    cache: Path,
    now: str,
    settings: Settings | None = None,
    progress: Callable[[Intake], None] | None = None,
) -> Iterator[ReferenceReader]:
    """Open a set in a file or on a server, or a folder of images. ``now``: UTC, ISO 8601.

    A folder is indexed into ``cache`` and only what changed since is read again the next time.
    ``progress`` is called for each file of a folder that is (re-)read. Raises SetMissing,
    SetCorrupt, SetTooNew, SetLocked, SetUnsupported, OutputError, and for a server as
    :func:`provcheck.references.open_reader`.
    """
    folder = Path(address)
    if "://" in str(address) or not folder.is_dir():
        with open_reader(address, index=local_index_of(address, cache)) as reader:
            yield reader
        return
    chosen = settings or Settings()
    name = safe_text(folder.resolve().name or str(folder))
    try:
        index = index_folder(folder, cache, now=now, settings=chosen, progress=progress)
        reader = open_reader(index, name=name, index=local_index_of(index, cache))
    except SetCorrupt:
        # The index is only a cache: a damaged one is made anew from the folder.
        damaged = index_of(folder, cache)
        for leftover in damaged.parent.glob(f"{damaged.stem}.*"):
            leftover.unlink(missing_ok=True)
        index = index_folder(folder, cache, now=now, settings=chosen, progress=progress)
        reader = open_reader(index, name=name, index=local_index_of(index, cache))
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
    with suppress(IndexExtraMissing):  # then a large folder is searched more slowly
        index_features(index, cache)
    write_whole(listing, json.dumps(after).encode("ascii"))
    return index


def local_index_of(address: str | Path, cache: Path) -> Path:
    """The folder in the cache for what is kept of a set: index and codes.

    It is named by a digest of the set's path, or of its server's address without passwords.
    """
    if is_on_server(address):
        return cache / "local" / server_address(str(address)).key
    name = hashlib.sha256(os.fsencode(Path(address).resolve())).hexdigest()[:24]
    return cache / "local" / name


def index_features(
    address: str | Path,
    cache: Path,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Bring the index of a set's local features up to date; returns how many references were
    taken in (small sets need no index: 0). ``progress``: references done and to be done.

    Raises IndexExtraMissing, OutputError, and as :func:`open_references`.
    """
    home = local_index_of(address, cache)
    with open_reader(address, index=home if is_on_server(address) else None) as reader:
        return update_index(reader, home, FEATURES_KIND, FEATURES_VERSION, progress)


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
