"""``scan --executor``: the records of a scan here, whatever the workers do."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import skimage.data
from cluster_tasks import size, slow_size
from pictures import jpeg
from PIL import Image

from provcheck.batch import examine_many
from provcheck.bookkeeping import tool
from provcheck.cluster import Cluster, in_cluster
from provcheck.errors import (
    ClusterDiffers,
    ClusterUnusable,
    DaskExtraMissing,
    SetUnreachable,
)
from provcheck.report import to_json_line
from provcheck.sets import open_references
from provcheck.settings import Settings
from provcheck.workers import Work

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")

NOW = datetime(2024, 10, 24, 9, 30, tzinfo=UTC)
WORK = Work(now=NOW)
PHOTO = Image.fromarray(skimage.data.coffee())


@pytest.fixture(scope="module")
def local() -> Iterator[Any]:
    """Two workers, each a process; a file that takes two with it is given back."""
    import dask

    chosen = {
        "distributed.scheduler.allowed-failures": 1,
        "distributed.worker.profile.enabled": False,
    }
    with (
        dask.config.set(chosen),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
        ) as cluster,
    ):
        yield cluster


@pytest.fixture
def cluster(local: Any, tmp_path: Path) -> Cluster:
    return Cluster(address=local.scheduler_address.replace("tcp://", "dask://"), root=tmp_path)


def _folder(path: Path, count: int) -> list[Path]:
    """So many pictures, all different, one of them broken."""
    path.mkdir()
    for number in range(count):
        picture = PHOTO.resize((64 + number % 50, 48 + number // 50))
        (path / f"{number:03}.jpg").write_bytes(jpeg(picture, 80))
    (path / "007.jpg").write_bytes(b"nothing")
    return sorted(path.iterdir())


def _kept(file: Path, seen: bool) -> Path:
    return file


def _failed(file: Path) -> int:
    return -1


def _kill_one(local: Any) -> None:
    worker = next(iter(local.workers.values()))
    os.kill(worker.pid, signal.SIGKILL)


def test_a_killed_worker_loses_nothing(local: Any, cluster: Cluster, tmp_path: Path) -> None:
    paths = _folder(tmp_path / "pictures", 120)
    answers = []
    for answer in in_cluster(slow_size, paths, WORK, cluster, _failed, _kept):
        answers.append(answer)
        if len(answers) == 30:
            _kill_one(local)
    assert answers == [(path, path.stat().st_size) for path in paths]


def test_a_file_that_takes_every_worker_with_it_costs_itself(
    cluster: Cluster, tmp_path: Path
) -> None:
    paths = _folder(tmp_path / "pictures", 12)
    crash = tmp_path / "pictures" / "005-crash.jpg"
    crash.touch()
    paths = sorted([*paths, crash])
    answers = list(in_cluster(size, paths, WORK, cluster, _failed, _kept))
    expected = [(path, -1 if path == crash else path.stat().st_size) for path in paths]
    assert answers == expected


def test_files_are_handed_out_as_they_are_needed(cluster: Cluster, tmp_path: Path) -> None:
    path, taken = _folder(tmp_path / "pictures", 8)[0], 0

    def paths() -> Iterator[Path]:
        nonlocal taken
        for _ in range(1000):
            taken += 1
            yield path

    answers = in_cluster(size, paths(), WORK, cluster, _failed, _kept)
    for _ in range(5):
        next(answers)
    assert taken <= 5 + 2 * 4
    answers.close()


def test_workers_that_do_not_see_the_folder_are_sent_the_bytes(
    cluster: Cluster, tmp_path: Path
) -> None:
    paths = _folder(tmp_path / "pictures", 10)
    paths.append(tmp_path / "pictures" / "gone.jpg")
    apart = Cluster(address=cluster.address, root=tmp_path / "not here")
    settings = Settings(quick=True, max_bytes=100_000)
    made = [
        [
            str(outcome.error) if hasattr(outcome, "error") else to_json_line(outcome)
            for _, outcome in examine_many(paths, now=NOW, settings=settings, cluster=where)
        ]
        for where in (None, apart)
    ]
    assert made[0] == made[1]


def test_a_set_that_workers_do_not_see_is_told(cluster: Cluster, tmp_path: Path) -> None:
    missing = partial(open_references, str(tmp_path / "none.db"), cache=tmp_path, now="x")
    with pytest.raises(SetUnreachable, match="none"):
        list(examine_many([tmp_path], now=NOW, cluster=cluster, reopen=missing))


def test_a_set_in_another_state_is_told(cluster: Cluster, tmp_path: Path) -> None:
    work = Work(now=NOW, snapshot="another")
    with pytest.raises(SetUnreachable, match="another state"):
        list(in_cluster(size, [tmp_path], work, cluster, _failed, _kept))


@pytest.mark.parametrize(
    "changed", [{"version": "999"}, {"libraries": {**tool().libraries, "zlib": "999"}}]
)
def test_another_version_is_told(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any]
) -> None:
    made = replace(tool(), **changed)
    monkeypatch.setattr("provcheck.cluster_worker.tool", lambda: made)
    with pytest.raises(ClusterDiffers, match="999"):
        list(in_cluster(size, [tmp_path], WORK, cluster, _failed, _kept))


@pytest.mark.parametrize(
    "address", ["", "dask://", "tcp://127.0.0.1:1", "dask://host", "dask://127.0.0.1:1"]
)
def test_an_address_without_a_cluster_is_told(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("provcheck.cluster._PATIENCE", 0.5)
    with pytest.raises(ClusterUnusable):
        list(in_cluster(size, [tmp_path], WORK, Cluster(address=address), _failed, _kept))


def test_without_the_package_a_sentence_names_it(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(DaskExtraMissing, match="provcheck\\[dask\\]"):
        list(in_cluster(size, [tmp_path], WORK, cluster, _failed, _kept))


def test_a_scheduler_that_ends_is_told(tmp_path: Path) -> None:
    paths = _folder(tmp_path / "pictures", 40)
    with distributed.LocalCluster(
        n_workers=1,
        threads_per_worker=1,
        processes=False,
        protocol="tcp",
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
    ) as ending:
        address = ending.scheduler_address.replace("tcp://", "dask://")
        where = Cluster(address=address, root=tmp_path)
        answers = in_cluster(slow_size, paths, WORK, where, _failed, _kept)
        next(answers)
        ending.close()
        with pytest.raises(ClusterUnusable, match="connection"):
            list(answers)


@pytest.fixture
def scanned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cluster: Cluster
) -> Callable[..., bytes]:
    """The JSON Lines of a scan with a clock that stands."""
    from typer.testing import CliRunner

    from provcheck.cli.app import app

    for module in ("scan_run", "scan_plan"):
        monkeypatch.setattr(f"provcheck.cli.{module}.clock", lambda: NOW)
    for name in ("CACHE", "DATA"):
        monkeypatch.setenv(f"PROVCHECK_{name}", str(tmp_path / name.lower()))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    def scan(*arguments: object, executor: bool = False) -> bytes:
        extra = ["--executor", cluster.address] if executor else []
        given = ["scan", *map(str, arguments), *extra, "--json", "--no-groups", "--quick"]
        done = CliRunner().invoke(app, given)
        assert done.exit_code == 2, done.output  # the broken file
        return done.stdout_bytes

    return scan


def _compare(folder: Path, scanned: Callable[..., bytes], tmp_path: Path) -> None:
    # A set beside them, so that a match is in some reports.
    references = tmp_path / "references"
    references.mkdir()
    (references / "coffee.jpg").write_bytes(jpeg(PHOTO, 90))
    here = scanned(folder, "--refs", references)
    there = scanned(folder, "--refs", references, executor=True)
    stored = scanned(f"file://{folder}", "--refs", references, executor=True)
    assert here == there == stored
    *lines, summary = [json.loads(line) for line in here.splitlines()]
    names = [line["subject"]["name"] for line in lines]
    assert names == sorted(path.name for path in folder.iterdir())
    assert summary["summary"]["failed"] == 1
    assert any(line.get("matches") for line in lines)


def test_a_scan_gives_the_same_lines_on_a_cluster(
    tmp_path: Path, scanned: Callable[..., bytes]
) -> None:
    _folder(tmp_path / "pictures", 44)
    _compare(tmp_path / "pictures", scanned, tmp_path)


def test_pages_table_and_groups_are_made_where_the_call_is(
    tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pyarrow.parquet import read_table
    from typer.testing import CliRunner

    from provcheck.cli.app import app

    folder = tmp_path / "pictures"
    folder.mkdir()
    for name, width in (("large", 400), ("small", 300)):
        (folder / f"{name}.jpg").write_bytes(jpeg(PHOTO.resize((width, width * 2 // 3)), 85))
    monkeypatch.setenv("PROVCHECK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PROVCHECK_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)  # workers run elsewhere
    done = CliRunner().invoke(
        app,
        [
            "scan", "pictures", "--executor", cluster.address, "-o", "pages",
            "--parquet", "out.parquet", "--refs", "pictures",
        ],
    )  # fmt: skip
    assert done.exit_code == 1, done.output
    assert "large.jpg\tmatch-identical\treused" in done.stdout and "Groups: 1" in done.stdout
    pages = tmp_path / "pages"
    assert len(list(pages.glob("*-*.html"))) == 2 == len(list((pages / "index-pictures").iterdir()))
    assert read_table(tmp_path / "out.parquet").column("file").to_pylist() == [
        "large.jpg",
        "small.jpg",
    ]


@pytest.mark.slow
def test_so_does_a_large_one_while_workers_are_killed(
    tmp_path: Path, local: Any, scanned: Callable[..., bytes]
) -> None:
    _folder(tmp_path / "pictures", 500)
    # While the scan on the cluster is under way, or the one before it.
    killers = [threading.Timer(seconds, _kill_one, [local]) for seconds in (15, 25, 35)]
    for killer in killers:
        killer.start()
    _compare(tmp_path / "pictures", scanned, tmp_path)
    for killer in killers:
        killer.cancel()
