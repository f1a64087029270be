"""Signatures of local features."""

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from provcheck.model import LocalFeatures
from provcheck.references.signatures import SIGNATURE_BYTES, components, signature

MakeFeatures = Callable[[int, int], LocalFeatures]


def _rows(features: LocalFeatures) -> np.ndarray:
    return np.frombuffer(signature(features), np.uint8).reshape(-1, SIGNATURE_BYTES)


def _with(features: LocalFeatures, descriptors: np.ndarray) -> LocalFeatures:
    packed = np.clip(np.rint(descriptors), 0, 255).astype(np.uint8)
    return dataclasses.replace(features, descriptors=packed.tobytes())


def test_no_features_have_no_signatures(new_features: MakeFeatures) -> None:
    assert signature(new_features(0, 1)) == b""


def test_the_components_keep_all_of_the_descriptor(new_features: MakeFeatures) -> None:
    # An orthogonal basis (up to the lengths of its rows) loses nothing.
    from provcheck.references.signatures import _basis

    basis = _basis()
    product = basis.T @ basis
    assert np.allclose(product, np.diag(np.diag(product)), atol=1e-3)
    assert np.diag(product).min() > 0.5
    assert components(new_features(5, 1)).shape == (5, 128)


def test_a_signature_ignores_contrast(new_features: MakeFeatures) -> None:
    features = new_features(50, 3)
    descriptors = np.frombuffer(features.descriptors, np.uint8).reshape(-1, 128) // 2 * 1.0
    doubled = _rows(_with(features, descriptors * 2))
    assert np.bitwise_count(_rows(_with(features, descriptors)) ^ doubled).sum(axis=1).max() <= 1


@pytest.mark.parametrize("noise", [4, 12])
def test_noise_moves_a_signature_less_than_another_feature_is_away(
    new_features: MakeFeatures, noise: float
) -> None:
    features = new_features(300, 4)
    descriptors = np.frombuffer(features.descriptors, np.uint8).reshape(-1, 128).astype(float)
    shaken = descriptors + np.random.default_rng(1).normal(0, noise, descriptors.shape)
    first, second = _rows(features), _rows(_with(features, shaken))
    same = np.bitwise_count(first ^ second).sum(axis=1)
    other = np.bitwise_count(first ^ np.roll(second, 1, axis=0)).sum(axis=1)
    assert np.median(same) < 12
    assert other.min() > same.max()
