"""How a picture lies in its thumbnail: turned, padded with bars, or cut since.

Pictures are (height, width, 3) uint8 RGB. The thresholds were measured on camera files with
their own thumbnails and on thumbnails made from other pictures (see the check's card for rates).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provcheck.image import displayed_way

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Plane = NDArray[np.float32]

_LONG_SIDE = 160  # the usual thumbnail (DCF 2.0); larger ones are reduced to it
# Normalised correlations of picture and thumbnail.
_FITS, _CROP_FITS = 0.90, 0.88
# A crop must explain the thumbnail better than the whole frame: by this share of what the latter
# leaves unexplained, but by no less than the first and no more than the second of the others.
_CROP_PART, _CROP_LEAST, _CROP_MOST = 0.5, 0.01, 0.05
_CROP_SHARE = 0.90  # share of the frame above which it is rounding and sensor border
_MIN_CROP = 24  # thumbnail pixels; smaller templates fit anywhere
_BAR_NOISE = 12.0  # grey levels: JPEG ringing inside a letterbox bar


@dataclass(frozen=True, slots=True)
class Placement:
    """A thumbnail turned and without bars, and how the picture lies in it.

    ``share`` is 1 when the picture fills the frame.
    """

    frame: Pixels
    correlation: float
    share: float = 1.0


def placed(picture: Pixels, thumbnail: Pixels, orientation: int) -> Placement:
    """The best placement over the turns of the thumbnail.

    Cameras store picture and thumbnail in sensor orientation; programs that turn the picture
    often forget the thumbnail. Other turns are only tried when the expected one does not fit.
    """
    import numpy as np

    turns = [displayed_way(thumbnail, orientation), *(np.rot90(thumbnail, k) for k in range(4))]
    best: Placement | None = None
    for turn in turns:
        placement = _place(picture, _reduced(np.ascontiguousarray(turn)))
        if best is None or placement.correlation > best.correlation:
            best = placement
        if placement.correlation >= _FITS:
            break
    assert best is not None  # there is always a first turn
    return best


def _place(picture: Pixels, thumbnail: Pixels) -> Placement:
    """``thumbnail`` as turned, with its bars."""
    import numpy as np

    aspect = picture.shape[1] / picture.shape[0]
    frame = np.ascontiguousarray(_without_bars(thumbnail, aspect))
    whole = correlation(_soft(_fit(picture, frame)), _soft(frame))
    if whole >= 1 - _CROP_LEAST:
        return Placement(frame, whole)
    cropped, share = _search_crop(picture, _unpadded(thumbnail))
    gain = min(max(_CROP_PART * (1 - whole), _CROP_LEAST), _CROP_MOST)
    if cropped > max(whole + gain, _CROP_FITS) and share < _CROP_SHARE:
        return Placement(frame, cropped, share)
    return Placement(frame, whole)


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


def _unpadded(thumbnail: Pixels) -> Pixels:
    """Without black bars of one width at two opposite sides, whatever was shown between them."""
    import numpy as np

    for axis in (0, 1):
        lines = np.moveaxis(thumbnail, axis, 0).reshape(thumbnail.shape[axis], -1)
        shown = np.nonzero(lines.max(axis=1) > 2 * _BAR_NOISE)[0]
        if not len(shown):
            return thumbnail
        before, after = int(shown[0]), thumbnail.shape[axis] - 1 - int(shown[-1])
        if min(before, after) >= 2 and abs(before - after) <= 2:
            kept = np.arange(before, thumbnail.shape[axis] - after)
            thumbnail = np.ascontiguousarray(thumbnail.take(kept, axis=axis))
    return thumbnail


def grey(pixels: Pixels | Plane) -> Plane:
    import numpy as np

    weights = np.array([0.299, 0.587, 0.114], dtype=np.float32)  # ITU-R BT.601
    return np.ascontiguousarray(pixels.astype(np.float32) @ weights)


def _soft(pixels: Pixels) -> Plane:
    """Grey and slightly blurred: thumbnails are made with filters of every sharpness."""
    import cv2
    import numpy as np

    return np.asarray(cv2.GaussianBlur(grey(pixels), (0, 0), 0.8), dtype=np.float32)


def correlation(first: Plane, second: Plane) -> float:
    import numpy as np

    first, second = first - first.mean(), second - second.mean()
    scale = float(np.sqrt((first**2).sum() * (second**2).sum()))
    return float((first * second).sum()) / scale if scale > 0 else 0.0


def _search_crop(picture: Pixels, thumbnail: Pixels) -> tuple[float, float]:
    """Correlation and area share of the best place of the whole picture inside the thumbnail.

    Sizes from 30 to 100 % of its width in steps of 3 %, then finer around the best.
    """
    import numpy as np

    soft = _soft(thumbnail)
    best = max(_peak(picture, soft, float(s)) for s in np.geomspace(0.3, 1.0, 41))
    finer = (best[2] * (1 + step / 200) for step in range(-5, 6))
    best = max(best, *(_peak(picture, soft, scale) for scale in finer))
    return best[:2]


def _peak(picture: Pixels, soft: Plane, scale: float) -> tuple[float, float, float]:
    """Best correlation of the picture at ``scale`` of the softened thumbnail's width, its share,
    scale."""
    import cv2

    height, width = soft.shape
    wide = round(width * scale)
    high = round(wide * picture.shape[0] / picture.shape[1])
    if high > height or wide > width or min(wide, high) < _MIN_CROP:
        return 0.0, 1.0, scale
    template = _soft(_resized(picture, wide, high))
    peak = float(cv2.matchTemplate(soft, template, cv2.TM_CCOEFF_NORMED).max())
    return peak, round(wide * high / (width * height), 3), scale
