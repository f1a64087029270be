"""provcheck itself, as ``provcheck check`` runs it."""

import functools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from math import log10
from pathlib import Path

from benchmarks.copydetection.adapters.answer import MOST, Answer
from benchmarks.copydetection.references import Reference
from provcheck.fingerprint import is_plain
from provcheck.image import Limits, open_subject
from provcheck.ingest import prepare
from provcheck.matching import find_matches, picture_in_preparation
from provcheck.model import Match
from provcheck.references import NewReference, ReferenceReader, open_reader, open_writer
from provcheck.settings import Settings

_NOW = "2024-10-23T08:00:00Z"


@dataclass
class Ours:
    name: str = "provcheck"
    path: Path | None = None
    names: dict[str, str] = field(default_factory=dict)

    def prepare(self, references: Sequence[Reference], folder: Path, jobs: int) -> None:
        self.path = folder / "references.db"
        with open_writer(self.path, now=_NOW) as writer, ThreadPoolExecutor(jobs) as pool:
            for reference, new in zip(references, pool.map(_prepared, references), strict=True):
                writer.add(new)
                self.names[new.reference.id] = reference.name

    def query(self, content: bytes) -> list[Answer]:
        assert self.path is not None
        subject = open_subject(content, Limits(), "query.jpg")
        with picture_in_preparation(subject) as prepared:
            plain = is_plain(subject)
            picture = prepared()
        settings = Settings(exhibits=False)
        found = find_matches(subject, picture, plain, _reader(self.path), {}, settings)
        answers = [self._answer(pair.match) for pair in found]
        return sorted(answers, key=lambda answer: -answer.score)[:MOST]

    def _answer(self, match: Match) -> Answer:
        chance = match.false_match_probability
        digits = 0.0 if chance is None else -log10(chance)
        if match.relation in ("identical", "same-pixels"):
            digits = 300.0
        doubted = 0.01 if match.other_photograph else 1.0
        score = 1 + digits / 300 if match.confirmed else doubted * digits / 301
        detail = f"{match.inliers} inliers, agreement {match.agreement or 0.0:.2f}"
        if match.other_photograph:
            detail += ", other photograph"
        name = self.names[match.reference.id]
        return Answer(name, score, match.confirmed, match.relation, detail)


def _prepared(reference: Reference) -> NewReference:
    subject = open_subject(reference.content, Limits(), "reference.jpg")
    return prepare(subject, None, now=_NOW)


@functools.cache
def _reader(path: Path) -> ReferenceReader:
    """Opened once in each process, and kept until it ends."""
    return open_reader(path)
