"""The pixel work behind ``thumbnail-differs``: place, align, fit the colours, look for residuals.

Pictures are (height, width, 3) uint8 RGB. The thresholds were measured on camera files with
their own thumbnails and on thumbnails made from other pictures (see the check's card for rates).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Plane = NDArray[np.float32]

Kind = Literal["same", "cropped", "areas", "other-picture", "too-plain"]

_LONG_SIDE = 160  # the usual thumbnail (DCF 2.0); larger ones are reduced to it
_PLAIN = 6.0  # standard deviation in grey levels below which there is nothing to compare
# Normalised correlations of picture and thumbnail.
_FITS, _CROP_FITS = 0.90, 0.88
# Below both, the thumbnail shows something else; the second is after alignment and colour fit.
_RELATED, _RELATED_FITTED = 0.80, 0.85
_CROP_GAIN = 0.05  # a crop must explain the thumbnail this much better than the whole frame
_CROP_SHARE = 0.90  # share of the frame above which it is rounding and sensor border
_MIN_CROP = 24  # thumbnail pixels; smaller templates fit anywhere
_BAR_NOISE = 12.0  # grey levels: JPEG ringing inside a letterbox bar
# ``python -m benchmarks.thumbnails --split tune --residuals`` prints the strongest residuals of
# unchanged copies and those of inserted flags and captions.
_RESIDUAL = 6.5
_MAX_STRETCH = 0.06  # an alignment that needs more has locked on to something else
_EDGE = 3  # outermost thumbnail pixels left out: interpolation and rounding of the frame


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the thumbnail shows against the picture.

    ``share``: of the thumbnail's frame that the picture covers. ``regions``: left, top, right,
    bottom in fractions of the picture as displayed, and the strongest residual inside.
    """

    kind: Kind
    share: float = 1.0
    regions: tuple[tuple[float, float, float, float, float], ...] = ()
    measures: dict[str, float] = field(default_factory=dict)


def compare_thumbnail(picture: Pixels, thumbnail: Pixels, orientation: int) -> Comparison:
    """Compare a picture as displayed with its thumbnail as stored.

    ``orientation``: the EXIF value (1 to 8) that was applied to the picture.
    """
    if min(float(_grey(thumbnail).std()), float(_grey(picture).std())) < _PLAIN:
        return Comparison("too-plain")
    placed = _placed(picture, thumbnail, orientation)
    measures = {"correlation": round(placed.correlation, 3)}
    if placed.share < 1:
        return Comparison("cropped", share=placed.share, measures=measures)
    frame = placed.frame
    own = _colours_fitted(_aligned(_fit(picture, frame), frame), frame)
    fitted = _correlation(_grey(own), _grey(frame))
    if placed.correlation < _RELATED and fitted < _RELATED_FITTED:
        return Comparison("other-picture", measures=measures)
    regions, strongest = _changed(own, frame)
    measures["strongest_residual"] = round(strongest, 2)
    return Comparison("areas" if regions else "same", regions=regions, measures=measures)


@dataclass(frozen=True, slots=True)
class _Placement:
    """A thumbnail turned and without bars, and how the picture lies in it.

    ``share`` is 1 when the picture fills the frame.
    """

    frame: Pixels
    correlation: float
    share: float = 1.0


def _placed(picture: Pixels, thumbnail: Pixels, orientation: int) -> _Placement:
    """The best placement over the turns of the thumbnail.

    Cameras store picture and thumbnail in sensor orientation; programs that turn the picture
    often forget the thumbnail. Other turns are only tried when the expected one does not fit.
    """
    import numpy as np

    turns = [_turned(thumbnail, orientation), *(np.rot90(thumbnail, k) for k in range(4))]
    best: _Placement | None = None
    for turn in turns:
        placement = _place(picture, _reduced(np.ascontiguousarray(turn)))
        if best is None or placement.correlation > best.correlation:
            best = placement
        if placement.correlation >= _FITS:
            break
    assert best is not None  # there is always a first turn
    return best


