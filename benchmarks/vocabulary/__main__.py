"""Make the vocabulary that the index of local features is kept by.

    python -m benchmarks.vocabulary --photos DIR [--words 4096] [-o FILE]

Clusters the local features of the photographs of the tuning split (features of the normal look
and of the closer one, upright) by k-means, and prints how often a feature of an edited copy of a
photograph of the test split has one of the nearest words of its true partner, by the number of
words looked at. Copies are crops of 25 to 60 % of the area, resized and saved at quality 50; a
partner is the feature nearest to where the crop puts it, within 2 pixels, half an octave and 20
degrees.
"""

import argparse
import io
from collections.abc import Iterator
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.copydetection.photographs import photographs
from benchmarks.machine import machine, table
from provcheck.fingerprint import local_features
from provcheck.model import LocalFeatures
from provcheck.references.signatures import components, low_frequencies, pack
from provcheck.references.words import STEP

_PROBES = (1, 2, 4, 8, 16)
_ROUNDS = 20
_PER_WORD = 200  # features that each word is made of, at most


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.vocabulary", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--photos", type=Path, help="folder of photographs")
    parser.add_argument("--words", type=int, default=4096)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", "--output", type=Path, help="where the vocabulary is written")
    given = parser.parse_args()
    known = np.concatenate(list(_descriptors(given.photos)))
    centres = _centres(known, given.words, given.seed)
    if given.output:
        np.save(given.output, centres, allow_pickle=False)
    print(f"{given.words} words of {len(known):,} features; {machine()}.\n")
    print(table(_worth(given.photos, centres, given.seed)))


def _descriptors(folder: Path | None) -> Iterator[NDArray[np.float32]]:
    for photograph in photographs(folder, "tune"):
        pixels = np.asarray(photograph.open())
        for closer in (False, True):
            yield low_frequencies(components(local_features(pixels, closer=closer)))


def _centres(known: NDArray[np.float32], words: int, seed: int) -> NDArray[np.int8]:
    clustering = faiss.Kmeans(
        known.shape[1], words, niter=_ROUNDS, seed=seed, max_points_per_centroid=_PER_WORD
    )
    clustering.train(known)
    found = np.asarray(clustering.centroids)
    return np.clip(np.rint(found / STEP), -127, 127).astype(np.int8)


def _worth(folder: Path | None, centres: NDArray[np.int8], seed: int) -> list[list[str]]:
    rng = np.random.default_rng(seed)
    index = faiss.IndexFlatL2(centres.shape[1])
    index.add(centres.astype(np.float32) * np.float32(STEP))
    ours, theirs = zip(*_partners(folder, rng), strict=True)
    first, second = np.concatenate(ours), np.concatenate(theirs)
    stored = index.search(low_frequencies(second), 1)[1]
    looked = index.search(low_frequencies(first), max(_PROBES))[1]
    codes = [np.frombuffer(pack(v), np.uint8).reshape(-1, 16).view("<u8") for v in (first, second)]
    near = np.bitwise_count(codes[0] ^ codes[1]).sum(axis=1) <= 29
    others = index.search(low_frequencies(second[rng.permutation(len(second))]), 1)[1]
    rows = [["words looked at", "true pairs", "true pairs within 29 bits", "chance pairs"]]
    for count in _PROBES:
        hit = (looked[:, :count] == stored).any(axis=1)
        chance = (looked[:, :count] == others).any(axis=1)
        rows.append(
            [str(count), f"{hit.mean():.3f}", f"{hit[near].mean():.3f}", f"{chance.mean():.5f}"]
        )
    return rows


def _partners(
    folder: Path | None, rng: np.random.Generator
) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Components of the features of copies and of their true partners."""
    for photograph in photographs(folder, "test"):
        whole = photograph.open()
        share = rng.uniform(0.25, 0.6) ** 0.5
        width, height = int(whole.width * share), int(whole.height * share)
        left = int(rng.integers(whole.width - width + 1))
        top = int(rng.integers(whole.height - height + 1))
        scale = float(rng.uniform(0.5, 1.2))
        part = whole.crop((left, top, left + width, top + height))
        part = part.resize((round(width * scale), round(height * scale)), Image.Resampling.LANCZOS)
        saved = io.BytesIO()
        part.save(saved, "JPEG", quality=50)
        with Image.open(saved) as copy:
            features = local_features(np.asarray(copy))
        reference = local_features(np.asarray(whole))
        if not (features.count and reference.count):
            continue
        pairs = _paired(features, reference, scale, left, top)
        if len(pairs):
            yield components(features)[pairs[:, 0]], components(reference)[pairs[:, 1]]


def _paired(
    copy: LocalFeatures, reference: LocalFeatures, scale: float, left: int, top: int
) -> NDArray[np.intp]:
    """Rows in the copy's and the reference's features that are the same detail."""
    first, second = (
        np.frombuffer(f.keypoints, "<f4").reshape(-1, 4).astype(float) for f in (copy, reference)
    )
    place = (first[:, :2] + 0.5) / scale - 0.5 + (left, top)
    away = np.linalg.norm(place[:, None] - second[None, :, :2], axis=2)
    octaves = np.log2(second[None, :, 2] * scale / first[:, None, 2])
    turn = (second[None, :, 3] - first[:, None, 3] + 180) % 360 - 180
    alike = (away < 2 / min(scale, 1)) & (np.abs(octaves) < 0.5) & (np.abs(turn) < 20)
    nearest = np.where(alike, away, np.inf).argmin(axis=1)
    rows = np.flatnonzero(alike.any(axis=1))
    return np.stack([rows, nearest[rows]], axis=1)


if __name__ == "__main__":
    main()
