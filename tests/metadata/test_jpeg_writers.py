"""Tables on record: found in every layout of segments, told apart by sampling, and no others."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, JpegPresets

from provcheck.image import JpegCoding, read_blocks
from provcheck.metadata import jpeg_writers


def coding(quality: str | int) -> JpegCoding:
    pixels = np.random.default_rng(5).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=quality)
    blocks = read_blocks(buffer.getvalue())
    assert blocks is not None and blocks.jpeg is not None
    return blocks.jpeg


@pytest.mark.parametrize("preset", sorted(set(JpegPresets.presets)))
def test_each_photoshop_setting_that_pillow_knows_is_on_record(preset: str) -> None:
    assert "Adobe Photoshop" in {writer.name for writer in jpeg_writers(coding(preset))}


def test_the_layout_of_the_segments_does_not_matter() -> None:
    found = coding("web_high")
    assert len(found.table_segments) == 2
    joined = JpegCoding(
        table_segments=(b"".join(found.table_segments),), components=found.components
    )
    assert jpeg_writers(joined) == jpeg_writers(found) != ()


def test_other_sampling_and_other_tables_are_not_on_record() -> None:
    assert jpeg_writers(JpegCoding()) == ()
    first = coding("web_high")
    (number, _, _, table), *others = first.components
    halved = ((number, 2, 2, table), *others)
    assert jpeg_writers(replace(first, components=halved)) == ()
    changed = bytearray(first.table_segments[0])
    changed[-1] ^= 1
    other = JpegCoding(
        table_segments=(bytes(changed), first.table_segments[1]), components=first.components
    )
    assert jpeg_writers(other) == ()
