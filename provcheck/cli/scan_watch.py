"""``scan --watch``: going on with a folder into which files are still being downloaded."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from provcheck.cli.streams import complain, note
from provcheck.errors import FileMissing, WatchExtraMissing
from provcheck.safe_text import safe_text

if TYPE_CHECKING:
    from provcheck.cli.scan_run import Run

# What browsers and programs that download call a file, or its folder, until it is whole.
_PARTIAL = (".part", ".partial", ".crdownload", ".download", ".opdownload", ".tmp")
# A file is whole when nobody wrote to it for so long. A download that pauses for longer is
# examined twice: it fails, or is cut off, and is looked at again when it grows.
_SETTLED = 1.0
# How often files that are still growing are looked at.
_LOOK_MS = 250
# Some file systems (of other machines) tell nothing: then the folder is looked through so often.
_ANYWAY = 30.0

State = tuple[int, ...]


class Arrivals:
    """Tells which files of a folder are new, or were written to, and are whole."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._given: dict[Path, State] = {}
        self._growing: dict[Path, tuple[State, float]] = {}

    @property
    def growing(self) -> list[Path]:
        """New files that are not whole yet."""
        return list(self._growing)

    def look(self, paths: Iterable[Path], now: float) -> list[Path]:
        """Those of all files that there are now which can be examined, in their order.

        ``now``: seconds on a clock that never goes back. A file is given once, and again after it
        was written to.
        """
        from provcheck.image import state_of

        growing: dict[Path, tuple[State, float]] = {}
        given: dict[Path, State] = {}
        ready = []
        for path in paths:
            state = state_of(path)
            if state is None:
                continue  # it vanished
            if self._given.get(path) == state:
                given[path] = state
                continue
            seen, since = self._growing.get(path, (None, now))
            if seen == state and now - since >= _SETTLED and self._is_whole(path):
                ready.append(path)
                given[path] = state
            else:
                growing[path] = state, since if seen == state else now
        self._given, self._growing = given, growing
        return ready

    def _is_whole(self, path: Path) -> bool:
        folders = path.relative_to(self._root).parts[:-1]
        if any(part.lower().endswith(_PARTIAL) for part in folders):
            return False
        try:
            # A browser may keep the place with an empty file, or write beside the name.
            return path.stat().st_size > 0 and not any(
                path.with_name(path.name + ending).exists() for ending in _PARTIAL
            )
        except OSError:
            return False


class _Known:
    """Digests of what was examined, so that a file that was moved or only touched is not again."""

    def __init__(self, digest: Callable[[Path], str | None]) -> None:
        self._digest = digest
        self._of: dict[Path, str] = {}
        self._where: dict[str, Path] = {}

    def is_new(self, path: Path) -> bool:
        """Whether these bytes are new at this place; a copy beside the original is."""
        digest = self._digest(path)
        if digest is None:
            return True  # the examination says why
        earlier = self._where.get(digest)
        same = self._of.get(path) == digest
        moved = earlier is not None and earlier != path and not earlier.exists()
        self._of[path] = digest
        self._where[digest] = path
        return not (same or moved)


def watch(run: Run, folder: Path) -> bool:
    """Examine what is in the folder and what arrives, until the user stops it.

    A stop lets the file under way be finished; a second one does not. Returns False when it ended
    because the folder is gone. Raises WatchExtraMissing.
    """
    from provcheck.image import Limits
    from provcheck.messages import catalogue

    words = catalogue(run.configuration.settings.language)
    limits = Limits(max_bytes=run.configuration.settings.max_bytes)
    known = _Known(lambda path: run.place.digest(path, limits))
    arrivals = Arrivals(folder)
    with _stopping() as stop:
        wakes = _wakes(folder, stop, lambda: bool(arrivals.growing))
        for number, _ in enumerate(wakes):
            if number == 0:
                note(words.text("scan.watching", {"folder": safe_text(str(folder))}))
            ready = arrivals.look(_paths(run), time.monotonic())
            _take(run, [path for path in ready if known.is_new(path)], stop)
    if arrivals.growing:
        note(words.text("scan.unfinished", {"count": len(arrivals.growing)}))
    if not stop.is_set():
        complain(words.error(FileMissing(name=safe_text(str(folder)))))
    return stop.is_set()


def _paths(run: Run) -> list[Path]:
    return [file for file in run.files() if isinstance(file, Path)]


def _take(run: Run, paths: list[Path], stop: threading.Event) -> None:
    if not paths:
        return
    for _ in run.take([*paths]):
        if stop.is_set():
            break
    if run.pages is not None:
        run.pages.write_index()


def _wakes(folder: Path, stop: threading.Event, growing: Callable[[], bool]) -> Iterator[None]:
    """Whenever it is time to look at the folder: at once, when something in it changed, while
    files are ``growing``, and now and then."""
    try:
        from watchfiles import watch as changes_in
    except ImportError as error:
        raise WatchExtraMissing() from error
    looked = float("-inf")
    changing = changes_in(
        folder,
        watch_filter=None,
        debounce=_LOOK_MS,
        rust_timeout=_LOOK_MS,
        yield_on_timeout=True,
        stop_event=stop,
        raise_interrupt=True,
    )
    for changes in changing:
        if not folder.is_dir():
            return
        if changes or growing() or time.monotonic() - looked >= _ANYWAY:
            yield
            looked = time.monotonic()


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """An event that the first Ctrl-C (or SIGTERM) sets; the second one is as usual."""
    stop = threading.Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def asked(number: int, frame: object) -> None:
        stop.set()
        restore()

    for number in before:
        signal.signal(number, asked)
    try:
        yield stop
    finally:
        restore()
