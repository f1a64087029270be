from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provcheck.errors import StoryError
from provcheck.story.places import file_sha256, is_relative, local_file, relative_to_story


@pytest.mark.parametrize("path", ["a.json", "reports/a b.json", "../r/ä.json", "../../../x"])
def test_plain_relative_paths(path: str) -> None:
    assert is_relative(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "//host/x",
        "C:/x",
        "C:\\x",
        "http://e.example",
        "javascript:alert(1)",
        "../../../../x",
        "a/../b",
        "a//b",
        "./a",
        "a\0b",
        "a\nb",
        "a\u202eb",
        "x" * 501,
    ],
)
def test_everything_else_is_refused(path: str) -> None:
    assert not is_relative(path)


@given(st.text(max_size=80))
def test_relative_paths_climb_three_steps_at_most(path: str) -> None:
    if is_relative(path):
        base = Path("/a/b/c/d")
        reached = Path(*(base / path).parts)
        assert not path.startswith("/")
        assert len([part for part in reached.parts if part == ".."]) <= 3


def test_far_away_report_is_refused(tmp_path: Path) -> None:
    story = tmp_path / "a/b/c/d/e/s.md"
    story.parent.mkdir(parents=True)
    with pytest.raises(StoryError, match="too far"):
        relative_to_story(tmp_path / "r.json", story)


def test_local_files_only(tmp_path: Path) -> None:
    (tmp_path / "two words.jpg").write_bytes(b"x")
    story = tmp_path / "s.md"
    assert local_file("two%20words.jpg?w=1#a", story) == tmp_path / "two words.jpg"
    assert local_file("https://e.example/two words.jpg", story) is None
    assert local_file(str(tmp_path / "two words.jpg"), story) is None
    assert local_file("absent.jpg", story) is None


def test_digest_of_regular_files_only(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe")
    assert file_sha256(tmp_path / "pipe") is None
    assert file_sha256(tmp_path) is None
    assert file_sha256(tmp_path / "absent") is None
