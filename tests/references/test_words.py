"""The vocabulary that ships with the package."""

from collections.abc import Callable

import numpy as np
import pytest

from provcheck.model import LocalFeatures
from provcheck.references.signatures import components, low_frequencies
from provcheck.references.words import vocabulary_size, words_of

pytest.importorskip("faiss")

MakeFeatures = Callable[[int, int], LocalFeatures]


def test_words_are_the_nearest_ones_nearest_first(new_features: MakeFeatures) -> None:
    values = components(new_features(40, 1))
    words = words_of(values, 5)
    assert words.shape == (40, 5)
    assert ((words >= 0) & (words < vocabulary_size())).all()
    assert np.array_equal(words[:, :2], words_of(values, 2))
    assert all(len(set(row)) == 5 for row in words.tolist())


def test_no_features_have_no_words(new_features: MakeFeatures) -> None:
    assert words_of(components(new_features(0, 1)), 3).shape == (0, 3)


def test_distances_of_low_frequencies_are_those_of_smooth_descriptors() -> None:
    """What varies slowly keeps its distance, what varies fast is left out."""
    slow = np.tile(np.cos(2 * np.pi * np.arange(8) / 8), 16)
    fast = np.kron(np.resize([1.0, -1.0], 16), np.resize([1.0, -1.0], 8))
    rows = np.stack([np.zeros(128), 40 * slow, 40 * fast]).astype(np.float32)
    flat = LocalFeatures(
        kind="rootsift",
        version="1",
        width=10,
        height=10,
        count=3,
        keypoints=bytes(48),
        descriptors=np.rint(rows + 100).astype(np.uint8).tobytes(),
    )
    origin, smooth, rough = low_frequencies(components(flat))
    assert np.linalg.norm(smooth - origin) == pytest.approx(40 * np.linalg.norm(slow), rel=0.01)
    assert np.linalg.norm(rough - origin) < 1
