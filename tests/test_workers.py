"""Several processes: the same outcomes in the same order, and a dead worker costs one file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PosixPath
from typing import Any

import pytest
import skimage.data
from pictures import jpeg
from PIL import Image

from provcheck.batch import Failure, examine_many
from provcheck.errors import SetMissing
from provcheck.report import to_json_line
from provcheck.sets import open_references
from provcheck.settings import Settings
from provcheck.workers import Work, in_processes

NOW = datetime(2024, 10, 24, 9, 30, tzinfo=UTC)
FAST = Settings(exhibits=False, skip=("copied-areas", "double-quantisation", "jpeg-lattice"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("downloads")
    for name in ("coffee", "chelsea"):
        photo = Image.fromarray(getattr(skimage.data, name)())
        (folder / f"{name}.jpg").write_bytes(jpeg(photo, 90))
        (folder / f"{name}-small.jpg").write_bytes(jpeg(photo.resize((300, 200)), 70))
    (folder / "broken.jpg").write_bytes(b"nothing")
    return folder


@pytest.mark.slow
def test_processes_give_the_same_outcomes_in_the_same_order(folder: Path, tmp_path: Path) -> None:
    paths = sorted(folder.iterdir())
    stamp = "2024-10-24T09:30:00Z"
    reopen = partial(open_references, str(folder), cache=tmp_path, now=stamp)
    outcomes = []
    with reopen() as references:
        for jobs in (1, 2):
            made = examine_many(
                paths, now=NOW, references=references, settings=FAST, jobs=jobs, reopen=reopen
            )
            outcomes.append(
                [
                    (path, str(o.error) if isinstance(o, Failure) else to_json_line(o))
                    for path, o in made
                ]
            )
    assert outcomes[0] == outcomes[1]
    assert [path for path, _ in outcomes[1]] == paths


class Crash(PosixPath):
    """A path that ends the process in which it arrives."""

    def __reduce__(self) -> Any:
        return os._exit, (1,)


def _size(path: Path, bench: object) -> int:
    return path.stat().st_size


@pytest.mark.skipif(os.name != "posix", reason="paths of another kind")
def test_a_dead_worker_costs_its_own_file(folder: Path) -> None:
    good = sorted(folder.glob("*.jpg"))
    paths: list[Path] = [*good[:3], Crash("crash.jpg"), *good[3:], Crash("again.jpg")]
    answers = list(in_processes(_size, paths, Work(now=NOW), 2, lambda path: -1))
    assert [path for path, _ in answers] == paths
    sizes = [size for _, size in answers]
    assert sizes == [-1 if isinstance(p, Crash) else p.stat().st_size for p in paths]


def test_files_are_handed_out_as_they_are_needed(folder: Path) -> None:
    taken = 0

    def paths() -> Iterator[Path]:
        nonlocal taken
        for _ in range(1000):
            taken += 1
            yield next(folder.glob("*.jpg"))

    answers = in_processes(_size, paths(), Work(now=NOW), 2, lambda path: -1)
    for _ in range(5):
        next(answers)
    assert taken <= 5 + 2 * 2
    answers.close()


def test_trouble_of_the_set_is_raised(folder: Path, tmp_path: Path) -> None:
    reopen = partial(open_references, str(tmp_path / "none.db"), cache=tmp_path, now="x")
    with pytest.raises(SetMissing):
        list(examine_many(sorted(folder.iterdir()), now=NOW, jobs=2, reopen=reopen))
