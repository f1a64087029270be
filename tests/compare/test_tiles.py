"""Tiles are found where they were moved to, and flat or foreign ones are not looked for."""

import cv2
import numpy as np
import pytest
import skimage.data
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from provcheck.compare.fitting import as_homography, fit, homography_terms, polynomial_terms
from provcheck.compare.tiles import look_up

PLANE = cv2.cvtColor(skimage.data.astronaut(), cv2.COLOR_RGB2GRAY).astype(np.float32)[:320, :400]
EVERYWHERE = np.ones(PLANE.shape, dtype=bool)
SEARCH = {"size": 32, "step": 32, "radius": 4}
Matrix = NDArray[np.float64]


def _warped(matrix: Matrix) -> NDArray[np.float32]:
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    size = (PLANE.shape[1], PLANE.shape[0])
    return np.asarray(
        cv2.warpPerspective(PLANE, matrix, size, flags=flags, borderMode=cv2.BORDER_REFLECT),
        dtype=np.float32,
    )


@settings(max_examples=25, deadline=None)
@given(st.floats(-2.5, 2.5), st.floats(-2.5, 2.5))
def test_a_shift_is_found_to_a_fraction_of_a_pixel(across: float, down: float) -> None:
    # The second picture shows at x what the first shows at x + shift.
    moved = _warped(np.array([[1.0, 0, across], [0, 1, down], [0, 0, 1]]))
    tiles = look_up(PLANE, moved, EVERYWHERE, **SEARCH)
    sure = tiles.peak > 0.95
    assert sure.mean() > 0.7
    off = np.median(tiles.shift[sure] + (across, down), axis=0)
    assert np.abs(off).max() < 0.15


def test_an_edge_is_known_across_and_not_along() -> None:
    edge = np.zeros((96, 96), dtype=np.float32)
    edge[:, 48:] = 200
    edge += 4 * np.sin(np.arange(96) / 6)[:, None]  # a little to hold on to along the edge
    soft = np.asarray(cv2.GaussianBlur(edge, (0, 0), 1.5), dtype=np.float32)
    tiles = look_up(soft, soft, np.ones(edge.shape, dtype=bool), size=32, step=16, radius=3)
    across, along = tiles.sharp[:, 0, 0].max(), tiles.sharp[:, 1, 1].max()
    assert across > 2 * along > 0


def test_flat_and_invalid_places_are_left_out() -> None:
    flat = np.full(PLANE.shape, 128, dtype=np.float32)
    assert look_up(flat, flat, EVERYWHERE, **SEARCH).count == 0
    left_half = EVERYWHERE.copy()
    left_half[:, 200:] = False
    tiles = look_up(PLANE, PLANE, left_half, **SEARCH)
    assert tiles.count > 0
    assert tiles.centre[:, 0].max() + 16 + 4 <= 200.5


@pytest.mark.parametrize("side", [8, 30])
def test_pictures_smaller_than_a_tile_have_none(side: int) -> None:
    small = PLANE[:side, :side]
    assert look_up(small, small, np.ones(small.shape, dtype=bool), **SEARCH).count == 0


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(-3, 3), min_size=8, max_size=8))
def test_small_parameters_move_points_as_their_homography_does(values: list[float]) -> None:
    parameters = np.array(values)
    points = np.random.default_rng(0).uniform(0, 300, (40, 2))
    shift = homography_terms(points, 400, 320) @ parameters
    matrix = as_homography(parameters, 400, 320)
    mapped = np.column_stack([points, np.ones(40)]) @ matrix.T
    exact = mapped[:, :2] / mapped[:, 2:] - points
    # Linear in the parameters: the rest is of second order.
    assert np.abs(exact - shift).max() < 0.05 * (np.abs(parameters).max() ** 2) + 1e-6


def test_foreign_tiles_do_not_lead_a_fit_astray() -> None:
    turn = np.array([[1.0, 0.004, -1.0], [-0.004, 1.0, 0.8], [0, 0, 1]])
    moved = _warped(turn)
    moved[40:240, 150:330] = np.roll(PLANE, 90, axis=1)[40:240, 150:330]
    tiles = look_up(PLANE, moved, EVERYWHERE, size=32, step=16, radius=4)
    height, width = PLANE.shape
    found = fit(homography_terms(tiles.centre, width, height), tiles)
    assert found is not None
    corners = np.array([[0.0, 0, 1], [width, 0, 1], [0, height, 1], [width, height, 1]])
    # What the second picture shows at x lies in the first at turn(x): the fit undoes that.
    back = corners @ (turn @ as_homography(found.parameters, width, height)).T
    assert np.abs(back[:, :2] / back[:, 2:] - corners[:, :2]).max() < 0.5


def test_too_few_tiles_are_no_fit() -> None:
    tiles = look_up(PLANE[:80, :80], PLANE[:80, :80], EVERYWHERE[:80, :80], **SEARCH)
    assert fit(polynomial_terms(tiles.centre, 80, 80), tiles) is None


def test_one_value_agrees_with_nothing() -> None:
    """OpenCV's normalised correlation of a constant template is 1 everywhere."""
    blocks = np.full(PLANE.shape, 40.0, dtype=np.float32)
    blocks[:, 200:] = 80.0
    tiles = look_up(blocks, PLANE, EVERYWHERE, **SEARCH)
    away_from_the_edge = np.abs(tiles.centre[:, 0] - 200) > 24
    assert away_from_the_edge.sum() > 40
    assert not tiles.still[away_from_the_edge].any()
    assert not tiles.peak[away_from_the_edge].any()
    noise = np.random.default_rng(1).normal(0, 1e-4, PLANE.shape).astype(np.float32)
    assert not look_up(blocks + noise, PLANE, EVERYWHERE, **SEARCH).peak[away_from_the_edge].any()
