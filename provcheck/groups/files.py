"""What is kept of each examined file for grouping: a few facts instead of its report."""

from __future__ import annotations

from dataclasses import dataclass

from provcheck.model import Asset, Report, TypedDate

_TABLE_SIZE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedFile:
    """``name``: path below the folder, as shown. ``captured``: the earliest capture date.

    ``coarseness``: mean of the 64 values of the JPEG's luminance quantisation table, 1 (finest)
    to 255; None for other formats, which cannot be compared with it. ``has_camera``: whether a
    camera is named.
    """

    name: str
    asset: Asset
    captured: TypedDate | None = None
    coarseness: float | None = None
    has_camera: bool = False

    @property
    def pixels(self) -> int:
        return self.asset.width * self.asset.height


def scanned_file(report: Report, name: str) -> ScannedFile:
    """The facts of one report. ``name``: how the file is shown."""
    dates = [date for date in report.metadata.dates if date.type == "capture"]
    camera = (report.metadata.first("camera", field) for field in ("make", "model"))
    return ScannedFile(
        name=name,
        asset=report.subject,
        captured=min(dates, key=lambda date: date.span(), default=None),
        coarseness=_coarseness(report),
        has_camera=any(camera),
    )


def _coarseness(report: Report) -> float | None:
    tables = report.metadata.values("jpeg", "quality")
    if not tables:
        return None
    try:
        steps = [int(step) for step in tables[0].raw.split()]
    except ValueError:
        return None
    return sum(steps) / len(steps) if len(steps) == _TABLE_SIZE else None
