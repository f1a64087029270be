"""Made-up files and relations for the tests of groups."""

from factories import sha256

from provcheck.groups import ScannedFile
from provcheck.groups.shared import Shared
from provcheck.model import Asset, TypedDate


def scanned(
    name: str,
    *,
    size: tuple[int, int] = (1600, 1000),
    captured: str | None = None,
    coarseness: float | None = None,
    has_camera: bool = False,
) -> ScannedFile:
    date = TypedDate.parse(captured, type="capture", source="exif:test") if captured else None
    asset = Asset(
        name=name,
        sha256=sha256(name),
        pixel_sha256=sha256(f"pixels of {name}"),
        media_type="image/jpeg",
        byte_size=1000,
        width=size[0],
        height=size[1],
    )
    return ScannedFile(
        name=name,
        asset=asset,
        captured=date,
        coarseness=coarseness,
        has_camera=has_camera,
    )


def copies(subject: str, reference: str) -> Shared:
    """Two pictures that are one."""
    return Shared(subject=subject, reference=reference, relation="same-image")


def cropped(part: str, whole: str, share: float = 0.2) -> Shared:
    """``part`` shows ``share`` of ``whole`` and nothing else."""
    return Shared(
        subject=part,
        reference=whole,
        relation="partial",
        modifications=("re-saved", "cropped"),
        reference_overlap=share,
    )


def put_into(inner: str, outer: str, share: float = 0.2, *, line: bool = True) -> Shared:
    """``outer`` shows all of ``inner`` on ``share`` of its area, with a line around it or not."""
    return Shared(
        subject=inner,
        reference=outer,
        relation="partial",
        modifications=("re-saved", "cropped"),
        reference_overlap=share,
        reference_framed=line,
    )
