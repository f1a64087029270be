"""``refs import`` and ``mediareview``: out of one desk, into another."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import skimage.data
from cli_runs import FIXTURES, Run
from pictures import jpeg
from PIL import Image

POSTED = FIXTURES / "posted.jpg"


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "downloads"
    folder.mkdir()
    (folder / "any.jpg").write_bytes(POSTED.read_bytes())
    coffee = jpeg(Image.fromarray(skimage.data.coffee()))
    (folder / "coffee-cup-on-table.jpg").write_bytes(coffee)
    return folder


def _feed(tmp_path: Path, *nodes: object) -> Path:
    path = tmp_path / "feed.json"
    path.write_text(json.dumps(nodes), "utf-8")
    return path


def _node(**item: object) -> dict[str, object]:
    return {
        "@type": "MediaReview",
        "author": {"name": "Other Desk"},
        "url": "https://other.example/1",
        "datePublished": "2023-05-01",
        "itemReviewed": {"@type": "ImageObject", **item},
    }


def test_a_report_of_one_desk_warns_another(run: Run, tmp_path: Path, pictures: Path) -> None:
    saved, review = tmp_path / "report.json", tmp_path / "review.jsonld"
    run("check", POSTED, "--claim", "A heap in Pokrovsk.", "-o", saved, "-q")
    done = run("mediareview", saved, "-o", review, "--organisation", "Other Desk")
    assert done.code == 0
    assert "draft" in done.err
    done = run("refs", "import", review, "--refs", tmp_path / "desk.db")
    assert done.code == 0, done.err
    assert "(record without picture)" in done.out
    done = run("check", POSTED, "--refs", tmp_path / "desk.db", "--json")
    report = json.loads(done.out)
    assert done.code == 1
    (match,) = report["matches"]
    assert match["relation"] == "identical"
    assert match["reference"]["source"]["publisher"] == "Other Desk"
    page = tmp_path / "again.html"
    assert run("check", POSTED, "--refs", tmp_path / "desk.db", "-o", page, "-q").code == 1
    assert "0 × 0" not in page.read_text("utf-8")
    # The picture itself arrives later: the record becomes a whole reference.
    assert run("refs", "add", pictures / "any.jpg", "--refs", tmp_path / "desk.db").code == 0
    assert "1280x853" in run("refs", "list", "--refs", tmp_path / "desk.db").out


def test_a_review_never_takes_the_place_of_another_file(run: Run, tmp_path: Path) -> None:
    saved, review = tmp_path / "report.json", tmp_path / "review.jsonld"
    run("check", POSTED, "-o", saved, "-q")
    other = tmp_path / "signed.json"
    other.write_bytes(saved.read_bytes() + b" ")
    for target in (saved, other, POSTED):
        before = target.read_bytes()
        assert run("mediareview", saved, "-o", target).code == 2
        assert target.read_bytes() == before
    for _ in range(2):  # the same again is no harm
        assert run("mediareview", saved, "-o", review).code == 0
    refused = run("mediareview", saved, "-o", review, "--organisation", "Desk")
    assert (refused.code, "never written over" in refused.err) == (2, True)
    refused = run("mediareview", saved, "-o", tmp_path / "review.txt")
    assert (refused.code, ".jsonld, .json" in refused.err) == (2, True)


def test_pictures_at_hand_are_taken_in_whole(run: Run, tmp_path: Path, pictures: Path) -> None:
    digest = hashlib.sha256(POSTED.read_bytes()).hexdigest()
    feed = _feed(
        tmp_path,
        _node(contentUrl="https://x.example/1.jpg", sha256=digest),
        _node(contentUrl="https://x.example/a/Coffee-Cup-on-Table.jpg?w=1"),
        _node(contentUrl="https://x.example/any.jpg"),
        _node(contentUrl="https://x.example/elsewhere-and-unknown.jpg"),
    )
    words = ("refs", "import", feed, "--images", pictures, "--refs", tmp_path / "desk.db")
    done = run(*words)
    assert done.code == 0, done.err
    assert [line.split("\t")[2] for line in done.out.splitlines()] == [
        "any.jpg", "coffee-cup-on-table.jpg",
    ]  # fmt: skip
    assert "4 reviews, 2 pictures named: 2 added" in done.err
    assert "without picture or digest: 2." in done.err
    again = run(*words)
    assert again.code == 0
    assert "kept, has a source" in again.out
    smaller = tmp_path / "smaller.jpg"
    with Image.open(POSTED) as picture:
        picture.resize((640, 426)).save(smaller, quality=80)
    done = run("check", smaller, "--refs", tmp_path / "desk.db", "-q")
    assert "match-same-image" in done.out


def test_a_source_record_of_ones_own_stays(run: Run, tmp_path: Path) -> None:
    folder = FIXTURES / "references"
    run("refs", "add", folder, "--refs", tmp_path / "desk.db")
    before = run("refs", "list", "--refs", tmp_path / "desk.db").out
    (heap,) = folder.glob("heap-one-flag.jpg")
    digest = hashlib.sha256(heap.read_bytes()).hexdigest()
    run("refs", "import", _feed(tmp_path, _node(sha256=digest)), "--refs", tmp_path / "desk.db")
    assert run("refs", "list", "--refs", tmp_path / "desk.db").out == before


def test_what_is_no_feed_is_one_sentence(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "feed.json"
    path.write_bytes(b"{}")
    done = run("refs", "import", path)
    assert done.code == 2
    assert "no MediaReview or ClaimReview" in done.err


def test_a_made_up_digest_does_not_keep_a_file_out(run: Run, tmp_path: Path) -> None:
    digest = hashlib.sha256(POSTED.read_bytes()).hexdigest()
    made_up = digest[:16] + "0" * 48
    feed, desk = _feed(tmp_path, _node(sha256=made_up)), tmp_path / "desk.db"
    assert run("refs", "import", feed, "--refs", desk).code == 0
    assert run("refs", "add", POSTED, "--refs", desk).code == 0
    assert run("refs", "list", "--refs", desk).out.count("posted.jpg") == 1
    done = run("refs", "import", feed, "--refs", desk)
    assert done.code == 2
    assert "belongs to another file" in done.err
    assert run("check", POSTED, "--refs", desk, "-q").out.split("\t")[1] == "match-identical"


def test_two_reviews_of_one_picture_are_both_kept(run: Run, tmp_path: Path) -> None:
    digest = hashlib.sha256(POSTED.read_bytes()).hexdigest()
    second = {
        **_node(sha256=digest),
        "author": {"name": "Third Desk"},
        "url": "https://third.example/2",
    }
    feed = _feed(tmp_path, _node(sha256=digest), second, second)
    for _ in range(2):
        assert run("refs", "import", feed, "--refs", tmp_path / "desk.db").code == 0
    shown = " ".join(run("refs", "show", digest[:8], "--refs", tmp_path / "desk.db").out.split())
    assert "Other Desk" in shown
    assert shown.count("Third Desk") == 1
    assert "https://third.example/2" in shown


def test_the_counts_of_an_import_add_up(run: Run, tmp_path: Path, pictures: Path) -> None:
    digest = hashlib.sha256(POSTED.read_bytes()).hexdigest()
    feed = _feed(tmp_path, _node(sha256=digest), _node(sha256=["a" * 64, "b" * 64]), _node())
    done = run("refs", "import", feed, "--images", pictures, "--refs", tmp_path / "desk.db")
    assert "3 reviews, 3 pictures named: 3 added, 0 updated" in done.err
    assert "without picture or digest: 1." in done.err


def test_an_archive_gives_its_pictures_their_addresses(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "local_archive" / "t-me"
    folder.mkdir(parents=True)
    (folder / "4f1d2c3b4a5968778695a4b3.jpg").write_bytes(POSTED.read_bytes())
    record = {
        "status": "telegram: success",
        "metadata": {"url": "https://t.me/channel/42", "title": "Flags", "timestamp": "2024-10-21"},
        "media": [{"key": "t-me/4f1d2c3b4a5968778695a4b3.jpg"}, {"key": "t-me/gone-and-lost.png"}],
    }
    (folder / "record.json").write_text(json.dumps(record), "utf-8")
    words = ("refs", "import", tmp_path / "local_archive", "--refs", tmp_path / "desk.db")
    done = run(*words)
    assert done.code == 0, done.err
    assert "2 pictures on record: 1 taken in, 1 without a file or digest" in done.err
    report = json.loads(run("check", POSTED, "--refs", tmp_path / "desk.db", "--json").out)
    assert report["matches"][0]["reference"]["source"]["url"] == "https://t.me/channel/42"
    assert "kept, has a source" in run(*words).out
