"""What every tool is asked and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from benchmarks.copydetection.references import Reference

MOST = 10
"""Answers that count, best first."""


class NotInstalledError(Exception):
    """A tool's library or model is not there; the message names it."""


@dataclass(frozen=True)
class Answer:
    """``score``: higher is surer, on a scale of the tool's own. ``confirmed``: the tool claims
    the match. ``relation``, ``detail``: in its words, for lists of misses."""

    reference: str
    score: float
    confirmed: bool = False
    relation: str = ""
    detail: str = ""


class Adapter(Protocol):
    """A tool. After :meth:`prepare` it can be sent to other processes."""

    @property
    def name(self) -> str: ...

    def prepare(self, references: Sequence[Reference], folder: Path, jobs: int) -> None:
        """Take in the set; files go into ``folder``. Raises NotInstalledError."""
        ...

    def query(self, content: bytes) -> list[Answer]:
        """At most :data:`MOST` answers to a JPEG file, best first."""
        ...
