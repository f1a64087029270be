"""The command line: one file, one command. It parses, calls and prints; nothing more."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from types import TracebackType


def main() -> None:
    """Entry point of the ``provcheck`` command."""
    sys.excepthook = _unexpected
    if hasattr(signal, "SIGPIPE"):
        # A reader that has seen enough (``| head``) ends the run, as with any other program;
        # Python's own way would look like exit code 1, "flagged".
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    from provcheck.cli.app import app
    from provcheck.cli.streams import complain

    try:
        app()
    except OSError as error:  # standard output is full or closed
        complain(f"the result cannot be written ({error.strerror or error}).")
        os._exit(2)  # flushing the same stream again would only fail again


def _unexpected(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """A flaw of our own must not end with exit code 1, which means "flagged"."""
    traceback.print_exception(kind, error, trace)
    print("provcheck: this is a flaw in provcheck; please report it.", file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(2)
