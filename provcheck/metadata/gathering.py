"""The notebook that the readers of this package write into while one file is read."""

from provcheck.model import (
    DateType,
    Message,
    Metadata,
    MetadataValue,
    Position,
    RawValue,
    TypedDate,
)
from provcheck.safe_text import safe_text

# Longest text kept of one value. The longest prompts and edit lists fit; a bomb does not.
_VALUE_LIMIT = 2_000_000
# Curated values kept of one field: a history of 5 000 steps fits.
_VALUES_LIMIT = 6_000
# Dates kept: those of a long history are the most there are.
_DATES_LIMIT = 6_000
# The dump: more than any camera or program writes.
_DUMP_ENTRIES = 50_000
_DUMP_CHARACTERS = 8_000_000
# Most notes kept: a file broken in a thousand places need not be described a thousand times.
_NOTE_LIMIT = 50


class Gathering:
    """Collects values, dates and notes; :meth:`finish` turns them into the frozen record."""

    def __init__(self) -> None:
        self._groups: dict[str, dict[str, list[MetadataValue]]] = {}
        self._dates: list[TypedDate] = []
        self._notes: list[Message] = []
        self._dump: list[RawValue] = []
        self._dumped = 0
        self.position: Position | None = None
        self.bearing: float | None = None

    def add(
        self, group: str, name: str, value: str, *, source: str, reader: str, raw: str | None = None
    ) -> None:
        """Keep one value; empty text is nothing. Every text is made safe here."""
        shown = safe_text(value.strip(), limit=_VALUE_LIMIT)
        if not shown:
            return
        kept = MetadataValue(
            value=shown,
            raw=safe_text(value if raw is None else raw, limit=_VALUE_LIMIT, multiline=True),
            source=safe_text(source, limit=200),
            reader=reader,
        )
        values = self._groups.setdefault(group, {}).setdefault(name, [])
        if len(values) < _VALUES_LIMIT:
            values.append(kept)
        else:
            self.note("values-capped", field=name, limit=_VALUES_LIMIT)

    def date(self, text: str, *, type: DateType, source: str) -> bool:
        """Keep a typed date from ISO text; False (and a note) when there is no such date."""
        if len(self._dates) >= _DATES_LIMIT:
            self.note("dates-capped", limit=_DATES_LIMIT)
            return True
        try:
            self._dates.append(TypedDate.parse(text, type=type, source=source))
        except ValueError:
            self.note("date-impossible", source=source, raw=text)
            return False
        return True

    def locate(self, latitude: float, longitude: float) -> None:
        """Keep the position; the first that is stated stays, 0/0 is noted instead."""
        if latitude == 0 and longitude == 0:
            # What receivers without a fix and careless programs write.
            self.note("gps-zero")
        elif self.position is None:
            self.position = Position(latitude=latitude, longitude=longitude)

    def remote_manifest(self) -> str | None:
        """The address at which XMP says that Content Credentials lie (dcterms:provenance)."""
        values = self._groups.get("trail", {}).get("provenance_link", ())
        return next((v.value for v in values if v.value.startswith(("http:", "https:"))), None)

    def dump(self, source: str, value: str) -> None:
        """Keep one entry of the dump."""
        if self._dumped > _DUMP_CHARACTERS or len(self._dump) >= _DUMP_ENTRIES:
            self.note("dump-cut", entries=len(self._dump))
            return
        text = safe_text(value, limit=_VALUE_LIMIT)
        self._dumped += len(text)
        self._dump.append(RawValue(source=safe_text(source, limit=200), value=text))

    def note(self, name: str, /, **params: str | int) -> None:
        """Note what could not be read: message ``metadata.<name>``."""
        safe = {
            key: safe_text(value, limit=120) if isinstance(value, str) else value
            for key, value in params.items()
        }
        message = Message(id=f"metadata.{name}", params=safe)
        if len(self._notes) < _NOTE_LIMIT and message not in self._notes:
            self._notes.append(message)

    def finish(self) -> Metadata:
        """The record of everything gathered."""
        return Metadata(
            groups={
                group: {name: tuple(values) for name, values in fields.items()}
                for group, fields in self._groups.items()
            },
            dates=tuple(self._dates),
            position=self.position,
            bearing=self.bearing,
            notes=tuple(self._notes),
            dump=tuple(self._dump),
        )
