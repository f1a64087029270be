"""``verify``, ``custody verify`` and ``assess``: one sentence for each part, also at one byte."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cli_runs import FIXTURES, Run

POSTED = FIXTURES / "posted.jpg"


def _changed(saved: Path, change: Any) -> Path:
    content = json.loads(saved.read_bytes())
    change(content)
    saved.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return saved


def test_everything_holds(run: Run, saved: Path) -> None:
    done = run("verify", saved, "--image", POSTED)
    assert done.code == 0, done.err
    assert [line.split(":")[0] for line in done.out.splitlines()] == [
        "Report", "Exhibits", "Image", "Custody",
    ]  # fmt: skip
    assert "nobody has rated" in done.err


def test_what_is_named_and_cannot_be_read_is_no_verdict(
    run: Run, saved: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    for command in (
        ("verify", saved, "--image", tmp_path / "away.jpg"),
        ("replay", saved, tmp_path / "away.jpg"),
    ):
        done = run(*command)
        assert done.code == 2
        assert "away.jpg: there is no such file" in done.err
    # No time stamp lies beside the report; what was named is looked at all the same.
    for folder, said in (("away", "No such file"), ("empty", "no .pem, .crt or .cer file in it")):
        done = run("verify", saved, "--tsa-roots", tmp_path / folder)
        assert done.code == 2
        assert said in done.err


def test_one_byte_of_the_image(run: Run, saved: Path, tmp_path: Path) -> None:
    other = tmp_path / "posted.jpg"
    content = bytearray(POSTED.read_bytes())
    content[-3] ^= 1
    other.write_bytes(content)
    done = run("verify", saved, "--image", other)
    assert done.code == 1
    assert "Image: posted.jpg is not the file that was examined" in done.err
    assert "Report: its content fits" in done.out


def test_one_value_of_the_report(run: Run, saved: Path) -> None:
    _changed(saved, lambda content: content["subject"].update(width=1281))
    done = run("verify", saved)
    assert done.code == 1
    assert "Report: its content does not fit its id" in done.err
    assert "Exhibits: all" in done.out


@pytest.mark.parametrize("old, new", [(b'"text": "', b'"text": "X'), (b"\n  ", b"\n\t ")])
def test_one_byte_that_states_nothing(run: Run, saved: Path, old: bytes, new: bytes) -> None:
    content = saved.read_bytes()
    assert old in content
    saved.write_bytes(content.replace(old, new, 1))
    done = run("verify", saved)
    assert done.code == 1
    assert "texts, spacing or order in the file were changed" in done.err


def test_one_byte_of_an_exhibit(run: Run, saved: Path) -> None:
    content = saved.read_bytes()
    written = json.loads(content)["exhibits"][0]["data"]
    picture = bytearray(base64.b64decode(written))
    picture[100] ^= 1
    saved.write_bytes(content.replace(written.encode(), base64.b64encode(picture)))
    done = run("verify", saved)
    assert done.code == 1
    assert "Exhibit subject: the picture does not fit its digest" in done.err
    assert "Report: its content fits" in done.out


def test_one_byte_of_a_custody_line(run: Run, saved: Path) -> None:
    _changed(saved, lambda content: content["custody"][1].update(actor="someone"))
    for command in (("verify",), ("custody", "verify")):
        done = run(*command, saved)
        assert done.code == 1
        assert "Custody: line 2 does not fit the chain" in done.err


def test_one_byte_of_the_story(run: Run, saved: Path, tmp_path: Path) -> None:
    picture = tmp_path / "heap.jpg"
    picture.write_bytes(POSTED.read_bytes())
    story = tmp_path / "story.md"
    story.write_text("# A heap\n\n![heap](heap.jpg)\n", "utf-8")
    assert run("attach", saved, story, "--image", picture).code == 0
    assert run("verify", saved, "--image", picture, "--story", story).code == 0
    story.write_text(story.read_text("utf-8").replace("heap.jpg)", "heap2.jpg)"), "utf-8")
    (tmp_path / "heap2.jpg").write_bytes(b"something else")
    done = run("verify", saved, "--image", picture, "--story", story)
    assert done.code == 1
    assert "heap.jpg" in done.err


def test_one_word_of_the_box_in_the_story(run: Run, saved: Path, tmp_path: Path) -> None:
    rated = tmp_path / "rated.json"
    words = ("--rating", "Unbelegt", "--scale", "correctiv", "--by", "M. Huber", "--reason", "x")
    assert run("assess", saved, *words, "-o", rated).code == 0
    story = tmp_path / "story.html"
    story.write_text("<article><p>A heap.</p></article>\n", "utf-8")
    picture = tmp_path / "posted.jpg"
    picture.write_bytes(POSTED.read_bytes())
    done = run("attach", rated, story, "--image", picture)
    assert done.code == 0, done.err
    attached = story.read_text("utf-8")
    assert "M. Huber rates: “Unbelegt” (CORRECTIV scale)." in attached
    assert run("verify", rated, "--story", story).code == 0
    assert run("attach", saved, story).code == 2  # the version before it was rated
    story.write_text(attached.replace("“Unbelegt”", "“Richtig”"), "utf-8")
    for call in (("verify", rated, "--story", story), ("attach", "--verify", story)):
        done = run(*call)
        assert (done.code, "provcheck attach REPORT.json story.html" in done.err) == (1, True)
    story.write_text(attached.replace('"@type": "MediaReview"', '"@type": "Review"'), "utf-8")
    done = run("verify", rated, "--story", story)
    assert (done.code, "The JSON-LD about" in done.err) == (1, True)


def test_no_report_is_a_usage_error(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b"{}")
    assert run("verify", path).code == 2


def test_the_custody_line_names_who_and_whose_clock(saved: Path) -> None:
    lines = json.loads(saved.read_bytes())["custody"]
    assert [line["clock_source"] for line in lines] == ["recorded", "system"]
    assert lines[1]["actor"] == "desk"
    assert lines[1]["prev"] == lines[0]["digest"]
    assert lines[1]["sha256_before"] == lines[1]["sha256_after"]


def test_rate_and_countersign(run: Run, saved: Path, tmp_path: Path) -> None:
    before = saved.read_bytes()
    done = run(
        "assess", saved, "--rating", "Fehlender Kontext", "--scale", "correctiv",
        "--by", "M. Huber", "--reason", "Das Bild ist älter.",
    )  # fmt: skip
    assert done.code == 0, done.err
    second = tmp_path / "report.v2.json"
    assert str(second) in done.out
    assert run("assess", second, "--countersign", "--by", "m. huber").code == 2
    assert run("assess", second, "--countersign", "--by", "A. Kovalenko").code == 0
    third = tmp_path / "report.v3.json"
    assert run("verify", third, "--image", POSTED).code == 0
    assert saved.read_bytes() == before
    page = tmp_path / "report.html"
    assert run("report", third, "-o", page, "--lang", "de").code == 0
    text = page.read_text("utf-8")
    for words in ("Fehlender Kontext", "M. Huber", "Gegengezeichnet von", "A. Kovalenko"):
        assert words in text


def test_a_version_that_is_there_is_never_written_over(run: Run, saved: Path) -> None:
    words = ("--rating", "False", "--scale", "meta", "--by", "A", "--reason", "b")
    there = saved.with_name("report.v2.json")
    there.write_bytes(b"{}")
    done = run("assess", saved, *words)
    assert done.code == 2
    assert "is there already" in done.err
    assert there.read_bytes() == b"{}"


@pytest.mark.parametrize(
    "words",
    [
        ("--by", "A"),
        ("--by", "A", "--rating", "False", "--scale", "meta"),
        ("--by", "A", "--countersign", "--rating", "False"),
        ("--by", "A", "--rating", "x", "--scale", "meta", "--reason", "b"),
    ],
)
def test_half_a_rating_is_refused(run: Run, saved: Path, words: tuple[str, ...]) -> None:
    assert run("assess", saved, *words).code == 2
    assert not saved.with_name("report.v2.json").exists()


def test_a_changed_history_line_is_named(run: Run, saved: Path, tmp_path: Path) -> None:
    run("assess", saved, "--rating", "x", "--scale", "free", "--by", "A", "--reason", "b")
    second = tmp_path / "report.v2.json"
    _changed(second, lambda content: content["history"][0].update(rating="y"))
    done = run("custody", "verify", second)
    assert done.code == 1
    assert "History: line 1 does not fit the chain" in done.err
