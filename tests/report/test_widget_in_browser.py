"""The live comparison and the copy buttons in a browser: what they show, with mouse and keys.

Needs Chromium with its driver and selenium; skipped where they are not installed.
"""

from __future__ import annotations

import base64
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browsing import open_page
from factories import FLAG_REGION, HEIGHT, WIDTH, pokrovsk_report
from hostile import hostile_report
from PIL import Image, ImageChops, ImageStat

from provcheck.messages import languages
from provcheck.report import to_html

pytestmark = pytest.mark.slow
_FLAG = (FLAG_REGION.x, FLAG_REGION.y, FLAG_REGION.width, FLAG_REGION.height)
# The flag that both pictures have.
_FIRST_FLAG = (452, 162, 70, 64)


@pytest.fixture
def page(browser: Any, tmp_path: Path) -> Any:
    open_page(browser, tmp_path, to_html(pokrovsk_report(), "en"), 1280)
    return browser


def part(page: Any, name: str) -> Any:
    return page.find_element("css selector", f".live [data-part={name}]")


def choose(page: Any, value: str) -> None:
    page.find_element("css selector", f".live input[value='{value}']").click()


def state(page: Any, name: str) -> str:
    return str(page.find_element("css selector", ".live").get_attribute(f"data-{name}"))


def shown(page: Any, box: tuple[int, int, int, int]) -> Image.Image:
    """What the frame shows of a rectangle of the subject."""
    at = page.execute_script(
        "const frame = document.querySelector('.live-frame');"
        "frame.scrollIntoView({block: 'center'});"
        "const {x, y, width, height} = frame.getBoundingClientRect();"
        "return {x: x + scrollX, y: y + scrollY, width, height, scale: 1}"
    )
    taken = page.execute_cdp_cmd("Page.captureScreenshot", {"format": "png", "clip": at})
    frame = Image.open(io.BytesIO(base64.b64decode(taken["data"]))).convert("RGB")
    x, y, width, height = box
    return frame.resize((WIDTH, HEIGHT)).crop((x, y, x + width, y + height))


def difference(one: Image.Image, other: Image.Image) -> float:
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean)


def swipe_to(page: Any, value: int) -> None:
    page.execute_script(
        "const s = document.querySelector('.live-slider'); s.value = arguments[0];"
        "s.dispatchEvent(new Event('input', {bubbles: true}))",
        value,
    )


def wait(page: Any, script: str) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    WebDriverWait(page, 5).until(lambda page: page.execute_script(f"return {script}"))


def drag(page: Any, element: Any, right: int, down: int = 0) -> None:
    from selenium.webdriver import ActionChains

    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
    ActionChains(page).move_to_element(element).click_and_hold().move_by_offset(
        right, down
    ).release().perform()


def touch(page: Any, right: int, down: int) -> None:
    """A finger on the middle of the frame, moved in ten steps."""
    x, y = page.execute_script(
        "const r = document.querySelector('.live-frame').getBoundingClientRect();"
        "return [r.left + r.width / 2, r.top + r.height / 2]"
    )
    for step in range(10):
        kind = "touchMove" if step else "touchStart"
        points = [{"x": x + step * right, "y": y + step * down}]
        page.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_swipe_wipes_between_the_pictures(page: Any) -> None:
    part(page, "areas").click()
    swipe_to(page, 100)
    subject, first = shown(page, _FLAG), shown(page, _FIRST_FLAG)
    swipe_to(page, 0)
    assert difference(shown(page, _FLAG), subject) > 30
    assert difference(shown(page, _FIRST_FLAG), first) < 3
    swipe_to(page, 62)
    half = shown(page, _FLAG)
    assert difference(half.crop((0, 0, 30, 84)), subject.crop((0, 0, 30, 84))) < 3
    assert difference(half.crop((60, 0, 104, 84)), subject.crop((60, 0, 104, 84))) > 10


def test_the_line_crosses_the_largest_change_at_first(page: Any) -> None:
    middle = FLAG_REGION.x + FLAG_REGION.width / 2
    assert part(page, "slider").get_attribute("value") == str(round(100 * middle / WIDTH))


