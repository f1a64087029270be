"""Local features: mirrored ones are those of the mirrored picture; coarse ones keep their part."""

import numpy as np
import pytest
import skimage.data

from provcheck.fingerprint import local_features, mirrored_features
from provcheck.model import LocalFeatures

PICTURE = skimage.data.chelsea()


def _rows(features: LocalFeatures) -> tuple[np.ndarray, np.ndarray]:
    points = np.frombuffer(features.keypoints, dtype="<f4").reshape(-1, 4)
    return points, np.frombuffer(features.descriptors, dtype=np.uint8).reshape(-1, 128)


def test_mirroring_features_equals_extracting_them_from_the_mirrored_picture() -> None:
    ours, descriptors = _rows(mirrored_features(local_features(PICTURE)))
    theirs, expected = _rows(local_features(np.ascontiguousarray(PICTURE[:, ::-1])))
    found = 0
    for point, row in zip(ours, descriptors, strict=True):
        near = np.hypot(*(theirs[:, :2] - point[:2]).T) < 0.1
        turned = np.abs((theirs[:, 3] - point[3] + 180) % 360 - 180) < 2
        same = np.flatnonzero(near & turned & (np.abs(theirs[:, 2] - point[2]) < 0.1))
        if len(same):
            found += 1
            away = np.abs(expected[same].astype(int) - row.astype(int)).max(axis=1)
            assert away.min() <= 24  # of 255; interpolation starts at the other side
    # The rest fell on the other side of a cell's border when the budget was dealt out.
    assert found > 0.7 * len(ours)


def test_mirroring_twice_gives_the_features_back() -> None:
    features = local_features(PICTURE)
    again = mirrored_features(mirrored_features(features))
    assert again.descriptors == features.descriptors
    once, twice = _rows(features)[0], _rows(again)[0]
    assert np.allclose(once[:, :3], twice[:, :3], atol=1e-3)
    assert np.allclose((once[:, 3] - twice[:, 3] + 180) % 360, 180, atol=1e-3)


def test_a_part_of_the_budget_is_coarse() -> None:
    points, _ = _rows(local_features(skimage.data.astronaut()))
    assert len(points) == 500
    diameters = points[:, 2] * 800 / 512 if len(points) else points[:, 2]
    assert (diameters >= 5).mean() >= 0.3


def test_a_closer_look_sees_more() -> None:
    large = np.kron(skimage.data.astronaut(), np.ones((3, 3, 1), dtype=np.uint8))
    assert local_features(large, closer=True).count > local_features(large).count


@pytest.mark.parametrize("closer", [False, True])
def test_a_flat_picture_has_none(closer: bool) -> None:
    flat = np.full((300, 400, 3), 127, dtype=np.uint8)
    features = local_features(flat, closer=closer)
    assert features.count == 0
    assert mirrored_features(features).count == 0
