"""How tests open a page in the browser that ``conftest`` starts."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def open_page(
    browser: Any,
    folder: Path,
    html: str,
    width: int,
    *,
    dark: bool = False,
    calm: bool = False,
    script: bool = True,
) -> None:
    """Show a page in a window of ``width`` x 900.

    ``calm``: the reader wants no motion. Without ``script`` the page's own script does not run;
    the test's commands do.
    """
    path = folder / "report.html"
    path.write_text(html, "utf-8")
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    wishes = {
        "prefers-color-scheme": "dark" if dark else "light",
        "prefers-reduced-motion": "reduce" if calm else "no-preference",
    }
    features = [{"name": name, "value": value} for name, value in wishes.items()]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": features})
    browser.get_log("browser")
    disabled = "Emulation.setScriptExecutionDisabled"
    browser.execute_cdp_cmd(disabled, {"value": not script})
    browser.get(path.as_uri())
    browser.execute_cdp_cmd(disabled, {"value": False})
