"""What the page carries inside itself: its style, its script, and the policy that admits them.

The policy names the script by its digest, so that a browser runs these bytes and no others,
whatever a text of the report may contain. Nothing is loaded from anywhere.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup


@cache
def style() -> Markup:
    """The style sheet, trusted: it ships with the package."""
    return _shipped("report.css")


@cache
def script() -> Markup:
    """The script, trusted: it ships with the package. It stands alone in its element, for its
    digest counts every character between the tags."""
    return _shipped("report.js")


@cache
def content_policy() -> str:
    """The page's Content Security Policy."""
    digest = base64.b64encode(hashlib.sha256(script().encode("utf-8")).digest()).decode("ascii")
    return (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def _shipped(name: str) -> Markup:
    from markupsafe import Markup

    path = resources.files("provcheck.report").joinpath("templates", name)
    return Markup(path.read_text("utf-8"))
