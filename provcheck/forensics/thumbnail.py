"""The embedded thumbnail against the picture: cut since, other content in places, or another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from provcheck.forensics.thumbnail_areas import Area, differing_areas
from provcheck.forensics.thumbnail_placing import grey, placed
from provcheck.forensics.thumbnail_prediction import predicted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Kind = Literal["same", "cropped", "areas", "other-picture", "too-plain"]

_PLAIN = 6.0  # standard deviation in grey levels below which there is nothing to compare
# Below both correlations the thumbnail shows something else; the second is after alignment and fit.
# In benchmarks/forensics (tuning split) pictures with another's thumbnail reached 0.57 and 0.93,
# edited and unedited ones had 0.97 and more in the second.
_RELATED, _RELATED_FITTED = 0.80, 0.95


@dataclass(frozen=True, slots=True)
class ThumbnailComparison:
    """What the thumbnail shows against the picture.

    ``share``: of the thumbnail's frame that the picture covers. ``areas``: on the picture as
    displayed, strongest first.
    """

    kind: Kind
    share: float = 1.0
    areas: tuple[Area, ...] = ()
    measures: dict[str, float] = field(default_factory=dict)


def compare_thumbnail(
    picture: NDArray[np.uint8], thumbnail: NDArray[np.uint8], orientation: int
) -> ThumbnailComparison:
    """Compare a picture as displayed with its thumbnail as stored, both (h, w, 3) RGB.

    ``orientation``: the EXIF value (1 to 8) that was applied to the picture.
    """
    if min(float(grey(thumbnail).std()), float(grey(picture).std())) < _PLAIN:
        return ThumbnailComparison("too-plain")
    placement = placed(picture, thumbnail, orientation)
    measures = {"correlation": round(placement.correlation, 3)}
    if placement.share < 1:
        return ThumbnailComparison("cropped", share=placement.share, measures=measures)
    pair = predicted(picture, placement.frame)
    if placement.correlation < _RELATED and pair.correlation < _RELATED_FITTED:
        return ThumbnailComparison("other-picture", measures=measures)
    areas, strongest = differing_areas(pair)
    measures["strongest_over_limit"] = round(strongest, 2)
    return ThumbnailComparison("areas" if areas else "same", areas=areas, measures=measures)
