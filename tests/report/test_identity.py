from __future__ import annotations

from dataclasses import replace

import pytest
from factories import bare_report, case, pokrovsk_report

from provcheck.errors import ReportAltered
from provcheck.report import check_identity, from_json, identify, speak, to_json


def test_id_has_its_form_and_fits() -> None:
    report = pokrovsk_report()
    assert report.report_id.startswith("pc-")
    assert len(report.report_id) == 35
    check_identity(report, "report.json")


def test_same_content_gives_the_same_id_in_every_language() -> None:
    german = speak(pokrovsk_report(), "de")
    assert identify(german).report_id == pokrovsk_report().report_id
    check_identity(german, "report.json")


def test_id_survives_json_with_and_without_pictures() -> None:
    report = pokrovsk_report()
    for exhibits in (True, False):
        check_identity(from_json(to_json(report, exhibits), "r.json"), "r.json")


def test_whole_numbers_in_fraction_fields_keep_the_id_through_json() -> None:
    match = replace(pokrovsk_report().matches[0], agreement=1, changed_fraction=0)
    report = identify(replace(pokrovsk_report(), matches=(match,)))
    check_identity(from_json(to_json(report), "r.json"), "r.json")


@pytest.mark.parametrize(
    "changes",
    [
        {"created_at": "2024-10-24T08:14:05Z"},
        {"settings_digest": "other"},
        {"case": None},
        {"case": replace(case(), statements=())},
        {"case": replace(case(), statements=(replace(case().statements[0], text="No."),))},
        {"matches": ()},
        {"checks": ()},
        {"exhibits": ()},
    ],
)
def test_any_changed_content_is_noticed(changes: dict[str, object]) -> None:
    altered = replace(pokrovsk_report(), **changes)  # type: ignore[arg-type]
    with pytest.raises(ReportAltered, match=r"photo\.json"):
        check_identity(altered, "photo.json")


def test_exchanged_picture_is_noticed() -> None:
    report = pokrovsk_report()
    first = replace(report.exhibits[0], data=b"another picture")
    with pytest.raises(ReportAltered):
        check_identity(replace(report, exhibits=(first, *report.exhibits[1:])), "r.json")


def test_order_of_mapping_entries_does_not_matter() -> None:
    report = pokrovsk_report()
    libraries = dict(reversed(report.tool.libraries.items()))
    turned = replace(report, tool=replace(report.tool, libraries=libraries))
    assert identify(turned).report_id == report.report_id


def test_a_bare_report_has_an_id_of_its_own() -> None:
    assert bare_report().report_id != pokrovsk_report().report_id
