"""The notebook that the readers of this package write into while one file is read."""

from provcheck.model import DateType, Message, Metadata, MetadataValue, Position, TypedDate
from provcheck.safe_text import safe_text

# Longest text kept of one value. A caption or a generator's prompt fits; a bomb does not.
_VALUE_LIMIT = 20_000
# Most notes kept: a file broken in a thousand places need not be described a thousand times.
_NOTE_LIMIT = 50


class Gathering:
    """Collects values, dates and notes; :meth:`finish` turns them into the frozen record."""

    def __init__(self) -> None:
        self._groups: dict[str, dict[str, list[MetadataValue]]] = {}
        self._dates: list[TypedDate] = []
        self._notes: list[Message] = []
        self.position: Position | None = None

    def add(
        self, group: str, name: str, value: str, *, source: str, reader: str, raw: str | None = None
    ) -> None:
        """Keep one value; empty text is nothing. Every text is made safe here."""
        shown = safe_text(value.strip(), limit=_VALUE_LIMIT)
        if not shown:
            return
        kept = MetadataValue(
            value=shown,
            raw=safe_text(value if raw is None else raw, limit=_VALUE_LIMIT),
            source=safe_text(source, limit=200),
            reader=reader,
        )
        self._groups.setdefault(group, {}).setdefault(name, []).append(kept)

    def date(self, text: str, *, type: DateType, source: str) -> bool:
        """Keep a typed date from ISO text; False (and a note) when there is no such date."""
        try:
            self._dates.append(TypedDate.parse(text, type=type, source=source))
        except ValueError:
            self.note("date-impossible", source=source, raw=text)
            return False
        return True

    def note(self, name: str, **params: str | int) -> None:
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
            notes=tuple(self._notes),
        )
