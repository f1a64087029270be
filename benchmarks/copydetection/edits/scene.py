"""Another photograph of the same scene, made of one photograph.

No substitute for photographs that were taken twice: near things move against far ones, something
moves on its own, and light and noise are new, but nothing comes into sight from behind.
"""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.copydetection.edits.changing import copy_move
from benchmarks.copydetection.edits.studio import Edit, Pixels, Studio, clipped, pixels

_LAYERS = 5
_GRID = (64, 48)  # pixels, at which the scene is divided into layers
_TRIMMED = 0.06  # share of each side: what a move leaves open there


def parallax(base: float) -> Edit:
    """The camera moved sideways; the nearest layer moves by ``base`` of the width."""

    def edit(picture: Image.Image, studio: Studio) -> Image.Image:
        moved = copy_move(0.02)(picture, studio)
        whole = pixels(moved)
        height, width = whole.shape[:2]
        layers = _layers(whole)
        direction = studio.between(-0.3, 0.3), studio.sign()
        shown = whole.copy()
        for number in range(_LAYERS):  # the farthest first, each covered by the nearer ones
            near = number / (_LAYERS - 1)
            shift = base * (near - 0.5) * width
            zoom = 1 + base * 0.6 * near
            matrix = np.array(
                [
                    (zoom, 0, direction[1] * shift + (1 - zoom) * width / 2),
                    (0, zoom, direction[0] * shift + (1 - zoom) * height / 2),
                ]
            )
            mask = (layers == number).astype(np.uint8)
            there = cv2.warpAffine(mask, matrix, (width, height), flags=cv2.INTER_NEAREST)
            seen = cv2.warpAffine(whole, matrix, (width, height), borderMode=cv2.BORDER_REFLECT)
            shown = np.where(there[:, :, None] > 0, seen, shown)
        return _taken_again(shown, studio)

    return edit


def _layers(whole: Pixels) -> NDArray[np.uint8]:
    """Number of the layer of each pixel, 0 the farthest: alike in colour and place, low is near."""
    height, width = whole.shape[:2]
    small = cv2.GaussianBlur(cv2.resize(whole, _GRID, interpolation=cv2.INTER_AREA), (0, 0), 1)
    y, x = np.mgrid[0 : _GRID[1], 0 : _GRID[0]]
    places = np.stack([x * 90 / _GRID[0], y * 150 / _GRID[1]], axis=2)
    samples = np.concatenate([small, places], axis=2).reshape(-1, 5).astype(np.float32)
    start = (y * _LAYERS // _GRID[1]).reshape(-1, 1).astype(np.int32)
    rule = (cv2.TERM_CRITERIA_MAX_ITER, 12, 0.0)
    _, found, centres = cv2.kmeans(samples, _LAYERS, start, rule, 1, cv2.KMEANS_USE_INITIAL_LABELS)
    order = np.argsort(np.argsort(centres[:, 4]))
    labels = order[np.asarray(found).reshape(_GRID[1], _GRID[0])].astype(np.uint8)
    smooth = [
        cv2.GaussianBlur(cv2.resize((labels == n).astype(np.float32), (width, height)), (0, 0), 5)
        for n in range(_LAYERS)
    ]
    nearest: NDArray[np.uint8] = np.argmax(np.stack(smooth), axis=0).astype(np.uint8)
    return nearest


def _taken_again(shown: Pixels, studio: Studio) -> Image.Image:
    """A frame trimmed a little unevenly, another exposure and white balance, fresh noise."""
    height, width = shown.shape[:2]
    left = round(width * _TRIMMED * studio.between(0.5, 1.0))
    top = round(height * _TRIMMED * studio.between(0.5, 1.0))
    part = shown[top : height - top, left : width - left].astype(np.float32)
    gains = studio.rng.uniform(0.93, 1.07, 3) * studio.between(0.8, 1.2)
    noise = studio.noise(part.shape[0], part.shape[1])[:, :, None] * 5
    return clipped(part * gains.astype(np.float32) + noise)
