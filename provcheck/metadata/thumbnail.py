"""The small JPEG that cameras embed beside the picture (Exif 3.0, section 4.5.8)."""

from provcheck.image import Subject, TiffStream

_OFFSET, _LENGTH = 0x0201, 0x0202  # JPEGInterchangeFormat and its length
# In a JPEG file the whole EXIF block has at most 64 kB; TIFF files may hold a little more.
_MAX_BYTES = 1_000_000


def exif_stream(subject: Subject) -> bytes | None:
    """The TIFF stream with the subject's EXIF entries, or None when it has none."""
    exif = subject.blocks.exif
    return exif[0].content if exif else None


def embedded_thumbnail(subject: Subject) -> bytes | None:
    """The bytes of the embedded EXIF thumbnail (a JPEG stream), or None when there is none.

    The slice is bounded by the EXIF block and by 1 MB; it is not checked to be decodable (use
    :func:`provcheck.image.open_embedded` for that).
    """
    stream = exif_stream(subject)
    if stream is None:
        return None
    tiff = TiffStream(stream)
    directory = tiff.directory("IFD1")
    offset, length = (tiff.value(directory.get(tag)) for tag in (_OFFSET, _LENGTH))
    if not offset or not length or length > _MAX_BYTES:
        return None
    data = stream[offset : offset + length]
    return data if data.startswith(b"\xff\xd8") else None
