"""Folders of auto-archiver: whatever of its output is there tells where a picture came from."""

from __future__ import annotations

import csv
import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provcheck.errors import FeedUnreadable
from provcheck.references import Review, read_archive
from provcheck.references.archived_pages import read_page
from provcheck.references.archives import _printed

_DIGEST = "ab" * 32
_URL = "https://t.me/channel/42"

_PAGE = """<!DOCTYPE html><html><head><title>{url}</title></head><body>
<h2>Archived media for <span class="copy">{url}</span> - <a href="{url}">open</a></h2>
<table class="content"><tr><th>about</th><th>files and preview</th></tr><tbody>
<tr><td><ul><li><b>key:</b> <span class="copy">t-me/4f1d2c3b4a5968778695a4b3.jpg</span></li>
<li><b>type:</b> <span class="copy">image/jpeg</span></li>
<li><b>hash:</b> <span class="copy">SHA-256:{digest}</span></li></ul></td>
<td><a href="x"><img src="https://cdn.example/x.jpg"></img></a></td></tr>
<tr><td><ul><li><b>key:</b> <span class="copy">t-me/video.mp4</span></li>
<li><b>type:</b> <span class="copy">video/mp4</span></li></ul></td><td></td></tr>
<tr><td><ul><li><b>key:</b> <span class="copy">t-me/page.png</span></li>
<li><b>type:</b> <span class="copy">image/png</span></li>
<li><b>id:</b> <span class="copy">screenshot</span></li></ul></td><td></td></tr>
</tbody></table>
<table class="metadata"><tr><th>key</th><th>value</th></tr>
<tr><td>_processed_at</td><td><span class="copy">2024-10-22 07:55:00.12+00:00</span></td></tr>
<tr><td>url</td><td><span class="copy"><a href="{url}">{url}</a></span></td></tr>
<tr><td>title</td><td><span class="copy">Flags on the heap &lt;b&gt;</span></td></tr>
<tr><td>timestamp</td><td><span class="copy">2024-10-21 12:42:07+00:00</span></td></tr>
<tr><td>wayback</td><td><span class="copy">https://web.archive.org/web/1/{url}</span></td></tr>
</table><p class="center">Made with <a href="https://github.com/bellingcat/auto-archiver">
bellingcat/auto-archiver</a> v1.1.3</p></body></html>"""


def _record(name: str = "4f1d2c3b4a5968778695a4b3.jpg", **metadata: Any) -> dict[str, Any]:
    return {
        "status": "telegram: success",
        "metadata": {"url": _URL, "title": "Flags", **metadata},
        "media": [
            {
                "filename": f"/tmp/x/{name}",
                "_key": f"local_archive/t-me/{name}",
                "urls": [f"./local_archive/{name}"],
                "properties": {"hash": f"SHA-256:{_DIGEST}"},
                "_mimetype": "image/jpeg",
            }
        ],
    }


def _only(folder: Path) -> Review:
    (found,) = read_archive(folder)
    return found


def test_a_page_tells_address_archive_time_and_title(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(_PAGE.format(url=_URL, digest=_DIGEST), "utf-8")
    found = _only(tmp_path)
    assert found.pictures == ("4f1d2c3b4a5968778695a4b3.jpg",)
    assert found.digests == (_DIGEST,)
    source = found.source
    assert (source.url, source.publisher) == (_URL, "t.me")
    assert source.archive_url == f"https://web.archive.org/web/1/{_URL}"
    assert source.caption == "Flags on the heap <b>"
    assert source.published_at is not None
    assert (source.published_at.value, source.published_at.type) == (
        "2024-10-21T12:42:07+00:00", "posted",
    )  # fmt: skip
    assert source.note == "auto-archiver · archived: 2024-10-22 07:55:00.12+00:00 · record: a.html"


def test_the_csv_table_is_read_as_python_prints_it(tmp_path: Path) -> None:
    zone = datetime.UTC
    record = _record(
        timestamp=datetime.datetime(2024, 10, 21, 12, 42, tzinfo=zone),
        content="x" * 200_000,
        nothing=None,
    )
    with (tmp_path / "db.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, record)
        writer.writeheader()
        writer.writerow(record)
    found = _only(tmp_path)
    assert found.digests == (_DIGEST,)
    assert found.source.published_at is not None
    assert found.source.published_at.value == "2024-10-21T12:42:00Z"


def test_json_records_are_read_and_nothing_is_told_twice(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps(_record(uploader="Someone")), "utf-8")
    (tmp_path / "sidecar.json").write_text("{not json", "utf-8")
    (tmp_path / "a.html").write_text(_PAGE.format(url=_URL, digest=_DIGEST), "utf-8")
    assert _only(tmp_path).source.author == "Someone"


@pytest.mark.parametrize(
    "cell",
    [
        "__import__('os').system('x')",
        "datetime.datetime('a')",
        "datetime.datetime(*[1])",
        "[" * 5000,
        "-" * 100_000 + "1",
        "{**{}}",
        "f'{1}'",
        "\0",
        "9" * 10_000,
    ],
)
def test_nothing_in_a_cell_is_run(cell: str) -> None:
    assert not _printed(cell)


def test_hostile_links_and_texts_do_no_harm(tmp_path: Path) -> None:
    record = _record(
        url="javascript:alert(1)", wayback="file:///etc/passwd", title="\x1b[2J", timestamp="soon"
    )
    (tmp_path / "one.json").write_text(json.dumps(record), "utf-8")
    source = _only(tmp_path).source
    assert source.url is None and source.archive_url is None and source.published_at is None
    assert source.caption is not None and "\x1b" not in source.caption


def test_a_folder_without_any_output_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html>another page</html>", "utf-8")
    (tmp_path / "b.csv").write_text("file,url\n", "utf-8")
    (tmp_path / "c.json").write_text("[1, {}]", "utf-8")
    with pytest.raises(FeedUnreadable, match="auto-archiver"):
        read_archive(tmp_path)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_pages_cut_and_mixed_up_are_read_without_a_crash(data: st.DataObject) -> None:
    page = _PAGE.format(url=_URL, digest=_DIGEST)
    start, end = (data.draw(st.integers(0, len(page))) for _ in range(2))
    read_page(page[start:] + page[:end] + "bellingcat/auto-archiver")
