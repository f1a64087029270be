from __future__ import annotations

import json
from dataclasses import replace

import pytest
from factories import bare_report, pokrovsk_report
from hypothesis import given, settings
from hypothesis import strategies as st

from provcheck.errors import ReportIsPicture, ReportUnreadable
from provcheck.report import MAX_REPORT_BYTES, from_json, to_json, to_json_line

BARE = to_json(bare_report())


def test_round_trip_is_the_same_report() -> None:
    report = pokrovsk_report()
    assert to_json(from_json(to_json(report), "r")) == to_json(report)
    assert from_json(to_json(report), "r").exhibits == report.exhibits


def test_none_is_kept_as_null_and_keys_are_those_of_the_model() -> None:
    content = json.loads(BARE)
    assert content["case"] is None
    assert content["assessment"] is None
    assert {"schema", "report_id", "subject", "matches", "not_checked", "custody"} <= set(content)


def test_without_exhibits_only_their_data_goes() -> None:
    content = json.loads(to_json(pokrovsk_report(), exhibits=False))
    assert content["exhibits"]
    assert all(item["data"] is None and item["sha256"] for item in content["exhibits"])


def test_a_line_is_one_line() -> None:
    line = to_json_line(pokrovsk_report())
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert json.loads(line)["exhibits"][0]["data"] is None


def altered(**changes: object) -> bytes:
    return json.dumps({**json.loads(BARE), **changes}).encode()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "names no schema"),
        (b'{"schema": 1}', "names no schema"),
        (altered(schema="something-else"), "something-else"),
        (altered(schema="provcheck-report/2.0"), "reads provcheck-report/1.0"),
        (altered(schema="provcheck-report/1.7"), "reads provcheck-report/1.0"),
        (altered(subject=None), "subject"),
        (altered(extra=1), "unknown field extra"),
        (altered(matches=[{"relation": "twin"}]), "matches"),
    ],
)
def test_what_is_no_report_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(ReportUnreadable, match=r"odd\.json: not a provcheck report") as caught:
        from_json(content, "odd.json")
    assert reason in str(caught.value)


def test_unknown_field_deep_inside_is_named() -> None:
    content = json.loads(BARE)
    content["subject"]["colour"] = "red"
    with pytest.raises(ReportUnreadable, match="subject/colour"):
        from_json(json.dumps(content).encode(), "r")


def test_size_is_bounded_before_parsing() -> None:
    with pytest.raises(ReportUnreadable, match="larger than"):
        from_json(b" " * (MAX_REPORT_BYTES + 1), "r")


def test_hostile_text_in_a_file_is_inert_after_reading() -> None:
    content = json.loads(BARE)
    content["subject"]["name"] = "a\x1b[31m\u202egpj.exe"
    report = from_json(json.dumps(content).encode(), "r")
    assert report.subject.name == "a\\x1b[31m\\u202egpj.exe"


def test_numbers_that_json_lacks_are_not_written() -> None:
    report = bare_report()
    match = replace(pokrovsk_report().matches[0], agreement=float("nan"))
    with pytest.raises(ValueError, match="not finite"):
        to_json(replace(report, matches=(match,)))


def test_an_entry_that_stands_twice_is_refused() -> None:
    """Which one counts depends on the reader: a person's eye takes the first, most programs the
    last."""
    twice = BARE.replace(b'"status":', b'"status": "no-match", "status":', 1)
    assert twice != BARE
    with pytest.raises(ReportUnreadable, match="twice: status"):
        from_json(twice, "r")


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(BARE) - 1), st.binary(max_size=6), st.integers(0, 6))
def test_damaged_reports_are_read_or_refused(place: int, instead: bytes, length: int) -> None:
    try:
        from_json(BARE[:place] + instead + BARE[place + length :], "r")
    except ReportIsPicture:
        assert (BARE[:place] + instead).startswith((b"BM", b"\xff\xd8", b"II*", b"MM\0"))
    except ReportUnreadable as error:
        assert str(error).startswith("r: not a provcheck report")
