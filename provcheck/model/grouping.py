"""Copies of one picture inside one folder."""

from dataclasses import dataclass
from typing import Literal

from provcheck.model.dates import TypedDate
from provcheck.model.matching import Modification, Orientation, Relation

GroupRole = Literal["proposed", "member", "shows"]
"""``shows``: a picture put together from several things (collage, screenshot, picture in the
picture) that shows the group's picture among them."""

ProposalReason = Literal[
    "by-itself",
    "uncropped",
    "largest",
    "least-compressed",
    "earliest-date",
    "only-date",
    "only-camera",
]
"""What holds for a proposed file and for none of the members that are not proposed: others show
it as a part of something larger; others show less of it; it has the most pixels; its JPEG tables
are the finest; its capture date is earlier than every other one, or the only one; it alone names
a camera."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMember:
    """One file of a group, and how it relates to another one (see :class:`Match`).

    ``name``: path below the folder. ``compared_with``: name of the file that takes the part of
    the reference, the proposed one wherever the two match directly; None for that one itself,
    which has no relation either. ``relation`` is never ``candidate``.
    """

    name: str
    sha256: str
    width: int
    height: int
    byte_size: int
    role: GroupRole
    compared_with: str | None = None
    relation: Relation | None = None
    orientation: Orientation = "normal"
    modifications: tuple[Modification, ...] = ()
    subject_overlap: float | None = None
    reference_overlap: float | None = None
    changed_fraction: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Files that show one picture, the proposed original first.

    The proposal rests on size, crop, compression and dates alone; where members differ in
    content it does not say which of them was changed. ``proposed``: names, several when nothing
    tells them apart. ``reasons``: what holds for all of them. ``date``: the capture date that a
    reason rests on.
    """

    proposed: tuple[str, ...]
    reasons: tuple[ProposalReason, ...]
    members: tuple[GroupMember, ...]
    date: TypedDate | None = None
