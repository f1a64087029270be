"""A repeated examination: what counts as a difference, and what only explains one."""

from __future__ import annotations

from dataclasses import replace

from factories import bare_report, exhibits, pokrovsk_report

from provcheck.model import Report, Tool
from provcheck.replaying import compare_reports


def _causes(before: Report, after: Report) -> list[str]:
    return [cause.id for cause in compare_reports(before, after).causes]


def test_the_same_report_has_no_difference() -> None:
    found = compare_reports(pokrovsk_report(), pokrovsk_report())
    assert found.causes == () and found.differences == ()


def test_times_people_and_language_are_no_difference() -> None:
    before = pokrovsk_report()
    after = replace(before, created_at="2025-01-01T00:00:00Z", custody=(), language="de")
    assert compare_reports(before, after).differences == ()


def test_other_versions_settings_and_snapshots_are_named() -> None:
    before = pokrovsk_report()
    assert before.reference_set is not None
    after = replace(
        before,
        tool=Tool(name="provcheck", version="9.9", libraries={"numpy": "1"}),
        settings_digest="0" * 64,
        reference_set=replace(before.reference_set, snapshot="1" * 64),
    )
    causes = _causes(before, after)
    assert {"replay.other-version", "replay.other-settings", "replay.other-set"} == set(causes)
    assert compare_reports(before, after).differences == ()


def test_a_missing_set_is_named() -> None:
    assert "replay.no-set-now" in _causes(pokrovsk_report(), bare_report())
    assert "replay.no-set-then" in _causes(bare_report(), pokrovsk_report())


def test_a_check_that_ended_otherwise_is_found_at_its_place() -> None:
    before = pokrovsk_report()
    first, *rest = before.checks
    after = replace(before, checks=(*rest, replace(first, outcome="failed")))
    (found,) = compare_reports(before, after).differences
    assert found.path == f"checks/{first.id}/outcome"
    assert (found.before, found.after) == (first.outcome, "failed")


def test_rounding_is_no_difference_and_more_than_that_is() -> None:
    before = pokrovsk_report()
    match = before.matches[0]
    assert match.agreement is not None
    near = replace(match, agreement=match.agreement * (1 + 1e-9))
    far = replace(match, agreement=match.agreement * 0.99)
    rest = before.matches[1:]
    assert not compare_reports(before, replace(before, matches=(near, *rest))).differences
    (found,) = compare_reports(before, replace(before, matches=(far, *rest))).differences
    assert found.path.endswith("/agreement")


def test_pictures_are_compared_where_both_reports_have_them() -> None:
    before = pokrovsk_report()
    assert not compare_reports(before, replace(before, exhibits=())).differences
    changed = (replace(exhibits()[0], sha256="0" * 64), *exhibits()[1:])
    (found,) = compare_reports(before, replace(before, exhibits=changed)).differences
    assert found.path == f"exhibits/{exhibits()[0].id}"


def test_a_renamed_file_is_said_apart_and_is_no_difference() -> None:
    before = pokrovsk_report()
    match = before.matches[0]
    again = replace(match, reference=replace(match.reference, added_at="2026-01-01T00:00:00Z"))
    after = replace(
        before,
        subject=replace(before.subject, name="copy.jpg"),
        matches=(again, *before.matches[1:]),
    )
    found = compare_reports(before, after)
    assert found.differences == ()
    assert [cause.id for cause in found.causes] == ["replay.other-name"]
