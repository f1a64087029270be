"""One pass over everything a file says about itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version

from provcheck.image import (
    Blocks,
    JpegCoding,
    Payload,
    Subject,
    TiffStream,
    open_embedded,
)
from provcheck.metadata.ai_marks import ai_marks
from provcheck.metadata.credentials import read_credentials
from provcheck.metadata.exif import read_tags
from provcheck.metadata.fields import (
    read_fields,
    read_maker_note,
    read_user_comment,
    read_windows_texts,
)
from provcheck.metadata.gathering import Gathering
from provcheck.metadata.gps import read_gps
from provcheck.metadata.icc import profile_name
from provcheck.metadata.iptc import read_iptc
from provcheck.metadata.jpeg_writers import jpeg_writers
from provcheck.metadata.quality import standard_quality
from provcheck.metadata.thumbnail import embedded_thumbnail
from provcheck.metadata.times import read_file_name, read_times
from provcheck.metadata.traces import platform_traces
from provcheck.metadata.xmp import read_packet
from provcheck.metadata.xmp_fields import read_xmp
from provcheck.model import Metadata
from provcheck.settings import TrustAnchors

# Exif thumbnails are 160 x 120 by convention; some makers embed up to 640 x 480.
_MAX_THUMBNAIL_PIXELS = 2_000_000

# PNG keywords with a meaning of their own (PNG 3rd edition, section 11.3.3.1).
_PNG_TEXT = {
    "Title": ("text", "title"),
    "Software": ("software", "software"),
    "Description": ("text", "description"),
    "Author": ("text", "artist"),
    "Copyright": ("text", "copyright"),
}


def read_metadata(subject: Subject, trust: TrustAnchors | None = None) -> Metadata:
    """Read EXIF, XMP, IPTC, texts, JPEG structure, colour profile, thumbnail, Content Credentials.

    ``trust``: signers that the user trusts.
    Never raises for what stands in the file: what cannot be read becomes a note. Values are
    kept side by side with their sources, never merged.
    """
    gathering = Gathering()
    _read_blocks(subject.blocks, subject.asset.name, gathering)
    _read_thumbnail(subject, gathering)
    _read_image(subject, gathering)
    remote = gathering.remote_manifest()
    credentials = read_credentials(subject.content, subject.blocks, remote, trust)
    if credentials.signed_at is not None:
        gathering.date(credentials.signed_at, type="signed", source="c2pa")
    found = replace(gathering.finish(), credentials=credentials)
    return _with_marks(found, subject.asset.name, subject.blocks)


def read_file_metadata(blocks: Blocks, name: str) -> Metadata:
    """The same without the picture: for files whose pixels cannot be decoded."""
    gathering = Gathering()
    _read_blocks(blocks, name, gathering)
    return _with_marks(gathering.finish(), name, blocks)


def _with_marks(metadata: Metadata, name: str, blocks: Blocks) -> Metadata:
    coding = blocks.jpeg
    long_side = max(coding.width, coding.height) if coding is not None else None
    return replace(
        metadata,
        ai_marks=ai_marks(metadata),
        traces=platform_traces(metadata, name, long_side),
    )


def _read_blocks(blocks: Blocks, name: str, gathering: Gathering) -> None:
    for note, params in blocks.notes:
        gathering.note(note, **params)
    for payload in blocks.exif:
        _read_exif(payload, gathering)
    for payload in blocks.iptc:
        for record in read_iptc(payload.place, payload.content, gathering):
            gathering.dump(f"{payload.place}:{record.record}:{record.number}", record.text)
    for payload in blocks.xmp:
        packet = read_packet(payload.place, payload.content, gathering)
        if packet is not None:
            read_xmp(packet, gathering)
            for each in packet.properties:
                gathering.dump(packet.source(each.path), each.text)
    _read_texts(blocks, gathering)
    read_file_name(name, gathering)
    _read_jpeg(blocks, gathering)
    _read_profile(blocks, gathering)
    for block in blocks.blocks:
        gathering.dump("block", f"{block.name} at {block.offset}, {block.length} B")


def _read_exif(payload: Payload, gathering: Gathering) -> None:
    tags = read_tags(payload.content, gathering, payload.place)
    read_fields(tags, gathering)
    read_times(tags, gathering)
    read_gps(tags, gathering)
    tiff = TiffStream(payload.content)
    read_user_comment(tiff, payload.place, gathering)
    read_windows_texts(tiff, payload.place, gathering)
    read_maker_note(tiff, payload.place, gathering)
    for source, value in tags.everything():
        gathering.dump(source, value)


def _read_texts(blocks: Blocks, gathering: Gathering) -> None:
    for entry in blocks.texts:
        source = f"{entry.place}:{entry.key}" if entry.key else entry.place
        gathering.dump(source, entry.text)
        if entry.place.endswith(":comment"):
            group, field = "text", "comment"
        elif entry.place == "jpeg:trailer":
            group, field = "ai", "samsung_edit"
        elif entry.place == "png:tIME":
            group, field = "png", "time"
        else:
            slug = re.sub(r"[^a-z0-9]+", "_", entry.key.lower())[:60]
            group, field = _PNG_TEXT.get(entry.key, ("png", slug or "text"))
        gathering.add(group, field, entry.text, source=source, reader="provcheck")


def _read_jpeg(blocks: Blocks, gathering: Gathering) -> None:
    coding = blocks.jpeg
    if coding is None:
        return
    if coding.tables:
        for name in _tables_named(coding):
            gathering.add(
                "jpeg",
                "quality",
                name,
                raw=" ".join(str(value) for value in coding.tables.get(0, ())),
                source="jpeg:DQT",
                reader="provcheck",
            )
    huffman = {True: "standard", False: "own", None: None}[coding.standard_huffman]
    facts = {
        "subsampling": (coding.subsampling, "jpeg:SOF"),
        "progressive": ("yes" if coding.progressive else "no", "jpeg:SOF"),
        "huffman": (huffman, "jpeg:DHT"),
        "scans": (str(coding.scans), "jpeg:SOS"),
        "pictures": (str(blocks.pictures) if blocks.pictures > 1 else None, "jpeg:APP2 MPF"),
    }
    for field, (value, source) in facts.items():
        if value is not None:
            gathering.add("jpeg", field, value, source=source, reader="provcheck")


def _tables_named(coding: JpegCoding) -> Sequence[str]:
    """What the quantisation tables are called: one name, or each writer on record for them."""
    quality = standard_quality(coding.tables)
    if quality is not None:
        return [f"IJG {quality}"]
    return [writer.label for writer in jpeg_writers(coding)] or ["own tables"]


def _read_profile(blocks: Blocks, gathering: Gathering) -> None:
    profile = blocks.icc
    if profile is None:
        return
    size = f"{len(profile)} B"
    gathering.add("icc", "size", size, source="icc", reader="provcheck")
    name = profile_name(profile)
    if name is not None:
        gathering.add("icc", "name", name, source="icc:desc", reader="provcheck")


def _read_thumbnail(subject: Subject, gathering: Gathering) -> None:
    data = embedded_thumbnail(subject)
    if data is None:
        return
    source = "exif:IFD1"
    pixels = open_embedded(data, _MAX_THUMBNAIL_PIXELS)
    if pixels is None:
        gathering.note("thumbnail-unreadable", size=len(data))
        return
    height, width = pixels.shape[:2]
    facts = {"width": width, "height": height, "byte_size": len(data)}
    for name, value in facts.items():
        gathering.add("thumbnail", name, str(value), source=source, reader="provcheck")


def _read_image(subject: Subject, gathering: Gathering) -> None:
    facts = {
        "format": subject.format,
        "mode": subject.mode,
        "frames": str(subject.frames),
    }
    for name, value in facts.items():
        gathering.add("image", name, value, source="container", reader="pillow")


def libraries() -> dict[str, str]:
    """The libraries that decide in this room, with their versions."""
    import exifread

    return {"exifread": exifread.__version__, **_credentials_library()}


def _credentials_library() -> dict[str, str]:
    """The version of c2pa-python, by its installed record: importing it loads a large library."""
    try:
        return {"c2pa-python": version("c2pa-python")}
    except PackageNotFoundError:
        return {}
