"""Places with their variants, and distances between positions."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

_EARTH_RADIUS_KM = 6371.0088  # IUGG mean radius
_WINDS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A point on the ground: degrees, WGS 84, north and east positive."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A named place. ``variants`` are other spellings; ``radius_m`` how far "at it" reaches.

    ``candidates``: the places that a name without a position may mean, the likeliest first.
    """

    name: str
    variants: tuple[str, ...] = ()
    position: Position | None = None
    radius_m: float | None = None
    candidates: tuple["Place", ...] = ()

    def names(self) -> frozenset[str]:
        """All spellings, folded for comparison."""
        return frozenset(n.strip().casefold() for n in (self.name, *self.variants) if n.strip())


def distance_km(a: Position, b: Position) -> float:
    """Great-circle distance in kilometres (haversine formula, spherical Earth: +-0.5 %)."""
    phi_a, phi_b = radians(a.latitude), radians(b.latitude)
    half_lat = (phi_b - phi_a) / 2
    half_lon = radians(b.longitude - a.longitude) / 2
    h = sin(half_lat) ** 2 + cos(phi_a) * cos(phi_b) * sin(half_lon) ** 2
    return 2 * _EARTH_RADIUS_KM * asin(sqrt(min(1.0, h)))


def wind(bearing: float) -> str:
    """The eighth of the compass (``N``, ``NE``, ...) for degrees clockwise from north."""
    return _WINDS[round(bearing / 45) % 8]
