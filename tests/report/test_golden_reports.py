"""Whole reports against files in ``tests/golden``.

After a wanted change, write them anew and read the difference before it is committed::

    PROVCHECK_WRITE_GOLDEN=1 pytest tests/report/test_golden_reports.py

Style sheet and script are left out of the pages, and the pictures are plain grey ones, so that
golden files depend on nothing but the report and its templates.
"""

from __future__ import annotations

import os
import re
from importlib import resources
from pathlib import Path

import pytest
from factories import bare_report, flat_exhibits, pokrovsk_report

from provcheck.report import render_report

GOLDEN = Path(__file__).parents[1] / "golden"
REPORTS = {
    "pokrovsk": lambda: pokrovsk_report(exhibits=flat_exhibits()),
    "bare": bare_report,
}


def rendered(name: str, suffix: str, language: str) -> str:
    page = render_report(REPORTS[name](), suffix, language).decode("utf-8")
    for shipped in ("report.css", "report.js"):
        text = resources.files("provcheck.report").joinpath("templates", shipped).read_text("utf-8")
        page = page.replace(text.rstrip("\n"), f"/* {shipped} */")
    return re.sub(r"sha256-[\w+/]{43}=", "sha256-of-report.js", page)


@pytest.mark.parametrize(
    ("name", "suffix", "language"),
    [
        ("pokrovsk", ".json", "en"),
        ("pokrovsk", ".html", "en"),
        ("pokrovsk", ".html", "de"),
        ("bare", ".json", "de"),
        ("bare", ".html", "de"),
    ],
)
def test_report_is_as_the_golden_file(name: str, suffix: str, language: str) -> None:
    path = GOLDEN / f"{name}.{language}{suffix}"
    text = rendered(name, suffix, language)
    if os.environ.get("PROVCHECK_WRITE_GOLDEN"):
        path.write_text(text, "utf-8")
    assert path.is_file(), f"{path.name} is missing; see this module's first lines"
    assert text == path.read_text("utf-8")