def test_swipe_by_keys_and_by_drag_says_where_it_is(page: Any) -> None:
    slider = part(page, "slider")
    swipe_to(page, 60)
    slider.send_keys("\ue012")  # arrow left
    assert slider.get_attribute("value") == "59"
    assert slider.get_attribute("aria-valuetext") == "examined image 59 %, reference 41 %"
    slider.send_keys("\ue011")  # home
    assert "inset(0px" in part(page, "subject").get_attribute("style")
    canvas = part(page, "canvas")
    drag(page, canvas, 0)
    assert slider.get_attribute("value") == "50"
    drag(page, part(page, "line"), canvas.size["width"] // 4)
    assert slider.get_attribute("value") == "75"


def test_a_finger_wipes_sideways_and_scrolls_the_page_upwards(page: Any) -> None:
    page.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
    try:
        page.execute_script(
            "document.querySelector('.live-frame').scrollIntoView({block: 'center'})"
        )
        before = page.execute_script("return scrollY")
        slider = part(page, "slider")
        touch(page, -30, 0)
        wait(page, "document.querySelector('.live-slider').value < 35")
        assert page.execute_script("return scrollY") == before
        value = slider.get_attribute("value")
        touch(page, 0, -15)
        wait(page, f"scrollY > {before} + 50")
        assert slider.get_attribute("value") == value
    finally:
        page.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": False})


def test_names_step_aside_for_the_line(page: Any) -> None:
    opacity = "getComputedStyle(document.querySelector('.live-name-{}')).opacity"
    swipe_to(page, 3)
    assert page.execute_script("return " + opacity.format("subject")) == "0"
    assert page.execute_script("return " + opacity.format("reference")) == "1"


@pytest.mark.parametrize("language", languages())
def test_both_names_are_there_at_first_on_a_phone(
    browser: Any, tmp_path: Path, language: str
) -> None:
    open_page(browser, tmp_path, to_html(pokrovsk_report(), language), 390)
    for side in ("left", "right"):
        name = part(browser, side)
        assert name.value_of_css_property("opacity") == "1", name.text
        assert name.size["width"] <= 0.4 * part(browser, "window").size["width"]


def test_blink_shows_one_or_the_other(page: Any) -> None:
    part(page, "areas").click()
    choose(page, "blink")
    assert not part(page, "slider").is_displayed()
    subject = shown(page, _FLAG)
    button = part(page, "other")
    button.send_keys(" ")
    assert button.get_attribute("aria-pressed") == "true"
    assert difference(shown(page, _FLAG), subject) > 30
    assert page.find_element("css selector", ".live-name-reference").is_displayed()
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    assert difference(shown(page, _FLAG), subject) < 1


def test_blinking_by_itself_is_off_until_wanted_and_stops(page: Any) -> None:
    choose(page, "blink")
    auto = part(page, "auto")
    assert auto.get_attribute("aria-pressed") == "false"
    auto.click()
    wait(page, "document.querySelector('.live').dataset.shown === 'reference'")
    wait(page, "document.querySelector('.live').dataset.shown === 'subject'")
    choose(page, "swipe")
    assert auto.get_attribute("aria-pressed") == "false"


def test_nothing_moves_by_itself_for_those_who_want_no_motion(browser: Any, tmp_path: Path) -> None:
    open_page(browser, tmp_path, to_html(pokrovsk_report(), "en"), 1280, calm=True)
    choose(browser, "blink")
    assert part(browser, "other").is_displayed()
    assert not part(browser, "auto").is_displayed()


def test_motion_stops_when_it_is_no_longer_wanted(page: Any) -> None:
    choose(page, "blink")
    part(page, "auto").click()
    features = [{"name": "prefers-reduced-motion", "value": "reduce"}]
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    wait(page, "document.querySelector('[data-part=auto]').ariaPressed === 'false'")


def test_changed_areas_can_be_hidden(page: Any) -> None:
    areas = part(page, "areas")
    swipe_to(page, 100)
    marked = shown(page, _FLAG)
    areas.click()
    assert areas.get_attribute("aria-pressed") == "false"
    assert difference(shown(page, _FLAG), marked) > 5
    areas.click()
    assert difference(shown(page, _FLAG), marked) < 1


def test_zoom_looks_at_the_change_and_pans_by_keys_and_mouse(page: Any) -> None:
    window = part(page, "window")
    assert window.get_attribute("tabindex") is None
    choose(page, "4")
    seen = page.execute_script(
        "const w = arguments[0].getBoundingClientRect();"
        "const p = arguments[0].querySelector('polygon').getBoundingClientRect();"
        "return p.left > w.left && p.right < w.right && p.top > w.top && p.bottom < w.bottom",
        window,
    )
    assert seen
    assert window.get_attribute("tabindex") == "0"
    place = "document.querySelector('.live-window').scrollLeft"
    before = page.execute_script(f"return {place}")
    choose(page, "blink")
    drag(page, window, 120)
    assert page.execute_script(f"return {place}") == pytest.approx(before - 120, abs=2)
    window.send_keys("\ue014" * 4)  # arrow right
    wait(page, f"{place} > {before}")
    choose(page, "1")
    assert page.execute_script(f"return {place}") == 0
    assert window.get_attribute("tabindex") is None


def test_zoomed_pictures_stay_cut_at_the_line(page: Any) -> None:
    part(page, "areas").click()
    choose(page, "2")
    edges = (
        "const w = document.querySelector('.live-window');"
        "const s = document.querySelector('.live-subject');"
        "const cut = parseFloat(s.style.clipPath.split(' ')[1]);"
        "const line = document.querySelector('.live-line').getBoundingClientRect();"
        "return s.getBoundingClientRect().right - cut - line.left - line.width / 2"
    )
    assert abs(page.execute_script(edges)) < 1
    page.execute_script("document.querySelector('.live-window').scrollLeft = 40")
    page.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
    assert abs(page.execute_script(edges)) < 1


def test_views_are_chosen_by_keys(page: Any) -> None:
    swipe = page.find_element("css selector", ".live input[value=swipe]")
    swipe.send_keys("\ue014")
    assert state(page, "view") == "blink"
    page.switch_to.active_element.send_keys("\ue014")
    assert state(page, "view") == "still"
    stills = page.find_elements("css selector", ".panel .view")
    assert [still.is_displayed() for still in stills] == [True] * 3
    assert not part(page, "canvas").is_displayed()


def test_each_match_has_its_own_controls(browser: Any, tmp_path: Path) -> None:
    report = pokrovsk_report()
    second = replace(report.matches[0], relation="same-image", changed_regions=())
    both = replace(report, matches=(report.matches[0], second))
    open_page(browser, tmp_path, to_html(both, "en"), 1280)
    browser.find_element("css selector", "#matches-1 input[value=blink]").click()
    browser.find_element("css selector", "#matches-1 input[value='2']").click()
    states = (
        "return [...document.querySelectorAll('.live')].map(l => l.dataset.view + l.dataset.zoom)"
    )
    assert browser.execute_script(states) == ["swipe1", "blink2"]
    assert not browser.find_elements("css selector", "#matches-1 [data-part=areas]")


def test_every_control_is_large_enough_and_named(browser: Any, tmp_path: Path) -> None:
    open_page(browser, tmp_path, to_html(pokrovsk_report(), "de"), 390)
    for view in ("swipe", "blink"):
        choose(browser, view)
        controls = browser.find_elements("css selector", ".live button, .live input, .copy")
        for control in filter(lambda control: control.is_displayed(), controls):
            assert min(control.size["width"], control.size["height"]) >= 24, control.text
            assert control.accessible_name
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 390


def test_without_the_script_the_still_pictures_are_shown(browser: Any, tmp_path: Path) -> None:
    open_page(browser, tmp_path, to_html(pokrovsk_report(), "en"), 1280, script=False)
    assert not browser.find_elements("css selector", ".live, .copy")
    stills = browser.find_elements("css selector", ".panel .view")
    assert [still.is_displayed() for still in stills] == [True] * 3
    assert "was examined offline with" in browser.find_element("css selector", "#method").text


def test_paper_shows_the_still_pictures(page: Any) -> None:
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert not page.find_element("css selector", ".live").is_displayed()
    assert not page.find_element("css selector", ".copy").is_displayed()
    stills = page.find_elements("css selector", ".panel .view")
    assert [still.is_displayed() for still in stills] == [True] * 3


@pytest.mark.parametrize("clipboard", ["undefined", "{writeText: () => Promise.reject(Error())}"])
def test_copying_without_a_clipboard_selects_and_says_so(page: Any, clipboard: str) -> None:
    page.execute_script(
        f"Object.defineProperty(navigator, 'clipboard', {{value: {clipboard}, configurable: true}})"
    )
    digest, citation = page.find_elements("css selector", "[data-copy]")
    for text in (digest, citation):
        button = text.find_element("xpath", "following-sibling::button")
        page.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
        button.click()
        wait(page, "getSelection().toString() !== ''")
        assert page.execute_script("return getSelection().toString()") == text.text
        note = text.find_element("xpath", "following-sibling::*[@role='status']")
        assert note.text == "Selected. Press Ctrl+C (⌘C on a Mac) to copy."
    assert page.get_log("browser") == []


def test_copying_hands_over_the_text(page: Any) -> None:
    page.execute_script(
        "Object.defineProperty(navigator, 'clipboard', {configurable: true,"
        "value: {writeText: async text => { window.copied = text; }}})"
    )
    button = page.find_element("css selector", ".hash .copy")
    assert button.accessible_name == "Copy the SHA-256"
    button.click()
    wait(page, "document.querySelector('.copy-note').textContent === 'Copied.'")
    assert page.execute_script("return window.copied") == pokrovsk_report().subject.sha256


@pytest.mark.parametrize("content", ["usual", "hostile"])
def test_nothing_is_requested_and_nothing_is_refused(
    browser: Any, tmp_path: Path, content: str
) -> None:
    report = pokrovsk_report() if content == "usual" else hostile_report()
    browser.get_log("performance")
    open_page(browser, tmp_path, to_html(report, "en"), 1280)
    for value in ("blink", "2", "still", "swipe"):
        choose(browser, value)
    part(browser, "areas").click()
    assert browser.get_log("browser") == []
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    sent = [e["params"] for e in events if e["method"] == "Network.requestWillBeSent"]
    beyond = {each["request"]["url"].partition("base64,")[0] for each in sent}
    assert beyond <= {
        (tmp_path / "report.html").as_uri(),
        "data:image/jpeg;",
        "data:image/png;",
    }
    assert (tmp_path / "report.html").as_uri() in beyond


def test_no_other_script_runs_even_where_markup_gets_in(browser: Any, tmp_path: Path) -> None:
    intruder = "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"
    html = to_html(pokrovsk_report(), "en").replace("<main>", f"<main>{intruder}", 1)
    open_page(browser, tmp_path, html, 1280)
    assert browser.execute_script("return window.ran") is None
    assert browser.find_elements("css selector", ".live")
    refused = " ".join(entry["message"] for entry in browser.get_log("browser"))
    assert "Content Security Policy" in refused
