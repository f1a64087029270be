"""The curated EXIF fields: camera, exposure, software and text.

Serial numbers inside maker notes are left out: exifread reads some of them wrongly (4 of 33
Nikon files measured).
"""

from provcheck.image import TiffStream
from provcheck.metadata.exif import Tags
from provcheck.metadata.gathering import Gathering

_PICTURE = (
    ("orientation", "Image Orientation"),
    ("exif_width", "EXIF ExifImageWidth"),
    ("exif_height", "EXIF ExifImageLength"),
)

# (group, field, exifread's names)
_TEXTS = (
    ("camera", "make", ("Image Make",)),
    ("camera", "model", ("Image Model",)),
    ("camera", "lens_make", ("EXIF LensMake", "Image LensMake")),
    ("camera", "lens_model", ("EXIF LensModel", "Image LensModel")),
    ("camera", "unique_id", ("EXIF ImageUniqueID", "Image ImageUniqueID")),
    ("camera", "body_serial", ("EXIF BodySerialNumber", "Image BodySerialNumber")),
    ("camera", "lens_serial", ("EXIF LensSerialNumber", "Image LensSerialNumber")),
    ("software", "software", ("Image Software", "EXIF Software")),
    ("software", "processing_software", ("Image ProcessingSoftware", "Image Tag 0x000B")),
    ("software", "host", ("Image HostComputer",)),
    ("text", "description", ("Image ImageDescription",)),
    ("text", "artist", ("Image Artist",)),
    ("text", "copyright", ("Image Copyright",)),
)

_USER_COMMENT, _MAKER_NOTE = 0x9286, 0x927C
# Texts that Windows Explorer writes, UTF-16 in byte arrays (Microsoft, "Photo metadata policies").
_WINDOWS = {
    0x9C9B: ("title", "XPTitle"),
    0x9C9C: ("user_comment", "XPComment"),
    0x9C9D: ("artist", "XPAuthor"),
    0x9C9E: ("keywords", "XPKeywords"),
    0x9C9F: ("subject", "XPSubject"),
}
_COMMENT_LIMIT = 20_000


def read_fields(tags: Tags, gathering: Gathering) -> None:
    """Gather the text fields and the exposure."""
    for group, field, names in _TEXTS:
        for name in names:
            text = tags.text(name)
            if text is not None:
                gathering.add(group, field, text, source=tags.source(name), reader=tags.reader)
    _read_exposure(tags, gathering)
    for field, name in _PICTURE:
        numbers = tags.numbers(name)
        if not numbers:
            continue
        gathering.add(
            "picture",
            field,
            f"{numbers[0]:.0f}",
            raw=tags.raw(name),
            source=tags.source(name),
            reader=tags.reader,
        )


def _read_exposure(tags: Tags, gathering: Gathering) -> None:
    shown = {
        "exposure_time": ("EXIF ExposureTime", _seconds),
        "f_number": ("EXIF FNumber", lambda v: f"f/{v:g}"),
        "iso": ("EXIF ISOSpeedRatings", lambda v: f"{v:g}"),
        "focal_length": ("EXIF FocalLength", lambda v: f"{v:g} mm"),
    }
    for field, (name, show) in shown.items():
        values = tags.numbers(name)
        # Zero is how cameras write "not known" (manual lens without contacts).
        if values and values[0] > 0:
            gathering.add(
                "exposure",
                field,
                show(values[0]),
                raw=tags.raw(name),
                source=tags.source(name),
                reader=tags.reader,
            )


def _seconds(value: float) -> str:
    return f"1/{1 / value:.0f} s" if value < 0.4 else f"{value:g} s"


def read_user_comment(tiff: TiffStream, place: str, gathering: Gathering) -> None:
    """Gather the UserComment: eight bytes naming its character set, then text (Exif 3.0, 4.6.6)."""
    entry = tiff.directory("ExifIFD").get(_USER_COMMENT)
    if entry is None:
        return
    payload = tiff.payload(entry, _COMMENT_LIMIT)
    code, body = payload[:8], payload[8:]
    if code.startswith(b"UNICODE"):
        text = _utf16(body, tiff.order)
    elif code.startswith(b"JIS"):
        text = body.decode("iso2022_jp", "replace")
    else:
        body = body.rstrip(b"\0 ")
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            text = body.decode("cp1252", "replace")
    text = text.strip("\0 \t\r\n")
    gathering.add(
        "text",
        "user_comment",
        text.split("\0", 1)[0],
        raw=text,
        source=f"{place}:ExifIFD:UserComment",
        reader="provcheck",
    )


def read_maker_note(tiff: TiffStream, place: str, gathering: Gathering) -> None:
    """Gather that there is a maker note and its size; what stands in it is the maker's secret."""
    entry = tiff.directory("ExifIFD").get(_MAKER_NOTE)
    if entry is not None and entry.length > 4:
        source = f"{place}:ExifIFD:MakerNote"
        gathering.add(
            "camera", "maker_note", f"{tiff.present(entry)} B", source=source, reader="provcheck"
        )


def read_windows_texts(tiff: TiffStream, place: str, gathering: Gathering) -> None:
    """Gather title, comment, author, keywords and subject as Windows Explorer writes them."""
    directory = tiff.directory("IFD0")
    for tag, (field, name) in _WINDOWS.items():
        entry = directory.get(tag)
        if entry is None:
            continue
        text = tiff.payload(entry, _COMMENT_LIMIT).decode("utf-16-le", "replace").split("\0")[0]
        gathering.add("text", field, text, source=f"{place}:IFD0:{name}", reader="provcheck")


def _utf16(body: bytes, order: str) -> str:
    """UTF-16 in the stream's byte order, unless a mark or the zero bytes say otherwise."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", "replace")
    high, low = body[0::2].count(0), body[1::2].count(0)
    if high == low:
        return body.decode("utf-16-be" if order == ">" else "utf-16-le", "replace")
    return body.decode("utf-16-be" if high > low else "utf-16-le", "replace")
