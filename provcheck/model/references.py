"""Known images and where they come from."""

from dataclasses import dataclass, field
from typing import Literal

from provcheck.model.dates import TypedDate
from provcheck.model.places import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The source record of a reference: everything as its publisher states it."""

    publisher: str | None = None
    author: str | None = None
    url: str | None = None
    archive_url: str | None = None
    published_at: TypedDate | None = None
    caption: str | None = None
    caption_language: str | None = None
    place: Place | None = None
    rights: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A known image. ``id`` is the first 16 hex digits of its ``sha256``."""

    id: str
    name: str
    sha256: str
    pixel_sha256: str
    media_type: str
    byte_size: int
    width: int
    height: int
    added_at: str
    has_proxy: bool = True
    source: Source = field(default_factory=Source)


ReferenceSetKind = Literal["file"]
"""What stands in a set's place: one file that another was compared with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceSetInfo:
    """What a reference set is: ``snapshot`` is a digest over ids and source records.

    ``as_of`` is the time of its last change (UTC, ISO 8601). ``kind`` is None for a set; in a
    comparison of two files it says so, and ``name`` is that of the other file.
    """

    name: str
    count: int
    snapshot: str
    as_of: str
    kind: ReferenceSetKind | None = None
