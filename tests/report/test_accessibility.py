"""The page of the running example against WCAG 2.2 AA, as far as axe-core can see it.

Needs Chromium with its driver, selenium and the copy of axe-core in selenium-axe-python.
"""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from browsing import open_page
from factories import pokrovsk_report

from provcheck import examine, open_references, read_case
from provcheck.messages import languages
from provcheck.model import Report
from provcheck.report import failed_index_row, index_page, index_row, to_html

pytest.importorskip("selenium_axe_python", reason="selenium-axe-python is not installed")
pytestmark = pytest.mark.slow

_EXAMPLE = Path(__file__).parents[2] / "fixtures" / "images" / "pokrovsk"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_LARGEST = 1_500_000


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Report:
    case, acquisition = read_case(_EXAMPLE / "case.toml")
    now = datetime(2024, 10, 23, 8, 14, tzinfo=UTC)
    cache = tmp_path_factory.mktemp("cache")
    folder = str(_EXAMPLE / "references")
    with open_references(folder, cache=cache, now="2024-10-23T08:14:00Z") as references:
        return examine(
            _EXAMPLE / "posted.jpg",
            now=now,
            references=references,
            case=case,
            acquisition=acquisition,
        )


def violations(browser: Any) -> list[str]:
    """What axe finds, one line a rule; the rule for the size of targets must have looked."""
    shipped = resources.files("selenium_axe_python").joinpath("axe-core", "axe.min.js")
    browser.execute_script(shipped.read_text("utf-8"))
    browser.set_script_timeout(60)
    found = browser.execute_async_script(
        "const done = arguments[1];"
        "axe.run(document, {runOnly: {type: 'tag', values: arguments[0]}, iframes: false})"
        ".then(r => done({bad: r.violations, good: r.passes.map(p => p.id)}),"
        " e => done({error: String(e)}))",
        _TAGS,
    )
    assert "error" not in found, found
    assert {"target-size", "color-contrast", "label"} <= set(found["good"])
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')}"
        for rule in found["bad"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", languages())
def test_the_running_example_breaks_no_rule(
    browser: Any, tmp_path: Path, example: Report, language: str, dark: bool, width: int
) -> None:
    open_page(browser, tmp_path, to_html(example, language), width, dark=dark)
    assert browser.find_elements("css selector", ".live")
    assert violations(browser) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_state_of_the_comparison_breaks_a_rule(browser: Any, tmp_path: Path, dark: bool) -> None:
    open_page(browser, tmp_path, to_html(pokrovsk_report(), "en"), 1280, dark=dark)
    for value in ("4", "blink", "still"):
        browser.find_element("css selector", f".live input[value='{value}']").click()
        browser.execute_script("document.querySelector('details')?.toggleAttribute('open')")
        assert violations(browser) == [], value


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", languages())
def test_the_index_of_a_scan_breaks_no_rule(
    browser: Any, tmp_path: Path, example: Report, language: str, dark: bool, width: int
) -> None:
    row = index_row(example, "a/posted.jpg", "posted-0123456789ab.html", "", language)
    page = b"".join(index_page([row, failed_index_row("x.jpg", "No image.")], language))
    open_page(browser, tmp_path, page.decode("utf-8"), width, dark=dark)
    browser.find_element("css selector", ".index-sort").click()
    assert violations(browser) == []


def test_the_running_example_is_a_small_file(example: Report) -> None:
    for language in languages():
        assert len(to_html(example, language).encode("utf-8")) < _LARGEST
