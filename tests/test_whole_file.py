"""A file that must be new never takes the place of one that came meanwhile."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from provcheck.errors import OutputThere
from provcheck.whole_file import write_whole


def _no_links(*_: object) -> None:
    raise PermissionError(1, "Operation not permitted")


@pytest.mark.parametrize("links", [True, False])
def test_of_many_who_write_at_once_one_is_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    if not links:
        monkeypatch.setattr(os, "link", _no_links)
    path = tmp_path / "report.v2.json"

    def write(number: int) -> int | None:
        try:
            write_whole(path, bytes([number]), new=True)
        except OutputThere:
            return None
        return number

    with ThreadPoolExecutor(8) as pool:
        (first,) = [number for number in pool.map(write, range(8)) if number is not None]
    assert path.read_bytes() == bytes([first])
    assert list(tmp_path.iterdir()) == [path]
    assert path.stat().st_nlink == 1
