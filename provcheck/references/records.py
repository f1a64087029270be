"""Source records between Python and the text a store keeps, checked in both directions.

Sets are exchanged between desks, so what a store returns is as hostile as a sidecar.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from provcheck.errors import InvalidValue
from provcheck.model import Fingerprint, LocalFeatures, Place, Reference, Source, TypedDate
from provcheck.safe_text import safe_text

_LINKS = ("url", "archive_url")
_KEYPOINT_BYTES = 16
_DESCRIPTOR_BYTES = 128


def web_address(text: str | None, *, where: str, key: str) -> str | None:
    """A link as text, unchanged; only http and https are let through. Raises InvalidValue."""
    if text is None:
        return None
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable or any(character.isspace() for character in text):
        reason = "expected a web address that begins with http:// or https://"
        raise InvalidValue(where=where, key=key, reason=reason)
    return text


def encode_source(source: Source) -> str:
    """A source record as JSON text; equal records give equal text, fields left empty are left out.

    Raises InvalidValue when a link is not a web address.
    """
    import msgspec

    for key in _LINKS:
        web_address(getattr(source, key), where="source", key=key)
    fields = made_safe(_filled(msgspec.to_builtins(source)))
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decode_source(text: str) -> Source:
    """The record of :func:`encode_source`. Raises ValueError when it is not one."""
    import msgspec

    try:
        source = msgspec.convert(made_safe(json.loads(text)), type=Source)
        for key in _LINKS:
            web_address(getattr(source, key), where="source", key=key)
    except (msgspec.ValidationError, RecursionError, InvalidValue) as error:
        raise ValueError(str(error)) from error
    _check_date(source.published_at)
    _check_place(source.place)
    return source


def decode_reference(row: Mapping[str, Any]) -> Reference:
    """A reference from its columns; ``source`` is JSON text. Raises ValueError."""
    import msgspec

    fields = made_safe({key: row[key] for key in row if key != "source"})
    fields["has_proxy"] = bool(fields["has_proxy"])
    fields["source"] = decode_source(row["source"])
    try:
        reference = msgspec.convert(fields, type=Reference)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error
    if reference.id != reference.sha256[:16]:
        raise ValueError(f"reference {reference.id} does not carry the id of its file")
    return reference


def decode_fingerprint(row: Mapping[str, Any]) -> Fingerprint:
    """A fingerprint from its columns. Raises ValueError."""
    value = blob(row["value"])
    if len(value) * 8 != row["bits"]:
        raise ValueError("a fingerprint is cut off")
    return Fingerprint(
        kind=safe_text(row["kind"]),
        version=safe_text(row["version"]),
        bits=row["bits"],
        value=value.hex(),
    )


def decode_features(row: Mapping[str, Any]) -> LocalFeatures:
    """Local features from their columns, which may hold more. Raises ValueError."""
    import msgspec

    fields = {key: row[key] for key in LocalFeatures.__dataclass_fields__}
    try:
        # Values that Python already holds as bytes are not base64 text.
        features = msgspec.convert(made_safe(fields), type=LocalFeatures, builtin_types=(bytes,))
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error
    check_features(features)
    return features


def check_features(features: LocalFeatures) -> None:
    """Raise ValueError unless the packed arrays hold ``count`` rows of a picture with a size."""
    if (
        len(features.keypoints) != features.count * _KEYPOINT_BYTES
        or len(features.descriptors) != features.count * _DESCRIPTOR_BYTES
        or min(features.width, features.height) < 1
    ):
        raise ValueError("local features do not have the stated number of rows")


def blob(value: object) -> bytes:
    """The bytes of a column. Raises ValueError when it holds something else."""
    if not isinstance(value, bytes):
        raise ValueError("expected bytes in a column")
    return value


def _filled(value: Any) -> Any:
    """Without empty fields, at every depth."""
    if isinstance(value, dict):
        return {k: _filled(v) for k, v in value.items() if v not in (None, "", [], (), {})}
    return value


def made_safe(value: Any) -> Any:
    """All texts in a value made harmless."""
    if isinstance(value, str):
        return safe_text(value, multiline=True)
    if isinstance(value, dict):
        return {safe_text(str(key)): made_safe(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [made_safe(item) for item in value]
    return value


def _check_date(date: TypedDate | None) -> None:
    if date is None:
        return
    read = TypedDate.parse(date.value, type=date.type, source=date.source)
    if read != date:
        raise ValueError(f"date {date.value!r} does not have the precision it states")


def _check_place(place: Place | None) -> None:
    if place is None or place.position is None:
        return
    position = place.position
    if not (-90 <= position.latitude <= 90 and -180 <= position.longitude <= 180):
        raise ValueError("a position lies outside the Earth's degrees")
