"""How a subject relates to a reference."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from provcheck.model.files import Region
from provcheck.model.references import Reference

Orientation = Literal[
    "normal",
    "rotated-90",
    "rotated-180",
    "rotated-270",
    "mirrored",
    "mirrored-rotated-90",
    "mirrored-rotated-180",
    "mirrored-rotated-270",
]
"""What was done to the reference to arrive at the subject: first mirrored left-right (if at all),
then rotated clockwise by that many degrees."""

Relation = Literal["identical", "same-pixels", "same-image", "partial", "differs", "candidate"]

Modification = Literal[
    "re-saved", "resized", "cropped", "extended", "mirrored", "rotated", "toned", "warped"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Roughly where a reference shows the subject: a 3x3 similarity, row by row, pixels of the
    subject's features (of the subject flipped left-right when ``mirrored``) -> pixels of the
    reference's features."""

    matrix: tuple[float, float, float, float, float, float, float, float, float]
    mirrored: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A reference that may show the same picture: a cheap proposal that claims nothing.

    ``distances``: fingerprint kind -> Hamming distance in bits (the best of the eight
    orientations). ``votes``: local features that point to it, ``placement``: where they put it.
    ``exact``: equal bytes or pixels.
    """

    reference_id: str
    exact: Literal["identical", "same-pixels"] | None = None
    orientation: Orientation = "normal"
    distances: Mapping[str, int] = field(default_factory=dict)
    votes: int = 0
    placement: Placement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Reference + relation + what was measured.

    ``transform``: 3x3 homography, row by row, subject pixels -> reference pixels (both as
    displayed, full size). ``subject_overlap``: share of the subject's area that shows the
    reference; ``reference_overlap``: share of the reference's area that is shown.
    ``agreement``: share of textured windows of the overlap in which the two pictures correlate
    after registration, 0 to 1. ``changed_fraction``: changed share of the overlap.
    ``false_match_probability``: how often an unrelated picture would agree as well by chance,
    per compared pair. ``other_photograph``: of an unconfirmed match, that both show one scene
    but are not one photograph. ``exhibits``: ids of exhibits.
    """

    reference: Reference
    relation: Relation
    orientation: Orientation = "normal"
    modifications: tuple[Modification, ...] = ()
    distances: Mapping[str, int] = field(default_factory=dict)
    inliers: int = 0
    agreement: float | None = None
    subject_overlap: float | None = None
    reference_overlap: float | None = None
    transform: tuple[float, float, float, float, float, float, float, float, float] | None = None
    changed_regions: tuple[Region, ...] = ()
    changed_fraction: float = 0.0
    false_match_probability: float | None = None
    other_photograph: bool = False
    exhibits: tuple[str, ...] = ()

    @property
    def confirmed(self) -> bool:
        """True when the relation was confirmed by bytes, pixels or geometry."""
        return self.relation != "candidate"
