"""Examinations for tests of checks: a small picture, and whatever one test needs."""

from __future__ import annotations

import functools
import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from PIL import Image

from provcheck.checks import Examination
from provcheck.forensics import Traces
from provcheck.image import Limits, Subject, open_subject
from provcheck.messages import catalogue
from provcheck.model import (
    Case,
    CheckRun,
    Match,
    Metadata,
    MetadataValue,
    Place,
    Position,
    Reference,
    ReferenceSetInfo,
    Region,
    Source,
    TypedDate,
)

NOW = datetime(2024, 10, 23, 8, 0, tzinfo=UTC)
SET = ReferenceSetInfo(name="desk", count=1204, snapshot="ab" * 32, as_of="2024-10-22T18:00:00Z")
POKROVSK = Place(
    name="Pokrovsk",
    variants=("Покровськ", "Pokrowsk"),
    position=Position(latitude=48.2817, longitude=37.1758),
    radius_m=5000,
)
TSUKURYNE = Place(
    name="Tsukuryne",
    variants=("Цукурине",),
    position=Position(latitude=48.107, longitude=37.283),
)
AREA = Region(x=10, y=5, width=20, height=12, area_fraction=0.02, measure=31.5)


@functools.cache
def subject() -> Subject:
    buffer = io.BytesIO()
    Image.radial_gradient("L").save(buffer, "PNG")
    return open_subject(buffer.getvalue(), Limits(), "flag.png")


def examination(**parts: Any) -> Examination:
    """An examination with a searched reference set and nothing found, changed by ``parts``."""
    shown = parts.pop("subject", subject())
    base = Examination(
        subject=shown, traces=Traces(shown), metadata=Metadata(), now=NOW, reference_set=SET
    )
    return replace(base, **parts)


def date(value: str, type: str = "capture") -> TypedDate:
    return TypedDate.parse(value, type=type, source=f"test:{type}")  # type: ignore[arg-type]


def stating(*dates: TypedDate, position: Position | None = None, **fields: str) -> Metadata:
    """Metadata with these dates, position and values (``software="GIMP"``)."""
    group = {"make": "camera", "model": "camera"}
    groups: dict[str, dict[str, tuple[MetadataValue, ...]]] = {}
    for name, text in fields.items():
        value = MetadataValue(value=text, raw=text, source=f"exif:IFD0:{name}", reader="test")
        groups.setdefault(group.get(name, "software"), {})[name] = (value,)
    return Metadata(groups=groups, dates=dates, position=position)


def reference(published: TypedDate | None = None, place: Place | None = None) -> Reference:
    return Reference(
        id="00112233445566aa",
        name="heap.jpg",
        sha256="00" * 32,
        pixel_sha256="11" * 32,
        media_type="image/jpeg",
        byte_size=1000,
        width=640,
        height=480,
        added_at="2024-10-22T09:00:00Z",
        source=Source(published_at=published, place=place),
    )


def match(
    relation: str = "same-image",
    *,
    published: TypedDate | None = None,
    place: Place | None = None,
    **parts: Any,
) -> Match:
    return Match(reference=reference(published, place), relation=relation, **parts)  # type: ignore[arg-type]


def claiming(claimed: str | None = None, place: Place | None = None, **parts: Any) -> Case:
    return Case(date=date(claimed, "claimed") if claimed else None, place=place, **parts)


def said(run: CheckRun) -> list[tuple[str, str]]:
    """The names of a run's findings, with their severity."""
    return [(finding.message.id.split(".")[1], finding.severity) for finding in run.findings]


def standings(run: CheckRun) -> list[str]:
    return [row.standing for row in run.evidence]


def reason(run: CheckRun) -> str:
    assert run.reason is not None
    return run.reason.id.split(".")[1]


def sentence(run: CheckRun) -> str:
    """The reason as an English reader sees it."""
    assert run.reason is not None
    return catalogue("en").sentence(run.reason)
