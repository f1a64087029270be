"""The sets: which pictures are made, from which photographs, with which randomness."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from benchmarks.copydetection.photographs import Photograph, Pile
from benchmarks.forensics.camera import (
    Pixels,
    a_camera,
    an_encoder,
    develop,
    opened,
    reopened,
    saved,
)
from benchmarks.forensics.copies import COPIES, HISTORIES, LEVELS, File, copied, passed_on
from benchmarks.forensics.edits import EDITS, Mask, Setting
from benchmarks.forensics.overlaid import OVERLAYS
from benchmarks.thumbnails.copies import RESAVES, keep_part
from benchmarks.thumbnails.files import camera_thumbnail, exif_block

_SIDES = (640, 1280)  # long sides in pixels
_AREAS = (0.003, 0.10)
# One host in eight was never saved as JPEG: nothing can be found out about it.
_NEVER_JPEG = 0.125


@dataclass(frozen=True)
class Item:
    """``group``: history or edit; ``level``: how it was passed on, empty for the unedited.

    ``mask``: (h, w) bool of what was changed, None for the unedited. ``host_jpeg``: the picture
    was a JPEG before it was edited. ``reference``: the file it is compared with.
    """

    name: str
    group: str
    level: str
    file: File
    mask: Mask | None = None
    host_jpeg: bool = True
    reference: bytes | None = None

    @property
    def edited(self) -> bool:
        return self.mask is not None


def blind(photographs: Sequence[Photograph], seed: int, rounds: int) -> Iterator[Item]:
    """Per round every photograph in four histories, and edited once per level."""
    yield from _unedited(photographs, seed, rounds)
    edits = list(EDITS)
    for number, photograph in enumerate(photographs):
        for turn in range(rounds):
            for step, level in enumerate(LEVELS):
                group = edits[(number * 5 + turn * 3 + step * 4) % len(edits)]
                rng = _rng(seed, "blind", photograph.name, turn, level)
                taken = _taken(photograph, rng)
                host_jpeg = bool(rng.random() >= _NEVER_JPEG)
                host = reopened(taken, a_camera(rng, 65, 90)) if host_jpeg else taken
                changed, mask = _edited(host, group, photographs, number, rng)
                file, mask = passed_on(changed, mask, level, rng)
                name = f"{photograph.name}-{turn}-{group}-{level}"
                yield Item(name, group, level, file, mask, host_jpeg)


def _unedited(photographs: Sequence[Photograph], seed: int, rounds: int) -> Iterator[Item]:
    others, names = Pile(photographs), list(HISTORIES)
    for number, photograph in enumerate(photographs):
        for turn in range(rounds):
            for step in range(4):
                group = names[(number + 4 * turn + step * 3 + number // 3) % len(names)]
                rng = _rng(seed, "blind", photograph.name, turn, group)
                file = HISTORIES[group](_taken(photograph, rng), rng, others)
                yield Item(f"{photograph.name}-{turn}-{group}", group, "", file)


def with_reference(photographs: Sequence[Photograph], seed: int, rounds: int) -> Iterator[Item]:
    """Per round and kind of copy every photograph unedited and edited, beside its original."""
    edits = list(EDITS)
    for number, photograph in enumerate(photographs):
        for turn in range(rounds):
            for step, kind in enumerate(COPIES):
                rng = _rng(seed, "reference", photograph.name, turn, kind)
                reference = saved(_taken(photograph, rng), a_camera(rng, 80, 96))
                host = opened(reference)
                file, _ = copied(host, np.zeros(host.shape[:2], bool), kind, rng)
                name = f"{photograph.name}-{turn}-{kind}"
                yield Item(name, "unedited", kind, file, reference=reference)
                group = "flag" if turn % 2 else edits[(number * 5 + turn * 3 + step * 4) % 12]
                changed, mask = _edited(host, group, photographs, number, rng)
                file, mask = copied(changed, mask, kind, rng)
                yield Item(f"{name}-{group}", group, kind, file, mask, reference=reference)


def overlaid(photographs: Sequence[Photograph], seed: int, rounds: int) -> Iterator[Item]:
    """Per round and kind of copy every photograph once with something laid over it as publishers
    do, and once with an edit, beside its original."""
    edits, overlays = list(EDITS), list(OVERLAYS)
    for number, photograph in enumerate(photographs):
        for turn in range(rounds):
            for step, kind in enumerate(COPIES):
                rng = _rng(seed, "overlaid", photograph.name, turn, kind)
                reference = saved(_taken(photograph, rng), a_camera(rng, 80, 96))
                host = opened(reference)
                group = overlays[(number + turn + step) % len(overlays)]
                changed, mask = OVERLAYS[group](Setting(host, host, 0.0, rng))
                file, mask = copied(changed, mask, kind, rng)
                name = f"{photograph.name}-{turn}-{kind}"
                yield Item(f"{name}-{group}", group, kind, file, mask, reference=reference)
                group = edits[(number * 5 + turn * 3 + step * 4) % len(edits)]
                changed, mask = _edited(host, group, photographs, number, rng)
                file, mask = copied(changed, mask, kind, rng)
                yield Item(f"{name}-{group}", group, kind, file, mask, reference=reference)


def copy_moves(photographs: Sequence[Photograph], seed: int, rounds: int) -> Iterator[Item]:
    """The unedited of :func:`blind`, and per round every photograph once with a part of it moved
    exactly, 2 to 10 % of the area."""
    yield from _unedited(photographs, seed, rounds)
    for number, photograph in enumerate(photographs):
        for turn in range(rounds):
            rng = _rng(seed, "copies", photograph.name, turn)
            level = LEVELS[(number + turn) % 2]
            host = reopened(_taken(photograph, rng), a_camera(rng, 70, 95))
            setting = Setting(host, host, float(rng.uniform(0.02, 0.10)), rng)
            changed, mask = EDITS["copy-move"](setting)
            group = "textured" if is_textured(changed, mask) else "smooth"
            file, mask = passed_on(changed, mask, level, rng)
            yield Item(f"{photograph.name}-{turn}-{level}-{group}", group, level, file, mask)


def thumbnails(photographs: Sequence[Photograph], seed: int, rounds: int) -> Iterator[Item]:
    """Files that kept the thumbnail their camera made: per round every photograph three times
    without a change of content, edited twice and cut once (level ``cropped``: to 25 to 90 %)."""
    edits, resaves = list(EDITS), list(RESAVES)
    for number, photograph in enumerate(photographs):
        for turn in range(rounds):
            for step in range(3):
                group = resaves[(number + 3 * turn + step) % len(resaves)]
                rng = _rng(seed, "thumbnail", photograph.name, turn, group)
                taken = _taken(photograph, rng)
                shown = np.asarray(RESAVES[group](Image.fromarray(taken), rng))
                name = f"{photograph.name}-{turn}-{group}"
                yield Item(name, group, "", _with_thumbnail(taken, shown, rng))
            for step in range(2):
                group = edits[(number * 5 + turn * 2 + step * 7) % len(edits)]
                rng = _rng(seed, "thumbnail", photograph.name, turn, "edited", step)
                taken = _taken(photograph, rng)
                changed, mask = _edited(taken, group, photographs, number, rng)
                name = f"{photograph.name}-{turn}-{group}"
                yield Item(name, group, "edited", _with_thumbnail(taken, changed, rng), mask)
            rng = _rng(seed, "thumbnail", photograph.name, turn, "cropped")
            taken = _taken(photograph, rng)
            part = np.asarray(keep_part(0.25, 0.9)(Image.fromarray(taken), rng).picture)
            file = _with_thumbnail(taken, part, rng)
            mask = np.ones(part.shape[:2], bool)
            yield Item(f"{photograph.name}-{turn}-cropped", "cropped", "cropped", file, mask)


def _with_thumbnail(taken: Pixels, shown: Pixels, rng: np.random.Generator) -> File:
    block = exif_block(camera_thumbnail(Image.fromarray(taken), rng))
    encoder = an_encoder(rng, 60, 95)
    return File(saved(shown, encoder, block), ".jpg", f"jpeg {encoder.quality:.0f}")


def is_textured(pixels: Pixels, mask: Mask) -> bool:
    """Whether what was moved has any detail: it spreads over 6 grey levels after smoothing."""
    grey = np.asarray(Image.fromarray(pixels).convert("L"), np.float32)
    rows, columns = np.nonzero(mask)
    part = grey[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    small = np.asarray(Image.fromarray(part).reduce(3), np.float32) if min(part.shape) > 9 else part
    return float(np.median(np.abs(np.diff(small, axis=1)))) > 1.5


def _edited(
    host: Pixels,
    group: str,
    photographs: Sequence[Photograph],
    number: int,
    rng: np.random.Generator,
) -> tuple[Pixels, Mask]:
    other = photographs[(number + int(rng.integers(1, len(photographs)))) % len(photographs)]
    low, high = np.log(_AREAS)
    area = float(np.exp(rng.uniform(low, high)))
    return EDITS[group](Setting(host, _taken(other, rng), area, rng))


def _taken(photograph: Photograph, rng: np.random.Generator) -> Pixels:
    picture = photograph.open()
    side = min(int(rng.integers(*_SIDES)), round(max(picture.size) * 0.8))
    return develop(picture, side, rng)


def _rng(seed: int, *words: object) -> np.random.Generator:
    text = "/".join(str(word) for word in (seed, *words))
    return np.random.default_rng(list(hashlib.sha256(text.encode()).digest()[:16]))
