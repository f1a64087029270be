"""scan, compare, refs, report, attach and explain, as a person calls them."""

import json
import os
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cli_runs import FIXTURES, Run
from PIL import Image

from provcheck.checks import all_checks
from provcheck.references.segments import Segment

REFERENCES = FIXTURES / "references"
POSTED = FIXTURES / "posted.jpg"


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    folder = tmp_path / "downloads"
    (folder / "inner").mkdir(parents=True)
    shutil.copy(POSTED, folder / "posted.jpg")
    shutil.copy(FIXTURES / "innocent-other-heap.jpg", folder / "inner" / "heap.jpg")
    (folder / "broken.jpg").write_bytes(b"nothing")
    (folder / "notes.txt").write_text("not a picture")
    return folder


def test_scan_prints_one_line_per_image_and_goes_on_after_a_bad_one(
    run: Run, downloads: Path, tmp_path: Path
) -> None:
    lines = tmp_path / "results.jsonl"
    pages = tmp_path / "reports"
    done = run("scan", downloads, "--refs", REFERENCES, "--jsonl", lines, "-o", pages)
    assert done.code == 1
    assert done.out.splitlines() == [
        "broken.jpg\tfailed\t-",
        "inner/heap.jpg\tno-match\t-",
        "posted.jpg\tmatch-differs\treused,edited",
        "",
        "Groups: 0",
    ]
    assert "broken.jpg" in done.err
    assert "3 images: 2 examined, 1 flagged, 1 could not be examined." in done.err
    records = [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
    assert records[0]["error"]["code"] == "not-an-image"
    assert records[0]["subject"]["name"] == "broken.jpg"
    assert records[2]["conclusion"]["status"] == "match-differs"
    started = records[-1]["summary"].pop("started")
    assert datetime.fromisoformat(started).tzinfo is not None
    assert records[-1]["summary"] == {
        "examined": 2,
        "flagged": 1,
        "failed": 1,
        "flags": {"edited": 1, "reused": 1},
        "groups": 0,
    }
    assert len(list(pages.glob("*.html"))) == 3  # with the index


def test_scan_as_json_lines_on_stdout(run: Run, downloads: Path) -> None:
    done = run("scan", downloads, "--jsonl", "-")
    assert not Path("-").exists()
    records = [json.loads(line) for line in done.out.splitlines()]
    assert len(records) == 4
    assert "summary" in records[-1]
    assert done.code == 2


def test_scan_wants_a_folder(run: Run, tmp_path: Path) -> None:
    assert run("scan", tmp_path / "none").code == 2
    done = run("scan", POSTED)
    assert done.code == 2
    assert "provcheck check" in done.err


def test_compare_needs_no_reference_set(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "comparison.html"
    done = run("compare", POSTED, REFERENCES / "heap-one-flag.jpg", "-o", page)
    assert done.code == 1
    assert "EDITED" in done.out
    assert page.read_text("utf-8").count("data:image/") >= 3
    unlike = run("compare", "-q", POSTED, REFERENCES / "snowy-hill.jpg")
    assert unlike.code == 0
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"nothing")
    assert run("compare", POSTED, broken).code == 2
    assert run("compare", broken, POSTED).code == 2
    assert run("compare", POSTED, tmp_path).code == 2


@pytest.mark.parametrize(
    ("language", "words"), [("en", "reference set"), ("de", "referenzbestand"), ("uk", "набор")]
)
@pytest.mark.parametrize("other", ["heap-one-flag.jpg", "snowy-hill.jpg"])
def test_a_comparison_of_two_files_speaks_of_no_set(
    run: Run, tmp_path: Path, language: str, words: str, other: str
) -> None:
    saved = tmp_path / "r.json"
    done = run("compare", POSTED, REFERENCES / other, "-o", saved, "--lang", language)
    assert words not in done.out.lower()
    assert json.loads(saved.read_bytes())["reference_set"]["kind"] == "file"
    for ending in ("html", "txt", "md"):
        page = tmp_path / f"r.{ending}"
        assert run("report", saved, "-o", page, "--lang", language).code == 0
        text = " ".join(page.read_text("utf-8").lower().split())
        assert words not in text
        assert other in text
    again = run("replay", saved, POSTED, "--lang", language)
    assert other in again.out + again.err and "provcheck compare" in again.out + again.err


def test_refs_from_adding_to_removing(run: Run, tmp_path: Path) -> None:
    desk = tmp_path / "desk.db"
    added = run("refs", "add", REFERENCES, "--refs", desk)
    assert added.code == 0
    assert [line.split("\t")[0] for line in added.out.splitlines()] == ["added"] * 5
    again = run("refs", "add", REFERENCES, "--refs", desk)
    assert [line.split("\t")[0] for line in again.out.splitlines()] == ["unchanged"] * 5
    listed = run("refs", "list", "--refs", desk).out.splitlines()
    assert len(listed) == 5
    heap = next(line for line in listed if line.endswith("heap-one-flag.jpg"))
    id = heap.split("\t")[0]
    shown = run("refs", "show", id[:8], "--refs", desk).out
    assert "Tsukuryne" in shown and "Example Regional Desk" in shown
    assert "5" in run("refs", "stats", "--refs", desk).out.splitlines()[0]
    assert run("check", "-q", POSTED, "--refs", desk).out == (
        "posted.jpg\tmatch-differs\treused,edited\n"
    )
    assert run("refs", "remove", id[:8], "--refs", desk).code == 0
    assert run("refs", "show", id, "--refs", desk).code == 2
    assert run("check", "-q", POSTED, "--refs", desk).out == "posted.jpg\tno-match\t-\n"


def test_refs_add_tells_about_files_it_cannot_take(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(b"nothing")
    done = run("refs", "add", bad, POSTED, "--refs", tmp_path / "desk.db")
    assert done.code == 2
    assert "bad.jpg" in done.err
    assert done.out.startswith("added\t")


def test_refs_add_refuses_places_it_cannot_write(run: Run, tmp_path: Path) -> None:
    (tmp_path / "afile").touch()
    blocked = run("refs", "add", POSTED, "--refs", tmp_path / "afile" / "x" / "y.db")
    assert blocked.code == 2
    assert len(blocked.err.splitlines()) == 1
    server = run("refs", "add", POSTED, "--refs", "postgresql://user:secret@127.0.0.1:1/set")
    assert server.code == 2
    assert "secret" not in server.err
    assert not list(tmp_path.glob("postgresql*"))


def test_large_sets_get_an_index_and_are_searched_with_it(
    run: Run, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("faiss")
    desk = tmp_path / "desk.db"
    run("refs", "add", REFERENCES, "--refs", desk)
    monkeypatch.setattr("provcheck.references.indexing.WORTH_INDEXING", 2)
    assert "5 references" in run("refs", "index", "--refs", desk).err
    assert "0 references" in run("refs", "index", "--refs", desk).err
    segments = list((cache / "local").rglob("*.ivf"))
    assert segments
    looked: list[int] = []
    near = Segment.near

    def watched(segment: Segment, *arguments: Any) -> Any:
        looked.append(1)
        return near(segment, *arguments)

    monkeypatch.setattr(Segment, "near", watched)
    assert run("check", "-q", POSTED, "--refs", desk).out == (
        "posted.jpg\tmatch-differs\treused,edited\n"
    )
    assert looked
    # refs add keeps it up to date by itself.
    for segment in segments:
        segment.unlink()
    run("refs", "add", REFERENCES, "--refs", desk)
    assert list((cache / "local").rglob("*.ivf"))


def test_an_index_without_its_package_says_what_to_install(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = tmp_path / "desk.db"
    monkeypatch.setattr("provcheck.references.indexing.WORTH_INDEXING", 2)
    monkeypatch.setattr("provcheck.references.indexing.load_faiss", lambda: None)
    added = run("refs", "add", REFERENCES, "--refs", desk)
    assert added.code == 0
    assert added.err.count("pip install 'provcheck[fast]'") == 1
    asked = run("refs", "index", "--refs", desk, "--lang", "de")
    assert asked.code == 2
    assert "faiss-cpu" in asked.err and "Traceback" not in asked.err


def test_refs_use_the_own_set_by_default(run: Run) -> None:
    assert run("refs", "list").code == 2
    assert run("refs", "add", REFERENCES / "heap-one-flag.jpg").code == 0
    assert len(run("refs", "list").out.splitlines()) == 1
    assert run("check", "-q", POSTED).out == "posted.jpg\tmatch-differs\treused,edited\n"


def test_no_proxy_keeps_no_picture_and_says_what_that_costs(run: Run, tmp_path: Path) -> None:
    desk = tmp_path / "desk.db"
    run("refs", "add", REFERENCES / "heap-one-flag.jpg", "--refs", desk, "--no-proxy")
    done = run("check", POSTED, "--refs", desk, "--json")
    report = json.loads(done.out)
    assert report["matches"][0]["relation"] == "partial"
    assert report["matches"][0]["changed_regions"] == []
    assert "edit-map" in [item["check"] for item in report["not_checked"]]


def test_a_saved_report_becomes_a_pdf(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    saved, output = tmp_path / "r.json", tmp_path / "r.pdf"
    assert run("check", str(FIXTURES / "posted.jpg"), "-o", str(saved), "--exit-zero").code == 0
    assert run("report", str(saved), "-o", str(output), "--lang", "de").code == 0
    assert output.read_bytes().startswith(b"%PDF-")


def test_without_the_extra_a_pdf_is_refused_before_anything_is_examined(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    output = tmp_path / "r.pdf"
    done = run("check", str(tmp_path / "missing.jpg"), "-o", str(output))
    assert done.code == 2
    assert done.err.strip().endswith("Install it with: pip install 'provcheck[pdf]'")
    assert len(done.err.strip().splitlines()) == 1
    assert not output.exists()


def test_a_saved_report_renders_again_in_another_language(run: Run, tmp_path: Path) -> None:
    saved, page = tmp_path / "report.json", tmp_path / "bericht.html"
    run("check", POSTED, "--refs", REFERENCES, "-o", saved)
    assert run("report", saved, "-o", page, "--lang", "de").code == 0
    assert '<html lang="de"' in page.read_text("utf-8")
    assert "heap-one-flag.jpg" in run("report", saved).out
    saved.write_bytes(saved.read_bytes().replace(b'"match-differs"', b'"no-match"', 1))
    altered = run("report", saved, "-o", page)
    assert altered.code == 2
    assert "changed after it was written" in altered.err


def test_unknown_endings_are_refused_with_the_known_ones(run: Run, tmp_path: Path) -> None:
    done = run("check", POSTED, "-o", tmp_path / "report.doc")
    assert done.code == 2
    assert ".html" in done.err
    assert not (tmp_path / "report.doc").exists()


def test_attach_binds_and_verify_notices(run: Run, tmp_path: Path) -> None:
    image, saved, story = (tmp_path / n for n in ("photo.jpg", "report.json", "story.md"))
    shutil.copy(POSTED, image)
    story.write_text("# A heap\n\n![The heap](photo.jpg)\n", "utf-8")
    run("check", image, "--refs", REFERENCES, "-o", saved)
    assert run("attach", saved, story, "--image", image).code == 0
    first = story.read_bytes()
    assert run("attach", saved, story, "--image", image).code == 0
    assert story.read_bytes() == first
    assert run("attach", "--verify", story).code == 0
    image.write_bytes(image.read_bytes() + b"\0")
    changed = run("attach", "--verify", story)
    assert changed.code == 1
    assert "photo.jpg" in changed.err


STORIES = {
    "story.md": "# A heap\n\n![The heap](photo.jpg)\n",
    "story.html": '<article><figure><img src="photo.jpg"></figure></article>\r\n',
    "story.json": (
        '{"uri": "urn:x", "type": "text",\n"renditions": [{"name": "m", "href": "photo.jpg"}]}'
    ),
    "story.xml": (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"><itemMeta><provider literal="x"/>'
        '</itemMeta><contentSet><remoteContent href="photo.jpg"/></contentSet></newsItem>\n'
    ),
}


def test_every_kind_of_story_takes_a_report_and_gives_it_back(run: Run, tmp_path: Path) -> None:
    image, saved = tmp_path / "photo.jpg", tmp_path / "report.json"
    shutil.copy(POSTED, image)
    run("check", image, "--refs", REFERENCES, "-o", saved)
    page = ("--methodology", "https://news.example.org/checks")
    for name, content in STORIES.items():
        story = tmp_path / name
        story.write_bytes(content.encode())
        done = run("attach", saved, story, "--image", image, *page, "--lang", "de")
        assert (done.code, done.err) == (0, "")
        assert "ist angehängt (" in done.out
        assert "unchanged" not in done.out
        verified = run("attach", "--verify", story)
        assert (verified.code, verified.err) == (0, "")
        other = run("detach", story, "--report", "other.json")
        assert other.code == 2
        assert "report.json" in other.err
        taken = run("detach", story, "--report", saved)
        assert (taken.code, taken.out) == (
            0,
            f"{story}: the report report.json is no longer attached.\n",
        )
        assert story.read_bytes() == content.encode()
        nothing = run("detach", story)
        assert (nothing.code, "nothing changed" in nothing.out) == (0, True)


def test_verify_tells_a_copy_saved_again_from_another_picture(run: Run, tmp_path: Path) -> None:
    image, saved, story = (tmp_path / n for n in ("photo.jpg", "report.json", "story.md"))
    shutil.copy(POSTED, image)
    story.write_text(STORIES["story.md"], "utf-8")
    run("check", image, "-o", saved)
    run("attach", saved, story)
    with Image.open(POSTED) as picture:
        picture.resize((400, 300)).save(image, quality=70)
    copied = run("attach", "--verify", story)
    assert copied.code == 1
    assert "like a copy that was saved again (distance " in copied.err
    assert "wie eine neu gespeicherte Kopie" in run("attach", "--verify", story, "--lang", "de").err
    shutil.copy(FIXTURES / "innocent-other-heap.jpg", image)
    exchanged = run("attach", "--verify", story)
    assert exchanged.code == 1
    assert "looks like another picture (distance " in exchanged.err


def test_verify_looks_for_matches_that_arrived_since(run: Run, tmp_path: Path) -> None:
    image, saved, story = (tmp_path / n for n in ("photo.jpg", "report.json", "story.md"))
    shutil.copy(POSTED, image)
    story.write_text(STORIES["story.md"], "utf-8")
    run("check", image, "-o", saved)
    run("attach", saved, story, "--image", image)
    assert run("attach", "--verify", story).code == 0
    arrived = run("attach", "--verify", story, "--refs", REFERENCES)
    assert arrived.code == 1
    assert "new match" in arrived.err
    assert "unchanged" in arrived.out  # the bond itself holds
    # The user's own set is searched without being asked to.
    run("refs", "add", FIXTURES / "innocent-other-heap.jpg")
    unrelated = run("attach", "--verify", story)
    assert unrelated.code == 0
    assert "no new match since the report" in unrelated.out
    run("refs", "add", POSTED)
    assert run("attach", "--verify", story).code == 1
    # A report that knows the matches is not contradicted by them.
    run("check", image, "--refs", REFERENCES, "-o", saved)
    run("attach", saved, story, "--image", image)
    assert run("attach", "--verify", story, "--refs", REFERENCES).code == 0
    assert run("attach", "--verify", story, "--refs", tmp_path / "none.db").code == 2


def test_wordpress_gets_a_file_and_nothing_is_sent(run: Run, tmp_path: Path) -> None:
    image, saved, target = (tmp_path / n for n in ("photo.jpg", "report.json", "payload.json"))
    shutil.copy(POSTED, image)
    run("check", image, "-o", saved)
    done = run("attach", saved, "--wordpress", target, "--image", image)
    assert (done.code, done.out) == (0, f"{target} is written. Nothing was sent.\n")
    assert json.loads(target.read_bytes())["media"]["endpoint"] == "POST /wp/v2/media"
    assert "show_in_rest" in run("attach", "--help").out
    assert run("attach", saved, "--wordpress", target, "--image", image).code == 0
    edited = target.read_bytes() + b"\n"
    target.write_bytes(edited)
    refused = run("attach", saved, "--wordpress", target, "--image", image)
    assert (refused.code, "never written over" in refused.err) == (2, True)
    assert target.read_bytes() == edited
    page = run("attach", saved, "--wordpress", tmp_path / "payload.html")
    assert (page.code, "must end in one of: .json" in page.err) == (2, True)
    before = saved.read_bytes()
    for call in (
        (saved, "--wordpress", saved),
        (saved, tmp_path / "story.md", "--wordpress", target),
        (saved, "--wordpress", target, "--image", FIXTURES / "innocent-other-heap.jpg"),
        (saved, tmp_path / "story.md", "--methodology", "javascript:x"),
        (saved, saved),
    ):
        (tmp_path / "story.md").write_text("x")
        assert run("attach", *call).code == 2
    assert saved.read_bytes() == before


def test_mixed_up_files_are_told_with_the_next_step(run: Run, tmp_path: Path) -> None:
    image, saved, story = (tmp_path / n for n in ("photo.jpg", "report.json", "story.md"))
    shutil.copy(POSTED, image)
    story.write_text(STORIES["story.md"], "utf-8")
    item, page = tmp_path / "item.json", tmp_path / "page.html"
    item.write_text(STORIES["story.json"], "utf-8")
    page.write_text(STORIES["story.html"], "utf-8")
    run("check", image, "-o", saved, "-q")
    review = ("-o", tmp_path / "review.jsonld")
    for call, step in (
        (("attach", story, saved), f"provcheck attach {saved} {story}"),
        (("attach", item, saved), f"provcheck attach {saved} {item}"),
        (("attach", page, story), "provcheck attach REPORT.json page.html"),
        (("attach", image, story), "provcheck check photo.jpg -o report.json"),
        (("attach", saved, image), "provcheck attach REPORT.json STORY --image photo.jpg"),
        (("attach", "--verify", image), "is an image, not a story"),
        (("attach", "--verify", saved), "provcheck verify report.json"),
        (("detach", saved), "is a report, not a story"),
        (("detach", image), "is an image, not a story"),
        (("mediareview", image, *review), "provcheck check photo.jpg -o report.json"),
        (("mediareview", story, *review), "is not a report in JSON"),
        (("attach", saved, story, "--image", tmp_path / "nix.jpg"), "there is no such file"),
    ):
        for language in ("en", "de", "uk"):
            done = run(*call, "--lang", language)
            assert (done.code, len(done.err.splitlines())) == (2, 1), call
        assert step in run(*call, "--lang", "en").err, call
    copy = tmp_path / "copy.json"
    copy.write_bytes(saved.read_bytes())
    assert run("attach", saved, copy).code == 2


def test_explain_lists_and_shows_every_card(run: Run) -> None:
    listed = run("explain").out
    for check in all_checks():
        assert check.card.id in listed
        for language in ("en", "de"):
            shown = run("explain", check.card.id, "--lang", language)
            assert shown.code == 0
            assert len(shown.out.splitlines()) > 10
    page = Path(__file__).parents[2] / "docs" / "checks.md"
    assert run("explain", "--markdown", "--lang", "en").out == page.read_text("utf-8")
    unknown = run("explain", "claim-dates")
    assert unknown.code == 2
    assert "claim-date;" in unknown.err or "'claim-date'" in unknown.err
    assert "provcheck explain" in unknown.err, "the command that lists them all"


@pytest.mark.parametrize(
    "command",
    ["check", "scan", "compare", "report", "attach", "detach", "explain"]
    + [f"refs {name}" for name in ("add", "list", "show", "remove", "stats", "index")],
)
def test_every_command_helps_with_an_example(run: Run, command: str) -> None:
    done = run(*command.split(), "--help")
    assert done.code == 0
    assert f"provcheck {command.split()[0]}" in done.out
    assert "Example" in done.out


def test_settings_files_and_variables(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "provcheck.toml").write_text(f'refs = "{REFERENCES}"\nlang = "de"\n', "utf-8")
    assert "VERÄNDERT" in run("check", POSTED).out
    monkeypatch.setenv("PROVCHECK_LANG", "en")
    assert "EDITED" in run("check", POSTED).out
    (tmp_path / "provcheck.toml").write_text('reffs = "x"\n', "utf-8")
    done = run("check", POSTED)
    assert done.code == 2
    assert "reffs" in done.err and "'refs'" in done.err


def test_outputs_never_replace_what_is_examined(run: Run, tmp_path: Path) -> None:
    for name in ("x.json", "subject.jpg", "case.json"):
        shutil.copy(POSTED, tmp_path / name)
    shutil.copy(FIXTURES / "case.toml", tmp_path / "case.json")
    scanned = tmp_path / "scanned"
    scanned.mkdir()
    shutil.copy(POSTED, scanned / "a.jpg")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.*") if path.is_file()}
    calls = (
        ("check", tmp_path / "x.json", "-o", tmp_path / "x.json"),
        ("check", POSTED, "--case", tmp_path / "case.json", "-o", tmp_path / "case.json"),
        ("check", tmp_path / "subject.jpg", "--exhibits", tmp_path),
        ("compare", POSTED, tmp_path / "x.json", "-o", tmp_path / "x.json"),
        ("compare", POSTED, tmp_path / "subject.jpg", "--exhibits", tmp_path),
        ("scan", scanned, "--jsonl", scanned / "a.jpg"),
    )
    for call in calls:
        done = run(*call)
        assert done.code == 2, call
        assert len(done.err.splitlines()) == 1, call
    after = {path: path.read_bytes() for path in tmp_path.rglob("*.*") if path.is_file()}
    assert after == before


def test_an_empty_set_is_called_empty(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for language, word in (("en", "is empty"), ("de", "ist leer")):
        done = run("check", POSTED, "--refs", tmp_path / "empty", "--lang", language)
        assert done.code == 0
        assert word in done.out


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs POSIX files")
def test_pipes_are_refused_and_not_waited_for(run: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "story.md"
    os.mkfifo(pipe)
    for call in (
        ("check", POSTED, "--case", pipe),
        ("check", POSTED, "--config", pipe),
        ("attach", "--verify", pipe),
    ):
        assert run(*call).code == 2


def test_json_ld_goes_into_a_page_once_a_person_has_rated(run: Run, tmp_path: Path) -> None:
    picture, saved = tmp_path / "heap.jpg", tmp_path / "report.json"
    picture.write_bytes((FIXTURES / "posted.jpg").read_bytes())
    run("check", picture, "--claim", "A heap.", "-o", saved, "-q")
    story = tmp_path / "story.html"
    page = '<article><figure><img src="heap.jpg"></figure></article>\n'
    story.write_text(page, "utf-8")
    assert run("attach", saved, story).code == 0
    assert "ld+json" not in story.read_text("utf-8")
    assert run("attach", saved, story, "--json-ld").code == 0
    assert '"creativeWorkStatus": "Draft"' in story.read_text("utf-8")
    words = ("--rating", "StagedContent", "--scale", "mediareview", "--by", "A", "--reason", "b")
    run("assess", saved, *words)
    rated = tmp_path / "report.v2.json"
    assert run("attach", rated, story).code == 0
    text = story.read_text("utf-8")
    assert text.count("ld+json") == 1 and "StagedContent" in text and "Draft" not in text
    assert run("attach", "--verify", story).code == 0
    assert run("detach", story).code == 0
    assert story.read_text("utf-8") == page
