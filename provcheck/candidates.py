"""A proposed reference, compared: the match it makes, or the candidate it stays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from provcheck.compare import Comparison, Hint, Picture, compare
from provcheck.image import open_embedded
from provcheck.model import Candidate, Match
from provcheck.references import PROPOSING_DISTANCE, ReferenceReader

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A match with what is only needed while the report is made."""

    match: Match
    comparison: Comparison | None = None
    pixels: NDArray[np.uint8] | None = None

    @property
    def changes_unknown(self) -> bool:
        """Confirmed by geometry alone: no picture is kept in which changes could be looked for."""
        return self.match.confirmed and self.comparison is not None and self.pixels is None


def compare_candidate(picture: Picture, candidate: Candidate, references: ReferenceReader) -> Found:
    """Compare a picture with a proposed reference. Raises SetCorrupt."""
    proxy = references.proxy(candidate.reference_id)
    pixels = open_embedded(proxy) if proxy else None
    proposed = propose(candidate, references)
    if candidate.exact is not None:
        return replace(proposed, pixels=pixels)
    reference = proposed.match.reference
    other = Picture(
        pixels=pixels,
        width=reference.width,
        height=reference.height,
        features=references.features(reference.id),
    )
    result = compare(picture, other, hint=hash_hint(candidate), placement=candidate.placement)
    match = replace(
        proposed.match,
        relation=result.relation,
        orientation=result.orientation,
        modifications=result.modifications,
        inliers=result.inliers,
        agreement=result.agreement,
        subject_overlap=result.subject_overlap,
        reference_overlap=result.reference_overlap,
        transform=result.transform,
        changed_regions=result.changed_regions,
        changed_fraction=result.changed_fraction,
        false_match_probability=_probability(result.false_match_log10),
        other_photograph=result.other_photograph,
    )
    return Found(match=match, comparison=result, pixels=pixels)


def propose(candidate: Candidate, references: ReferenceReader) -> Found:
    """A proposed reference as it is known before any comparison: a match where bytes or pixels
    are equal, else a candidate. Raises SetCorrupt."""
    reference = references.get(candidate.reference_id)
    if candidate.exact is None:
        match = Match(
            reference=reference,
            relation="candidate",
            orientation=candidate.orientation,
            distances=dict(candidate.distances),
        )
        return Found(match=match)
    match = Match(
        reference=reference,
        relation=candidate.exact,
        modifications=() if candidate.exact == "identical" else ("re-saved",),
        distances=dict(candidate.distances),
        agreement=1.0,
        subject_overlap=1.0,
        reference_overlap=1.0,
        transform=(1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0),
    )
    return Found(match=match)


# Hashes within the proposing distance by chance, and what each bit nearer is worth, as log10. The
# phash256 of unlike photographs differ by 127 +- 8 bits, nearly as uniform bits do, which would
# allow far less; frames, captions and skies are alike for other reasons.
_HINT, _HINT_BIT = -5.0, -0.2


def hash_hint(candidate: Candidate) -> Hint | None:
    """What the hashes say, where any is near."""
    near = {
        kind: PROPOSING_DISTANCE[kind] - distance
        for kind, distance in candidate.distances.items()
        if distance <= PROPOSING_DISTANCE.get(kind, -1)
    }
    if not near:
        return None
    log10 = _HINT + _HINT_BIT * near.get("phash256", 0)
    return Hint(orientation=candidate.orientation, log10=log10)


def _probability(log10: float | None) -> float | None:
    """Rounded to two digits; what is smaller than a float tells apart is the smallest."""
    return None if log10 is None else float(f"{10.0 ** max(min(log10, 0.0), -300.0):.1e}")
