"""Does the claimed place fit the GPS position in the file and the places of matched references?

Distances are great-circle distances (haversine). Two places are the same when their circles
touch, or when they share a name and are not further apart than any town is wide. A name that
several places bear is tried with each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from provcheck.checks.base import (
    Card,
    Examination,
    clear,
    found,
    inconclusive,
    not_applicable,
    reference_source,
)
from provcheck.model import (
    CheckRun,
    EvidenceRow,
    Finding,
    Message,
    Place,
    Position,
    Reference,
    Standing,
    distance_km,
    wind,
)

CARD = Card(id="claim-place", version="2")

# How far "at a place" reaches when nobody said: about the half-width of a town of 60 000 such as
# Pokrovsk, mines and outskirts included. A convention, printed with every result.
DEFAULT_RADIUS_KM = 5.0
# Two records with the same name may give different corners of one large city; beyond this they
# are two places that share a name (convention: wider than the built-up area of Berlin or Kyiv).
_SAME_NAME_KM = 50.0
_DIRECTION = "exif:GPS:GPSImgDirection"
# Places of one name that are listed.
_NAMED = 5


@dataclass(frozen=True, slots=True)
class _Answer:
    """One evidence row, and the finding where it contradicts the claim."""

    row: EvidenceRow
    finding: Finding | None = None


def claim_place(examination: Examination) -> CheckRun:
    """Set the claimed place against every known place; contradictions are warnings."""
    claimed = examination.case.place if examination.case is not None else None
    if claimed is None:
        return not_applicable(CARD, CARD.message("no-claimed-place"))
    answers = list(_answers(examination, claimed))
    rows = [answer.row for answer in answers]
    findings = [answer.finding for answer in answers if answer.finding is not None]
    if claimed.candidates:
        findings.append(_ambiguous(claimed))
    if findings:
        return found(CARD, findings, rows)
    if any(row.standing == "consistent" for row in rows):
        return clear(CARD, CARD.message("nothing-contradicts", place=claimed.name), rows)
    compared = any(answer.row.source != _DIRECTION for answer in answers)
    reason = "without-coordinates" if compared else "nothing-to-compare"
    return inconclusive(CARD, CARD.message(reason, place=claimed.name), (), rows)


def _answers(examination: Examination, claimed: Place) -> Iterator[_Answer]:
    position = examination.metadata.position
    if position is not None:
        yield _against_gps(claimed, position)
    bearing = examination.metadata.bearing
    if bearing is not None:
        yield _Answer(_view(claimed, bearing))
    for index, match in examination.confirmed:
        place = match.reference.source.place
        if place is not None:
            yield _against_reference(claimed, place, match.reference, index)


def _against_gps(claimed: Place, position: Position) -> _Answer:
    shown = f"{position.latitude:.5f}, {position.longitude:.5f}"
    source = "exif:GPS"
    meant = _meant(claimed, position)
    if meant is None:
        reason = CARD.message("no-coordinates")
        return _Answer(_row(claimed, shown, source, "not-checkable", reason))
    claimed, km = meant
    radius = _radius_km(claimed)
    if km <= radius:
        reason = CARD.message("within", km=km, radius=radius)
        return _Answer(_row(claimed, shown, source, "consistent", reason))
    reason = CARD.message("apart", km=km, radius=radius)
    message = CARD.message("gps-elsewhere", km=km, place=claimed.name, radius=radius)
    finding = Finding(
        message=message, severity="warning", measures={"distance_km": km, "radius_km": radius}
    )
    return _Answer(_row(claimed, shown, source, "contradicts", reason), finding)


def _view(claimed: Place, bearing: float) -> EvidenceRow:
    """Where the camera looked: whether the claimed subject lies there is for a map and a person."""
    reason = CARD.message("direction-of-view", wind=wind(bearing))
    return _row(claimed, f"{bearing:g}°", _DIRECTION, "not-checkable", reason)


def _against_reference(claimed: Place, place: Place, reference: Reference, index: int) -> _Answer:
    source = reference_source(reference)
    same_name = bool(claimed.names() & place.names())
    meant = None if place.position is None else _meant(claimed, place.position)
    if meant is None:
        standing: Standing = "consistent" if same_name else "not-checkable"
        reason = CARD.message("same-name" if same_name else "names-differ")
        return _Answer(_row(claimed, place.name, source, standing, reason))
    claimed, km = meant
    radius = _radius_km(claimed) + _radius_km(place)
    if same_name:
        radius = max(radius, _SAME_NAME_KM)
    if km <= radius:
        reason = CARD.message("within", km=km, radius=radius)
        return _Answer(_row(claimed, place.name, source, "consistent", reason))
    message = CARD.message(
        "reference-elsewhere",
        id=reference.id,
        name=reference.name,
        found=place.name,
        km=km,
        place=claimed.name,
        radius=radius,
    )
    finding = Finding(
        message=message,
        severity="warning",
        measures={"distance_km": km, "radius_km": radius, "match": index},
    )
    reason = CARD.message("apart", km=km, radius=radius)
    return _Answer(_row(claimed, place.name, source, "contradicts", reason), finding)


def _meant(claimed: Place, position: Position) -> tuple[Place, float] | None:
    """The claimed place, or of those its name may mean the one that fits best, and its distance.

    A contradiction then contradicts every one of them.
    """
    places = claimed.candidates if claimed.position is None else (claimed,)
    apart = [
        (place, distance_km(place.position, position))
        for place in places
        if place.position is not None
    ]
    return min(apart, key=lambda pair: pair[1] - _radius_km(pair[0]), default=None)


def _ambiguous(claimed: Place) -> Finding:
    names = "; ".join(
        f"{place.name} ({place.position.latitude:.2f}, {place.position.longitude:.2f})"
        for place in claimed.candidates[:_NAMED]
        if place.position is not None
    )
    message = CARD.message(
        "ambiguous",
        place=claimed.name,
        count=len(claimed.candidates),
        places=names,
        country=claimed.candidates[0].name.rpartition(", ")[2],
    )
    return Finding(message=message, severity="info")


def _radius_km(place: Place) -> float:
    return DEFAULT_RADIUS_KM if place.radius_m is None else place.radius_m / 1000


def _row(
    claimed: Place, shown: str, source: str, standing: Standing, reason: Message
) -> EvidenceRow:
    return EvidenceRow(
        aspect="place",
        claimed=claimed.name,
        found=shown,
        source=source,
        standing=standing,
        reason=reason,
    )
