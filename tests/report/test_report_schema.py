from __future__ import annotations

import json

import jsonschema
import pytest
from factories import bare_report, pokrovsk_report

from provcheck.report import to_json
from provcheck.report.schema import generated_text, shipped_text


def test_shipped_schema_is_up_to_date() -> None:
    assert shipped_text() == generated_text(), "run: python -m provcheck.report.schema"


@pytest.mark.parametrize("exhibits", [True, False])
def test_reports_fit_the_schema(exhibits: bool) -> None:
    schema = json.loads(shipped_text())
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    for report in (pokrovsk_report(), bare_report()):
        validator.validate(json.loads(to_json(report, exhibits)))


def test_schema_refuses_what_is_no_report() -> None:
    content = json.loads(to_json(bare_report()))
    content["conclusion"]["status"] = "surely"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(json.loads(shipped_text())).validate(content)
