"""Which member is proposed as the best original, and what speaks for it.

Each step only looks at those that the steps before left over: pictures that were not put together
from more; of these the uncropped ones; the most pixels; the finest JPEG table; the earliest
capture date; a named camera. What a step cannot compare it leaves alone. The steps follow what is
lost on the way from hand to hand: a copy may be cropped, scaled down, saved more coarsely and
stripped of its metadata, and none of that can be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from provcheck.groups.files import ScannedFile
from provcheck.groups.shared import Shared
from provcheck.model import ProposalReason, TypedDate

# Sizes closer than this share are equal: a border of a few pixels is no larger picture.
_SAME_SIZE = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """``files``: several when nothing tells them apart. ``date``: what a date reason rests on."""

    files: tuple[ScannedFile, ...]
    reasons: tuple[ProposalReason, ...]
    date: TypedDate | None = None


def propose(
    pictures: Mapping[str, Sequence[ScannedFile]],
    pairs: Iterable[Shared],
    *,
    is_shown: bool = False,
) -> Proposal:
    """``pictures``: id -> the files of each member; ``pairs``: what is known between them.

    ``is_shown``: whether pictures outside the group show the group's among other things.
    """
    known = tuple(pairs)
    framed = {pair.container for pair in known if pair.container}
    less = {pair.seen_from(pair.shows_more).reference for pair in known if pair.shows_more}
    whole = [id for id in pictures if id not in framed and id not in less]
    fitting = whole or [id for id in pictures if id not in framed] or list(pictures)
    left = [file for id in fitting for file in pictures[id]]
    for step in (_largest, _least_compressed, _earliest, _with_camera):
        left = step(left)
    others = [file for files in pictures.values() for file in files if file not in left]
    proposed = {id for id, files in pictures.items() if any(file in left for file in files)}
    reasons: tuple[tuple[ProposalReason, bool], ...] = (
        ("by-itself", (is_shown or bool(framed)) and not proposed & framed),
        ("uncropped", bool(less) and not proposed & less),
        ("largest", bool(others) and _is_larger(left, others)),
        ("least-compressed", bool(others) and _is_finer(left, others)),
        ("earliest-date", _is_earlier(left, others)),
        ("only-date", bool(others) and _alone(left, others, lambda file: file.captured)),
        ("only-camera", bool(others) and _alone(left, others, lambda file: file.has_camera)),
    )
    held = tuple(name for name, holds in reasons if holds)
    dated = {"earliest-date", "only-date"} & set(held)
    return Proposal(files=tuple(left), reasons=held, date=left[0].captured if dated else None)


def _largest(files: list[ScannedFile]) -> list[ScannedFile]:
    most = max(file.pixels for file in files)
    return [file for file in files if file.pixels >= (1 - _SAME_SIZE) * most]


def _least_compressed(files: list[ScannedFile]) -> list[ScannedFile]:
    values = [file.coarseness for file in files if file.coarseness is not None]
    if len(values) < len(files):
        return files
    return [file for file in files if file.coarseness == min(values)]


def _earliest(files: list[ScannedFile]) -> list[ScannedFile]:
    """Those whose capture date no other one precedes; a file without one comes after."""
    dated = [(file, file.captured) for file in files if file.captured is not None]
    first = [file for file, date in dated if not any(other.before(date) for _, other in dated)]
    return first or files


def _with_camera(files: list[ScannedFile]) -> list[ScannedFile]:
    return [file for file in files if file.has_camera] or files


def _is_larger(left: Sequence[ScannedFile], others: Sequence[ScannedFile]) -> bool:
    least = (1 - _SAME_SIZE) * min(file.pixels for file in left)
    return all(file.pixels < least for file in others)


def _is_finer(left: Sequence[ScannedFile], others: Sequence[ScannedFile]) -> bool:
    ours = [file.coarseness for file in left if file.coarseness is not None]
    theirs = [file.coarseness for file in others if file.coarseness is not None]
    if len(ours) < len(left) or len(theirs) < len(others):
        return False
    return max(ours) < min(theirs)


def _is_earlier(left: Sequence[ScannedFile], others: Sequence[ScannedFile]) -> bool:
    ours = [file.captured for file in left if file.captured is not None]
    theirs = [file.captured for file in others if file.captured is not None]
    if len(ours) < len(left) or not theirs:
        return False
    return all(date.before(other) for date in ours for other in theirs)


def _alone(
    left: Sequence[ScannedFile],
    others: Sequence[ScannedFile],
    has: Callable[[ScannedFile], object],
) -> bool:
    return all(has(file) for file in left) and not any(has(file) for file in others)
