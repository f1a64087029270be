"""What the file says about itself, every value with its source."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from provcheck.model.credentials import Credentials
from provcheck.model.dates import TypedDate
from provcheck.model.message import Message
from provcheck.model.places import Position


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataValue:
    """One value of one field: ``source`` is its exact place (``exif:IFD0:Make``)."""

    value: str
    raw: str
    source: str
    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AiMark:
    """A mark of a generator: ``kind`` names it, ``source`` is its exact place.

    ``strength``: strong where only a generator writes it, medium where a name or an editing
    function may explain it, weak where it hints.
    """

    kind: str
    source: str
    value: str
    strength: Literal["strong", "medium", "weak"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformTrace:
    """Something that is consistent with a passage through a platform; never more than that.

    ``platform``: id of the row in the table; ``removes``: what the platform does to capture data.
    """

    platform: str
    name: str
    evidence: Literal["file-name", "iptc", "comment", "picture-size"]
    source: str
    value: str
    removes: Literal["photos", "all", "part", "nothing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawValue:
    """One entry of the dump: everything that was read, as it stands in the file."""

    source: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Curated groups -> field -> all values found for it, never merged.

    Groups: camera, exposure, software, time, gps, picture, text, trail, jpeg, icc, png, thumbnail,
    image. ``dates``: the same time values typed. ``position``: where GPS puts the camera.
    ``bearing``: where it says that the camera looked, in degrees clockwise from north.
    ``thumbnail``: the embedded EXIF thumbnail's bytes are not kept here, only facts about it.
    ``notes``: what could not be read and why.
    ``ai_marks``: marks of generators. ``traces``: of platforms. ``credentials``: Content
    Credentials; None where nobody looked. ``dump``: every tag, property and record, curated or
    not, in file order.
    """

    groups: Mapping[str, Mapping[str, tuple[MetadataValue, ...]]] = field(default_factory=dict)
    dates: tuple[TypedDate, ...] = ()
    position: Position | None = None
    bearing: float | None = None
    notes: tuple[Message, ...] = ()
    ai_marks: tuple[AiMark, ...] = ()
    traces: tuple[PlatformTrace, ...] = ()
    credentials: Credentials | None = None
    dump: tuple[RawValue, ...] = ()

    def values(self, group: str, name: str) -> tuple[MetadataValue, ...]:
        """All values of one field, or an empty tuple."""
        return self.groups.get(group, {}).get(name, ())

    def first(self, group: str, name: str) -> str | None:
        """The first value of one field as text, or None."""
        found = self.values(group, name)
        return found[0].value if found else None

    @property
    def states_capture(self) -> bool:
        """True when the file says with what or when it was taken."""
        return bool(self.first("camera", "make") or self.first("time", "taken"))

    def __iter__(self) -> Iterator[tuple[str, str, MetadataValue]]:
        for group, fields in self.groups.items():
            for name, values in fields.items():
                for value in values:
                    yield group, name, value
