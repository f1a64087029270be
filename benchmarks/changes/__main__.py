"""Unedited and edited copies of photographs, compared with their originals.

    python -m benchmarks.changes [--split test] [--seed 1] [--rounds 2]

Prints, per kind of copy: how many were confirmed as copies (with the least agreement and the
fewest inliers among them), how many of the unedited ones show a changed region (false alarms, with
a 95 % Wilson interval), how many edits were found, and the intersection over union of the marked
box with the edited one. Then how many pairs of other pictures were confirmed. ``--evidence`` prints
the strongest region of unedited copies, from which ``MIN_EVIDENCE`` was set on the tuning split.
"""

import argparse
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

import numpy as np
import skimage.data
from PIL import Image, ImageEnhance, ImageFilter

from benchmarks.intervals import counted
from benchmarks.machine import machine, table
from benchmarks.photos import photos
from provcheck.compare import Comparison, Picture, compare
from provcheck.compare import changes as change_map
from provcheck.fingerprint import local_features, mirrored_features
from provcheck.image import shrink

Copy = Callable[[Image.Image, np.random.Generator], tuple[Image.Image, "Frame"]]


@dataclass(frozen=True)
class Frame:
    """Which part of the original a copy shows, and how much it was scaled."""

    left: int
    top: int
    scale: float


@dataclass
class Row:
    """Results of one kind of copy."""

    unedited: list[Comparison] = field(default_factory=list)
    edited: list[tuple[Comparison, float]] = field(default_factory=list)


def _saved(picture: Image.Image, quality: int) -> Image.Image:
    coded = io.BytesIO()
    picture.save(coded, "JPEG", quality=quality)
    return Image.open(io.BytesIO(coded.getvalue())).convert("RGB")


def _scaled(picture: Image.Image, scale: float) -> Image.Image:
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _part(
    picture: Image.Image, rng: np.random.Generator, share: float
) -> tuple[Image.Image, int, int]:
    width, height = int(picture.width * share), int(picture.height * share)
    left = int(rng.integers(0, picture.width - width + 1))
    top = int(rng.integers(0, picture.height - height + 1))
    return picture.crop((left, top, left + width, top + height)), left, top


def plain(picture: Image.Image, rng: np.random.Generator) -> tuple[Image.Image, Frame]:
    """Saved again."""
    return _saved(picture, int(rng.integers(50, 95))), Frame(0, 0, 1)


def web(picture: Image.Image, rng: np.random.Generator) -> tuple[Image.Image, Frame]:
    """Cropped a little, reduced, saved as platforms do."""
    part, left, top = _part(picture, rng, rng.uniform(0.75, 0.95))
    scale = rng.uniform(0.6, 0.95)
    return _saved(_scaled(part, scale), int(rng.integers(65, 88))), Frame(left, top, scale)


def hard(picture: Image.Image, rng: np.random.Generator) -> tuple[Image.Image, Frame]:
    """Cropped, much reduced, toned, saved coarsely."""
    part, left, top = _part(picture, rng, rng.uniform(0.75, 0.9))
    scale = rng.uniform(0.4, 0.7)
    small = ImageEnhance.Contrast(_scaled(part, scale)).enhance(rng.uniform(0.75, 1.3))
    toned = ImageEnhance.Color(small).enhance(rng.uniform(0.4, 1.5))
    return _saved(toned, int(rng.integers(45, 75))), Frame(left, top, scale)


def filtered(picture: Image.Image, rng: np.random.Generator) -> tuple[Image.Image, Frame]:
    """Sharpened, blurred or turned to grey."""
    kinds = (
        ImageFilter.UnsharpMask(2, 110, 2),
        ImageFilter.GaussianBlur(1.6),
        ImageFilter.DETAIL,
    )
    number = int(rng.integers(0, 4))
    changed = picture.convert("L").convert("RGB") if number == 3 else picture.filter(kinds[number])
    return _saved(_scaled(changed, 0.8), 80), Frame(0, 0, 0.8)


KINDS: dict[str, Copy] = {"plain": plain, "web": web, "hard": hard, "filtered": filtered}


def _edited(
    picture: Image.Image, donor: Image.Image, rng: np.random.Generator
) -> tuple[Image.Image, tuple[int, int, int, int]]:
    """Paste a patch of another photograph (1 to 6 % of the area); returns its box."""
    area = rng.uniform(0.01, 0.06) * picture.width * picture.height
    shape = rng.uniform(0.6, 1.7)
    width, height = int((area * shape) ** 0.5), int((area / shape) ** 0.5)
    left = int(rng.uniform(0.3, 0.7) * picture.width - width / 2)
    top = int(rng.uniform(0.3, 0.7) * picture.height - height / 2)
    patch = donor.resize((width * 2, height * 2)).crop((0, 0, width, height))
    changed = picture.copy()
    changed.paste(patch, (left, top))
    return changed, (left, top, width, height)


