"""Two pictures of a folder that show the same image, in plain figures."""

from __future__ import annotations

from dataclasses import dataclass, replace

from provcheck.model import Modification, Orientation, Relation

# Less than this share of a picture beside the shared part is a border or the rounding of a
# resize: neither picture shows more than the other. Three times what relations allow for.
REST = 0.05

# Undoing a mirroring and then a turn is the same mirroring and turn again; turns run backwards.
_BACK: dict[Orientation, Orientation] = {
    "rotated-90": "rotated-270",
    "rotated-270": "rotated-90",
}
_SWAPPED: dict[Modification, Modification] = {"cropped": "extended", "extended": "cropped"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A confirmed relation between two pictures, seen from ``subject`` (ids of references).

    The figures are those of :class:`provcheck.model.Match`. ``subject_framed``,
    ``reference_framed``: a line runs around the shared part in that picture, so it was put
    together from more than this (see ``frames.py``).
    """

    subject: str
    reference: str
    relation: Relation
    orientation: Orientation = "normal"
    modifications: tuple[Modification, ...] = ()
    subject_overlap: float = 1.0
    reference_overlap: float = 1.0
    changed_fraction: float = 0.0
    subject_framed: bool = False
    reference_framed: bool = False

    def seen_from(self, id: str) -> Shared:
        """The same relation with ``id``, one of the two, as the subject."""
        if id == self.subject:
            return self
        return replace(
            self,
            subject=self.reference,
            reference=self.subject,
            orientation=_BACK.get(self.orientation, self.orientation),
            modifications=tuple(_SWAPPED.get(name, name) for name in self.modifications),
            subject_overlap=self.reference_overlap,
            reference_overlap=self.subject_overlap,
            subject_framed=self.reference_framed,
            reference_framed=self.subject_framed,
        )

    @property
    def mostly_the_same(self) -> bool:
        """More than half of either picture is the other one, changed areas not counted.

        Half is no measured threshold: two unrelated pictures cannot both be more than half of a
        third.
        """
        least = min(self.subject_overlap, self.reference_overlap)
        return least * (1 - self.changed_fraction) > 0.5

    @property
    def all_the_same(self) -> bool:
        """Neither picture shows anything that the other one does not."""
        return self.relation in ("identical", "same-pixels", "same-image")

    @property
    def container(self) -> str | None:
        """The picture that was put together and shows the other one in a frame, if one was."""
        sides = (
            (self.subject_overlap, self.subject, self.subject_framed),
            (self.reference_overlap, self.reference, self.reference_framed),
        )
        framed = [(overlap, id) for overlap, id, line in sides if line and overlap < 1 - REST]
        return min(framed)[1] if framed else None

    @property
    def shows_more(self) -> str | None:
        """The picture that shows (nearly) all of the other one and more, without a frame."""
        if self.container is not None:
            return None
        if self.reference_overlap >= 1 - REST > self.subject_overlap:
            return self.subject
        if self.subject_overlap >= 1 - REST > self.reference_overlap:
            return self.reference
        return None