def _place(picture: Pixels, thumbnail: Pixels) -> _Placement:
    import numpy as np

    aspect = picture.shape[1] / picture.shape[0]
    frame = np.ascontiguousarray(_without_bars(thumbnail, aspect))
    whole = _correlation(_soft(_fit(picture, frame)), _soft(frame))
    if whole >= _FITS:
        return _Placement(frame, whole)
    cropped, share = _search_crop(picture, thumbnail)
    if cropped > max(whole + _CROP_GAIN, _CROP_FITS) and share < _CROP_SHARE:
        return _Placement(frame, cropped, share)
    return _Placement(frame, whole)


def _turned(pixels: Pixels, orientation: int) -> Pixels:
    """Apply an EXIF orientation (Exif 3.0, 4.6.5.1.5) to stored pixels."""
    import numpy as np

    if orientation in (2, 4, 5, 7):
        pixels = pixels[:, ::-1]
    return np.rot90(pixels, {3: 2, 4: 2, 5: 1, 6: 3, 7: 3, 8: 1}.get(orientation, 0))


def _reduced(pixels: Pixels) -> Pixels:
    scale = _LONG_SIDE / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    return _resized(
        pixels, max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
    )


def _resized(pixels: Pixels, width: int, height: int) -> Pixels:
    import cv2
    import numpy as np

    resized = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(resized, dtype=np.uint8)


def _fit(picture: Pixels, frame: Pixels) -> Pixels:
    """The picture area-averaged to the frame's size."""
    return _resized(picture, frame.shape[1], frame.shape[0])


def _without_bars(frame: Pixels, aspect: float) -> Pixels:
    """Cut the flat bars that pad a picture of this aspect (width / height) to the thumbnail's."""
    height, width = frame.shape[:2]
    if aspect < width / height:
        return _without_bars(frame.transpose(1, 0, 2), 1 / aspect).transpose(1, 0, 2)
    bar = (height - width / aspect) / 2
    inner = int(bar) - 1  # the row at the seam is mixed with the picture
    if inner < 2:
        return frame
    for rows in (frame[:inner], frame[height - inner :]):
        if float(rows.std(axis=(0, 1)).max()) > _BAR_NOISE:
            return frame
    top = round(bar)
    return frame[top : height - top]


def _grey(pixels: Pixels | Plane) -> Plane:
    import numpy as np

    weights = np.array([0.299, 0.587, 0.114], dtype=np.float32)  # ITU-R BT.601
    return np.ascontiguousarray(pixels.astype(np.float32) @ weights)


def _soft(pixels: Pixels) -> Plane:
    """Grey and slightly blurred: thumbnails are made with filters of every sharpness."""
    import cv2
    import numpy as np

    return np.asarray(cv2.GaussianBlur(_grey(pixels), (0, 0), 0.8), dtype=np.float32)


def _correlation(first: Plane, second: Plane) -> float:
    import numpy as np

    first, second = first - first.mean(), second - second.mean()
    scale = float(np.sqrt((first**2).sum() * (second**2).sum()))
    return float((first * second).sum()) / scale if scale > 0 else 0.0


def _search_crop(picture: Pixels, thumbnail: Pixels) -> tuple[float, float]:
    """Correlation and area share of the best place of the whole picture inside the thumbnail.

    Sizes from 30 to 100 % of its width in steps of 3 %, then finer around the best.
    """
    import numpy as np

    best = max(_peak(picture, thumbnail, float(s)) for s in np.geomspace(0.3, 1.0, 41))
    finer = (best[2] * (1 + step / 200) for step in range(-5, 6))
    best = max(best, *(_peak(picture, thumbnail, scale) for scale in finer))
    return best[:2]


