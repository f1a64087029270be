"""Where things are printed: results to stdout, everything else to stderr."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self

import typer

from provcheck.errors import ProvcheckError
from provcheck.safe_text import safe_text

if TYPE_CHECKING:
    from rich.console import Console


def complain(line: str) -> None:
    """Print one line of trouble to stderr."""
    typer.echo(safe_text(f"provcheck: {line}"), err=True)


def note(line: str) -> None:
    """Print one line that is no result (progress, hints) to stderr."""
    typer.echo(safe_text(line), err=True)


def result(*fields: str) -> None:
    """Print one line of result to stdout: fields with tabs between, each made inert."""
    typer.echo("\t".join(safe_text(field) for field in fields))


def raw(content: bytes) -> None:
    """Write bytes that are already a document (JSON) to stdout."""
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def console() -> Console:
    """A console on stdout: colours only on a terminal and without NO_COLOR, no markup."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else 80
    return Console(highlight=False, markup=False, emoji=False, width=width)


@contextmanager
def spoken_errors(language: str | None) -> Iterator[None]:
    """Print errors in the chosen language and stop with their exit code.

    ``language``: None where the call names none. Then, and where there is no such language,
    PROVCHECK_LANG counts, then English.
    """
    try:
        yield
    except (ProvcheckError, KeyboardInterrupt) as error:
        from provcheck.messages import catalogue, languages

        wanted = (language, os.environ.get("PROVCHECK_LANG"))
        words = catalogue(next((each for each in wanted if each in languages()), "en"))
        if isinstance(error, ProvcheckError):
            complain(words.error(error))
            raise typer.Exit(error.exit_code) from None
        complain(words.text("call.stopped"))
        raise typer.Exit(130) from None


class Progress:
    """A counter on stderr: one line drawn over itself on a terminal, silent elsewhere.

    It appears only when work lasts longer than half a second.
    """

    def __init__(self, what: str, total: int | None = None) -> None:
        self._what = what
        self._total = total
        self._done = 0
        self._drawn = False
        self._started = time.monotonic()
        self._live = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def step(self, name: str) -> None:
        """One more is done."""
        self._done += 1
        elapsed = time.monotonic() - self._started
        if not self._live or elapsed < 0.5:
            return
        of = f"/{self._total}" if self._total else ""
        rate = f"{self._done / elapsed:.1f}/s"
        left = ""
        if self._total and self._done < self._total:
            left = f", {(self._total - self._done) * elapsed / self._done:.0f} s left"
        self._draw(f"{self._what}: {self._done}{of} ({rate}{left})  {safe_text(name, limit=24)}")

    def reach(self, done: int, total: int) -> None:
        """So many of all are done."""
        self._done, self._total = done - 1, total
        self.step("")

    def warn(self, line: str) -> None:
        """Print a line that stays."""
        self.close()
        complain(line)

    def print(self, *fields: str) -> None:
        """Print a line of result above the counter."""
        self.close()
        result(*fields)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _draw(self, text: str) -> None:
        sys.stderr.write(f"\r\x1b[2K{text[:79]}")
        sys.stderr.flush()
        self._drawn = True

    def close(self) -> None:
        """Take the counter off the screen."""
        if self._drawn:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
            self._drawn = False
