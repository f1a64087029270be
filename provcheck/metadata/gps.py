"""GPS: decimal degrees, checked for sense (Exif 3.0, section 4.6.7)."""

from math import isfinite

from provcheck.metadata.exif import Tags
from provcheck.metadata.gathering import Gathering


def read_gps(tags: Tags, gathering: Gathering) -> None:
    """Gather position, altitude, direction and GPS time."""
    latitude = _degrees("GPS GPSLatitude", ("N", "S"), 90, tags, gathering)
    longitude = _degrees("GPS GPSLongitude", ("E", "W"), 180, tags, gathering)
    if latitude is not None and longitude is not None:
        gathering.locate(latitude, longitude)
    _read_altitude(tags, gathering)
    _read_direction(tags, gathering)
    _read_time(tags, gathering)


def _degrees(
    name: str, letters: tuple[str, str], limit: int, tags: Tags, gathering: Gathering
) -> float | None:
    parts = tags.numbers(name)
    if parts is None:
        return None
    source = tags.source(name)
    reference = (tags.text(f"{name}Ref") or "").upper()[:1]
    if reference not in letters:
        gathering.note("gps-incomplete", source=source)
        return None
    degrees = sum(part / 60.0**place for place, part in enumerate(parts[:3]))
    sensible = all(
        isfinite(p) and 0 <= p <= top for p, top in zip(parts, (limit, 60, 60), strict=False)
    )
    if not sensible or degrees > limit:
        gathering.note("gps-out-of-range", source=source, raw=tags.raw(name) or "")
        return None
    value = round(-degrees if reference == letters[1] else degrees, 7)
    gathering.add(
        "gps",
        "latitude" if limit == 90 else "longitude",
        f"{value:.6f}",
        raw=f"{tags.raw(name)} {reference}",
        source=source,
        reader=tags.reader,
    )
    return value


def _read_altitude(tags: Tags, gathering: Gathering) -> None:
    name = "GPS GPSAltitude"
    values = tags.numbers(name)
    if not values or not isfinite(values[0]):
        return
    below = tags.numbers(f"{name}Ref") in ((1.0,), (3.0,))
    metres = -values[0] if below else values[0]
    source = tags.source(name)
    gathering.add(
        "gps", "altitude", f"{metres:.1f} m", raw=tags.raw(name), source=source, reader=tags.reader
    )


def _read_direction(tags: Tags, gathering: Gathering) -> None:
    name = "GPS GPSImgDirection"
    values = tags.numbers(name)
    if not values or not 0 <= values[0] <= 360:
        return
    gathering.bearing = round(values[0], 1) % 360
    north = {"T": " true", "M": " magnetic"}.get(tags.text(f"{name}Ref") or "", "")
    gathering.add(
        "gps",
        "direction",
        f"{values[0]:.1f}°{north}",
        raw=tags.raw(name),
        source=tags.source(name),
        reader=tags.reader,
    )


def _read_time(tags: Tags, gathering: Gathering) -> None:
    """GPS date and time are UTC and stand in two tags; a time without a date says little."""
    stamp = tags.text("GPS GPSDate")
    clock = tags.numbers("GPS GPSTimeStamp")
    time = ""
    if clock is not None and len(clock) == 3 and all(isfinite(c) and c >= 0 for c in clock):
        hour, minute, second = (int(part) for part in clock)
        time = f"{hour:02d}:{minute:02d}:{second:02d}"
        source = tags.source("GPS GPSTimeStamp")
        raw = tags.raw("GPS GPSTimeStamp")
        gathering.add("gps", "time", time, raw=raw, source=source, reader=tags.reader)
    if stamp is None:
        return
    source = tags.source("GPS GPSDate")
    gathering.add(
        "gps", "date", stamp.replace(":", "-"), raw=stamp, source=source, reader=tags.reader
    )
    if not stamp.strip("0:- "):
        gathering.note("date-blank", source=source)
        return
    iso = stamp.replace(":", "-") + (f"T{time}Z" if time else "")
    if gathering.date(iso, type="gps", source=source):
        gathering.add("time", "gps_utc", iso, raw=stamp, source=source, reader=tags.reader)
