"""Taking images into a reference set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from provcheck.errors import (
    DescriptorExtraMissing,
    DescriptorUnusable,
    ProvcheckError,
)
from provcheck.fingerprint import (
    fingerprints,
    learned_fingerprints,
    local_features,
)
from provcheck.image import Limits, Subject, image_files, open_subject
from provcheck.matching import WORKING_SIDE
from provcheck.model import Reference, Source
from provcheck.references import (
    AddResult,
    NewReference,
    ReferenceWriter,
    find_source,
)
from provcheck.settings import DescriptorModel, Settings

PROXY_SIDE = WORKING_SIDE
"""Long side in pixels of the picture kept with a reference, for later comparisons."""
_PROXY_QUALITY = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What became of one file. ``error`` is set when ``result`` is ``failed``."""

    path: Path
    result: AddResult | Literal["failed"]
    reference_id: str | None = None
    has_source: bool = False
    error: ProvcheckError | None = None


def prepare(
    subject: Subject,
    source: Source | None,
    *,
    now: str,
    with_proxy: bool = True,
    descriptor: DescriptorModel | None = None,
) -> NewReference:
    """Everything a set keeps of an image. ``now``: UTC, ISO 8601.

    Raises DescriptorUnusable, DescriptorExtraMissing.
    """
    asset = subject.asset
    reference = Reference(
        id=asset.sha256[:16],
        name=asset.name,
        sha256=asset.sha256,
        pixel_sha256=asset.pixel_sha256,
        media_type=asset.media_type,
        byte_size=asset.byte_size,
        width=asset.width,
        height=asset.height,
        added_at=now,
        has_proxy=with_proxy,
        source=source or Source(),
    )
    pixels = subject.rgb(PROXY_SIDE)
    learned = learned_fingerprints(pixels, descriptor) if descriptor else {}
    return NewReference(
        reference=reference,
        fingerprints=(*fingerprints(subject), *learned.values()),
        features=local_features(pixels),
        proxy=subject.jpeg(PROXY_SIDE, _PROXY_QUALITY) if with_proxy else None,
    )


def take_in(
    writer: ReferenceWriter,
    paths: Iterable[Path],
    *,
    now: str,
    settings: Settings,
    with_proxy: bool = True,
) -> Iterator[Intake]:
    """Add files and folders, one outcome per file as it is done. ``now``: UTC, ISO 8601.

    A file that cannot be read or whose sidecar is wrong becomes a ``failed`` outcome and the
    others go on. Problems of the set itself (locked, full, damaged) are raised.
    """
    limits = Limits(max_bytes=settings.max_bytes, max_pixels=settings.max_pixels)
    for path in _files(paths):
        try:
            source = find_source(path)
            new = prepare(
                open_subject(path, limits),
                source,
                now=now,
                with_proxy=with_proxy,
                descriptor=settings.descriptor,
            )
        except (DescriptorUnusable, DescriptorExtraMissing):
            raise  # it concerns every file
        except ProvcheckError as error:
            yield Intake(path=path, result="failed", error=error)
            continue
        result = writer.add(new)
        yield Intake(
            path=path,
            result=result,
            reference_id=new.reference.id,
            has_source=source is not None,
        )


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from image_files(path)
        else:
            yield path