def _peak(picture: Pixels, thumbnail: Pixels, scale: float) -> tuple[float, float, float]:
    """Best correlation of the picture at ``scale`` of the thumbnail's width, its share, scale."""
    import cv2

    height, width = thumbnail.shape[:2]
    wide = round(width * scale)
    high = round(wide * picture.shape[0] / picture.shape[1])
    if high > height or wide > width or min(wide, high) < _MIN_CROP:
        return 0.0, 1.0, scale
    template = _soft(_resized(picture, wide, high))
    peak = float(cv2.matchTemplate(_soft(thumbnail), template, cv2.TM_CCOEFF_NORMED).max())
    return peak, round(wide * high / (width * height), 3), scale


def _changed(
    own: Plane, frame: Pixels
) -> tuple[tuple[tuple[float, float, float, float, float], ...], float]:
    """Regions whose residual neither noise nor edges explain, and the strongest residual.

    Residuals count in multiples of their own median plus one grey level plus 0.35 of the local
    gradient, averaged over 5 x 5 thumbnail pixels.
    """
    import cv2
    import numpy as np

    residual = np.abs(own - frame.astype(np.float32)).mean(axis=2)
    grey = _grey(frame)
    slope = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)) / 4
    expected = float(np.median(residual)) + 1 + 0.35 * slope
    z = cv2.blur((residual / expected).astype(np.float32), (5, 5))
    z[:_EDGE], z[-_EDGE:], z[:, :_EDGE], z[:, -_EDGE:] = 0, 0, 0, 0
    marks = cv2.dilate((z > _RESIDUAL).astype(np.uint8), np.ones((5, 5), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(marks)
    height, width = z.shape
    regions = []
    for label in range(1, count):
        x, y, wide, high = (int(value) for value in stats[label][:4])
        strongest = float(z[y : y + high, x : x + wide].max())
        box = (x / width, y / height, (x + wide) / width, (y + high) / height)
        regions.append((*box, strongest))
    return tuple(regions), float(z.max())


def _aligned(own: Pixels, frame: Pixels) -> Pixels:
    """Shift and stretch ``own`` by fractions of a pixel onto ``frame`` (ECC, Evangelidis 2008)."""
    import cv2
    import numpy as np

    start = np.eye(2, 3, dtype=np.float32)
    everywhere = np.full(frame.shape[:2], 255, dtype=np.uint8)
    stop = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 40, 1e-4)
    try:
        _, found = cv2.findTransformECC(
            _grey(frame), _grey(own), start, cv2.MOTION_AFFINE, stop, everywhere, 5
        )
    except cv2.error:  # does not converge where the pictures differ too much
        return own
    warp = np.asarray(found, dtype=np.float32)
    if float(np.abs(warp - start)[:, :2].max()) > _MAX_STRETCH:
        return own
    size = (frame.shape[1], frame.shape[0])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    moved = cv2.warpAffine(own, warp, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, dtype=np.uint8)


def _colours_fitted(own: Pixels, frame: Pixels) -> Plane:
    """``own`` with its colours mapped to those of ``frame`` (height, width, 3), outliers aside.

    Each channel is fitted as a quadratic of all three, which covers brightness, contrast,
    saturation and white balance.
    """
    import numpy as np

    values = own.reshape(-1, 3).astype(np.float64) / 255
    basis = np.concatenate([np.ones((len(values), 1)), values, values**2], axis=1)
    wanted = frame.reshape(-1, 3).astype(np.float64)
    fitted = np.empty_like(wanted)
    for channel in range(3):
        kept = np.ones(len(values), dtype=bool)
        for _ in range(6):
            factors = np.linalg.lstsq(basis[kept], wanted[kept, channel], rcond=None)[0]
            fitted[:, channel] = basis @ factors
            error = np.abs(fitted[:, channel] - wanted[:, channel])
            # 2.5 standard deviations, estimated from the median of absolute errors
            kept = error <= 2.5 * (1.4826 * float(np.median(error)) + 0.5)
    return np.asarray(fitted.reshape(own.shape), dtype=np.float32)
