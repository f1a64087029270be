"""The quantisation tables of Photoshop's settings that Pillow knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Pillow's name -> as Photoshop's dialogs call it.
_NAMES = {
    "web_low": "Save for Web, low",
    "web_medium": "Save for Web, medium",
    "web_high": "Save for Web, high",
    "web_very_high": "Save for Web, very high",
    "web_maximum": "Save for Web, maximum",
    "low": "low",
    "medium": "medium",
    "high": "high",
    "maximum": "maximum",
}


def photoshop_setting(tables: Mapping[int, tuple[int, ...]]) -> str | None:
    """The setting whose tables these are exactly, or None.

    ``tables``: by id, 64 values each, row by row; 0 is luminance and 1 chrominance.
    Photoshop has thirteen levels and a hundred for the web; these are the nine that its menus name.
    """
    from PIL import JpegPresets

    # Two settings share their luminance table, so a grey picture has no name.
    if not {0, 1} <= tables.keys():
        return None
    for key, name in _NAMES.items():
        preset: dict[str, Any] = JpegPresets.presets[key]
        if [tables[0], tables[1]] == [tuple(table) for table in preset["quantization"][:2]]:
            return name
    return None