def _picture(image: Image.Image) -> Picture:
    pixels = shrink(np.asarray(image), 1024)
    features = local_features(pixels)
    return Picture(
        pixels=pixels,
        width=image.width,
        height=image.height,
        features=features,
        flipped=mirrored_features(features),
    )


def _overlap(found: Comparison, box: tuple[int, int, int, int], frame: Frame) -> float:
    """The best intersection over union of a marked box with the edited one."""
    left, top = (box[0] - frame.left) * frame.scale, (box[1] - frame.top) * frame.scale
    right, bottom = left + box[2] * frame.scale, top + box[3] * frame.scale
    best = 0.0
    for region in found.changed_regions:
        across = min(right, region.x + region.width) - max(left, region.x)
        down = min(bottom, region.y + region.height) - max(top, region.y)
        common = max(across, 0.0) * max(down, 0.0)
        total = (right - left) * (bottom - top) + region.width * region.height - common
        best = max(best, common / total)
    return best


def _strongest(found: Comparison) -> float:
    return max((region.measure for region in found.changed_regions), default=0.0)


def _line(name: str, row: Row) -> list[str]:
    confirmed = [c for c in row.unedited if c.relation != "candidate"]
    alarms = sum(bool(c.changed_regions) for c in confirmed)
    found = [overlap for c, overlap in row.edited if c.relation == "differs" and overlap > 0]
    return [
        name,
        f"{len(confirmed)}/{len(row.unedited)}",
        f"{min((c.agreement or 0 for c in confirmed), default=0):.2f}",
        f"{min((c.inliers for c in confirmed), default=0)}",
        counted(alarms, len(confirmed)),
        f"{len(found)}/{len(row.edited)}",
        f"{median(found):.2f}" if found else "-",
        f"{sum(overlap >= 0.5 for overlap in found)}/{len(row.edited)}",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--split", choices=("tune", "test"), default="test")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--evidence", action="store_true", help="regions of unedited copies")
    chosen = parser.parse_args()
    if chosen.evidence:
        change_map.MIN_EVIDENCE = 5.0
    rng = np.random.default_rng(chosen.seed)
    named = list(photos(chosen.split))
    rows = {name: Row() for name in KINDS}
    for number, (_, original) in enumerate(named):
        reference = _picture(original)
        donor = named[(number + 1) % len(named)][1]
        for name, copy in KINDS.items():
            for _ in range(chosen.rounds):
                rows[name].unedited.append(compare(_picture(copy(original, rng)[0]), reference))
                changed, box = _edited(original, donor, rng)
                shown, frame = copy(changed, rng)
                found = compare(_picture(shown), reference)
                rows[name].edited.append((found, _overlap(found, box, frame)))
    print(f"Split {chosen.split}, seed {chosen.seed}, {len(named)} photographs; {machine()}\n")
    if chosen.evidence:
        strongest = sorted(_strongest(c) for row in rows.values() for c in row.unedited)
        print("Strongest region of unedited copies, ten highest:", strongest[-10:])
        return
    head = [
        "copies",
        "confirmed",
        "least agreement",
        "least inliers",
        "false alarms",
        "edits found",
        "median IoU",
        "IoU >= 0.5",
    ]
    print(table([head, *(_line(name, row) for name, row in rows.items())]))
    print(f"\n{_others(named)}")


def _others(named: list[tuple[str, Image.Image]]) -> str:
    """Pairs of pictures that are no copies of each other."""
    sides = [_picture(picture) for _, picture in named]
    pairs = [(a, b) for i, a in enumerate(sides) for b in sides[i + 1 :]]
    outcomes = [compare(a, b) for a, b in pairs]
    wrong = sum(outcome.relation != "candidate" for outcome in outcomes)
    closest = max(outcome.agreement or 0.0 for outcome in outcomes)
    inliers = max(outcome.inliers for outcome in outcomes)
    left, right, _ = skimage.data.stereo_motorcycle()  # type: ignore[no-untyped-call]
    scene = compare(_picture(Image.fromarray(left)), _picture(Image.fromarray(right)))
    return (
        f"Unlike pairs confirmed: {wrong}/{len(pairs)} "
        f"(highest agreement {closest:.2f}, most inliers {inliers}); "
        f"another photograph of one scene (stereo pair): {scene.relation}, "
        f"agreement {scene.agreement}, {scene.inliers} inliers"
    )


if __name__ == "__main__":
    main()
