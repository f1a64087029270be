"""One pass over everything a file says about itself."""

import re

from provcheck.image import Subject, open_embedded
from provcheck.metadata.exif import read_tags
from provcheck.metadata.fields import read_fields, read_user_comment
from provcheck.metadata.gathering import Gathering
from provcheck.metadata.gps import read_gps
from provcheck.metadata.icc import profile_name
from provcheck.metadata.quality import standard_quality
from provcheck.metadata.thumbnail import embedded_thumbnail, exif_stream
from provcheck.metadata.tiff import TiffStream
from provcheck.metadata.times import read_file_name, read_times
from provcheck.model import Metadata

# Exif thumbnails are 160 x 120 by convention; some makers embed up to 640 x 480.
_MAX_THUMBNAIL_PIXELS = 2_000_000

# PNG keywords with a meaning of their own (PNG 3rd edition, section 11.3.3.1).
_PNG_TEXT = {
    "Software": ("software", "software"),
    "Description": ("text", "description"),
    "Author": ("text", "artist"),
    "Copyright": ("text", "copyright"),
}
_MAX_PNG_TEXTS = 100


def read_metadata(subject: Subject) -> Metadata:
    """Read EXIF, PNG text, JPEG structure, colour profile, thumbnail facts and the file name.

    Never raises for what stands in the file: what cannot be read becomes a note. Values are
    kept side by side with their sources, never merged.
    """
    gathering = Gathering()
    stream = exif_stream(subject)
    if stream is not None:
        tags = read_tags(stream, gathering)
        read_fields(tags, gathering)
        read_times(tags, gathering)
        read_gps(tags, gathering)
        read_user_comment(TiffStream(stream), gathering)
    _read_png_text(subject, gathering)
    read_file_name(subject.asset.name, gathering)
    _read_jpeg(subject, gathering)
    _read_profile(subject, gathering)
    _read_thumbnail(subject, gathering)
    _read_image(subject, gathering)
    return gathering.finish()


def _read_png_text(subject: Subject, gathering: Gathering) -> None:
    for key, value in subject.details.text[:_MAX_PNG_TEXTS]:
        group, name = _PNG_TEXT.get(key, ("png", re.sub(r"[^a-z0-9]+", "_", key.lower())[:60]))
        gathering.add(group, name or "text", value, source=f"png:{key}", reader="pillow")


def _read_jpeg(subject: Subject, gathering: Gathering) -> None:
    details = subject.details
    if details.comment is not None:
        source = f"{subject.format.lower()}:comment"
        gathering.add("jpeg", "comment", details.comment, source=source, reader="pillow")
    if subject.format != "JPEG":
        return
    if details.quantisation:
        quality = standard_quality(details.quantisation)
        gathering.add(
            "jpeg",
            "quality",
            "own tables" if quality is None else f"IJG {quality}",
            raw=" ".join(str(value) for value in details.quantisation.get(0, ())),
            source="jpeg:DQT",
            reader="provcheck",
        )
    if details.subsampling is not None:
        gathering.add(
            "jpeg", "subsampling", details.subsampling, source="jpeg:SOF", reader="pillow"
        )
    coding = "yes" if details.progressive else "no"
    gathering.add("jpeg", "progressive", coding, source="jpeg:SOF", reader="pillow")


def _read_profile(subject: Subject, gathering: Gathering) -> None:
    profile = subject.details.icc
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
    details = subject.details
    facts = {
        "format": subject.format,
        "mode": details.mode,
        "frames": str(details.frames),
    }
    for name, value in facts.items():
        gathering.add("image", name, value, source="container", reader="pillow")


def libraries() -> dict[str, str]:
    """The libraries that decide in this room, with their versions."""
    import exifread

    return {"exifread": exifread.__version__}
