"""The JSON Schema of the report, generated from the model's records.

``python -m provcheck.report.schema`` prints it. After a change of the model, write it anew with::

    python -m provcheck.report.schema > provcheck/report/schema/report-1.schema.json
"""

import json
from importlib import resources
from typing import Any

from provcheck.model import Report

SCHEMA_FILE = "report-1.schema.json"


def generate() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12) of what ``to_json`` writes, made from the records."""
    import msgspec

    schema = msgspec.json.schema(Report)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "provcheck report, schema version 1",
        **schema,
    }


def generated_text() -> str:
    """The generated schema as the text of its file."""
    return json.dumps(generate(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def shipped_text() -> str:
    """The schema as shipped with this package."""
    return resources.files("provcheck.report.schema").joinpath(SCHEMA_FILE).read_text("utf-8")
