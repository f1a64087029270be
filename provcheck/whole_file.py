"""Writing a file whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from provcheck.errors import OutputError, OutputThere
from provcheck.safe_text import safe_text


def write_whole(path: Path, content: bytes | memoryview, *, new: bool = False) -> None:
    """Write ``content`` to ``path`` so that a reader sees the old file or the new one, never half.

    It is written beside the target, flushed to disk and put in place in one step. An existing
    file keeps its access rights, a new one gets what the umask leaves. ``new``: never in the place
    of a file, not even of one that came meanwhile. Raises OutputError, and OutputThere.
    """
    with written_whole(path, new=new) as handle:
        handle.write(content)


@contextmanager
def written_whole(path: Path, *, new: bool = False) -> Iterator[BinaryIO]:
    """A new file to write to; it takes the place of ``path`` when the block ends well.

    Raises OutputError as :func:`write_whole` does.
    """
    try:
        # A link stays a link; what it points to is written.
        with _replaced(path.resolve() if path.is_symlink() else path, new) as handle:
            yield handle
    except FileExistsError as error:
        raise OutputThere(name=safe_text(str(path))) from error
    except OSError as error:
        reason = error.strerror or "unwritable"
        raise OutputError(name=safe_text(str(path)), reason=reason) from error


@contextmanager
def _replaced(path: Path, new: bool) -> Iterator[BinaryIO]:
    descriptor, name = tempfile.mkstemp(prefix=".provcheck-", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        beside.chmod(_mode(path))
        if new:
            _put_as_new(beside, path)
        else:
            beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _put_as_new(beside: Path, path: Path) -> None:
    """Give a file its name, unless the name is taken. Raises FileExistsError."""
    try:
        os.link(beside, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links: take the name, then put the file there
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        beside.replace(path)
    else:
        beside.unlink()


def _mode(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
