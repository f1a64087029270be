"""Ask provcheck about a picture of the sets, the way its checks do."""

import time
from datetime import UTC, datetime

import cv2
import numpy as np

from benchmarks.forensics.scoring import Said, shared
from benchmarks.forensics.sets import Item
from provcheck.checks import Examination
from provcheck.checks.foreign_grid import foreign_grid
from provcheck.checks.thumbnail_differs import thumbnail_differs
from provcheck.compare import Picture, compare
from provcheck.fingerprint import local_features, mirrored_features
from provcheck.forensics import ExpertView, Traces, expert_view
from provcheck.image import Limits, Subject, open_embedded, open_subject
from provcheck.model import Metadata

_PLACE = 17  # side in pixels of the window in which an expert view is read
_NOW = datetime(2024, 10, 23, 8, 0, tzinfo=UTC)
# As the reference set keeps them (provcheck.ingest).
_PROXY_SIDE, _PROXY_QUALITY = 1024, 90


def at_pixels(item: Item) -> Said:
    """What the blind checks say."""
    subject = _opened(item.file.content)
    start = time.process_time()
    seen = Traces(subject).compression
    return Said(
        item=item,
        flagged=bool(seen.regions),
        mask=seen.mask,
        strength=seen.regions[0].measure if seen.regions else 0.0,
        abstained=seen.silent,
        seconds=time.process_time() - start,
        megapixels=subject.asset.width * subject.asset.height / 1e6,
    )


def at_copies(item: Item) -> Said:
    """What the search for copied areas says; of two twins the one nearer to the truth is marked,
    since which of them is the copy stays open."""
    subject = _opened(item.file.content)
    start = time.process_time()
    areas = Traces(subject).copied_areas or ()
    twins = [twin for area in areas for twin in (area.first, area.second)]
    marked = max(twins, key=lambda twin: shared(twin, item.mask)) if twins else None
    return Said(
        item=item,
        flagged=bool(areas),
        mask=marked,
        strength=areas[0].strength if areas else 0.0,
        seconds=time.process_time() - start,
        megapixels=subject.asset.width * subject.asset.height / 1e6,
    )


def at_thumbnail(item: Item) -> Said:
    """What the check of the thumbnail says; strength in multiples of what is a finding."""
    subject = _opened(item.file.content)
    start = time.process_time()
    run = thumbnail_differs(_examination(subject))
    finding = run.findings[0] if run.findings else None
    kind = finding.message.id.split(".")[1] if finding else ""
    mask = None
    if finding is not None:
        mask = np.full((subject.asset.height, subject.asset.width), kind == "other-picture")
        for region in finding.regions:
            rows = slice(region.y, region.y + region.height)
            mask[rows, region.x : region.x + region.width] = True
        mask |= kind == "cropped" and item.level == "cropped"
    return Said(
        item=item,
        flagged=finding is not None,
        mask=mask,
        strength=float(finding.measures.get("strongest_over_limit", 0)) if finding else 0.0,
        abstained=run.outcome == "inconclusive",
        seconds=time.process_time() - start,
        megapixels=subject.asset.width * subject.asset.height / 1e6,
    )


def at_grid(item: Item) -> Said:
    """What the search for a foreign block grid says."""
    subject = _opened(item.file.content)
    start = time.process_time()
    examination = _examination(subject)
    run = foreign_grid(examination)
    grids = examination.traces.grids
    areas = grids.regions if grids is not None else ()
    return Said(
        item=item,
        flagged=bool(areas),
        mask=grids.mask if grids is not None else None,
        strength=max((region.measure for region in areas), default=0.0),
        abstained=run.outcome in ("inconclusive", "not-applicable"),
        seconds=time.process_time() - start,
        megapixels=subject.asset.width * subject.asset.height / 1e6,
    )


def beside_reference(item: Item) -> Said:
    """What the comparison with the reference says, as the reference set keeps it."""
    assert item.reference is not None
    known = _picture(_opened(item.reference), kept=True)
    subject = _opened(item.file.content)
    start = time.process_time()
    found = compare(_picture(subject), known)
    return Said(
        item=item,
        flagged=bool(found.changed_regions),
        mask=found.mask,
        strength=max((region.measure for region in found.changed_regions), default=0.0),
        abstained=found.relation == "candidate",
        laid_over=any(region.laid_over for region in found.changed_regions[:1]),
        seconds=time.process_time() - start,
        megapixels=subject.asset.width * subject.asset.height / 1e6,
    )


def at_view(view: ExpertView, item: Item) -> Said:
    """What a general rule would read from an expert view: how far its brightest place rises over
    the rest, in robust standard deviations, and what reaches half of that."""
    pixels = np.asarray(_opened(item.file.content).stored_rgb)
    start = time.process_time()
    shown = cv2.blur(expert_view(pixels, view).astype(np.float32), (_PLACE, _PLACE))
    spread = 1.4826 * float(np.median(np.abs(shown - np.median(shown)))) + 1
    z = (shown - float(np.median(shown))) / spread
    return Said(
        item=item,
        flagged=True,
        mask=np.asarray(z > z.max() / 2),
        strength=float(z.max()),
        seconds=time.process_time() - start,
        megapixels=pixels.shape[0] * pixels.shape[1] / 1e6,
    )


def _opened(content: bytes) -> Subject:
    return open_subject(content, Limits(), "picture")


def _examination(subject: Subject) -> Examination:
    return Examination(subject=subject, traces=Traces(subject), metadata=Metadata(), now=_NOW)


def _picture(subject: Subject, *, kept: bool = False) -> Picture:
    pixels = subject.rgb(_PROXY_SIDE)
    features = local_features(pixels)
    own = pixels is subject.stored_rgb
    return Picture(
        pixels=open_embedded(subject.jpeg(_PROXY_SIDE, _PROXY_QUALITY)) if kept else pixels,
        width=subject.asset.width,
        height=subject.asset.height,
        features=features,
        flipped=mirrored_features(features),
        coding=subject.blocks.jpeg if own and not kept else None,
    )
