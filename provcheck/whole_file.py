"""Writing a file whole or not at all."""

import os
import tempfile
from pathlib import Path

from provcheck.errors import OutputError
from provcheck.safe_text import safe_text


def write_whole(path: Path, content: bytes | memoryview) -> None:
    """Write ``content`` to ``path`` so that a reader sees the old file or the new one, never half.

    It is written beside the target, flushed to disk and put in place in one step. An existing
    file keeps its access rights, a new one gets what the umask leaves. Raises OutputError.
    """
    try:
        # A link stays a link; what it points to is written.
        _replace(path.resolve() if path.is_symlink() else path, content)
    except OSError as error:
        reason = error.strerror or "unwritable"
        raise OutputError(name=safe_text(str(path)), reason=reason) from error


def _replace(path: Path, content: bytes | memoryview) -> None:
    descriptor, name = tempfile.mkstemp(prefix=".provcheck-", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        beside.chmod(_mode(path))
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
