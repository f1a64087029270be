"""The page in a browser: nothing overflows, nothing is loaded, German is German.

Needs Chromium with its driver and selenium; skipped where they are not installed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from factories import pokrovsk_report
from hostile import hostile_report

from provcheck.report import to_html

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (BROWSER and DRIVER), reason="Chromium or its driver is missing"),
]
_QUIET = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync "
    "--disable-background-networking --disable-component-update --force-color-profile=srgb"
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    profile = tmp_path_factory.mktemp("profile")
    for argument in (*_QUIET.split(), f"--user-data-dir={profile}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.ChromeService(executable_path=DRIVER)
    driver = webdriver.Chrome(options=options, service=service)
    yield driver
    driver.quit()


def open_page(browser: Any, folder: Path, html: str, width: int, dark: bool = False) -> None:
    path = folder / "report.html"
    path.write_text(html, "utf-8")
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    browser.get(path.as_uri())


@pytest.mark.parametrize("width", [390, 700, 1280])
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
    open_page(browser, tmp_path, to_html(pokrovsk_report(), "en"), 1280)
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
