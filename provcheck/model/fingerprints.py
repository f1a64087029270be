"""Values computed from an asset by which copies of it are found again."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """``value`` is lower-case hex of ``bits`` bits.

    ``version`` names algorithm, library version and decode recipe together: values are only
    ever compared when ``kind`` and ``version`` are equal.
    """

    kind: str
    version: str
    bits: int
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalFeatures:
    """Local features of one picture, packed for storage.

    ``width``, ``height``: size in pixels of the picture the coordinates refer to (oriented).
    ``keypoints``: ``count`` rows of 4 little-endian float32 (x, y, diameter, angle in degrees).
    ``descriptors``: ``count`` rows of 128 uint8.
    """

    kind: str
    version: str
    width: int
    height: int
    count: int
    keypoints: bytes
    descriptors: bytes
