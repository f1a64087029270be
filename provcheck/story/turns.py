"""Two calls that change one story take turns: neither loses what the other wrote."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep

# A story is changed within milliseconds; whoever holds it longer has been stopped.
_TRIES, _PAUSE_SECONDS = 200, 0.05


@contextmanager
def in_turn(story: Path) -> Iterator[None]:
    """Wait until no other provcheck changes a story in this folder, up to ten seconds.

    The folder is what is locked, as a story is replaced by a new file. Where a system or a file
    system has no locks, nothing is waited for: writing still looks whether the story changed.
    """
    held: int | None = None
    with suppress(OSError):
        held = _locked(story.resolve().parent)
    try:
        yield
    finally:
        if held is not None:
            os.close(held)


def _locked(folder: Path) -> int | None:
    if sys.platform == "win32":
        return None
    from fcntl import LOCK_EX, LOCK_NB, flock

    held = os.open(folder, os.O_RDONLY)
    for _ in range(_TRIES):
        try:
            flock(held, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            sleep(_PAUSE_SECONDS)
        except OSError:
            break
        else:
            break
    return held
