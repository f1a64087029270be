"""The index of a scan in a browser: sorting, filtering and searching, by mouse and by keys.

Needs Chromium with its driver and selenium.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browsing import open_page
from pictures import jpeg
from PIL import Image
from test_index_page import ROW, page_of

from provcheck.report import IndexRow, failed_index_row

pytestmark = pytest.mark.slow

ROWS = (
    replace(ROW, name="b/10.jpg", flags=("reused", "edited", "context")),
    replace(ROW, name="b/9.jpg", status="no-match", flags=(), checked="2024-10-22T08:00:00Z"),
    replace(ROW, name="Яблуко.jpg", status="candidate", flags=("context",)),
    failed_index_row("x.jpg", "No image."),
)


def show(browser: Any, folder: Path, *rows: IndexRow, width: int = 1280, **how: bool) -> Any:
    open_page(browser, folder, page_of(*(rows or ROWS)), width, **how)
    return browser


@pytest.fixture
def page(browser: Any, tmp_path: Path) -> Any:
    return show(browser, tmp_path)


def names(page: Any) -> list[str]:
    """The names of the rows that can be seen, in their order."""
    script = (
        "return [...document.querySelectorAll('.index tbody tr')]"
        ".filter((row) => row.getClientRects().length).map((row) => row.cells[1].textContent)"
    )
    found: list[str] = page.execute_script(script)
    return found


def part(page: Any, name: str) -> Any:
    return page.find_element("css selector", f"[data-part={name}]")


def choose(page: Any, name: str, value: str) -> None:
    part(page, name).find_element("css selector", f"option[value='{value}']").click()


def head(page: Any, text: str) -> Any:
    return page.find_element("xpath", f"//button[contains(., '{text}')]")


def test_names_are_sorted_by_their_numbers_both_ways(page: Any) -> None:
    head(page, "File").click()
    assert names(page) == ["b/9.jpg", "b/10.jpg", "x.jpg", "Яблуко.jpg"]
    head(page, "File").click()
    assert names(page) == ["Яблуко.jpg", "x.jpg", "b/10.jpg", "b/9.jpg"]
    sorted_by = page.find_elements("css selector", "[aria-sort]")
    assert [each.get_attribute("aria-sort") for each in sorted_by] == ["descending"]


def test_status_and_flags_are_sorted_by_weight_and_dates_by_time(page: Any) -> None:
    head(page, "Status").click()
    assert names(page) == ["b/10.jpg", "Яблуко.jpg", "b/9.jpg", "x.jpg"]
    head(page, "Flags").click()
    head(page, "Flags").click()
    assert names(page)[0] == "b/10.jpg"
    head(page, "Checked").click()
    assert names(page)[:2] == ["x.jpg", "b/9.jpg"]


def test_filters_work_together_and_say_what_is_left(page: Any) -> None:
    assert part(page, "count").text == "Shown: 4 of 4"
    choose(page, "flag", "context")
    assert names(page) == ["b/10.jpg", "Яблуко.jpg"]
    part(page, "name").send_keys("ЯБЛ")
    assert names(page) == ["Яблуко.jpg"]
    assert part(page, "count").text == "Shown: 1 of 4"
    choose(page, "status", "no-match")
    assert names(page) == []
    part(page, "name").clear()
    choose(page, "flag", "-")
    assert names(page) == ["b/9.jpg"]


def test_keys_alone_reach_and_move_everything(page: Any) -> None:
    from selenium.webdriver import ActionChains, Keys

    reached = []
    for _ in range(9):
        ActionChains(page).send_keys(Keys.TAB).perform()
        reached.append(
            page.execute_script("const a = document.activeElement; return a.tagName + a.className")
        )
    assert reached == ["Askip", "INPUT", "SELECT", "SELECT", *["BUTTONindex-sort"] * 4, "A"]
    head(page, "File").send_keys(Keys.ENTER)
    assert names(page)[0] == "b/9.jpg"


def test_without_the_script_it_is_a_plain_table(browser: Any, tmp_path: Path) -> None:
    page = show(browser, tmp_path, script=False)
    assert len(names(page)) == 4
    assert not page.find_elements("css selector", ".index-sort")
    assert not part(page, "name").is_displayed()


def test_pictures_beside_it_are_shown_and_nothing_is_refused(browser: Any, tmp_path: Path) -> None:
    (tmp_path / "index-pictures").mkdir()
    (tmp_path / ROW.picture).write_bytes(jpeg(Image.new("RGB", (96, 64), "teal"), 80))
    page = show(browser, tmp_path, ROW)
    time.sleep(0.2)
    assert page.execute_script("return document.images[0].naturalWidth") == 96
    assert page.get_log("browser") == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_hangs_over_the_edge(browser: Any, tmp_path: Path, width: int) -> None:
    long = replace(ROW, name="x" * 300, flags=("reused", "edited", "context", "ai", "credentials"))
    page = show(browser, tmp_path, long, width=width)
    assert page.execute_script("return document.documentElement.scrollWidth") <= width


def test_paper_has_every_row_and_no_controls(page: Any) -> None:
    choose(page, "flag", "context")
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert not part(page, "name").is_displayed()
    assert names(page) == ["b/10.jpg", "Яблуко.jpg"]  # what the reader chose to see


def test_ten_thousand_rows_are_sorted_and_filtered_while_one_waits(
    browser: Any, tmp_path: Path
) -> None:
    rows = [replace(ROW, name=f"{number * 7919 % 10_000}.jpg") for number in range(10_000)]
    page = show(browser, tmp_path, *rows)
    took = page.execute_script(
        "const start = performance.now();"
        "document.querySelector('.index-sort').click();"
        "const input = document.querySelector('[data-part=name]'); input.value = '999';"
        "input.dispatchEvent(new Event('input')); document.body.offsetHeight;"
        "return performance.now() - start"
    )
    assert names(page)[0] == "999.jpg"
    assert took < 5_000
