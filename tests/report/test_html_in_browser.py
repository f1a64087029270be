"""The page in a browser: nothing overflows, nothing is loaded, German is German.

Needs Chromium with its driver and selenium; skipped where they are not installed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browsing import open_page
from factories import pokrovsk_report
from hostile import hostile_report

from provcheck.report import to_html

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("width", [320, 390, 700, 1280])
@pytest.mark.parametrize("content", ["usual", "hostile"])
def test_nothing_overflows(browser: Any, tmp_path: Path, width: int, content: str) -> None:
    report = pokrovsk_report() if content == "usual" else hostile_report()
    open_page(browser, tmp_path, to_html(report, "de"), width)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    beyond = browser.execute_script(
        "return [...document.querySelectorAll('main *, header *')]"
        ".filter(e => e.getBoundingClientRect().right > innerWidth + 1"
        " && !e.closest('svg') && !e.closest('thead')).map(e => e.outerHTML.slice(0, 80))"
    )
    assert beyond == []


def test_no_message_in_the_console_and_pictures_are_shown(browser: Any, tmp_path: Path) -> None:
    open_page(browser, tmp_path, to_html(pokrovsk_report(), "en"), 1280, script=False)
    assert browser.get_log("browser") == []
    assert browser.execute_script(
        "return [...document.images].every(i => i.complete && i.naturalWidth > 0)"
    )
    views = browser.execute_script(
        "return [...document.querySelectorAll('svg.view')]"
        ".map(e => e.getBoundingClientRect()).map(r => [r.width, r.height])"
    )
    assert len(views) == 5
    assert all(width > 200 and height > 130 for width, height in views)


def test_headings_are_german_in_german(browser: Any, tmp_path: Path) -> None:
    open_page(browser, tmp_path, to_html(pokrovsk_report(), "de"), 1280)
    headings = browser.execute_script(
        "return [...document.querySelectorAll('h2, h3:not(.comparison h3), h4, th[scope=col], dt')]"
        ".map(e => e.textContent.trim())"
    )
    assert "Behauptung und Befund" in headings
    english = {"Findings", "Claim", "Comparison", "Dates", "Statements", "Method and custody"}
    english |= {"Checked", "Severity", "Source", "Value", "Place", "Caption", "Relation", "Size"}
    assert not english & set(headings)


def test_dark_is_dark(browser: Any, tmp_path: Path) -> None:
    open_page(browser, tmp_path, to_html(pokrovsk_report(), "en"), 1280, dark=True)
    ground = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(21, 23, 27)"


def test_details_are_open_on_paper(browser: Any, tmp_path: Path) -> None:
    open_page(browser, tmp_path, to_html(pokrovsk_report(), "en"), 1280)
    seen = "return document.querySelector('dl.raw dd').checkVisibility()"
    assert not browser.execute_script(seen)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert browser.execute_script(seen)
