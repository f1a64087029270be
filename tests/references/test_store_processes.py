"""Real processes on one set: reading beside a writer, two writers, and a writer killed midway."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from provcheck.model import LocalFeatures
from provcheck.references import NewReference, open_reader, open_writer

NOW = "2026-03-01T10:00:00Z"
Make = Callable[..., NewReference]
MakeFeatures = Callable[[int, int], LocalFeatures]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a Unix system")
_FORK = multiprocessing.get_context("fork") if hasattr(os, "fork") else None


def _start(work: Callable[[], None]) -> multiprocessing.process.BaseProcess:
    assert _FORK is not None
    process = _FORK.Process(target=work, daemon=True)
    process.start()
    return process


def _check_whole(path: Path) -> int:
    """Every reference of the set has all its parts; returns how many there are."""
    with open_reader(path) as reader:
        references = list(reader.list())
        for reference in references:
            assert reader.proxy(reference.id) is not None
            assert len(reader.fingerprints(reference.id)) == 3
            assert reader.features(reference.id) is not None
        count = len(references)
        assert reader.info().count == count
        assert len(reader.signatures("rootsift", "1").ids) == count
        assert len(reader.codes("phash64", "1").ids) == count
        return count


def test_readers_go_on_while_writers_write(
    set_path: Path, new_reference: Make, new_features: MakeFeatures
) -> None:
    open_writer(set_path, now=NOW).close()
    features = new_features(20, 1)

    def write(prefix: str) -> Callable[[], None]:
        def work() -> None:
            with open_writer(set_path, now=NOW) as writer:
                for number in range(25):
                    item = new_reference(f"{prefix}{number}", features=features, proxy=b"j" * 9000)
                    assert writer.add(item) == "added"

        return work

    writers = [_start(write("a")), _start(write("b"))]
    seen = [0]
    while any(writer.is_alive() for writer in writers):
        seen.append(_check_whole(set_path))
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert seen == sorted(seen)
    assert _check_whole(set_path) == 50


def test_a_killed_writer_leaves_whole_references(
    set_path: Path, new_reference: Make, new_features: MakeFeatures
) -> None:
    features = new_features(200, 1)
    acknowledged = set_path.with_name("acknowledged")

    def write(start: int) -> Callable[[], None]:
        def work() -> None:
            with open_writer(set_path, now=NOW) as writer:
                for number in range(start, start + 100_000):
                    item = new_reference(f"{number}", features=features, proxy=b"j" * 90_000)
                    writer.add(item)
                    with acknowledged.open("a") as log:
                        log.write(f"{item.reference.id}\n")

        return work

    for round_number in range(8):
        before = acknowledged.read_text().count("\n") if acknowledged.exists() else 0
        process = _start(write(round_number * 1_000_000))
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            time.sleep(0.01 + 0.007 * round_number)
            if acknowledged.exists() and acknowledged.read_text().count("\n") > before:
                break
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        _check_whole(set_path)
    said = acknowledged.read_text().splitlines()
    with open_reader(set_path) as reader:
        assert len(said) >= 8
        assert set(said) <= {reference.id for reference in reader.list()}
