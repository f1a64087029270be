"""The notebook of one walk: bounded lists that become a :class:`Blocks`."""

from __future__ import annotations

from provcheck.image.blocks.record import (
    Block,
    Blocks,
    JpegCoding,
    Payload,
    TextEntry,
    Trailer,
)

# Cameras write under 100 blocks; every list is cut here and says so.
_MAX_BLOCKS = 2000
# Payloads of one kind that are read: burst and multi-picture files have a few.
_MAX_PAYLOADS = 16
# Texts of a container: generators write up to a dozen.
_MAX_TEXTS = 100
# Together: more than any program writes, less than hurts.
_MAX_TEXT_BYTES = 8_000_000


class Walk:
    """Collects while one container is walked. Nothing here grows with what a file claims."""

    def __init__(self, format: str) -> None:
        self._format = format
        self._blocks: list[Block] = []
        self._payloads: dict[str, list[Payload]] = {"exif": [], "xmp": [], "iptc": []}
        self._texts: list[TextEntry] = []
        self._text_bytes = 0
        self._notes: list[tuple[str, dict[str, str | int]]] = []
        self.icc: bytes | None = None
        self.jpeg: JpegCoding | None = None
        self.trailer: Trailer | None = None
        self.pictures = 1
        self.credentials = False

    def block(self, name: str, offset: int, length: int) -> bool:
        """Keep a block; False when there are too many to go on."""
        if len(self._blocks) >= _MAX_BLOCKS:
            self.note("blocks-capped", limit=_MAX_BLOCKS)
            return False
        self._blocks.append(Block(name=name, offset=offset, length=length))
        return True

    def listed(self, name: str) -> bool:
        """True when a block with this name has been kept."""
        return any(block.name == name for block in self._blocks)

    def payload(self, kind: str, content: bytes) -> None:
        """Keep an ``exif``, ``xmp`` or ``iptc`` payload under a place of its own."""
        kept = self._payloads[kind]
        if not content or any(each.content == content for each in kept):
            return
        if len(kept) >= _MAX_PAYLOADS:
            self.note("payloads-capped", kind=kind, limit=_MAX_PAYLOADS)
            return
        place = kind if not kept else f"{kind}:{len(kept) + 1}"
        kept.append(Payload(place=place, content=content))

    def text(self, place: str, key: str, text: str) -> None:
        """Keep a text of the container."""
        self._text_bytes += len(text)
        if len(self._texts) >= _MAX_TEXTS or self._text_bytes > _MAX_TEXT_BYTES:
            self.note("texts-capped", limit=_MAX_TEXTS)
            return
        self._texts.append(TextEntry(place=place, key=key, text=text))

    def note(self, name: str, /, **params: str | int) -> None:
        """Note what could not be walked: message ``metadata.<name>``."""
        if (name, params) not in self._notes and len(self._notes) < 50:
            self._notes.append((name, params))

    def finish(self) -> Blocks:
        """The record of everything collected."""
        return Blocks(
            format=self._format,
            blocks=tuple(self._blocks),
            exif=tuple(self._payloads["exif"]),
            xmp=tuple(self._payloads["xmp"]),
            iptc=tuple(self._payloads["iptc"]),
            icc=self.icc,
            texts=tuple(self._texts),
            jpeg=self.jpeg,
            trailer=self.trailer,
            pictures=self.pictures,
            credentials=self.credentials,
            notes=tuple(self._notes),
        )
