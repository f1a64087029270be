from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provcheck.story.tags import attributes, tags


def seen(text: str) -> list[tuple[str, str]]:
    return [(tag.kind, tag.name) for tag in tags(text)]


def test_tags_comments_and_raw_text() -> None:
    text = "<!doctype html><P>a < b<!-- <i> --><script>'<img>'</script ><br/></p>"
    assert seen(text) == [
        ("start", "p"),
        ("comment", ""),
        ("start", "script"),
        ("end", "script"),
        ("start", "br"),
        ("end", "p"),
    ]


@pytest.mark.parametrize("text", ["<p", "<p a='", "a <!-- b <p>", "<script><p>", "<!x", "</p", ""])
def test_what_never_ends_hides_the_rest(text: str) -> None:
    assert [name for kind, name in seen(text) if kind != "start" or name != "script"] == []


def test_attributes_as_browsers_read_them() -> None:
    text = "<img  SRC=a.jpg alt='x > y' data-a=\"&quot;&amp;\" hidden b = c/d =e f=>"
    (tag,) = tags(text)
    assert [(a.name, a.value) for a in attributes(tag)] == [
        ("src", "a.jpg"),
        ("alt", "x > y"),
        ("data-a", '"&'),
        ("hidden", ""),
        ("b", "c/d"),
        ("=e", ""),
        ("f", ""),
    ]
    assert next(tag.raw[a.start : a.end] for a in attributes(tag)) == "SRC=a.jpg"


@given(st.text(alphabet="<>/!-='\" abimgscript\n", max_size=200))
def test_tags_lie_where_they_say_and_never_overlap(text: str) -> None:
    end = 0
    for tag in tags(text):
        assert tag.start >= end
        assert text[tag.start : tag.end] == tag.raw
        end = tag.end
        if tag.kind == "start":
            assert all(0 < a.start < a.end < len(tag.raw) for a in attributes(tag))


@pytest.mark.parametrize(
    "piece", ["<img ", "<a b='", '<a b="', "<!--", "<script>", "<", "</", "<a\t=", "<a 'b\"c"]
)
def test_hostile_pages_take_no_time(piece: str) -> None:
    start = time.perf_counter()
    for tail in ("", ">", "'", '"'):
        for tag in tags(piece * (300_000 // len(piece)) + tail):
            assert sum(1 for _ in attributes(tag)) >= 0
    # Quadratic time would be minutes; a busy machine is allowed to be slow.
    assert time.perf_counter() - start < 30
