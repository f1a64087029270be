"""Views for experts: a picture for every picture, whatever its size, and grey."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from provcheck.forensics import EXPERT_PIXELS, EXPERT_VIEWS, ExpertView, expert_view, middle


def noisy(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 255, (height, width, 3), np.uint8)


@settings(max_examples=25, deadline=None)
@given(view=st.sampled_from(EXPERT_VIEWS), height=st.integers(1, 70), width=st.integers(1, 70))
def test_every_size_has_every_view(view: ExpertView, height: int, width: int) -> None:
    shown = expert_view(noisy(height, width), view)
    assert shown.shape == (height, width) and shown.dtype == np.uint8


@given(height=st.integers(1, 20_000), width=st.integers(1, 20_000))
def test_the_window_is_bounded_central_and_on_the_grid(height: int, width: int) -> None:
    rows, columns = middle((height, width), EXPERT_PIXELS)
    assert (rows.stop - rows.start) * (columns.stop - columns.start) <= EXPERT_PIXELS
    assert rows.start % 8 == columns.start % 8 == 0
    assert 0 <= rows.start <= rows.stop <= height and columns.stop <= width


def contrast(view: ExpertView, pixels: np.ndarray, inside: np.ndarray) -> float:
    shown = expert_view(pixels, view).astype(float)
    return float(shown[inside].mean() - shown[~inside].mean())


def test_the_views_show_what_they_are_named_for() -> None:
    inside = np.zeros((256, 256), bool)
    inside[64:192, 64:192] = True
    flat = np.full((256, 256, 3), 128.0)
    rough = flat + np.random.default_rng(2).normal(0, 12, flat.shape) * inside[:, :, None]
    noise = np.clip(rough, 0, 255).astype(np.uint8)
    assert contrast("noise", noise, inside) > 50
    assert contrast("error-level", noise, inside) > 50
    coded = io.BytesIO()
    soft = Image.effect_noise((256, 256), 60).convert("RGB").resize((64, 64)).resize((256, 256))
    soft.save(coded, "JPEG", quality=12)
    blocky = np.asarray(Image.open(coded).convert("RGB"))
    half = np.where(inside[:, :, None], blocky, np.asarray(soft))
    assert contrast("grid", half, inside) > 20


@pytest.mark.parametrize("view", EXPERT_VIEWS)
def test_one_colour_is_one_grey(view: ExpertView) -> None:
    shown = expert_view(np.full((64, 80, 3), 77, np.uint8), view)
    assert len(np.unique(shown)) == 1
